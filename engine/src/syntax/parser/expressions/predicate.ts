// Search conditions: AND, OR, NOT, comparisons, IS NULL, IN, LIKE, BETWEEN, EXISTS. Values are expression.ts's.
import { Messages } from '../../../errors/catalogue';
import type { Position } from '../../ast/common';
import type { ComparisonOperator, Expression } from '../../ast/expression';
import { isPredicate, parseAdditive, parseValue, requireValue } from './expression';
import type { Parser } from '../grammar';
import { isNestedQueryAhead } from '../lookahead';

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=', '<>': '<>', '!=': '<>', '<': '<', '<=': '<=', '!>': '<=', '>': '>', '>=': '>=', '!<': '>=',
};
/** Operators written with a blank between their characters. */
const SPLIT: Readonly<Record<string, string>> = { '< =': '<=', '< >': '<>', '> =': '>=', '! =': '!=', '! <': '!<', '! >': '!>' };

/** A condition; a value in its place is error 4145. */
export function parseCondition(p: Parser): Expression {
  return requirePredicate(p, parseAny(p));
}

/** A condition or a value, whichever stands here. */
export function parseAny(p: Parser): Expression {
  const at = p.at;
  let left = parseAnd(p);
  while (p.isWord('OR')) {
    requirePredicate(p, left);
    p.advance();
    left = { kind: 'logical', operator: 'or', left, right: requirePredicate(p, parseAnd(p)), at };
  }
  return left;
}

function parseAnd(p: Parser): Expression {
  const at = p.at;
  let left = parseNot(p);
  while (p.isWord('AND')) {
    requirePredicate(p, left);
    p.advance();
    left = { kind: 'logical', operator: 'and', left, right: requirePredicate(p, parseNot(p)), at };
  }
  return left;
}

function requirePredicate(p: Parser, expression: Expression): Expression {
  if (isPredicate(expression)) return expression;
  throw p.error(Messages.NotBoolean, { token: p.near });
}

function parseNot(p: Parser): Expression {
  const at = p.at;
  if (!p.acceptWord('NOT')) return parsePredicate(p);
  return { kind: 'not', operand: requirePredicate(p, p.nest(() => parseNot(p))), at };
}

function parsePredicate(p: Parser): Expression {
  const at = p.at;
  if (p.acceptWord('EXISTS')) return { kind: 'exists', query: p.parenthesizedQuery(), at };
  if (p.isWord('CONTAINS', 'FREETEXT')) throw p.refuse(`full-text search (${p.current.upper})`);
  if (p.isWord('MATCH') && p.isSymbolAt(1, '(')) throw p.refuse('graph tables (MATCH)');
  if (p.isWord('UPDATE') && p.isSymbolAt(1, '(')) return parseUpdateTest(p, at);
  const left = parseAdditive(p);
  const operator = acceptComparison(p);
  if (operator !== undefined) return parseComparison(p, requireValue(p, left), operator);
  if (p.isWord('IS')) return parseIs(p, requireValue(p, left));
  const isNegated = p.isWord('NOT') && p.isWordAt(1, 'IN', 'LIKE', 'BETWEEN');
  if (isNegated) p.advance();
  if (!p.isWord('IN', 'LIKE', 'BETWEEN')) return left;
  return parseRange(p, requireValue(p, left), isNegated);
}

/** UPDATE(column) in a trigger: a call named UPDATE. */
function parseUpdateTest(p: Parser, at: Position): Expression {
  const name = { parts: [p.advance().text], at };
  p.expectSymbol('(');
  const column = parseValue(p);
  p.expectSymbol(')');
  if (column.kind !== 'column') throw p.unexpected();
  return { kind: 'call', name, args: [column], isStar: false, isDistinct: false, at };
}

function acceptComparison(p: Parser): ComparisonOperator | undefined {
  const token = p.current;
  if (token.kind !== 'symbol') return undefined;
  const next = p.peek(1);
  const split = next.kind === 'symbol' ? SPLIT[`${token.upper} ${next.upper}`] : undefined;
  const operator = COMPARISONS[split ?? token.upper];
  if (operator === undefined) return undefined;
  p.advance();
  if (split !== undefined) p.advance();
  return operator;
}

function parseComparison(p: Parser, left: Expression, operator: ComparisonOperator): Expression {
  const { at } = left;
  if (p.isWord('ALL', 'ANY', 'SOME')) {
    const quantifier = p.advance().upper === 'ALL' ? 'all' : 'any';
    return { kind: 'quantified', operator, quantifier, left, query: p.parenthesizedQuery(), at };
  }
  return { kind: 'comparison', operator, left, right: parseValue(p), at };
}

function parseIs(p: Parser, left: Expression): Expression {
  p.expectWord('IS');
  const isNegated = p.acceptWord('NOT');
  const { at } = left;
  if (p.acceptWord('NULL')) return { kind: 'is-null', operand: left, isNegated, at };
  if (!p.speaks('IS DISTINCT FROM')) throw p.unexpected();
  p.expectWord('DISTINCT', 'FROM');
  if (p.isWord('ALL', 'ANY', 'SOME')) throw p.refuse(`IS DISTINCT FROM ${p.current.upper}`);
  return { kind: 'is-distinct', left, right: parseValue(p), isNegated, at };
}

function parseRange(p: Parser, operand: Expression, isNegated: boolean): Expression {
  const { at } = operand;
  if (p.acceptWord('IN')) return parseIn(p, operand, isNegated);
  if (p.acceptWord('LIKE')) {
    const pattern = parseValue(p);
    // ODBC writes the clause in braces.
    const isBraced = p.acceptSymbol('{');
    if (isBraced && !p.isWord('ESCAPE')) throw p.unexpected();
    const escape = p.acceptWord('ESCAPE') ? parseValue(p) : undefined;
    if (isBraced) p.expectSymbol('}');
    return { kind: 'like', operand, pattern, escape, isNegated, at };
  }
  p.expectWord('BETWEEN');
  const low = parseValue(p);
  p.expectWord('AND');
  return { kind: 'between', operand, low, high: parseValue(p), isNegated, at };
}

function parseIn(p: Parser, operand: Expression, isNegated: boolean): Expression {
  const { at } = operand;
  if (!p.isSymbol('(')) throw p.unexpected();
  // A query in more parentheses is all of the list, and gives all of its rows.
  if (isNestedQueryAhead(p)) return { kind: 'in-subquery', operand, query: p.parenthesizedQuery(), isNegated, at };
  return { kind: 'in-list', operand, items: p.parenthesizedList(() => parseValue(p)), isNegated, at };
}
