// From a condition over one column to the values that it does not refuse: comparisons with constants, IN, IS NULL, AND and OR. Whatever else
// there is in it refuses nothing here. Knows no table.
import { isSqlError } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import type { ExecutionContext } from '../../exec/context';
import { MIRRORED, type BoundExpression, type ComparePredicate } from '../../plan/expression';
import { comparator } from '../../types/compare';
import { converter } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { EVERYTHING, intersection, NOT_NULL, ONLY_NULL, pointAt, unionOf, type Interval, type ValueSet } from '../../types/value-set';
import { visitTree } from '../../syntax/visit-tree';

/** The values of a column of that type under which the condition is true or unknown. */
export function admittedBy(condition: BoundExpression, type: SqlType, execution: ExecutionContext): ValueSet {
  const inner = (part: BoundExpression): ValueSet => admittedBy(part, type, execution);
  const constant = (part: BoundExpression): Value | undefined => constantOf(part, type, execution);
  switch (condition.kind) {
    case 'logical': return condition.operator === 'or' ? unionOf(condition.operands.map(inner)) : condition.operands.map(inner).reduce((a, b) => intersection(type, a, b));
    case 'is-null': return isColumn(condition.operand) ? (condition.isNegated ? NOT_NULL : ONLY_NULL) : EVERYTHING;
    case 'compare': return comparedWith(condition, constant);
    case 'in-list': {
      const values = condition.items.map(constant);
      if (condition.isNegated || !isColumn(condition.operand) || values.includes(undefined) || values.includes(null)) return EVERYTHING;
      return { intervals: values.map((value) => pointAt(value ?? null)), hasNull: true };
    }
    default: return EVERYTHING;
  }
}

function comparedWith({ operator, left, right }: ComparePredicate, constant: (part: BoundExpression) => Value | undefined): ValueSet {
  if (!isColumn(left)) return isColumn(right) ? comparedWith({ operator: MIRRORED[operator], left: right, right: left } as ComparePredicate, constant) : EVERYTHING;
  const value = constant(right);
  return value === undefined || value === null ? EVERYTHING : { intervals: intervalsOf(operator, value), hasNull: true };
}

function intervalsOf(operator: ComparePredicate['operator'], value: Value): readonly Interval[] {
  switch (operator) {
    case '=': return [pointAt(value)];
    case '<>': return [{ high: { value, isInclusive: false } }, { low: { value, isInclusive: false } }];
    case '<': case '<=': return [{ high: { value, isInclusive: operator === '<=' } }];
    default: return [{ low: { value, isInclusive: operator === '>=' } }];
  }
}

/** The column itself, or converted only to be compared. */
const isColumn = (part: BoundExpression): boolean => part.kind === 'column' || (part.kind === 'convert' && part.isImplicit && part.operand.kind === 'column');

const CONSTANT_PARTS: ReadonlySet<string> = new Set(['constant', 'convert', 'negate', 'arithmetic']);

/** The constant in the column's own type; undefined where it is none, or not quite the same value in that type. */
function constantOf(part: BoundExpression, type: SqlType, execution: ExecutionContext): Value | undefined {
  let isConstant = true;
  visitTree(part, (kind) => { isConstant &&= CONSTANT_PARTS.has(kind); });
  if (!isConstant) return undefined;
  try {
    const value = compileExpression(part)([], execution);
    if (value === null) return null;
    const own = converter(part.type, type)(value);
    return own !== null && comparator(part.type)(converter(type, part.type)(own), value) === 0 ? own : undefined;
  } catch (error) {
    if (isSqlError(error)) return undefined;
    throw error;
  }
}
