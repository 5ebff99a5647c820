// `key IN (a, b, c)` as seeks: each distinct value, in order, looks its rows up by an index.
import { rowColumn, type BoundExpression } from '../plan/expression';
import type { PlanNode, Scan } from '../plan/node';
import { shiftOuter } from '../plan/rewrite';
import { BIT, type SqlType } from '../types/sql-type';
import { asColumn, candidates, isLoose, isOutside, seekColumn } from './access';
import { allOf, conjunctsOf } from './conjuncts';

/** The values that a column is compared with, as values of the column. */
interface ValueList { readonly ordinal: number; readonly type: SqlType; readonly values: readonly BoundExpression[] }

/** The list of an IN, or of an OR of equalities on one column: each of these compares in a type of its own. */
function listOf(e: BoundExpression): ValueList | undefined {
  if (e.kind === 'in-list') {
    const column = e.isNegated ? undefined : seekColumn(e.operand, e.operandType);
    return column && e.items.every(isOutside) ? { ordinal: column.ordinal, type: column.type, values: e.items.map((i) => asColumn(i, column)) } : undefined;
  }
  if (e.kind !== 'logical' || e.operator !== 'or') return undefined;
  const parts = e.operands.flatMap((o) => (o.kind === 'compare' && o.operator === '=' && isOutside(o.right) ? { right: o.right, column: seekColumn(o.left, o.operandType) } : []));
  const first = parts[0]?.column;
  if (!first || parts.length < e.operands.length || parts.some(({ column }) => column?.ordinal !== first.ordinal)) return undefined;
  return { ordinal: first.ordinal, type: first.type, values: parts.flatMap(({ right, column }) => (column ? asColumn(right, column) : [])) };
}

/** A list that is compared as Unicode may equal keys that none of its values is. */
const seekable = (list: ValueList | undefined): ValueList | undefined => (list && !list.values.some((value) => isLoose(list.type, value)) ? list : undefined);

/** The scan as an apply over the list's values, where its conditions hold such a list on an index's first column and nothing better. */
export function seekList(scan: Scan): PlanNode | undefined {
  if (scan.access.forcedIndexId !== undefined || candidates(scan).some((c) => c.access.equals)) return undefined;
  for (const conjunct of conjunctsOf(scan.predicate)) {
    const list = seekable(listOf(conjunct));
    const columnId = list && scan.definition?.columns[list.ordinal]?.columnId;
    if (list && candidates(scan).some((c) => c.index.columns[0]?.columnId === columnId)) return applyValues(scan, list);
  }
  return undefined;
}

function applyValues(scan: Scan, { ordinal, type, values: list }: ValueList): PlanNode {
  const values = [{ name: '', type, isNullable: true }];
  const rows: PlanNode = { kind: 'values', rows: list.map((value) => [value]), columns: values };
  const own: BoundExpression = { kind: 'column', ordinal: 0, name: '', type, isNullable: true };
  const left: PlanNode = { kind: 'sort', input: { kind: 'distinct', input: rows, columns: values }, keys: [{ expression: own, isDescending: false }], columns: values };
  const key: BoundExpression = { kind: 'column', ordinal, name: scan.columns[ordinal]?.name ?? '', type, isNullable: true };
  const equal: BoundExpression = {
    kind: 'compare',
    operator: '=',
    left: key,
    right: { kind: 'outer', depth: 1, ordinal: 0, name: 'value', type, isNullable: true },
    operandType: type,
    type: BIT,
    isNullable: true,
  };
  const right: PlanNode = { ...scan, predicate: allOf([equal, ...conjunctsOf(scan.predicate).map((c) => shiftOuter(c, 1))]) };
  const joined: PlanNode = { kind: 'nested-loop', join: 'inner', isApply: true, left, right, columns: [...values, ...scan.columns] };
  const expressions = scan.columns.map((column, i) => rowColumn(column, i + 1));
  return { kind: 'project', input: joined, expressions, columns: scan.columns };
}
