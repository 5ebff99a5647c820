// Conditions that a join and a known value imply: where a = b and a = 5, b is 5 too, and the other side need not be read for anything else.
// Decides nothing about how the join runs.
import type { BoundExpression, ColumnExpression, ComparePredicate } from '../plan/expression';
import type { SqlType } from '../types/sql-type';
import { BIT } from '../types/sql-type';

interface Known { readonly column: ColumnExpression; readonly value: BoundExpression; readonly operandType: SqlType }
interface Pair { readonly left: ColumnExpression; readonly right: ColumnExpression; readonly operandType: SqlType }

const isEquality = (e: BoundExpression): e is ComparePredicate => e.kind === 'compare' && e.operator === '=';
const isKnown = (e: BoundExpression): boolean => e.kind === 'constant' || e.kind === 'variable' || (e.kind === 'convert' && !e.isTry && !e.style && isKnown(e.operand));

function knownOf(e: BoundExpression): Known[] {
  if (!isEquality(e)) return [];
  const { left, right, operandType } = e;
  if (left.kind === 'column' && isKnown(right)) return [{ column: left, value: right, operandType }];
  return right.kind === 'column' && isKnown(left) ? [{ column: right, value: left, operandType }] : [];
}

/** Columns that are compared as they are: a conversion on the way could make equal what is not. */
const pairOf = (e: BoundExpression): Pair[] =>
  (isEquality(e) && e.left.kind === 'column' && e.right.kind === 'column' ? [{ left: e.left, right: e.right, operandType: e.operandType }] : []);

const comparesAlike = (a: SqlType, b: SqlType): boolean => a.name === b.name && a.precision === b.precision && a.scale === b.scale && a.collation === b.collation;

/** Equalities over the joined row that follow from `conditions`, which all hold there, and that none of them is. */
export function impliedBy(conditions: readonly BoundExpression[]): readonly BoundExpression[] {
  const known = conditions.flatMap(knownOf);
  if (known.length === 0) return [];
  const isFixed = ({ ordinal }: ColumnExpression): boolean => known.some(({ column }) => column.ordinal === ordinal);
  return conditions.flatMap(pairOf).flatMap((pair) => known.flatMap(({ column, value, operandType }): BoundExpression[] => {
    const other = column.ordinal === pair.left.ordinal ? pair.right : column.ordinal === pair.right.ordinal ? pair.left : undefined;
    if (!other || isFixed(other) || !comparesAlike(operandType, pair.operandType)) return [];
    return [{ kind: 'compare', operator: '=', left: other, right: value, operandType, type: BIT, isNullable: true }];
  }));
}
