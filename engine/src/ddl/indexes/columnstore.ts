// Columnstore indexes: which a table can have, and what CREATE, ALTER and DROP INDEX make of them. They change no result, so there are no rows here.
import { findColumn } from '../../catalog/columns';
import { isColumnstore } from '../../catalog/columnstore';
import { columnstoreNamed, rowstoreNamed, withoutIndex } from '../../catalog/indexes';
import { placementOfRows } from '../../catalog/data-spaces';
import type { Column, ColumnstoreIndex, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { LAST_SYSTEM_DATABASE, TEMPDB } from '../../instance/instance';
import type { Identifier } from '../../syntax/ast/common';
import type { AlterIndex } from '../../syntax/ast/ddl';
import type { NameRules } from '../../types/text/collation';
import { readColumnstoreOptions } from './columnstore-options';
import type { DdlContext } from '../objects/ddl-context';
import { nextIndexId, qualified, requireFreeIndexName, type IndexRequest } from './index-builder';
import { filterText } from './index-filter';
import { indexPlacement, readPlacement } from '../databases/placement';
import { replaceDefinition, type TargetTable } from '../objects/table-change';
import type { TableSite } from '../objects/table-site';

const EXCLUDED_TYPES = new Set(['text', 'ntext', 'image', 'timestamp', 'sql_variant', 'xml', 'hierarchyid', 'geometry', 'geography', 'vector']);
const ORDERED_MAXIMUM = 32;

/** The table with the columnstore index that is asked for. Raises 1911, 1909, 1913, 35307, 35309, 35310, 35331, 35339, 35343, 35363, 35372. */
export function withColumnstore(site: TableSite, table: TableDefinition, request: IndexRequest): TableDefinition {
  const { name: { name }, isClustered, columns, columnstore: { order } = { order: [] } } = request;
  if (site.isVariable) throw raise(Messages.ColumnstoreOfType, {});
  const { header: { databaseId }, catalog: { names } } = site.database;
  if (isClustered && databaseId <= LAST_SYSTEM_DATABASE && databaseId !== TEMPDB) throw raise(Messages.ColumnstoreSystemDatabase, {});
  const settings = readColumnstoreOptions(request.options, order.length > 0);
  requireFreeIndexName(site, table, name);
  if (isClustered && (isColumnstore(table) || table.indexes.some((index) => index.isClustered))) throw raise(Messages.SecondClusteredColumnstore, { table: qualified(site, table) });
  if (table.columnstore) throw raise(Messages.SecondColumnstore, {});
  const columnstore: ColumnstoreIndex = {
    indexId: nextIndexId(table, isClustered), name, isClustered, columnIds: namedColumns(table, columns.map(({ column }) => column), names), orderedColumnIds: orderedColumns(table, order, names),
    ...(request.filter ? { filter: filterText(site, table, name, request.filter) } : {}),
    isDisabled: false, isArchive: settings.isArchive ?? false, compressionDelay: settings.compressionDelay ?? 0,
    ...(isClustered ? {} : alignedPlacement(site, table, request)),
  };
  // The rows of the table are in a clustered one.
  const moved = isClustered ? readPlacement(site, table, request.options) : undefined;
  const result = { ...table, columnstore, ...(moved ? { placement: moved } : {}), ...(isClustered ? { compression: undefined } : {}) };
  requireColumnstoreColumns(result);
  return result;
}

/** A columnstore index is partitioned as its table is (35316). */
function alignedPlacement(site: TableSite, table: TableDefinition, { name: { name }, options }: IndexRequest): Pick<ColumnstoreIndex, 'placement'> {
  const placed = indexPlacement(site, table, { name, isClustered: false, options });
  const rows = placementOfRows(table);
  const isPartitioned = placed.placement?.columnId !== undefined || rows.columnId !== undefined;
  if (isPartitioned && (placed.placement?.dataSpaceId !== rows.dataSpaceId || placed.placement.columnId !== rows.columnId)) throw raise(Messages.ColumnstoreUnaligned, {});
  return placed;
}

function namedColumns(table: TableDefinition, names: readonly Identifier[], rules: NameRules): number[] {
  const seen = new Set<number>();
  return names.map(({ name }) => {
    const column = findColumn(table, name, rules);
    if (!column) throw raise(Messages.NoSuchColumnForIndex, { column: name });
    if (seen.has(column.columnId)) throw raise(Messages.IndexColumnTwice, { column: name });
    seen.add(column.columnId);
    return column.columnId;
  });
}

function orderedColumns(table: TableDefinition, order: readonly Identifier[], names: NameRules): number[] {
  if (order.length > ORDERED_MAXIMUM) throw notSupported(`ORDER of a columnstore index over more than ${ORDERED_MAXIMUM} columns`);
  order.forEach(({ name }, i) => {
    if (order.slice(0, i).some((other) => names.isSame(other.name, name))) throw raise(Messages.ColumnstoreOrderTwice, { column: name });
  });
  return namedColumns(table, order, names);
}

/** Refuses another type for a column that a clustered columnstore index holds. */
export function requireAlterable(table: TableDefinition): void {
  if (isColumnstore(table)) throw notSupported('ALTER COLUMN of a table with a clustered columnstore index');
}

/** Raises what stands against the columns of a table's columnstore index: 35307, 35309, 35343. A table without one has nothing against it. */
export function requireColumnstoreColumns(table: TableDefinition): void {
  const { columnstore } = table;
  if (!columnstore) return;
  const held = columnstore.isClustered ? table.columns : table.columns.filter((column) => columnstore.columnIds.includes(column.columnId));
  for (const column of held) requireColumn(table, column, columnstore);
}

function requireColumn(table: TableDefinition, column: Column, { isClustered }: ColumnstoreIndex): void {
  const isComputed = column.computed && (!isClustered || column.computed.isPersisted);
  if (isComputed) throw raise(Messages.ColumnstoreComputed, { column: column.name, table: table.name });
  if (column.isSparse) throw raise(Messages.ColumnstoreSparse, {});
  if (EXCLUDED_TYPES.has(column.type.name) || (!isClustered && column.type.length === 'max')) throw raise(Messages.ColumnstoreType, { column: column.name });
}

/** CREATE COLUMNSTORE INDEX on a table; with DROP_EXISTING, over the index of that name. */
export function createColumnstore(ddl: DdlContext, target: TargetTable, request: IndexRequest): void {
  const { dropExisting } = readColumnstoreOptions(request.options, (request.columnstore?.order.length ?? 0) > 0);
  const isFired = target.database.catalog.triggersOf(target.table.objectId).length > 0;
  if (request.isClustered && isFired) throw raise(Messages.ColumnstoreWithTriggers, {});
  const base = dropExisting ? withoutReplaced(target, request) : target.table;
  const after = withColumnstore(target.site, base, request);
  replaceDefinition(ddl, target, after);
}

/** The table without the index that DROP_EXISTING replaces: the columnstore index, or a clustered index that is no constraint's. Raises 7999. */
function withoutReplaced({ table, site }: TargetTable, { name: { name }, isClustered }: IndexRequest): TableDefinition {
  const { names } = site.database.catalog;
  const own = columnstoreNamed(table, name, names);
  const index = rowstoreNamed(table, name, names);
  if (!own && !index) throw raise(Messages.NoIndexNamed, { index: name, table: qualified(site, table) });
  if (own && own.isClustered !== isClustered) throw notSupported('DROP_EXISTING between a clustered and a nonclustered columnstore index');
  if (own) return { ...table, columnstore: undefined };
  if (!index?.isClustered || !isClustered) throw notSupported('DROP_EXISTING between a nonclustered rowstore and a columnstore index');
  if (index.constraintId !== undefined) throw notSupported('DROP_EXISTING of the index of a constraint');
  return withoutIndex(table, index);
}

/** The table after ALTER INDEX, where the statement means its columnstore index too. */
export function alteredColumnstore(table: TableDefinition, statement: Pick<AlterIndex, 'name' | 'action' | 'options'>, names: NameRules): TableDefinition {
  const { columnstore } = table;
  const isMeant = columnstore && (statement.name === 'all' || names.isSame(columnstore.name, statement.name.name));
  if (!isMeant) return table;
  if (statement.action === 'disable' && columnstore.isClustered) throw notSupported('ALTER INDEX ... DISABLE of a clustered index');
  const other = (statement.options ?? []).find(({ name }) => !ALTERING.has(name.toUpperCase()));
  if (other) throw notSupported(`ALTER INDEX ... ${other.name} of a columnstore index`);
  const { isArchive, compressionDelay } = readColumnstoreOptions((statement.options ?? []).filter(({ name }) => !REORGANIZING.has(name.toUpperCase())), false);
  return {
    ...table,
    columnstore: {
      ...columnstore, isDisabled: statement.action === 'disable' || (statement.action === 'set' && columnstore.isDisabled),
      isArchive: isArchive ?? columnstore.isArchive, compressionDelay: compressionDelay ?? columnstore.compressionDelay,
    },
  };
}

const REORGANIZING = new Set(['COMPRESS_ALL_ROW_GROUPS', 'LOB_COMPACTION']);
const ALTERING = new Set([...REORGANIZING, 'DATA_COMPRESSION', 'COMPRESSION_DELAY', 'MAXDOP', 'ONLINE']);
