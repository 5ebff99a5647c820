// Scalar expressions: operators and their precedence. Operands are primary.ts's, comparisons are predicate.ts's.
import { Messages } from '../../../errors/catalogue';
import type { BinaryExpression, Expression } from '../../ast/expression';
import type { Parser } from '../grammar';
import { refuseLaterOperator } from './later-grammar';
import { parsePrimary } from './primary';

const ADDITIVE_BEFORE_2022: ReadonlySet<string> = new Set(['+', '-', '&', '|', '^']);
const ADDITIVE: ReadonlySet<string> = new Set([...ADDITIVE_BEFORE_2022, '<<', '>>']);
const MULTIPLICATIVE: ReadonlySet<string> = new Set(['*', '/', '%']);
const PREDICATES: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>([
  'comparison', 'logical', 'not', 'is-null', 'is-distinct', 'between', 'in-list', 'in-subquery', 'like', 'exists', 'quantified',
]);
const PREDICATE_WORDS: Readonly<Partial<Record<Expression['kind'], string>>> = {
  not: 'NOT', 'is-null': 'IS', 'is-distinct': 'IS', between: 'BETWEEN', 'in-list': 'IN', 'in-subquery': 'IN', like: 'LIKE', exists: 'EXISTS', call: 'UPDATE',
};

/** Whether `expression` is a condition (TRUE, FALSE, UNKNOWN) and not a value. UPDATE(column) is one too. */
export function isPredicate(expression: Expression): boolean {
  if (expression.kind === 'parenthesized') return isPredicate(expression.operand);
  if (expression.kind === 'call') return expression.name.parts.length === 1 && expression.name.parts[0]?.toUpperCase() === 'UPDATE';
  return PREDICATES.has(expression.kind);
}

/** Returns `expression` if it is a value; a condition in its place is a syntax error near its operator. */
export function requireValue(p: Parser, expression: Expression): Expression {
  if (!isPredicate(expression)) return expression;
  let culprit = expression;
  while (culprit.kind === 'parenthesized' || culprit.kind === 'logical') culprit = culprit.kind === 'logical' ? culprit.left : culprit.operand;
  if (culprit.kind === 'comparison' || culprit.kind === 'quantified') throw p.error(Messages.SyntaxNear, { token: culprit.operator }, culprit.at);
  throw p.error(Messages.SyntaxNearKeyword, { keyword: PREDICATE_WORDS[culprit.kind] ?? '' }, culprit.at);
}

/** A value; raises for a condition. */
export const parseValue = (p: Parser): Expression => requireValue(p, parseAdditive(p));

/** A chain of + - & | ^ << >> and AT TIME ZONE. May return a condition in parentheses: the caller decides whether it may stand here. */
export function parseAdditive(p: Parser): Expression {
  const { at } = p;
  const additive = p.speaks('shift operator') ? ADDITIVE : ADDITIVE_BEFORE_2022;
  let left = parseChain(p, additive, parseMultiplicative);
  while (p.acceptSequence('AT', 'TIME', 'ZONE')) {
    requireValue(p, left);
    left = continueChain(p, { kind: 'at-time-zone', operand: left, zone: requireValue(p, parseMultiplicative(p)), at }, additive, parseMultiplicative);
  }
  if (p.isSymbol('<<') || p.isSymbol('>>')) throw p.error(Messages.SyntaxNear, { token: p.current.upper.slice(1) });
  return left;
}

function parseMultiplicative(p: Parser): Expression {
  return parseChain(p, MULTIPLICATIVE, parseUnary);
}

function parseChain(p: Parser, operators: ReadonlySet<string>, parseOperand: (p: Parser) => Expression): Expression {
  return continueChain(p, parseOperand(p), operators, parseOperand);
}

function continueChain(p: Parser, first: Expression, operators: ReadonlySet<string>, parseOperand: (p: Parser) => Expression): Expression {
  const { at } = first;
  let left = first;
  while (p.current.kind === 'symbol' && operators.has(p.current.upper)) {
    requireValue(p, left);
    const operator = p.advance().upper as BinaryExpression['operator'];
    refuseLaterOperator(p, operator);
    left = { kind: 'binary', operator, left, right: requireValue(p, parseOperand(p)), at };
  }
  return left;
}

/** A sign binds weaker than * / %: SQL Server reads -a*b as -(a*b), and a/-b*c as a/-(b*c). */
function parseUnary(p: Parser): Expression {
  const at = p.at;
  if (p.isSymbol('-') || p.isSymbol('+')) {
    const operator = p.advance().upper === '-' ? '-' : '+';
    return { kind: 'unary', operator, operand: requireValue(p, p.nest(() => parseMultiplicative(p))), at };
  }
  if (p.acceptSymbol('~')) return { kind: 'unary', operator: '~', operand: requireValue(p, p.nest(() => parseUnary(p))), at };
  return parsePrimary(p);
}
