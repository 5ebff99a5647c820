// Changes of the columns of a system-versioned table, made in its history table too. What the change is, is the caller's.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { notSupported } from '../../errors/not-supported';
import type { Row } from '../../types/value';
import type { DdlContext } from '../objects/ddl-context';
import { schemaNameOf } from '../objects/object-names';
import { requireNoCompression } from '../indexes/compression';
import { rebuildRows, type TargetTable } from '../objects/table-change';
import { plainColumn } from './temporal-ddl';

/** The history table of a versioned table, under Sch-M; undefined for a table without one. */
export function historyTarget(ddl: DdlContext, target: TargetTable): TargetTable | undefined {
  const { temporal } = target.table;
  const history = temporal && target.database.catalog.table(temporal.historyObjectId);
  if (!history) return undefined;
  ddl.transaction.lockSchema(target.databaseId, history.objectId, 'Sch-M');
  return { ...target, object: history, table: history, schemaName: schemaNameOf(target.database, history.schemaId) };
}

/** Columns that a history could not hold are refused while versioning is on. */
export function requireVersionable(table: TableDefinition, added: readonly Column[]): void {
  if (!table.temporal) return;
  const special = added.find((c) => c.identity ?? c.computed ?? c.generated ?? (c.isRowGuid ? c.name : undefined));
  if (special) throw notSupported(`adding an identity, computed, rowguid or period column to a system-versioned table ('${special.name}')`);
}

/** Adds columns to the history; `fill` gives what its rows hold in them. */
export function addToHistory(ddl: DdlContext, target: TargetTable, columns: readonly Column[], fill: (row: Row) => readonly Row[number][]): void {
  const history = historyTarget(ddl, target);
  if (!history) return;
  const { table } = history;
  const added = columns.map((column) => plainColumn(column));
  if (added.some((column) => column.isSparse)) requireNoCompression(table);
  rebuildRows(ddl, history, { ...table, columns: [...table.columns, ...added], maxColumnId: Math.max(table.maxColumnId, ...added.map((c) => c.columnId)) }, (row) => [...row, ...fill(row)]);
}

/** Takes columns out of the history. */
export function dropFromHistory(ddl: DdlContext, target: TargetTable, dropped: readonly Column[]): void {
  const history = historyTarget(ddl, target);
  if (!history) return;
  const { table } = history;
  const gone = table.columns.filter((column) => dropped.some(({ name }) => name === column.name));
  const indexed = gone.find((column) => table.indexes.some((index) => index.columns.some((c) => c.columnId === column.columnId) || index.includedColumnIds.includes(column.columnId)));
  if (indexed) throw notSupported(`dropping the column '${indexed.name}' that an index of the history table uses`);
  const kept = table.columns.flatMap((column, ordinal) => (gone.includes(column) ? [] : [ordinal]));
  rebuildRows(ddl, history, { ...table, columns: table.columns.filter((column) => !gone.includes(column)) }, (row) => kept.map((ordinal) => row[ordinal] ?? null));
}
