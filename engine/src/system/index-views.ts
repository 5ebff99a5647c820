// Indexes, their columns, partitions, and the counters kept for them.
import { compressionOfIndex, compressionOfPartition } from '../catalog/compression';
import { columnstoreColumnIds, isColumnstore } from '../catalog/columnstore';
import { placementOfIndex, placementOfRows } from '../catalog/data-spaces';
import { partitioningOf, partitionOfRow, type Partitioning } from '../catalog/partitioning';
import { fanout } from '../catalog/partitions';
import type { ColumnstoreIndex, IndexDefinition, Placement, TableDefinition, XmlIndex } from '../catalog/definitions';
import { hobtId } from '../locking/resource';
import { defineCatalogView, defineView, type ViewRecord } from './define-view';
import { isIndexed, viewAsTable } from '../catalog/indexed-view';
import { objectsOf, tablesOf, tablesOfTypes } from './object-rows';
import type { Row } from '../types/value';
import type { SystemWorld } from './system-view';

/** The columns of sys.indexes, which views of special indexes begin with. */
export const INDEX_COLUMNS =
  'object_id int, name sysname?, index_id int, type tinyint, type_desc nvarchar60, is_unique bit?, data_space_id int? = 1, ignore_dup_key bit? = 0, is_primary_key bit?, is_unique_constraint bit?, fill_factor tinyint = 0, is_padded bit? = 0, is_disabled bit? = 0, is_hypothetical bit? = 0, is_ignored_in_optimization bit? = 0, allow_row_locks bit? = 1, allow_page_locks bit? = 1, has_filter bit? = 0, filter_definition nvarcharmax?, compression_delay int?, suppress_dup_key_messages bit? = 0, auto_created bit? = 0, optimize_for_sequential_key bit? = 0';

/** What a heap and indexes other than rowstore ones are not. */
const NO_KEY = { is_unique: false, is_primary_key: false, is_unique_constraint: false };
const HEAP: ViewRecord = { ...NO_KEY, name: null, index_id: 0, type: 0, type_desc: 'HEAP' };

/** What every index has. */
const namedIndex = (objectId: number, { name, indexId }: Pick<IndexDefinition, 'name' | 'indexId'>): ViewRecord => ({ object_id: objectId, name, index_id: indexId });

/** What rowstore and columnstore indexes have. */
const storeRecord = (objectId: number, index: IndexDefinition | ColumnstoreIndex): ViewRecord =>
  ({ ...namedIndex(objectId, index), is_disabled: index.isDisabled, has_filter: index.filter !== undefined, filter_definition: index.filter ?? null });

function indexRecord(objectId: number, index: IndexDefinition): ViewRecord {
  return {
    ...storeRecord(objectId, index),
    type: index.isClustered ? 1 : 2,
    type_desc: index.isClustered ? 'CLUSTERED' : 'NONCLUSTERED',
    is_unique: index.isUnique,
    ignore_dup_key: index.ignoreDuplicateKey,
    is_primary_key: index.isPrimaryKey,
    is_unique_constraint: index.isUniqueConstraint,
    fill_factor: index.fillFactor,
    is_padded: index.isPadded,
    allow_page_locks: index.forbidsPageLocks !== true,
    optimize_for_sequential_key: index.isForSequentialKey === true,
  };
}

function columnstoreRecord(objectId: number, index: ColumnstoreIndex): ViewRecord {
  return {
    ...storeRecord(objectId, index),
    ...NO_KEY,
    type: index.isClustered ? 5 : 6,
    type_desc: `${index.isClustered ? 'CLUSTERED' : 'NONCLUSTERED'} COLUMNSTORE`,
    compression_delay: index.compressionDelay,
  };
}

/** Tables, and indexed views as the tables of their rows. */
function* indexedObjects(world: SystemWorld): Iterable<TableDefinition> {
  yield* tablesOf(world);
  for (const object of objectsOf(world)) if (object.kind === 'view' && isIndexed(object)) yield viewAsTable(object);
}

/** What sys.indexes lists the indexes of: table types too, which have no rows. */
function* describedObjects(world: SystemWorld): Iterable<TableDefinition> {
  yield* indexedObjects(world);
  yield* tablesOfTypes(world);
}

interface AccessPath {
  readonly indexId: number;
  readonly index?: IndexDefinition;
  readonly columnstore?: ColumnstoreIndex;
  /** Whose rows it has: a clustered columnstore index is the heap of its rows. */
  readonly storageId: number;
}

/** Every access path of a table: its heap (index 0) where it has no clustered index, then its indexes. */
function accessPaths(table: TableDefinition): readonly AccessPath[] {
  const { columnstore, indexes } = table;
  const paths: AccessPath[] = indexes.map((index) => ({ indexId: index.indexId, index, storageId: index.indexId }));
  if (columnstore) paths.push({ indexId: columnstore.indexId, columnstore, storageId: columnstore.isClustered ? 0 : columnstore.indexId });
  if (!isColumnstore(table) && !indexes.some((index) => index.isClustered)) paths.push({ indexId: 0, storageId: 0 });
  return paths.sort((a, b) => a.indexId - b.indexId);
}

const pathRecord = (objectId: number, { index, columnstore }: AccessPath): ViewRecord =>
  index ? indexRecord(objectId, index) : columnstore ? columnstoreRecord(objectId, columnstore) : { ...HEAP, object_id: objectId };

const placementOf = (table: TableDefinition, { index, columnstore }: AccessPath): Placement => placementOfIndex(table, index ?? columnstore ?? { isClustered: true });

const spaceOf = (table: TableDefinition, path: AccessPath): number => placementOf(table, path).dataSpaceId;

function* indexes(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of describedObjects(world)) {
    for (const path of accessPaths(table)) yield { ...pathRecord(table.objectId, path), data_space_id: spaceOf(table, path) };
    for (const index of table.xmlIndexes ?? []) yield xmlRecord(table, index);
  }
}

const xmlRecord = (table: TableDefinition, index: XmlIndex): ViewRecord =>
  ({ ...namedIndex(table.objectId, index), ...NO_KEY, type: 3, type_desc: 'XML', data_space_id: placementOfRows(table).dataSpaceId, fill_factor: index.fillFactor, is_padded: index.isPadded });

/** Rows of sys.xml_indexes. */
function* xmlIndexes(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    for (const index of table.xmlIndexes ?? []) {
      const { secondary } = index;
      const type = secondary?.type ?? null;
      yield {
        ...xmlRecord(table, index), using_xml_index_id: secondary?.primaryId ?? null, secondary_type: type && SECONDARY_CODES[type], secondary_type_desc: type,
        xml_index_type: secondary ? 1 : 0, xml_index_type_description: secondary ? 'SECONDARY_XML' : 'PRIMARY_XML',
      };
    }
  }
}

const SECONDARY_CODES = { PATH: 'P', VALUE: 'V', PROPERTY: 'R' } as const;

function* indexColumns(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of describedObjects(world)) {
    for (const path of accessPaths(table)) {
      const { columnId } = placementOf(table, path);
      const listed = [...(path.index ? keyColumns(path.index) : columnstoreColumns(table, path.columnstore))];
      const all = columnId === undefined || listed.some((column) => column.column_id === columnId) ? listed : [...listed, { column_id: columnId, key_ordinal: 0, is_descending_key: false, is_included_column: false }];
      for (const [i, column] of all.entries()) yield { object_id: table.objectId, index_id: path.indexId, index_column_id: i + 1, partition_ordinal: Number(column.column_id === columnId), ...column };
    }
    for (const { indexId, columnId } of table.xmlIndexes ?? []) yield { object_id: table.objectId, index_id: indexId, index_column_id: 1, column_id: columnId, key_ordinal: 0, is_descending_key: false, is_included_column: false };
  }
}

function* keyColumns({ columns, includedColumnIds }: IndexDefinition): Iterable<ViewRecord> {
  for (const [i, c] of columns.entries()) yield { column_id: c.columnId, key_ordinal: i + 1, is_descending_key: c.isDescending, is_included_column: false };
  for (const columnId of includedColumnIds) yield { column_id: columnId, key_ordinal: 0, is_descending_key: false, is_included_column: true };
}

/** All columns of a columnstore index are included ones. A heap has none. */
function* columnstoreColumns(table: TableDefinition, columnstore: ColumnstoreIndex | undefined): Iterable<ViewRecord> {
  for (const columnId of columnstoreColumnIds(table)) {
    if (columnstore) yield { column_id: columnId, key_ordinal: 0, is_descending_key: false, is_included_column: true, column_store_order_ordinal: columnstore.orderedColumnIds.indexOf(columnId) + 1 };
  }
}

const ROW_COMPRESSIONS = { NONE: 0, ROW: 1, PAGE: 2 } as const;

/** What sys.partitions says of the compression of a partition, from 0. */
function compressionAt(table: TableDefinition, { index, columnstore }: AccessPath, number: number): ViewRecord {
  const { rows, isXml } = compressionOfPartition(index ? compressionOfIndex(table, index) : table.compression, number);
  if (!columnstore) return { data_compression: ROW_COMPRESSIONS[rows], data_compression_desc: rows, xml_compression: isXml, xml_compression_desc: isXml ? 'ON' : 'OFF' };
  return columnstore.isArchive ? { data_compression: 4, data_compression_desc: 'COLUMNSTORE_ARCHIVE' } : { data_compression: 3, data_compression_desc: 'COLUMNSTORE' };
}

const rowsOf = (world: SystemWorld, table: TableDefinition): bigint => BigInt(world.database.store.table(table.objectId)?.rowCount ?? 0);
const ROWS_PER_PAGE = 64n;

function* partitions(world: SystemWorld): Iterable<ViewRecord> {
  const countsOf = partitionCounter(world);
  for (const table of indexedObjects(world)) {
    for (const path of accessPaths(table)) {
      for (const [i, rows] of countsOf(table, placementOf(table, path)).entries()) {
        const id = hobtId(table.objectId, path.storageId) + partitionOffset(i);
        yield { partition_id: id, object_id: table.objectId, index_id: path.indexId, partition_number: i + 1, hobt_id: id, rows, ...compressionAt(table, path, i) };
      }
    }
  }
}

/** Behind the ids of tables and indexes, so that no two partitions have the same. */
const partitionOffset = (index: number): bigint => BigInt(index) << 48n;

type PartitionCounter = (table: TableDefinition, place: Placement) => readonly bigint[];

/** For one reading: gives the rows of every partition of a place, counted once for all that is partitioned alike; one number where it is not partitioned. */
function partitionCounter(world: SystemWorld): PartitionCounter {
  const counted = new Map<string, readonly bigint[]>();
  return (table, place) => {
    const partitioning = partitioningOf(world.database.catalog, table, place);
    if (!partitioning) return [rowsOf(world, table)];
    const key = `${table.objectId} ${partitioning.partition.functionId} ${partitioning.columnId}`;
    const counts = counted.get(key) ?? countPartitions(world, table, partitioning);
    counted.set(key, counts);
    return counts;
  };
}

function countPartitions(world: SystemWorld, table: TableDefinition, partitioning: Partitioning): readonly bigint[] {
  const counts = Array.from({ length: fanout(partitioning.partition) }, () => 0n);
  const partitionOf = partitionOfRow(table, partitioning);
  for (const row of liveRows(world, table)) {
    const index = partitionOf(row) - 1;
    counts[index] = (counts[index] ?? 0n) + 1n;
  }
  return counts;
}

function* liveRows(world: SystemWorld, table: TableDefinition): Iterable<Row> {
  const cursor = world.database.store.table(table.objectId)?.content.rows.forward();
  while (cursor?.next()) if (cursor.value.values) yield cursor.value.values;
}

function* partitionStats(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of indexedObjects(world)) {
    for (const path of accessPaths(table)) {
      const count = partitioningOf(world.database.catalog, table, placementOf(table, path))?.scheme.fileGroupIds.length ?? 1;
      for (let i = 0; i < count; i++) yield { partition_id: hobtId(table.objectId, path.storageId) + partitionOffset(i), object_id: table.objectId, index_id: path.indexId, partition_number: i + 1 };
    }
  }
}

const PAGE_COUNTS = [4, 5, 6, 11, 12];

/** An index has statistics of its name and number; a heap has none. */
function* statistics(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of indexedObjects(world)) {
    for (const { indexId, index: rowstore, columnstore } of accessPaths(table)) {
      const index = rowstore ?? columnstore;
      if (index) yield { object_id: table.objectId, name: index.name, stats_id: indexId, has_filter: index.filter !== undefined, filter_definition: index.filter ?? null, no_recompute: rowstore?.isNoRecompute === true };
    }
    for (const { statsId, name, isNoRecompute } of table.statistics ?? []) yield { object_id: table.objectId, name, stats_id: statsId, user_created: true, no_recompute: isNoRecompute, has_filter: false, filter_definition: null };
  }
}

function* statisticsColumns(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of indexedObjects(world)) {
    for (const index of table.indexes) for (const [i, c] of index.columns.entries()) yield { object_id: table.objectId, stats_id: index.indexId, stats_column_id: i + 1, column_id: c.columnId };
    for (const { statsId, columnIds } of table.statistics ?? []) for (const [i, columnId] of columnIds.entries()) yield { object_id: table.objectId, stats_id: statsId, stats_column_id: i + 1, column_id: columnId };
  }
}

const pagesOf = (rows: bigint): bigint => (rows === 0n ? 0n : rows / ROWS_PER_PAGE + 1n);

/** Sizes are reckoned from the number of rows, as in sys.dm_db_partition_stats. */
function* allocationUnits(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of indexedObjects(world)) {
    const pages = pagesOf(rowsOf(world, table));
    for (const path of accessPaths(table)) {
      const id = hobtId(table.objectId, path.storageId);
      yield { data_space_id: spaceOf(table, path), allocation_unit_id: id, container_id: id, total_pages: pages, used_pages: pages, data_pages: pages };
    }
  }
}

/** The rows of the partition that a row of sys.dm_db_partition_stats is about. */
function countOf(world: SystemWorld, countsOf: PartitionCounter, row: Row): bigint {
  const objectId = Number(row[1]);
  const table = world.database.catalog.partitionSchemes.length > 0 ? world.database.catalog.table(objectId) : undefined;
  const path = table && accessPaths(table).find(({ indexId }) => indexId === Number(row[2]));
  if (!table || !path) return BigInt(world.database.store.table(objectId)?.rowCount ?? 0);
  return countsOf(table, placementOf(table, path))[Number(row[3]) - 1] ?? 0n;
}

/** Rows of sys.dm_db_partition_stats as they are now. */
function withCounts(world: SystemWorld): (row: Row, last: Row | undefined) => Row {
  const countsOf = partitionCounter(world);
  return (row, last) => {
    const rows = countOf(world, countsOf, row);
    if (last?.at(-1) === rows) return last;
    const pages = pagesOf(rows);
    const counted = [...row];
    for (const ordinal of PAGE_COUNTS) counted[ordinal] = pages;
    counted[counted.length - 1] = rows;
    return counted;
  };
}

/** Rows of all databases, as the real view has them; an index appears once it was used. */
function* usageStats(world: SystemWorld): Iterable<ViewRecord> {
  for (const database of world.instance.databases.values()) {
    for (const table of indexedObjects({ ...world, database })) {
      const updates = database.store.table(table.objectId)?.userUpdates ?? 0;
      if (updates === 0) continue;
      for (const { indexId } of accessPaths(table)) yield { database_id: database.header.databaseId, object_id: table.objectId, index_id: indexId, user_updates: BigInt(updates) };
    }
  }
}

const BY_OBJECT = { narrowedBy: ['object_id'] };

/** Views of indexes. */
export const INDEX_VIEWS = [
  defineCatalogView('sys.indexes', INDEX_COLUMNS, indexes, BY_OBJECT),
  defineView(
    'sys.xml_indexes',
    `${INDEX_COLUMNS}, using_xml_index_id int?, secondary_type char1?, secondary_type_desc nvarchar60?, xml_index_type tinyint?, xml_index_type_description nvarchar60?, path_id int?`,
    xmlIndexes,
  ),
  defineCatalogView(
    'sys.index_columns',
    'object_id int, index_id int, index_column_id int, column_id int, key_ordinal tinyint, partition_ordinal tinyint = 0, is_descending_key bit?, is_included_column bit?, column_store_order_ordinal tinyint = 0',
    indexColumns,
    BY_OBJECT,
  ),
  defineView(
    'sys.partitions',
    "partition_id bigint, object_id int, index_id int, partition_number int = 1, hobt_id bigint, rows bigint?, filestream_filegroup_id smallint = 0, data_compression tinyint = 0, data_compression_desc nvarchar60? = 'NONE', xml_compression bit? = 0, xml_compression_desc varchar3? = 'OFF'",
    partitions,
  ),
  defineCatalogView(
    'sys.dm_db_partition_stats',
    'partition_id bigint?, object_id int, index_id int, partition_number int = 1, in_row_data_page_count bigint?, in_row_used_page_count bigint?, in_row_reserved_page_count bigint?, lob_used_page_count bigint? = 0, lob_reserved_page_count bigint? = 0, row_overflow_used_page_count bigint? = 0, row_overflow_reserved_page_count bigint? = 0, used_page_count bigint?, reserved_page_count bigint?, row_count bigint?',
    partitionStats,
    { renew: withCounts },
  ),
  defineCatalogView(
    'sys.stats',
    "object_id int, name nvarchar128?, stats_id int, auto_created bit? = 0, user_created bit? = 0, no_recompute bit? = 0, has_filter bit?, filter_definition nvarcharmax?, is_temporary bit? = 0, is_incremental bit? = 0, has_persisted_sample bit? = 0, stats_generation_method int = 0, stats_generation_method_desc varchar80 = 'Sort based statistics', auto_drop bit? = 0",
    statistics,
    BY_OBJECT,
  ),
  defineCatalogView('sys.stats_columns', 'object_id int, stats_id int, stats_column_id int?, column_id int?', statisticsColumns, BY_OBJECT),
  defineView(
    'sys.allocation_units',
    "allocation_unit_id bigint, type tinyint = 1, type_desc nvarchar60? = 'IN_ROW_DATA', container_id bigint, data_space_id int? = 1, total_pages bigint, used_pages bigint, data_pages bigint",
    allocationUnits,
  ),
  defineView(
    'sys.dm_db_index_usage_stats',
    'database_id smallint, object_id int, index_id int, user_seeks bigint = 0, user_scans bigint = 0, user_lookups bigint = 0, user_updates bigint, last_user_seek datetime?, last_user_scan datetime?, last_user_lookup datetime?, last_user_update datetime?, system_seeks bigint = 0, system_scans bigint = 0, system_lookups bigint = 0, system_updates bigint = 0',
    usageStats,
  ),
];
