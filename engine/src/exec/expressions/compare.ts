// Comparisons of two values of one type, three-valued and as plain tests.
import type { ComparePredicate, DistinctPredicate } from '../../plan/expression';
import { comparator } from '../../types/compare';
import type { SqlType, SqlTypeName } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { Compiler, Evaluate, Test } from '../compiled';

type Operator = ComparePredicate['operator'];
/** Compares two values that are not null. */
export type PairTest = (left: Value, right: Value) => boolean;

const NATIVE: ReadonlySet<SqlTypeName> = new Set<SqlTypeName>([
  'bit', 'tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money', 'smallmoney', 'float', 'real',
  'date', 'time', 'datetime', 'smalldatetime', 'datetime2',
]);

const NATIVE_TESTS: Readonly<Record<Operator, PairTest>> = {
  '=': (left, right) => left === right,
  '<>': (left, right) => left !== right,
  '<': (left, right) => (left as number) < (right as number),
  '<=': (left, right) => (left as number) <= (right as number),
  '>': (left, right) => (left as number) > (right as number),
  '>=': (left, right) => (left as number) >= (right as number),
};

/** The test an operator makes on two values of `type`, neither of them null. */
export function pairTest(operator: Operator, type: SqlType): PairTest {
  if (NATIVE.has(type.name)) return NATIVE_TESTS[operator];
  const compare = comparator(type);
  switch (operator) {
    case '=': return (left, right) => left === right || compare(left, right) === 0;
    case '<>': return (left, right) => left !== right && compare(left, right) !== 0;
    case '<': return (left, right) => compare(left, right) < 0;
    case '<=': return (left, right) => compare(left, right) <= 0;
    case '>': return (left, right) => compare(left, right) > 0;
    case '>=': return (left, right) => compare(left, right) >= 0;
  }
}

/** A comparison: NULL where either side is. */
export function compileCompare(expression: ComparePredicate, compiler: Compiler): Evaluate {
  const left = compiler.expression(expression.left);
  const right = compiler.expression(expression.right);
  const test = pairTest(expression.operator, expression.operandType);
  return (row, context) => {
    const l = left(row, context);
    if (l === null) return null;
    const r = right(row, context);
    return r === null ? null : test(l, r) ? 1 : 0;
  };
}

/** A comparison as a test. */
export function compileCompareTest(expression: ComparePredicate, compiler: Compiler): Test {
  const left = compiler.expression(expression.left);
  const right = compiler.expression(expression.right);
  const test = pairTest(expression.operator, expression.operandType);
  return (row, context) => {
    const l = left(row, context);
    if (l === null) return false;
    const r = right(row, context);
    return r !== null && test(l, r);
  };
}

/** IS [NOT] DISTINCT FROM: never NULL. `isNegated` is IS NOT DISTINCT FROM. */
export function compileDistinct(expression: DistinctPredicate, compiler: Compiler): Evaluate {
  const left = compiler.expression(expression.left);
  const right = compiler.expression(expression.right);
  const equal = pairTest('=', expression.operandType);
  const same = expression.isNegated ? 1 : 0;
  return (row, context) => {
    const l = left(row, context);
    const r = right(row, context);
    const isSame = l === null || r === null ? l === r : equal(l, r);
    return isSame ? same : 1 - same;
  };
}
