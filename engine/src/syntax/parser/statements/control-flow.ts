// IF, WHILE, BEGIN ... END, TRY, RETURN, GOTO and labels, PRINT, RAISERROR, THROW, WAITFOR.
import { Messages } from '../../../errors/catalogue';
import type { SqlError } from '../../../errors/sql-error';
import type { Expression } from '../../ast/expression';
import type { RaiserrorStatement, Statement, WaitforStatement } from '../../ast/statement';
import { parseWaitMs } from '../../wait-time';
import type { Parser } from '../grammar';
import { isIdentifier, isVariable, parseIdentifier } from '../names';
import { parseConstant } from '../expressions/primary';

const RAISERROR_TOKENS: ReadonlySet<string> = new Set(['variable', 'number', 'string', 'national-string', 'binary', 'double-quoted']);
const EXPRESSION_WORDS = ['NULL', 'CASE', 'CONVERT', 'TRY_CONVERT', 'COALESCE', 'NULLIF', 'LEFT', 'RIGHT', 'CURRENT_TIMESTAMP', 'CURRENT_USER', 'SESSION_USER',
  'SYSTEM_USER', 'USER'];

/** IF condition statement [ELSE statement]; a semicolon may stand before ELSE. */
export function parseIf(p: Parser): Statement {
  const { at } = p.advance();
  const condition = p.condition();
  const then = p.statement();
  if (p.isSymbol(';') && p.isWordAt(1, 'ELSE')) p.advance();
  const otherwise = p.acceptWord('ELSE') ? p.statement() : undefined;
  return { kind: 'if', condition, then, otherwise, at };
}

/** WHILE condition statement */
export function parseWhile(p: Parser): Statement {
  const { at } = p.advance();
  const condition = p.condition();
  return { kind: 'while', condition, body: p.statement(), at };
}

/** Whether END stands here, and not END CONVERSATION, which is a statement. */
export const isEndAhead = (p: Parser): boolean => p.isWord('END') && !p.isWordAt(1, 'CONVERSATION');

/** The error where a statement should begin: END is told by 102, other reserved words by 156. */
export const noStatement = (p: Parser): SqlError => (p.isWord('END') ? p.error(Messages.SyntaxNear, { token: p.near }, p.at) : p.unexpected());

/** BEGIN ... END, which must hold a statement; BEGIN is the next word. */
export function parseBlock(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isWord('DIALOG', 'CONVERSATION')) throw p.refuse(`BEGIN ${p.current.upper}`);
  if (p.isWord('ATOMIC') && p.isWordAt(1, 'WITH')) throw p.refuse('natively compiled modules');
  const statements = p.statements(() => isEndAhead(p));
  if (statements.length === 0) throw noStatement(p);
  p.expectWord('END');
  return { kind: 'block', statements, at };
}

/** BEGIN TRY ... END TRY BEGIN CATCH ... END CATCH */
export function parseTry(p: Parser): Statement {
  const { at } = p;
  p.expectWord('BEGIN', 'TRY');
  const body = p.statements(() => isEndAhead(p));
  p.expectWord('END');
  if (body.length === 0 && p.isWord('TRY')) throw p.error(Messages.SyntaxNear, { token: p.current.text });
  p.expectWord('TRY');
  p.expectWord('BEGIN', 'CATCH');
  const handler = p.statements(() => isEndAhead(p));
  p.expectWord('END', 'CATCH');
  return { kind: 'try', body, handler, at };
}

/** RETURN [value] */
export function parseReturn(p: Parser): Statement {
  const { at } = p.advance();
  return { kind: 'return', value: isValueAhead(p) ? p.value() : undefined, at };
}

function isValueAhead(p: Parser): boolean {
  const { kind } = p.current;
  if (kind === 'symbol') return p.isSymbol('(') || p.isSymbol('-') || p.isSymbol('+') || p.isSymbol('~');
  if (kind === 'word') return p.isWord(...EXPRESSION_WORDS) || (isIdentifier(p) && !isLabel(p));
  return kind !== 'end';
}

/** Whether `name:` stands here. */
export const isLabel = (p: Parser): boolean => isIdentifier(p) && p.isSymbolAt(1, ':');

/** `name:` */
export function parseLabel(p: Parser): Statement {
  const { name, at } = parseIdentifier(p);
  p.expectSymbol(':');
  return { kind: 'label', label: name, at };
}

/** GOTO name */
export function parseGoto(p: Parser): Statement {
  const { at } = p.advance();
  return { kind: 'goto', label: parseIdentifier(p).name, at };
}

/** PRINT value */
export function parsePrint(p: Parser): Statement {
  const { at } = p.advance();
  const start = p.mark();
  const value = p.value();
  if (p.hasWordSince(start, 'SELECT')) throw p.error(Messages.SubqueryNotAllowed, {}, at);
  return { kind: 'print', value, at };
}

/** RAISERROR(message, severity, state [, arguments]) [WITH options] */
export function parseRaiserror(p: Parser): RaiserrorStatement {
  const { at } = p.advance();
  p.expectSymbol('(');
  const message = parseRaiserrorArgument(p);
  p.expectSymbol(',');
  const severity = parseRaiserrorNumber(p);
  p.expectSymbol(',');
  const state = parseRaiserrorNumber(p);
  const args: Expression[] = p.acceptSymbol(',') ? p.list(() => parseRaiserrorArgument(p)) : [];
  p.expectSymbol(')');
  const options = p.acceptWord('WITH') ? p.list(() => p.expectOneOf('LOG', 'NOWAIT', 'SETERROR') as 'LOG' | 'NOWAIT' | 'SETERROR') : [];
  return { kind: 'raiserror', message, severity, state, args, options, at };
}

/** A constant or a variable: RAISERROR takes no expressions. */
function parseRaiserrorArgument(p: Parser): Expression {
  const isSigned = (p.isSymbol('-') || p.isSymbol('+')) && p.peek(1).kind === 'number';
  if (!isSigned && !p.isWord('NULL') && !RAISERROR_TOKENS.has(p.current.kind)) throw p.unexpected();
  const behind = isSigned ? 2 : 1;
  if (!p.isSymbolAt(behind, ',') && !p.isSymbolAt(behind, ')')) throw p.unexpectedToken(p.peek(behind));
  return p.value();
}

/** Severity and state are no texts. */
function parseRaiserrorNumber(p: Parser): Expression {
  if (p.isKind('string') || p.isKind('national-string')) throw p.unexpected();
  return parseRaiserrorArgument(p);
}

/** THROW [number, message, state] */
export function parseThrow(p: Parser): Statement {
  const { at } = p.advance();
  if (!p.isKind('number') && !isVariable(p)) return { kind: 'throw', at };
  const number = parseThrowArgument(p);
  p.expectSymbol(',');
  const message = parseThrowArgument(p);
  p.expectSymbol(',');
  return { kind: 'throw', number, message, state: parseThrowArgument(p), at };
}

function parseThrowArgument(p: Parser): Expression {
  const { at, kind } = p.current;
  if (kind === 'variable') return { kind: 'variable', name: p.advance().text, at };
  if (kind !== 'number' && kind !== 'string' && kind !== 'national-string') throw p.unexpected();
  return parseConstant(p);
}

/** WAITFOR DELAY or TIME, of a string or a variable and nothing else; a string that is no time raises 148. */
export function parseWaitfor(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isSymbol('(')) throw p.refuse('WAITFOR (RECEIVE ...)');
  const mode = p.expectOneOf('DELAY', 'TIME') === 'DELAY' ? 'delay' : 'time';
  return { kind: 'waitfor', mode, value: parseWait(p, mode), at };
}

function parseWait(p: Parser, mode: WaitforStatement['mode']): WaitforStatement['value'] {
  if (isVariable(p) && !p.current.text.startsWith('@@')) {
    const { text: name, at } = p.advance();
    return { kind: 'variable', name, at };
  }
  if (!isText(p)) throw p.unexpected();
  const { text } = p.current;
  const waitMs = parseWaitMs(text, mode);
  if (waitMs === undefined) throw p.error(Messages.WaitforSyntax, { text });
  p.advance();
  return waitMs;
}

const isText = (p: Parser): boolean => p.isKind('string') || p.isKind('national-string') || (p.isKind('double-quoted') && !p.quotedIdentifier);
