// Keeps the rows of indexed views right within the statement that changed their tables: the view's query over the changed
// rows alone says which rows came and went. Knows no T-SQL; which views there are is the context's to say.
import { changedRowsOf, type MaintainedView } from '../../plan/indexed-view';
import type { PlanNode } from '../../plan/node';
import type { TableHandle } from '../../transaction/row-access';
import { arithmetic, type BinaryOperation } from '../../types/arithmetic';
import type { SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { drain, type CompiledQuery, type Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey } from '../row-key';
import { prepareLookup } from './key-lookup';
import { exactText, ordinalsOf, pick } from './table-columns';
import type { TableWriter } from './table-writer';

const compiledDeltas = new WeakMap<PlanNode, CompiledQuery>();

interface Site { readonly context: ExecutionContext; readonly compiler: Compiler }
/** A row of the view's query over changed rows: it came (1) or went (-1). */
interface SignedRow { readonly row: Row; readonly sign: 1 | -1 }

/** Maintains every indexed view over the tables written. Raises 2601. */
export function maintainViews(writers: readonly TableWriter[], site: Site): void {
  const views = new Map<number, MaintainedView>();
  for (const { handle } of writers) {
    if (handle.isVariable || handle.isSessionLocal) continue;
    for (const view of site.context.indexedViewsOver(handle.databaseId, handle.definition.objectId)) views.set(view.definition.objectId, view);
  }
  for (const view of views.values()) {
    const changed = writers.filter(({ handle, changes }) => changes.length > 0 && handle.databaseId === view.databaseId && view.baseIds.includes(handle.definition.objectId));
    const handle = site.context.openTable({ kind: 'base', databaseId: view.databaseId, objectId: view.definition.objectId, name: view.definition.name });
    site.context.rows.countUpdate(handle);
    if (changed.length === 0) continue;
    const delta = deltaOf(view, changed, site);
    if (view.grouped) applyToGroups(handle, view.grouped, delta, site.context);
    else applyToRows(handle, delta, site.context);
  }
}

// V(new) - V(old) over tables A, B: dA x B + A x dB - dA x dB, where d is what came less what went; likewise for more tables.
function deltaOf(view: MaintainedView, changed: readonly TableWriter[], site: Site): SignedRow[] {
  const delta: SignedRow[] = [];
  const visit = (at: number, chosen: readonly TableWriter[], sign: 1 | -1): void => {
    const writer = changed[at];
    if (!writer) {
      if (chosen.length === 0) return;
      const rows = rowsOver(view, chosen, site);
      delta.push(...rows.map((row) => ({ row, sign: (chosen.length % 2 === 0 ? -sign : sign) as 1 | -1 })));
      return;
    }
    visit(at + 1, chosen, sign);
    const id = changedRowsOf(writer.handle.definition.objectId);
    for (const [side, factor] of [['before', -1], ['after', 1]] as const) {
      const rows = writer.changes.map((change) => change[side]).filter((row) => row !== undefined);
      if (rows.length === 0) continue;
      site.context.cteRows.set(id, rows);
      visit(at + 1, [...chosen, writer], (sign * factor) as 1 | -1);
      site.context.cteRows.delete(id);
    }
  };
  visit(0, [], 1);
  return delta;
}

function rowsOver(view: MaintainedView, chosen: readonly TableWriter[], { context, compiler }: Site): Row[] {
  const plan = view.queryOver(chosen.map(({ handle }) => handle.definition.objectId));
  let query = compiledDeltas.get(plan);
  if (!query) {
    query = compiler.query(plan);
    compiledDeltas.set(plan, query);
  }
  return drain(query.open(context));
}

const exactly = (row: Row): string => row.map(exactText).map((text) => `${text.length}:${text}`).join('');

const typesAt = ({ definition }: TableHandle, ordinals: readonly number[]): readonly SqlType[] => ordinals.flatMap((ordinal) => definition.columns[ordinal]?.type ?? []);

/** A view without GROUP BY: rows that came and went in equal number cancel; the rest is deleted and inserted. */
function applyToRows(handle: TableHandle, delta: readonly SignedRow[], context: ExecutionContext): void {
  const net = new Map<string, { readonly row: Row; count: number }>();
  for (const { row, sign } of delta) {
    const key = exactly(row);
    const entry = net.get(key) ?? { row, count: 0 };
    entry.count += sign;
    net.set(key, entry);
  }
  const entries = [...net.values()];
  const find = finderByKey(handle, context);
  for (const { row, count } of entries) if (count < 0) for (const rowId of find(row)) context.rows.delete(handle, rowId);
  for (const { row, count } of entries) for (let i = 0; i < count; i++) context.rows.insert(handle, row);
}

function finderByKey(handle: TableHandle, context: ExecutionContext): (row: Row) => number[] {
  const key = handle.definition.indexes.find((index) => index.isClustered);
  const columnIds = key?.columns.map((column) => column.columnId) ?? [];
  const ordinals = ordinalsOf(handle.definition, columnIds);
  const lookup = prepareLookup({ table: handle, columnIds, indexId: key?.indexId, purpose: 'update' }, context);
  return (row) => {
    const found: number[] = [];
    lookup.visit([pick(row, ordinals)], ({ rowId }) => found.push(rowId) === 0);
    return found;
  };
}

interface Group { readonly first: Row; readonly sums: Value[] }

/** A view with GROUP BY: sums and counts are added to; a group whose count comes to zero goes, one that was not there comes. */
function applyToGroups(handle: TableHandle, grouped: NonNullable<MaintainedView['grouped']>, delta: readonly SignedRow[], context: ExecutionContext): void {
  const { columns } = handle.definition;
  const keys = columns.flatMap((_, ordinal) => (grouped.additive.includes(ordinal) ? [] : [ordinal]));
  const keyOf = compileRowKey(typesAt(handle, keys));
  const types = typesAt(handle, grouped.additive);
  const operation = (sign: '+' | '-'): BinaryOperation[] => types.map((type) => arithmetic(sign, type, type, type));
  const [add, subtract] = [operation('+'), operation('-')];
  const groups = new Map<ReturnType<typeof keyOf>, Group>();
  for (const { row, sign } of delta) {
    const key = keyOf(pick(row, keys));
    const sums = pick(row, grouped.additive);
    const group = groups.get(key) ?? { first: row, sums: sums.map((value, i) => subtract[i]?.(value, value) ?? null) };
    sums.forEach((value, i) => { group.sums[i] = (sign === 1 ? add : subtract)[i]?.(group.sums[i] ?? null, value) ?? null; });
    groups.set(key, group);
  }
  const countAt = grouped.additive.indexOf(grouped.count);
  const find = finderByColumns(handle, keys, context);
  for (const { first, sums } of groups.values()) {
    const stored = find(first);
    const total = stored ? grouped.additive.map((ordinal, i) => add[i]?.(stored.values[ordinal] ?? null, sums[i] ?? null) ?? null) : sums;
    const after = [...(stored?.values ?? first)];
    grouped.additive.forEach((ordinal, i) => { after[ordinal] = total[i] ?? null; });
    const isEmpty = BigInt(total[countAt] as bigint) === 0n;
    if (stored && isEmpty) context.rows.delete(handle, stored.rowId);
    else if (stored) context.rows.update(handle, stored.rowId, after, grouped.additive);
    else if (!isEmpty) context.rows.insert(handle, after);
  }
}

function finderByColumns(handle: TableHandle, ordinals: readonly number[], context: ExecutionContext): (row: Row) => { readonly rowId: number; readonly values: Row } | undefined {
  const columnIds = ordinals.flatMap((ordinal) => handle.definition.columns[ordinal]?.columnId ?? []);
  const clustered = handle.definition.indexes.find((index) => index.isClustered);
  const lookup = prepareLookup({ table: handle, columnIds, indexId: clustered?.indexId, purpose: 'update' }, context);
  return (row) => {
    let found: { readonly rowId: number; readonly values: Row } | undefined;
    lookup.visit([pick(row, ordinals)], (stored) => {
      found = stored;
      return false;
    });
    return found;
  };
}
