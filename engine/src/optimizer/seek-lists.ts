// `key IN (a, b, c)` as seeks: each distinct value, in order, looks its rows up by an index.
import type { BoundExpression } from '../plan/expression';
import type { PlanNode, Scan } from '../plan/node';
import { shiftOuter } from '../plan/rewrite';
import { BIT } from '../types/sql-type';
import { asColumn, candidates, isOutside, seekColumn } from './access';
import { allOf, conjunctsOf } from './conjuncts';

type InList = Extract<BoundExpression, { kind: 'in-list' }>;

/** An IN list that an OR of equalities on one column is. */
function asList(e: BoundExpression): InList | undefined {
  if (e.kind === 'in-list') return e.isNegated ? undefined : e;
  if (e.kind !== 'logical' || e.operator !== 'or') return undefined;
  const parts = e.operands.map((o) => (o.kind === 'compare' && o.operator === '=' && isOutside(o.right) ? o : undefined));
  const [first] = parts;
  const column = first && seekColumn(first.left, first.operandType);
  if (!first || !column) return undefined;
  const items: BoundExpression[] = [];
  for (const part of parts) {
    if (!part || part.operandType.name !== first.operandType.name || seekColumn(part.left, part.operandType)?.ordinal !== column.ordinal) return undefined;
    items.push(part.right);
  }
  return { kind: 'in-list', operand: first.left, items, operandType: first.operandType, isNegated: false, type: BIT, isNullable: true };
}

/** The scan as an apply over the list's values, where its conditions hold such a list on an index's first column and nothing better. */
export function seekList(scan: Scan): PlanNode | undefined {
  if (scan.access.forcedIndexId !== undefined || candidates(scan).some((c) => c.access.equals)) return undefined;
  for (const conjunct of conjunctsOf(scan.predicate)) {
    const list = asList(conjunct);
    const column = list && seekColumn(list.operand, list.operandType);
    if (!list || !column || !list.items.every(isOutside)) continue;
    const columnId = scan.definition?.columns[column.ordinal]?.columnId;
    const isIndexed = candidates(scan).some((c) => c.index.columns[0]?.columnId === columnId);
    if (isIndexed) return applyValues(scan, list, column);
  }
  return undefined;
}

function applyValues(scan: Scan, list: InList, column: NonNullable<ReturnType<typeof seekColumn>>): PlanNode {
  const { type } = column;
  const values = [{ name: '', type, isNullable: true }];
  const rows: PlanNode = { kind: 'values', rows: list.items.map((i) => [asColumn(i, column)]), columns: values };
  const own: BoundExpression = { kind: 'column', ordinal: 0, name: '', type, isNullable: true };
  const left: PlanNode = { kind: 'sort', input: { kind: 'distinct', input: rows, columns: values }, keys: [{ expression: own, isDescending: false }], columns: values };
  const key: BoundExpression = { kind: 'column', ordinal: column.ordinal, name: scan.columns[column.ordinal]?.name ?? '', type, isNullable: true };
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
  const expressions = scan.columns.map((c, i): BoundExpression => ({ kind: 'column', ordinal: i + 1, name: c.name, type: c.type, isNullable: c.isNullable }));
  return { kind: 'project', input: joined, expressions, columns: scan.columns };
}
