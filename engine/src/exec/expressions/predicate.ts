// AND, OR, NOT, IS NULL, IN (list), LIKE: three-valued logic over operands.
import type { InListPredicate, IsNullPredicate, LikePredicate, LogicalPredicate, NotPredicate } from '../../plan/expression';
import { valueKey } from '../../types/compare';
import { likeMatcher } from '../../types/text/collation';
import type { Value } from '../../types/value';
import type { Compiler, Evaluate, Test } from '../compiled';
import { pairTest } from './compare';
import { operandsByValue } from './or-by-value';

/** AND and OR; the first operand that settles the outcome ends it. */
export function compileLogical(expression: LogicalPredicate, compiler: Compiler): Evaluate {
  const operands = expression.operands.map(operand => compiler.expression(operand));
  const settled = expression.operator === 'and' ? 0 : 1;
  const few = operandsByValue(expression, compiler);
  return (row, context) => {
    let outcome: Value = 1 - settled;
    const asked = few?.(row, context);
    for (const operand of asked ? asked.flatMap(position => operands[position] ?? []) : operands) {
      const truth = operand(row, context);
      if (truth === settled) return settled;
      if (truth === null) outcome = null;
    }
    return outcome;
  };
}

/** AND and OR as tests: UNKNOWN and FALSE are one here. */
export function compileLogicalTest(expression: LogicalPredicate, compiler: Compiler): Test {
  const tests = expression.operands.map(operand => compiler.predicate(operand));
  const isAnd = expression.operator === 'and';
  const [first, second] = tests;
  if (tests.length === 2 && first && second) {
    return isAnd ? (row, context) => first(row, context) && second(row, context) : (row, context) => first(row, context) || second(row, context);
  }
  const few = operandsByValue(expression, compiler);
  if (few) {
    return (row, context) => {
      const asked = few(row, context);
      return asked ? asked.some(position => tests[position]?.(row, context) === true) : tests.some(test => test(row, context));
    };
  }
  return (row, context) => {
    for (const test of tests) if (test(row, context) !== isAnd) return !isAnd;
    return isAnd;
  };
}

/** NOT: UNKNOWN stays. */
export function compileNot(expression: NotPredicate, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  return (row, context) => negated(operand(row, context));
}

/** 1 for 0, 0 for 1, null for null. */
export const negated = (truth: Value): Value => (truth === null ? null : truth === 1 ? 0 : 1);

/** IS [NOT] NULL. */
export function compileIsNull(expression: IsNullPredicate, compiler: Compiler): Evaluate {
  const test = compileIsNullTest(expression, compiler);
  return (row, context) => (test(row, context) ? 1 : 0);
}

/** IS [NOT] NULL as a test. */
export function compileIsNullTest({ operand, isNegated }: IsNullPredicate, compiler: Compiler): Test {
  const evaluate = compiler.expression(operand);
  return (row, context) => (evaluate(row, context) === null) !== isNegated;
}

const SHORT_LIST = 4;

/** [NOT] IN (a, b, ...): a NULL among the items makes a miss UNKNOWN. */
export function compileInList(expression: InListPredicate, compiler: Compiler): Evaluate {
  const constants = expression.items.flatMap(item => (item.kind === 'constant' ? [item.value] : []));
  const isAllConstant = constants.length === expression.items.length && constants.length > SHORT_LIST;
  const contains = isAllConstant ? compileConstantList(expression, compiler, constants) : compileEachItem(expression, compiler);
  return expression.isNegated ? (row, context) => negated(contains(row, context)) : contains;
}

function compileConstantList(expression: InListPredicate, compiler: Compiler, constants: readonly Value[]): Evaluate {
  const operand = compiler.expression(expression.operand);
  const keyOf = valueKey(expression.operandType);
  const keys = new Set<unknown>();
  for (const value of constants) if (value !== null) keys.add(keyOf(value));
  const miss = constants.includes(null) ? null : 0;
  return (row, context) => {
    const value = operand(row, context);
    if (value === null) return null;
    return keys.has(keyOf(value)) ? 1 : miss;
  };
}

function compileEachItem(expression: InListPredicate, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const items = expression.items.map(item => compiler.expression(item));
  const equal = pairTest('=', expression.operandType);
  return (row, context) => {
    const value = operand(row, context);
    if (value === null) return null;
    let miss: Value = 0;
    for (const item of items) {
      const candidate = item(row, context);
      if (candidate === null) miss = null;
      else if (equal(value, candidate)) return 1;
    }
    return miss;
  };
}

/** [NOT] LIKE: NULL where any part is. The last matcher is kept: it depends on the pattern alone. */
export function compileLike(expression: LikePredicate, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const matcherOf = compileMatcher(expression, compiler);
  const hit = expression.isNegated ? 0 : 1;
  return (row, context) => {
    const text = operand(row, context);
    if (text === null) return null;
    const matches = matcherOf(row, context);
    return matches === null ? null : matches(text as string) ? hit : 1 - hit;
  };
}

type Matcher = (text: string) => boolean;

function compileMatcher(expression: LikePredicate, compiler: Compiler): (...run: Parameters<Evaluate>) => Matcher | null {
  const patternOf = compiler.expression(expression.pattern);
  const escapeOf = expression.escape && compiler.expression(expression.escape);
  let last: { readonly pattern: Value; readonly escape: Value | undefined; readonly matches: Matcher } | undefined;
  return (row, context) => {
    const pattern = patternOf(row, context);
    const escape = escapeOf?.(row, context);
    if (pattern === null || escape === null) return null;
    if (last?.pattern !== pattern || last.escape !== escape) {
      last = { pattern, escape, matches: likeMatcher(pattern as string, escape as string | undefined, expression.collation, expression.isUnicode) };
    }
    return last.matches;
  };
}
