// The front door: text to tree. Wires the grammar's recursion; the rules are in parser/.
import { isSqlError } from '../errors/sql-error';
import type { DataTypeName } from './ast/common';
import type { ParameterDefinition } from './ast/ddl';
import type { Expression } from './ast/expression';
import type { SelectStatement } from './ast/query';
import type { Batch } from './ast/statement';
import type { Dialect } from './dialect';
import { parseDataType as parseDataTypeAt } from './parser/expressions/data-type';
import { parseDml } from './parser/queries/dml';
import { parseValue } from './parser/expressions/expression';
import { Parser } from './parser/grammar';
import type { Grammar } from './parser/grammar';
import { parseParameters } from './parser/definitions/parameters';
import { parseAny, parseCondition } from './parser/expressions/predicate';
import { parseQuery, parseSelectStatement } from './parser/queries/select';
import { parseStatement, parseStatements } from './parser/statement';

/** How a text is read: `quotedIdentifier` is the session's SET QUOTED_IDENTIFIER, until the text sets it itself. Without a dialect it may hold all that is known here. */
export interface ParseOptions { readonly quotedIdentifier: boolean; readonly dialect?: Dialect }

const GRAMMAR: Grammar = {
  value: parseValue, condition: parseCondition, any: parseAny, query: parseQuery, select: parseSelectStatement, dml: parseDml,
  statement: parseStatement, statements: parseStatements,
};
const STORED: ParseOptions = { quotedIdentifier: true };

function parseWhole<T>(text: string, options: ParseOptions, rule: (p: Parser) => T): T {
  const p = new Parser(text, options, GRAMMAR);
  try {
    const result = rule(p);
    if (!p.isAtEnd) throw p.unexpected();
    return result;
  } catch (error) {
    if (!isSqlError(error)) throw error;
    if (error.line === 0) error.line = p.peek(0).at.line;
    if (error.procedure === '') error.procedure = p.moduleName;
    throw error;
  }
}

/** Parses a batch, or raises the SqlError that SQL Server would, with its line. */
export function parseBatch(text: string, options: ParseOptions): Batch {
  return { statements: parseWhole(text, options, (p) => parseStatements(p, () => false)), text };
}

/** The text of the statement at an offset of a text: its own words, or, `toNext`, up to the first of the next statement. */
export function statementText(text: string, offset: number, options: ParseOptions, toNext: boolean): string {
  const p = new Parser(text.slice(offset), options, GRAMMAR);
  p.statement();
  if (!toNext) return p.textSince(0);
  p.acceptSymbol(';');
  return p.isAtEnd ? p.text : p.text.slice(0, p.peek(0).at.offset);
}

/** Parses a stored default, check or computed definition: a value or a condition. */
export function parseExpression(text: string, options: ParseOptions = STORED): Expression {
  return parseWhole(text, options, (p) => p.any());
}

/** Parses one SELECT with everything that may belong to it. */
export function parseSelect(text: string, options: ParseOptions = STORED): SelectStatement {
  return parseWhole(text, options, (p) => {
    const select = p.select();
    p.acceptSymbol(';');
    return select;
  });
}

/** Parses a data type's name with its arguments. */
export function parseDataType(text: string): DataTypeName {
  return parseWhole(text, STORED, parseDataTypeAt);
}

/** Parses sp_executesql's declarations, `@0 int, @1 nvarchar(255) OUTPUT`; blank text declares nothing. */
export function parseParameterDeclarations(text: string): ParameterDefinition[] {
  return parseWhole(text, STORED, (p) => (p.isAtEnd ? [] : parseParameters(p, 'text')));
}

/**
 * Takes apart a multi-part name that stands in a string, as OBJECT_ID and sp_rename do: `[a].[b c]`, `"a".b`, `db..t`, parts
 * unquoted. Unquoted parts may hold anything but a dot. An empty list if the text is no name.
 */
export function parseObjectName(text: string): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  for (;;) {
    const part = /^(?:\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"|([^."[\]]*))\s*(\.|$)\s*/.exec(rest);
    if (part === null) return [];
    const [whole, bracketed, doubleQuoted, bare = '', separator] = part;
    parts.push(bracketed?.replaceAll(']]', ']') ?? doubleQuoted?.replaceAll('""', '"') ?? bare.trim());
    rest = rest.slice(whole.length);
    if (separator !== '.') break;
  }
  return parts.length > 4 || parts.at(-1) === '' ? [] : parts;
}
