// Cursors: DECLARE, OPEN, FETCH, CLOSE, DEALLOCATE.
import { Messages } from '../../../errors/catalogue';
import type { Expression } from '../../ast/expression';
import type { Identifier, Position } from '../../ast/common';
import type { CursorName, DeclareCursor, FetchCursor, Statement } from '../../ast/statement';
import { parseBareValue } from './execute';
import type { Parser } from '../grammar';
import { isIdentifier, isVariable, parseIdentifier, parseVariableName } from '../names';

const OPTIONS = ['LOCAL', 'GLOBAL', 'FORWARD_ONLY', 'SCROLL', 'STATIC', 'KEYSET', 'DYNAMIC', 'FAST_FORWARD', 'READ_ONLY', 'SCROLL_LOCKS', 'OPTIMISTIC', 'TYPE_WARNING'];
const DIRECTIONS = ['NEXT', 'PRIOR', 'FIRST', 'LAST', 'ABSOLUTE', 'RELATIVE'];

/** What precedes the word CURSOR. */
export interface CursorHead { readonly name: string; readonly isVariable: boolean; readonly at: Position; readonly options?: readonly string[] }

/** `CURSOR options FOR select [FOR UPDATE]`; CURSOR is the next word. Raises 1049 for options on both sides of it. */
export function parseCursorDefinition(p: Parser, head: CursorHead): DeclareCursor {
  p.expectWord('CURSOR');
  const before = head.options ?? [];
  const options = [...before];
  while (p.isWord(...OPTIONS)) options.push(p.advance().upper);
  if (before.length > 0 && options.length > before.length) throw p.error(Messages.MixedCursorSyntax, {}, head.at);
  p.expectWord('FOR');
  const query = p.select();
  let forUpdate: Identifier[] | undefined;
  if (p.acceptSequence('FOR', 'READ', 'ONLY')) options.push('FOR READ ONLY');
  else if (p.acceptSequence('FOR', 'UPDATE')) forUpdate = p.acceptWord('OF') ? p.list(() => parseIdentifier(p)) : [];
  return { kind: 'declare-cursor', name: head.name, options, query, forUpdate, isVariable: head.isVariable, at: head.at };
}

/** `name [INSENSITIVE] [SCROLL] CURSOR ...` behind DECLARE. */
export function parseDeclareCursor(p: Parser, at: Position): DeclareCursor {
  const { name } = parseIdentifier(p);
  const options: string[] = [];
  while (p.isWord('INSENSITIVE', 'SCROLL')) options.push(p.advance().upper);
  return parseCursorDefinition(p, { name, isVariable: false, at, options });
}

function parseCursorName(p: Parser): CursorName {
  if (isVariable(p)) return { name: parseVariableName(p) };
  const isGlobal = p.isWord('GLOBAL') && isIdentifier(p, 1);
  if (isGlobal) p.advance();
  return { name: parseIdentifier(p).name, ...(isGlobal ? { isGlobal } : {}) };
}

/** OPEN, CLOSE or DEALLOCATE, which is the next word. */
export function parseCursorCommand(p: Parser): Statement {
  const { at, upper } = p.advance();
  if (p.isWord('SYMMETRIC', 'MASTER') && p.isWordAt(1, 'KEY')) throw p.refuse(`${upper} ${p.current.upper} KEY`);
  if (upper === 'CLOSE' && p.isSequence('ALL', 'SYMMETRIC')) throw p.refuse('CLOSE ALL SYMMETRIC KEYS');
  const kind = upper === 'OPEN' ? 'open-cursor' : upper === 'CLOSE' ? 'close-cursor' : 'deallocate-cursor';
  if (kind === 'deallocate-cursor') p.acceptWord('CURSOR');
  return { kind, ...parseCursorName(p), at };
}

/** A number with or without a sign, or a variable. */
function parseOffset(p: Parser): Expression {
  const isNumber = p.isKind('number') || p.isSymbol('-') || p.isSymbol('+');
  if (!isNumber && !isVariable(p)) throw p.unexpected();
  return parseBareValue(p);
}

/** FETCH, which is the next word. */
export function parseFetch(p: Parser): FetchCursor {
  const { at } = p.advance();
  let direction: FetchCursor['direction'] = 'next';
  let offset: FetchCursor['offset'];
  if (p.isWord(...DIRECTIONS) && !p.isWordAt(1, 'INTO')) {
    direction = p.advance().upper.toLowerCase() as FetchCursor['direction'];
    if (direction === 'absolute' || direction === 'relative') offset = parseOffset(p);
    p.expectWord('FROM');
  } else p.acceptWord('FROM');
  const cursor = parseCursorName(p);
  const into = p.acceptWord('INTO') ? p.list(() => parseVariableName(p)) : [];
  return { kind: 'fetch', ...cursor, direction, offset, into, at };
}
