// What two tables must have in common for ALTER TABLE ... SWITCH: columns, indexes, foreign keys, file groups. Knows no rows.
import { compressionOfIndex, compressionOfPartition, compressionOfRows, type Compression } from '../../catalog/compression';
import { fileGroupById, largeValueSpace, placementOfIndex, placementOfRows } from '../../catalog/data-spaces';
import type { Column, FileGroup, ForeignKey, IndexDefinition, Placement, TableDefinition } from '../../catalog/definitions';
import { indexedViewsOver } from '../../catalog/indexed-view';
import { partitioningOf, type Partitioning } from '../../catalog/partitioning';
import { fanout } from '../../catalog/partitions';
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { compareNullsFirst } from '../../types/compare';
import { formatType } from '../../types/format-type';
import type { TargetTable } from '../objects/table-change';

/** One of the two tables, and the number of the partition that is meant: 1 where it has none. `fullName` with database and schema. */
export interface SwitchSide extends TargetTable { readonly fullName: string; readonly number: number; readonly partitioning?: Partitioning }

/** Raises whatever stands against the switch in the definitions of the two tables. */
export function requireSameShape(source: SwitchSide, target: SwitchSide): void {
  requireSameColumns(source, target);
  for (const side of [source, target]) requireAligned(side);
  requireSameIndexes(source, target);
  requireSameCompression(source, target);
  requireSamePlace(source, target);
  requireForeignKeys(source, target);
  requireIndexedViews(source, target);
}

/** Raises 4942 to 4946, 4953, 4958, 4965, 4966, 4985, 4987 and 11412. */
function requireSameColumns(source: SwitchSide, target: SwitchSide): void {
  const names = { source: source.fullName, target: target.fullName };
  const rules = target.database.catalog.names;
  const count = source.table.columns.length;
  const targetCount = target.table.columns.length;
  if (count !== targetCount) throw raise(Messages.SwitchColumnCount, { ...names, count, targetCount });
  source.table.columns.forEach((column, i) => {
    const other = target.table.columns[i];
    if (!other) return;
    if (!rules.isSame(column.name, other.name)) throw raise(Messages.SwitchColumnName, { ...names, column: column.name, ordinal: i + 1, otherColumn: other.name });
    requireSameType(column, other, names);
    requireSameComputation(column, other, names);
    const different = [
      column.isNullable !== other.isNullable && Messages.SwitchColumnNullability, column.isRowGuid !== other.isRowGuid && Messages.SwitchColumnRowGuid,
      column.isSparse !== other.isSparse && Messages.SwitchColumnSparse,
    ].find((message) => message !== false);
    if (different) throw raise(different, { ...names, column: column.name });
  });
  if (source.partitioning && target.partitioning && partitionOrdinal(source) !== partitionOrdinal(target)) throw raise(Messages.SwitchPartitionColumns, names);
}

type Names = Readonly<Record<'source' | 'target', string>>;

function requireSameType({ name, type }: Column, { type: targetType }: Column, names: Names): void {
  const [own, expected] = [formatType(type), formatType(targetType)];
  if (own !== expected) throw raise(Messages.SwitchColumnType, { ...names, column: name, type: own, targetType: expected });
  if (type.collation !== targetType.collation) throw raise(Messages.SwitchColumnCollation, { ...names, column: name });
  if (type.xmlSchema?.collectionId !== targetType.xmlSchema?.collectionId || type.xmlSchema?.isDocument !== targetType.xmlSchema?.isDocument) throw raise(Messages.SwitchColumnXmlSchema, { ...names, column: name });
}

function requireSameComputation({ name, computed }: Column, { computed: expected }: Column, names: Names): void {
  if (!computed && !expected) return;
  if (!computed || !expected) {
    const [table, other] = computed ? [names.source, names.target] : [names.target, names.source];
    throw raise(Messages.SwitchColumnComputed, { column: name, table, other });
  }
  if (computed.isPersisted !== expected.isPersisted) throw raise(Messages.SwitchColumnPersisted, { ...names, column: name });
  if (computed.definition !== expected.definition) throw raise(Messages.SwitchColumnDefinition, { ...names, column: name, definition: computed.definition, targetDefinition: expected.definition });
}

const ordinalOf = ({ columns }: TableDefinition, columnId: number): number => columns.findIndex((column) => column.columnId === columnId);
const ordinalsOf = (table: TableDefinition, columnIds: readonly number[]): string => columnIds.map((columnId) => ordinalOf(table, columnId)).join();

/** The ordinal of the column that a table is partitioned by; undefined for a table without partitions. */
export const partitionOrdinal = ({ table, partitioning }: SwitchSide): number | undefined => partitioning && ordinalOf(table, partitioning.columnId);

/** Every index of a partitioned table is partitioned in the same way. Raises 4907, 4908, 4912 and 7733. */
function requireAligned({ database, table, fullName, partitioning }: SwitchSide): void {
  for (const index of table.indexes) {
    const names = { table: fullName, index: index.name };
    const own = partitioningOf(database.catalog, table, placementOfIndex(table, index));
    if (!own && !partitioning) continue;
    if (!own) throw raise(Messages.SwitchIndexUnaligned, names);
    if (!partitioning) throw notSupported('ALTER TABLE ... SWITCH of a table without partitions that has a partitioned index');
    const [count, indexCount] = [fanout(partitioning.partition), fanout(own.partition)];
    if (count !== indexCount) throw raise(Messages.SwitchIndexFanout, { ...names, count, indexCount });
    if (own.columnId !== partitioning.columnId) throw raise(Messages.SwitchIndexColumn, names);
    if (!hasSameBoundaries(own, partitioning)) throw raise(Messages.SwitchIndexBoundaries, names);
  }
}

function hasSameBoundaries({ partition: a }: Partitioning, { partition: b }: Partitioning): boolean {
  const compare = compareNullsFirst(a.type);
  return a.isRight === b.isRight && a.boundaries.every((boundary, i) => compare(boundary, b.boundaries[i] ?? null) === 0);
}

/** Raises 4913, 4947 and 4983. */
function requireSameIndexes(source: SwitchSide, target: SwitchSide): void {
  for (const { table } of [source, target]) {
    if (table.columnstore) throw notSupported('ALTER TABLE ... SWITCH of a table with a columnstore index');
    if (table.indexes.some((index) => index.isDisabled)) throw notSupported('ALTER TABLE ... SWITCH of a table with a disabled index');
  }
  const [clustered, targetClustered] = [source, target].map(({ table }) => table.indexes.find((index) => index.isClustered));
  if (clustered && !targetClustered) throw raise(Messages.SwitchClusteredAlone, { table: source.fullName, index: clustered.name, other: target.fullName });
  if (targetClustered && !clustered) throw raise(Messages.SwitchClusteredAlone, { table: target.fullName, index: targetClustered.name, other: source.fullName }, 2);
  for (const index of target.table.indexes) {
    const same = indexesLike(source.table, target.table, index);
    if (same.length === 0) throw raise(Messages.SwitchIndexMissing, { source: source.fullName, index: index.name, target: target.fullName });
    if (!same.some((candidate) => roleOf(candidate) === roleOf(index))) throw notSupported('ALTER TABLE ... SWITCH between an index and a constraint with the same columns');
  }
  const [xmlIndex] = target.table.xmlIndexes ?? [];
  if (xmlIndex) throw raise(Messages.SwitchTargetXmlIndex, { table: target.fullName, index: xmlIndex.name });
}

/** The indexes of a table that are identical with one of another table. */
function indexesLike(table: TableDefinition, other: TableDefinition, index: IndexDefinition): readonly IndexDefinition[] {
  const wanted = shapeOf(other, index);
  return table.indexes.filter((candidate) => shapeOf(table, candidate) === wanted);
}

/** What makes two indexes identical, in one text. */
function shapeOf(table: TableDefinition, index: IndexDefinition): string {
  const { isClustered, isUnique, columns, includedColumnIds, filter } = index;
  const keys = [...columns, ...addedKeys(table, index)].map(({ columnId, isDescending }) => `${ordinalOf(table, columnId)}${isDescending ? '-' : '+'}`);
  const included = includedColumnIds.map((columnId) => ordinalOf(table, columnId)).sort((a, b) => a - b);
  return [isClustered, isUnique, keys.join(), included.join(), filter ?? ''].join(' ');
}

/** A clustered index that is not unique has the column that it is partitioned by among its keys, written there or not. */
function addedKeys(table: TableDefinition, index: IndexDefinition): IndexDefinition['columns'] {
  const { columnId } = placementOfIndex(table, index);
  const isAdded = columnId !== undefined && index.isClustered && !index.isUnique && !index.columns.some((key) => key.columnId === columnId);
  return isAdded ? [{ columnId, isDescending: false }] : [];
}

const roleOf = ({ isPrimaryKey, isUniqueConstraint }: IndexDefinition): string => (isPrimaryKey ? 'primary key' : isUniqueConstraint ? 'unique constraint' : 'index');

/** The partitions that are switched, and those of the indexes, are compressed alike. Raises 11406. */
function requireSameCompression(source: SwitchSide, target: SwitchSide): void {
  requireAlike(compressionAt(source, compressionOfRows(source.table)), compressionAt(target, compressionOfRows(target.table)));
  for (const index of target.table.indexes) {
    const [same] = indexesLike(source.table, target.table, index);
    if (same) requireAlike(compressionAt(source, compressionOfIndex(source.table, same)), compressionAt(target, compressionOfIndex(target.table, index)));
  }
}

const compressionAt = ({ number }: SwitchSide, list: readonly Compression[] | undefined): Compression => compressionOfPartition(list, number - 1);

function requireAlike(source: Compression, target: Compression): void {
  if (source.rows !== target.rows) throw raise(Messages.SwitchCompression, {});
  if (source.isXml !== target.isXml) throw notSupported('ALTER TABLE ... SWITCH between tables that differ in XML_COMPRESSION');
}

/** Raises 4938, 4939, 4940, 4978 and 4979. */
function requireSamePlace(source: SwitchSide, target: SwitchSide): void {
  const [group, otherGroup] = [groupOf(source, placementOfRows(source.table)), groupOf(target, placementOfRows(target.table))];
  for (const [side, at] of [[source, group], [target, otherGroup]] as const) {
    if (at.isReadOnly) throw raise(side.partitioning ? Messages.SwitchPartitionReadOnly : Messages.SwitchTableReadOnly, { number: side.number, table: side.fullName, group: at.name });
  }
  if (group !== otherGroup) throw elsewhere({ side: source, group }, { side: target, group: otherGroup });
  for (const index of target.table.indexes) {
    const [same] = indexesLike(source.table, target.table, index);
    if (same && groupOf(source, placementOfIndex(source.table, same)) !== groupOf(target, placementOfIndex(target.table, index))) throw notSupported('ALTER TABLE ... SWITCH between indexes on different file groups');
  }
  const [large, otherLarge] = [source, target].map((side) => (side.partitioning ? group.dataSpaceId : largeValueSpace(side.table)));
  if (largeValueSpace(source.table) !== 0 && large !== otherLarge) throw notSupported('ALTER TABLE ... SWITCH between large values on different file groups');
}

interface Located { readonly side: SwitchSide; readonly group: FileGroup }

function elsewhere(a: Located, b: Located): Error {
  if (a.side.partitioning && b.side.partitioning)
    return raise(Messages.SwitchPartitionsElsewhere, { number: a.side.number, table: a.side.fullName, group: a.group.name, otherNumber: b.side.number, other: b.side.fullName, otherGroup: b.group.name });
  const [first, second] = a.side.partitioning ? [b, a] : [a, b];
  const places = { table: first.side.fullName, group: first.group.name, other: second.side.fullName, otherGroup: second.group.name };
  return second.side.partitioning ? raise(Messages.SwitchTableBesidePartition, { ...places, number: second.side.number }) : raise(Messages.SwitchTablesElsewhere, places);
}

/** The file group of the partition that is meant, or of the whole place. */
function groupOf({ database: { catalog, header }, table, number }: SwitchSide, place: Placement): FileGroup {
  const ids = partitioningOf(catalog, table, place)?.scheme.fileGroupIds;
  const group = fileGroupById(header, ids?.[number - 1] ?? place.dataSpaceId);
  if (!group) throw new EngineBug(`the file group of ${table.name} is gone`);
  return group;
}

/** Raises 4967, 4968, 4969 and 4974. */
function requireForeignKeys(source: SwitchSide, target: SwitchSide): void {
  for (const other of source.database.catalog.objects()) {
    const reference = other.kind === 'table' && other.objectId !== source.table.objectId ? other.foreignKeys.find((key) => key.referencedObjectId === source.table.objectId) : undefined;
    if (reference) throw raise(Messages.SwitchSourceReferenced, { source: source.fullName, constraint: reference.name });
  }
  for (const key of target.table.foreignKeys) {
    const same = source.table.foreignKeys.find((candidate) => keyText(source.table, candidate) === keyText(target.table, key));
    if (!same) throw raise(Messages.SwitchForeignKeyMissing, { target: target.fullName, constraint: key.name, source: source.fullName });
    const names = { constraint: same.name, source: source.fullName, targetConstraint: key.name, target: target.fullName };
    if (same.isDisabled && !key.isDisabled) throw raise(Messages.SwitchForeignKeyDisabled, names);
    if (same.isNotTrusted && !key.isNotTrusted) throw raise(Messages.SwitchForeignKeyNotTrusted, names);
  }
}

const keyText = (table: TableDefinition, { columnIds, referencedObjectId, referencedColumnIds }: ForeignKey): string => `${ordinalsOf(table, columnIds)} ${referencedObjectId} ${referencedColumnIds.join()}`;

/** Raises 11402. */
function requireIndexedViews(source: SwitchSide, target: SwitchSide): void {
  const [sourceCount, count] = [source, target].map(({ database, table }) => [...indexedViewsOver(database.catalog, table.objectId)].length);
  if ((count ?? 0) > (sourceCount ?? 0)) throw raise(Messages.SwitchIndexedViews, { target: target.fullName, count: count ?? 0, source: source.fullName, sourceCount: sourceCount ?? 0 });
  if (sourceCount !== 0) throw notSupported('ALTER TABLE ... SWITCH of a table that an indexed view reads');
}
