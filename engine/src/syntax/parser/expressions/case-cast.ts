// CASE, and the functions whose arguments are not plain expressions: CAST, CONVERT, IIF, TRIM, JSON_OBJECT and their kin.
import { Messages } from '../../../errors/catalogue';
import type { CaseExpression, Expression, FunctionCall } from '../../ast/expression';
import { parseDataType } from './data-type';
import type { Parser } from '../grammar';
import { refuseLaterClause } from './later-grammar';

const CASE_LIMIT = 10;

/** Reads a CASE or an IIF, which may stand ten deep in one another (125). */
function nestCase<T>(p: Parser, state: number, parse: () => T): T {
  if (p.caseDepth >= CASE_LIMIT) {
    const error = p.error(Messages.CaseNested, { limit: CASE_LIMIT });
    error.state = state;
    throw error;
  }
  p.caseDepth++;
  const parsed = parse();
  p.caseDepth--;
  return parsed;
}

/** CASE ... END, simple or searched. */
export const parseCase = (p: Parser): CaseExpression => nestCase(p, 4, () => parseCaseBody(p));

function parseCaseBody(p: Parser): CaseExpression {
  const { at } = p;
  p.expectWord('CASE');
  const operand = p.isWord('WHEN') ? undefined : p.value();
  const branches: { when: Expression; then: Expression }[] = [];
  if (!p.isWord('WHEN')) throw p.unexpected();
  while (p.acceptWord('WHEN')) {
    const when = operand === undefined ? p.condition() : p.value();
    p.expectWord('THEN');
    branches.push({ when, then: p.value() });
  }
  const otherwise = p.acceptWord('ELSE') ? p.value() : undefined;
  p.expectWord('END');
  return { kind: 'case', operand, branches, otherwise, at };
}

/** The function named by the next word if its arguments have a grammar of their own; undefined (nothing read) otherwise. */
export function parseKeywordFunction(p: Parser): Expression | undefined {
  switch (p.current.upper) {
    case 'CAST':
    case 'TRY_CAST':
      return p.nest(() => parseCast(p));
    case 'CONVERT':
    case 'TRY_CONVERT':
      return p.nest(() => parseConvert(p));
    case 'PARSE':
    case 'TRY_PARSE':
      return p.nest(() => parseParse(p));
    case 'IIF':
      return p.nest(() => nestCase(p, 2, () => parseIif(p)));
    case 'TRIM':
      return p.nest(() => parseTrim(p));
    case 'JSON_OBJECT':
    case 'JSON_ARRAY':
      return p.speaks('JSON constructor') ? p.nest(() => parseJsonConstructor(p)) : undefined;
    default:
      return undefined;
  }
}

function parseCast(p: Parser): Expression {
  const { at } = p;
  const isTry = p.advance().upper === 'TRY_CAST';
  p.expectSymbol('(');
  const operand = p.value();
  p.expectWord('AS');
  const type = parseDataType(p);
  p.expectSymbol(')');
  return { kind: 'cast', operand, type, isTry, at };
}

function parseParse(p: Parser): Expression {
  const { at } = p;
  const isTry = p.advance().upper === 'TRY_PARSE';
  p.expectSymbol('(');
  const operand = p.value();
  p.expectWord('AS');
  const type = parseDataType(p);
  const culture = p.acceptWord('USING') ? p.value() : undefined;
  p.expectSymbol(')');
  return { kind: 'cast', parse: culture ? { culture } : {}, operand, type, isTry, at };
}

function parseConvert(p: Parser): Expression {
  const { at } = p;
  const isTry = p.advance().upper === 'TRY_CONVERT';
  p.expectSymbol('(');
  const type = parseDataType(p);
  p.expectSymbol(',');
  const operand = p.value();
  const style = p.acceptSymbol(',') ? p.value() : undefined;
  p.expectSymbol(')');
  return { kind: 'convert', type, operand, style, isTry, at };
}

function callOf(p: Parser, text: string, args: readonly Expression[], at: FunctionCall['at']): FunctionCall {
  p.expectSymbol(')');
  return { kind: 'call', name: { parts: [text], at }, args, isStar: false, isDistinct: false, at };
}

function parseIif(p: Parser): Expression {
  const { text, at } = p.advance();
  p.expectSymbol('(');
  const condition = p.condition();
  p.expectSymbol(',');
  const whenTrue = p.value();
  p.expectSymbol(',');
  return callOf(p, text, [condition, whenTrue, p.value()], at);
}

/** TRIM(LEADING c FROM s) is LTRIM(s, c), TRIM(c FROM s) is TRIM with the characters as its second argument. */
function parseTrim(p: Parser): Expression {
  const { text, at } = p.advance();
  p.expectSymbol('(');
  const side = p.speaks('TRIM of one side') && p.isWord('LEADING', 'TRAILING', 'BOTH') && !p.isSymbolAt(1, ')') && !p.isSymbolAt(1, '.') ? p.advance().upper : undefined;
  const name = side === 'LEADING' ? 'LTRIM' : side === 'TRAILING' ? 'RTRIM' : text;
  const first = p.value();
  if (!p.acceptWord('FROM')) {
    if (side !== undefined) throw p.unexpected();
    return callOf(p, text, [first], at);
  }
  return callOf(p, name, [p.value(), first], at);
}

/** JSON_OBJECT('a': 1, ...) becomes a call whose arguments are key, value, key, value. */
function parseJsonConstructor(p: Parser): Expression {
  const { text, upper, at } = p.advance();
  const isObject = upper === 'JSON_OBJECT';
  p.expectSymbol('(');
  const args: Expression[] = [];
  const isClauseAhead = (): boolean => p.isWord('NULL', 'ABSENT') && p.isWordAt(1, 'ON');
  while (!p.isSymbol(')') && !isClauseAhead()) {
    args.push(p.value());
    if (isObject) {
      p.expectSymbol(':');
      args.push(p.value());
    }
    if (!p.acceptSymbol(',')) break;
    if (p.isSymbol(')') || isClauseAhead()) throw p.unexpected();
  }
  if (isClauseAhead()) {
    const clause = p.advance().upper;
    p.expectWord('ON', 'NULL');
    if (clause !== (isObject ? 'NULL' : 'ABSENT')) return callOf(p, `${upper}::${clause}`, args, at);
  }
  refuseLaterClause(p, upper);
  return callOf(p, text, args, at);
}
