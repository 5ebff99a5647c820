// CREATE, ALTER and DROP of partition functions and partition schemes. Knows no database.
import type { PartitionFunctionStatement, PartitionSchemeStatement } from '../../ast/ddl';
import type { Position } from '../../ast/common';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { acceptCollation, isIdentifier, parseIdentifier, parseNameOrString } from '../names';

type Verb = 'create' | 'alter' | 'drop';

/** A statement about a partition function or scheme; PARTITION is the next word. */
export function parsePartitionStatement(p: Parser, verb: Verb, at: Position): PartitionFunctionStatement | PartitionSchemeStatement {
  p.expectWord('PARTITION');
  return p.expectOneOf('FUNCTION', 'SCHEME') === 'FUNCTION' ? parseFunction(p, verb, at) : parseScheme(p, verb, at);
}

function parseFunction(p: Parser, verb: Verb, at: Position): PartitionFunctionStatement {
  const { name } = parseIdentifier(p);
  const head = { kind: 'partition-function', name, at } as const;
  if (verb === 'drop') return { ...head, action: { kind: 'drop' } };
  p.expectSymbol('(');
  if (verb === 'alter') {
    p.expectSymbol(')');
    const kind = p.expectOneOf('SPLIT', 'MERGE') === 'SPLIT' ? 'split' : 'merge';
    p.expectWord('RANGE');
    p.expectSymbol('(');
    const boundary = p.value();
    p.expectSymbol(')');
    return { ...head, action: { kind, boundary } };
  }
  const type = parseDataType(p);
  const collation = acceptCollation(p);
  p.expectSymbol(')');
  p.expectWord('AS', 'RANGE');
  const isRight = p.acceptWord('RIGHT');
  if (!isRight) p.acceptWord('LEFT');
  p.expectWord('FOR', 'VALUES');
  return { ...head, action: { kind: 'create', type, collation, isRight, boundaries: parseBoundaries(p) } };
}

function parseBoundaries(p: Parser): Extract<PartitionFunctionStatement['action'], { kind: 'create' }>['boundaries'] {
  if (!p.isSymbolAt(1, ')')) return p.parenthesizedList(() => p.value());
  p.expectSymbol('(');
  p.expectSymbol(')');
  return [];
}

function parseScheme(p: Parser, verb: Verb, at: Position): PartitionSchemeStatement {
  const { name } = parseIdentifier(p);
  const head = { kind: 'partition-scheme', name, at } as const;
  if (verb === 'drop') return { ...head, action: { kind: 'drop' } };
  if (verb === 'alter') {
    p.expectWord('NEXT', 'USED');
    const hasGroup = isIdentifier(p) || p.isKind('string') || p.isKind('national-string');
    return { ...head, action: { kind: 'next-used', ...(hasGroup ? { fileGroup: parseGroup(p) } : {}) } };
  }
  p.expectWord('AS', 'PARTITION');
  const functionName = parseIdentifier(p).name;
  const isAll = p.acceptWord('ALL');
  p.expectWord('TO');
  return { ...head, action: { kind: 'create', functionName, isAll, fileGroups: p.parenthesizedList(() => parseGroup(p)) } };
}

/** A file group's name; the bare word PRIMARY is reserved. */
function parseGroup(p: Parser): string {
  if (p.isWord('PRIMARY')) throw p.unexpected();
  return parseNameOrString(p).name;
}
