// EXECUTE: procedures with their arguments, and text.
import { Messages } from '../../../errors/catalogue';
import type { Expression } from '../../ast/expression';
import type { ExecuteArgument, ExecuteProcedure, ExecuteText, ImpersonationStatement, ResultSetColumn } from '../../ast/statement';
import type { Position } from '../../ast/common';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { acceptCollation, isIdentifier, isVariable, parseIdentifier, parseObjectName, parseString, parseVariableName } from '../names';
import { parseConstant } from '../expressions/primary';

/** EXEC or EXECUTE as a statement of its own: EXECUTE AS too. */
export function parseExecuteStatement(p: Parser): ExecuteProcedure | ExecuteText | ImpersonationStatement {
  if (!p.isWordAt(1, 'AS') || !p.isWordAt(2, 'USER', 'LOGIN', 'CALLER')) return parseExecute(p);
  const { at } = p.advance();
  p.expectWord('AS');
  const action = p.expectOneOf('USER', 'LOGIN', 'CALLER').toLowerCase() as 'user' | 'login' | 'caller';
  if (action === 'caller') return { kind: 'impersonation', action, at };
  p.expectSymbol('=');
  const name = isVariable(p) ? { variable: parseVariableName(p) } : parseString(p);
  if (p.isSequence('WITH', 'NO', 'REVERT') || p.isSequence('WITH', 'COOKIE')) throw p.refuse('EXECUTE AS ... WITH NO REVERT or COOKIE');
  return { kind: 'impersonation', action, name, at };
}

/** REVERT, which is the next word. */
export function parseRevert(p: Parser): ImpersonationStatement {
  const { at } = p.advance();
  if (p.isSequence('WITH', 'COOKIE')) throw p.refuse('REVERT WITH COOKIE');
  return { kind: 'impersonation', action: 'revert', at };
}

/** EXEC or EXECUTE, which is the next word. */
export function parseExecute(p: Parser): ExecuteProcedure | ExecuteText {
  const { at } = p.advance();
  if (p.isSymbol('(')) return parseExecuteText(p, at);
  if (p.isWord('AS')) throw p.refuse('EXECUTE AS');
  if (p.isWord('OPENDATASOURCE')) throw p.refuse('OPENDATASOURCE');
  const returnInto = isVariable(p) && p.isSymbolAt(1, '=') ? parseVariableName(p) : undefined;
  if (returnInto !== undefined) p.expectSymbol('=');
  return parseProcedureCall(p, at, returnInto);
}

/** A procedure's name and arguments: what follows EXEC, or stands alone as the first statement of a batch. */
export function parseProcedureCall(p: Parser, at: Position, returnInto?: string): ExecuteProcedure {
  const name = isVariable(p) ? { variable: parseVariableName(p) } : parseObjectName(p);
  if (p.isSymbol(';') && p.peek(1).literal === 'integer') throw p.refuse('numbered procedures (name;number)');
  const args = isArgumentAhead(p) ? p.list(() => parseArgument(p)) : [];
  const named = args.findIndex((argument) => argument.name !== undefined);
  const late = args.findIndex((argument, i) => named >= 0 && i > named && argument.name === undefined);
  if (late >= 0) throw p.error(Messages.NamedArgumentExpected, { number: late + 1 }, args[late]?.at);
  return { kind: 'execute', name, returnInto, args, ...acceptExecuteOptions(p), at };
}

function parseExecuteText(p: Parser, at: Position): ExecuteText {
  p.expectSymbol('(');
  const parts = parseTextParts(p);
  if (p.isSymbol(',')) throw p.refuse('EXECUTE of a text with arguments');
  p.expectSymbol(')');
  const as = acceptAs(p);
  if (p.isWord('AT')) throw p.refuse('EXECUTE of a text AT ...');
  const { options, ...rest } = acceptExecuteOptions(p);
  if (options.length > 0) throw p.refuse('EXECUTE of a text WITH RECOMPILE');
  return { kind: 'execute-text', parts, ...(as ? { as } : {}), ...rest, at };
}

/** `AS USER = 'name'` or `AS LOGIN = 'name'` behind a text. */
function acceptAs(p: Parser): ExecuteText['as'] {
  if (!p.isWord('AS') || !p.isWordAt(1, 'USER', 'LOGIN')) return undefined;
  p.advance();
  const action = p.advance().upper === 'USER' ? 'user' : 'login';
  p.expectSymbol('=');
  return { action, name: parseString(p) };
}

/** Strings and variables joined by +, and nothing else. */
function parseTextParts(p: Parser): Expression[] {
  const parts = [parseTextPart(p)];
  while (p.acceptSymbol('+')) parts.push(parseTextPart(p));
  return parts;
}

function parseTextPart(p: Parser): Expression {
  const { kind, text, at } = p.current;
  const isString = kind === 'string' || kind === 'national-string' || (kind === 'double-quoted' && !p.quotedIdentifier);
  if (isString) return parseConstant(p);
  if (!isVariable(p)) throw p.unexpected();
  p.advance();
  return text.startsWith('@@') ? { kind: 'system-variable', name: text.toUpperCase(), at } : { kind: 'variable', name: text, at };
}

type ExecuteOptions = Pick<ExecuteProcedure, 'options' | 'resultSets'>;

function acceptExecuteOptions(p: Parser): ExecuteOptions {
  if (!p.isSequence('WITH', 'RECOMPILE') && !p.isSequence('WITH', 'RESULT', 'SETS')) return { options: [] };
  p.advance();
  const isRecompile = p.acceptWord('RECOMPILE');
  const options = isRecompile ? ['RECOMPILE'] : [];
  if (isRecompile && !p.acceptSymbol(',')) return { options };
  p.expectWord('RESULT', 'SETS');
  const resultSets = acceptResultSets(p);
  if (!isRecompile && p.acceptSymbol(',')) p.expectWord('RECOMPILE');
  return { options, ...(resultSets === undefined ? {} : { resultSets }) };
}

/** Behind RESULT SETS: undefined for UNDEFINED, none for NONE. */
function acceptResultSets(p: Parser): ExecuteOptions['resultSets'] {
  if (p.acceptWord('UNDEFINED')) return undefined;
  if (p.acceptWord('NONE')) return [];
  p.expectSymbol('(');
  const resultSets = p.list(() => parseResultSet(p));
  p.expectSymbol(')');
  return resultSets;
}

function parseResultSet(p: Parser): readonly ResultSetColumn[] {
  if (p.isWord('AS')) throw p.refuse('WITH RESULT SETS (AS OBJECT, AS TYPE or AS FOR XML)');
  p.expectSymbol('(');
  const columns = p.list(() => parseResultSetColumn(p));
  p.expectSymbol(')');
  return columns;
}

function parseResultSetColumn(p: Parser): ResultSetColumn {
  const name = parseIdentifier(p);
  const type = parseDataType(p);
  const collation = acceptCollation(p);
  const isNotNull = p.acceptSequence('NOT', 'NULL');
  if (!isNotNull) p.acceptWord('NULL');
  return { name, type, ...(collation === undefined ? {} : { collation }), isNullable: !isNotNull };
}

/** What can only be an argument, never the start of another statement or clause. */
function isArgumentAhead(p: Parser): boolean {
  const { kind } = p.current;
  if (kind === 'symbol') return p.isSymbol('-') || p.isSymbol('+');
  if (kind === 'word') return (isIdentifier(p) && !p.isSymbolAt(1, ':')) || p.isWord('NULL', 'DEFAULT') || p.current.text.startsWith('$');
  return kind !== 'end';
}

function parseArgument(p: Parser): ExecuteArgument {
  const { at } = p;
  const name = isVariable(p) && p.isSymbolAt(1, '=') ? parseVariableName(p) : undefined;
  if (name !== undefined) p.expectSymbol('=');
  if (p.isWord('DEFAULT')) {
    const value: Expression = { kind: 'literal', literal: 'default', text: '', at: p.advance().at };
    return { name, value, isOutput: false, isDefault: true, at };
  }
  const value = parseBareValue(p);
  const isOutput = p.acceptWord('OUTPUT', 'OUT');
  if (isOutput && value.kind !== 'variable') throw p.error(Messages.OutputNeedsVariable, {}, at);
  return { name, value, isOutput, isDefault: false, at };
}

/** A constant, a variable, NULL, or a bare word: a name written where a value is due stands for its text. */
export function parseBareValue(p: Parser): Expression {
  const { at, kind } = p.current;
  if (p.isSymbol('-') || p.isSymbol('+')) {
    const operator = p.advance().upper === '-' ? '-' : '+';
    if (p.current.kind !== 'number') throw p.unexpected();
    return { kind: 'unary', operator, operand: parseConstant(p), at };
  }
  if (kind === 'variable') {
    const { text } = p.advance();
    return text.startsWith('@@') ? { kind: 'system-variable', name: text.toUpperCase(), at } : { kind: 'variable', name: text, at };
  }
  if (p.acceptWord('NULL')) return { kind: 'literal', literal: 'null', text: '', at };
  if (p.current.literal !== undefined) return parseConstant(p);
  if (kind === 'double-quoted') return { kind: 'literal', literal: p.quotedIdentifier ? 'national-string' : 'string', text: p.advance().text, at };
  return { kind: 'literal', literal: 'national-string', text: parseIdentifier(p).name, at };
}
