// Indexes and key constraints of a table as definitions: columns looked up, ids given, filters checked. Builds no storage.
import { notSupported } from '../../errors/not-supported';
import { findColumn } from '../../catalog/columns';
import { isColumnstore } from '../../catalog/columnstore';
import { isIndexNameTaken } from '../../catalog/indexes';
import { partitioningOf } from '../../catalog/partitioning';
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import type { Identifier } from '../../syntax/ast/common';
import type { ColumnstoreClause, IndexedColumn, IndexOption, TableConstraint } from '../../syntax/ast/ddl';
import type { Expression } from '../../syntax/ast/expression';
import type { NameRules } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { readCompression } from './compression';
import { filterText } from './index-filter';
import { keptOptions, readIndexOptions } from './index-options';
import { warnOfKeySize } from './key-size-warning';
import { notCreated } from '../objects/named-objects';
import { generatedKeyName } from '../objects/object-ids';
import { indexPlacement, type PlacedIndex } from '../databases/placement';
import type { TableSite } from '../objects/table-site';

const CLUSTERED_ID = 1;
const NO_KEY_TYPES = new Set(['text', 'ntext', 'image', 'xml', 'vector', 'geometry', 'geography']);

const NO_INCLUDED_TYPES = new Set(['text', 'ntext', 'image']);

/** An index as CREATE INDEX or an inline INDEX writes it. */
export interface IndexRequest {
  readonly name: Identifier; readonly isUnique: boolean; readonly isClustered: boolean; readonly columns: readonly IndexedColumn[];
  readonly included: readonly Identifier[]; readonly filter?: Expression; readonly columnstore?: ColumnstoreClause; readonly options: readonly IndexOption[];
}

type KeyConstraint = Extract<TableConstraint, { kind: 'primary-key' | 'unique' }>;

/** The table's clustered index. */
const clusteredIndex = (table: TableDefinition): IndexDefinition | undefined => table.indexes.find((index) => index.isClustered);

/** The id that a new index of the table gets: the lowest that is free. */
export function nextIndexId(table: TableDefinition, isClustered: boolean): number {
  if (isClustered) return CLUSTERED_ID;
  const taken = new Set([...table.indexes.map((index) => index.indexId), ...(table.statistics ?? []).map((one) => one.statsId), table.columnstore?.indexId ?? CLUSTERED_ID]);
  let id = CLUSTERED_ID + 1;
  while (taken.has(id)) id++;
  return id;
}

function keyColumns({ database: { catalog: { names } } }: TableSite, table: TableDefinition, columns: readonly IndexedColumn[], isClustered: boolean): IndexDefinition['columns'] {
  const seen = new Set<number>();
  return columns.map(({ column: { name }, isDescending }) => {
    const column = findColumn(table, name, names);
    if (!column) throw raise(Messages.NoSuchColumnForIndex, { column: name });
    if (seen.has(column.columnId)) throw raise(Messages.IndexColumnTwice, { column: name });
    seen.add(column.columnId);
    if (NO_KEY_TYPES.has(column.type.name) || column.type.length === 'max' || (isClustered && column.isSparse)) throw raise(Messages.IndexColumnType, { column: name, table: table.name });
    if (column.computed?.obstacle === 'unknown') throw notSupported('an index over a function that may depend on settings (it converts to or from dates)');
    if (column.computed?.obstacle === 'reads data') throw raise(Messages.IndexReadsData, { column: name, table: table.name });
    if (column.computed && !column.computed.isDeterministic) throw raise(Messages.NondeterministicIndexColumn, { column: name, table: table.name });
    return { columnId: column.columnId, isDescending };
  });
}

/** Raises 2799: a float that is worked out anew may differ from the one in the index. */
function requirePrecise(table: TableDefinition, index: string, keys: IndexDefinition['columns']): void {
  const keyed = new Set(keys.map(({ columnId }) => columnId));
  const found = table.columns.find(({ columnId, computed }) => keyed.has(columnId) && computed?.isImprecise && !computed.isPersisted);
  if (found) throw raise(Messages.ImpreciseIndexColumn, { index, table: table.name, column: found.name });
}

function includedColumns(table: TableDefinition, included: readonly Identifier[], keys: IndexDefinition['columns'], names: NameRules): number[] {
  const seen = new Set(keys.map((key) => key.columnId));
  return included.map(({ name }) => {
    const column = findColumn(table, name, names);
    if (!column) throw raise(Messages.NoSuchColumnForIndex, { column: name });
    if (seen.has(column.columnId)) throw raise(Messages.IndexColumnTwice, { column: name });
    seen.add(column.columnId);
    if (NO_INCLUDED_TYPES.has(column.type.name)) throw raise(Messages.IncludedColumnType, { column: name, table: table.name });
    return column.columnId;
  });
}

/** Raises 1913 for a name that an index or statistics of the table have. */
export function requireFreeIndexName(site: TableSite, table: TableDefinition, name: string): void {
  if (isIndexNameTaken(table, name, site.database.catalog.names)) throw raise(Messages.IndexExists, { index: name, table: qualified(site, table) });
}

/** Raises 1934 under SET options that filtered indexes and those of views, computed columns and xml do not go with. */
export function requireSettings({ wrongSettings }: DdlContext): void {
  if (wrongSettings.length > 0) throw raise(Messages.WrongSetOptions, { statement: 'CREATE INDEX', options: wrongSettings.join(', ') });
}

/** Raises 10601 and 1916 for what no table could change about a CREATE INDEX: before any name is looked up. */
export function requireShape({ isUnique, isClustered, included, options }: IndexRequest): void {
  if (isClustered && included.length > 0) throw raise(Messages.IncludeInClustered, {});
  if (!isUnique && readIndexOptions(options).ignoreDuplicateKey) throw raise(Messages.IgnoreDupKeyNeedsUnique, {});
}

/** The definition of an index; raises 1911, 1909, 1913, 1902, 1919, 1999, 2799, 10601, 10618, 10735. */
export function buildIndex(site: TableSite, table: TableDefinition, request: IndexRequest): IndexDefinition {
  const { name: { name } } = request;
  const { names } = site.database.catalog;
  requireShape(request);
  requireFreeIndexName(site, table, name);
  const clustered = clusteredIndex(table);
  if (request.isClustered && clustered) throw raise(Messages.SecondClustered, { table: qualified(site, table), index: clustered.name });
  if (request.isClustered && isColumnstore(table)) throw raise(Messages.SecondClusteredColumnstore, { table: qualified(site, table) });
  const columns = keyColumns(site, table, request.columns, request.isClustered);
  requirePrecise(table, name, columns);
  const kept = keptOptions(request.options);
  warnOfKeySize(site, table, { name, isClustered: request.isClustered, columns });
  if (kept.ignoreDuplicateKey && request.filter) throw raise(Messages.FilteredIgnoreDupKey, { verb: 'create', index: name, table: table.name });
  return {
    indexId: nextIndexId(table, request.isClustered), name, isUnique: request.isUnique, isClustered: request.isClustered, isPrimaryKey: false, isUniqueConstraint: false,
    isSystemNamed: false, columns, includedColumnIds: includedColumns(table, request.included, columns, names),
    ...(request.filter ? { filter: filterText(site, table, name, request.filter) } : {}), isDisabled: false, ...kept,
    ...placedAndCompressed(site, table, { name, isClustered: request.isClustered, options: request.options, keys: request.isUnique ? columns : undefined }),
  };
}

/** Where a new index is, and how compressed: as its options say; else a clustered one has what the heap had, another one nothing. */
function placedAndCompressed(site: TableSite, table: TableDefinition, index: PlacedIndex): Pick<IndexDefinition, 'placement' | 'compression'> {
  const placed = indexPlacement(site, table, index);
  const partitioning = partitioningOf(site.database.catalog, table, placed.placement ?? table.placement);
  const compression = readCompression({ ddl: site.ddl, table, statement: 'create index', kind: 'index', name: index.name, partitioning }, index.options, { before: undefined });
  const differs = index.isClustered && placed.placement !== undefined && (table.compression?.length ?? 0) > 1;
  if (differs && !compression) throw notSupported('a clustered index elsewhere than its heap, whose partitions differ in DATA_COMPRESSION, without DATA_COMPRESSION of its own');
  return { ...placed, ...(compression ? { compression } : {}) };
}

/** The table's name with its schema, as messages have it. */
export const qualified = (site: TableSite, table: TableDefinition): string => `${site.database.catalog.schema(table.schemaId)?.name ?? 'dbo'}.${table.name}`;

/** The index behind a PRIMARY KEY or UNIQUE constraint; raises 1779, 8111, 1902 and their kin, followed by 1750. */
export function buildKey(site: TableSite, table: TableDefinition, constraint: KeyConstraint, isClusteredByDefault: boolean): IndexDefinition {
  const isPrimaryKey = constraint.kind === 'primary-key';
  if (isPrimaryKey && table.indexes.some((index) => index.isPrimaryKey)) throw notCreated(raise(Messages.TwoPrimaryKeys, { table: table.name }), 0);
  const clustered = clusteredIndex(table);
  const isClustered = constraint.isClustered ?? (isPrimaryKey && !clustered && !isColumnstore(table) && isClusteredByDefault);
  if (isClustered && clustered) throw notCreated(raise(Messages.SecondClustered, { table: table.name, index: clustered.name }));
  if (isClustered && isColumnstore(table)) throw notCreated(raise(Messages.SecondClusteredColumnstore, { table: qualified(site, table) }));
  const columns = asConstraint(() => keyColumns(site, table, constraint.columns, isClustered));
  if (isPrimaryKey && columns.some((key) => table.columns.some((column) => column.columnId === key.columnId && column.isNullable)))
    throw notCreated(raise(Messages.PrimaryKeyNullable, { table: table.name }), 0);
  const constraintId = site.newObjectId();
  const name = constraint.name?.name ?? generatedKeyName(isPrimaryKey ? 'PK' : 'UQ', table.name, constraint.columns.map((c) => c.column.name).join(','), constraintId);
  asConstraint(() => requirePrecise(table, name, columns));
  warnOfKeySize(site, table, { name, isClustered, columns }, true);
  return {
    indexId: nextIndexId(table, isClustered), name, isUnique: true, isClustered, isPrimaryKey, isUniqueConstraint: !isPrimaryKey, constraintId,
    isSystemNamed: constraint.name === undefined, columns, includedColumnIds: [], isDisabled: false, ...keptOptions(constraint.options),
    ...keyPlacement(site, table, { name, isClustered, options: constraint.options, keys: columns }),
  };
}

function keyPlacement(...args: Parameters<typeof placedAndCompressed>): ReturnType<typeof placedAndCompressed> {
  try {
    return placedAndCompressed(...args);
  } catch (error) {
    if (isSqlError(error) && error.number === Messages.PartitionColumnOutsideKey.number) throw notCreated(error);
    throw error;
  }
}

/** What is wrong with a key is followed by 1750. */
function asConstraint<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (isSqlError(error)) throw notCreated(error);
    throw error;
  }
}
