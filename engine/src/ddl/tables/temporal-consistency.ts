// The rows that a history table brings along: each must end where it begins or later, and those of one key may not overlap.
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { compileRowKey, type Key } from '../../exec/row-key';
import type { Row } from '../../types/value';
import type { DdlContext } from '../objects/ddl-context';
import { handleOf } from '../objects/table-change';

/** A history table about to be taken for `table`; both have their columns in the same order. */
export interface AdoptedHistory { readonly databaseId: number; readonly table: TableDefinition; readonly history: TableDefinition; /** DATA_CONSISTENCY_CHECK. */ readonly checksOverlap: boolean }

interface Span { readonly start: bigint; readonly end: bigint }

/** Raises 13541 for a row that ends before it begins, and, where asked for, 13573 for rows of one key that overlap. */
export function requireConsistentHistory(ddl: DdlContext, { databaseId, table, history, checksOverlap }: AdoptedHistory): void {
  const place = (columnId: number | undefined): number => table.columns.findIndex((column) => column.columnId === columnId);
  const [start, end] = [place(table.period?.startColumnId), place(table.period?.endColumnId)];
  const keys = (table.indexes.find((index) => index.isPrimaryKey)?.columns ?? []).map((column) => place(column.columnId));
  const keyOf = compileRowKey(keys.flatMap((ordinal) => history.columns[ordinal]?.type ?? []));
  const spans = new Map<Key, Span[]>();
  for (const row of rowsOf(ddl, databaseId, history)) {
    const span = { start: BigInt(row[start] as bigint), end: BigInt(row[end] as bigint) };
    if (span.end < span.start) throw raise(Messages.TemporalHistoryEndsEarly, { table: history.name });
    const key = keyOf(keys.map((ordinal) => row[ordinal] ?? null));
    if (span.end > span.start) spans.set(key, [...(spans.get(key) ?? []), span]);
  }
  if (checksOverlap && [...spans.values()].some(overlap)) throw raise(Messages.TemporalHistoryOverlaps, { table: history.name });
}

function overlap(spans: readonly Span[]): boolean {
  const ordered = [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return ordered.some((span, i) => span.start < (ordered[i - 1]?.end ?? span.start));
}

function* rowsOf(ddl: DdlContext, databaseId: number, table: TableDefinition): Iterable<Row> {
  const cursor = ddl.execution.rows.read({ table: handleOf(ddl, { databaseId }, table), hints: {}, purpose: 'read' });
  for (let row = cursor.next(); row !== undefined; row = cursor.next()) yield row.values;
}
