// ON and TEXTIMAGE_ON: where a table or an index is put. Raises what stands against the place; moves no row.
import { findColumn } from '../../catalog/columns';
import { defaultFileGroup, fileGroupNamed, hasLargeColumns, placementOfRows } from '../../catalog/data-spaces';
import type { Column, FileGroup, IndexDefinition, Placement, TableDefinition } from '../../catalog/definitions';
import { functionOf, partitionSchemeNamed } from '../../catalog/partitioning';
import type { PartitionFunction, PartitionScheme } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Identifier } from '../../syntax/ast/common';
import type { IndexOption } from '../../syntax/ast/ddl';
import { sameName } from '../../types/text/collation';
import { formatType } from '../../types/format-type';
import type { TableSite } from '../objects/table-site';

const optionNamed = (options: readonly IndexOption[], name: string): IndexOption | undefined => options.find((option) => option.name.toUpperCase() === name);

/** Where ON says; undefined where it says nothing. Raises 1921 and 1924. */
export function readPlacement(site: TableSite, table: TableDefinition, options: readonly IndexOption[]): Placement | undefined {
  const option = optionNamed(options, 'ON');
  if (!option) return undefined;
  const scheme = partitionSchemeNamed(site.database.catalog, String(option.value));
  if (option.columns && !scheme) throw raise(Messages.InvalidPartitionScheme, { name: option.value });
  return scheme ? onScheme(site, table, scheme, option.columns ?? []) : { dataSpaceId: groupOf(site, option).dataSpaceId };
}

function onScheme({ database: { catalog } }: TableSite, table: TableDefinition, scheme: PartitionScheme, names: readonly Identifier[]): Placement {
  const partition = functionOf(catalog, scheme);
  names.forEach(({ name }, i) => {
    if (names.slice(0, i).some((other) => catalog.names.isSame(other.name, name))) throw raise(Messages.PartitionColumnTwice, { column: name });
  });
  const [first, second] = names;
  if (!first || second) throw raise(Messages.PartitionColumnCount, { name: partition.name });
  const column = findColumn(table, first.name, catalog.names);
  if (!column) throw raise(Messages.NoSuchColumnForIndex, { column: first.name });
  requirePartitionColumn(table, column, partition);
  return { dataSpaceId: scheme.dataSpaceId, columnId: column.columnId };
}

function requirePartitionColumn(table: TableDefinition, column: Column, { name: ofFunction, type }: PartitionFunction): void {
  if (column.computed && !column.computed.isPersisted) throw raise(Messages.PartitionColumnComputed, { column: column.name, table: table.name });
  const [own, expected] = [formatType(column.type), formatType(type)];
  if (own !== expected) throw raise(Messages.PartitionColumnType, { column: column.name, type: own, function: ofFunction, expected });
  if (column.type.collation !== type.collation) throw raise(Messages.PartitionColumnCollation, { column: column.name, function: ofFunction });
}

function groupOf({ database: { header } }: TableSite, { value }: IndexOption): FileGroup {
  const name = String(value);
  const group = sameName(name, 'default') ? defaultFileGroup(header) : fileGroupNamed(header, name);
  if (!group) throw raise(Messages.InvalidFileGroup, { name });
  if (group.isReadOnly) throw raise(Messages.FileGroupReadOnly, { name: group.name });
  return group;
}

/** The table where its options put it, or on the default file group. Raises 1709 and 1717 too. */
export function placedTable(site: TableSite, table: TableDefinition, options: readonly IndexOption[]): TableDefinition {
  if (optionNamed(options, 'FILESTREAM_ON')) throw notSupported('FILESTREAM_ON');
  const placement = readPlacement(site, table, options) ?? defaultPlacement(site);
  const large = optionNamed(options, 'TEXTIMAGE_ON');
  if (large && placement?.columnId !== undefined) throw raise(Messages.TextImagePartitioned, {});
  if (large && !hasLargeColumns(table)) throw raise(Messages.TextImageWithoutColumns, {});
  return { ...table, ...(placement ? { placement } : {}), ...(large ? { largeValueSpaceId: groupOf(site, large).dataSpaceId } : {}) };
}

/** Where a table is that says nothing of it; undefined is PRIMARY. */
export function defaultPlacement({ database: { header } }: Pick<TableSite, 'database'>): Placement | undefined {
  return header.fileGroups ? { dataSpaceId: defaultFileGroup(header).dataSpaceId } : undefined;
}

/** An index that is about to be; `keys` of a unique one, which must have the partition column among them (1908). */
export interface PlacedIndex { readonly name: string; readonly isClustered: boolean; readonly options: readonly IndexOption[]; readonly keys?: IndexDefinition['columns'] | undefined }

/** Where a new index is: where ON says, else where the rows are. A clustered one that says nothing stays with the table. */
export function indexPlacement(site: TableSite, table: TableDefinition, index: PlacedIndex): Pick<TableDefinition, 'placement'> {
  const given = readPlacement(site, table, index.options);
  const placement = given ?? (index.isClustered ? undefined : placementOfRows(table));
  const { columnId } = placement ?? table.placement ?? {};
  const isOutside = columnId !== undefined && index.keys && !index.keys.some((key) => key.columnId === columnId);
  if (isOutside) throw raise(Messages.PartitionColumnOutsideKey, { column: table.columns.find((column) => column.columnId === columnId)?.name ?? '', index: index.name });
  return placement ? { placement } : {};
}
