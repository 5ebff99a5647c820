// ON and TEXTIMAGE_ON: where a table or an index is put. Raises what stands against the place; moves no row.
import { defaultFileGroup, fileGroupNamed, hasLargeColumns, placementOfRows } from '../catalog/data-spaces';
import type { FileGroup, Placement, TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { IndexOption } from '../syntax/ast/ddl';
import { sameName } from '../types/collation';
import type { TableSite } from './table-site';

const optionNamed = (options: readonly IndexOption[], name: string): IndexOption | undefined => options.find((option) => option.name.toUpperCase() === name);

/** Where ON says; undefined where it says nothing. Raises 1921 and 1924. */
export function readPlacement(site: TableSite, options: readonly IndexOption[]): Placement | undefined {
  const option = optionNamed(options, 'ON');
  return option && { dataSpaceId: groupOf(site, option).dataSpaceId };
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
  const placement = readPlacement(site, options) ?? defaultPlacement(site);
  const large = optionNamed(options, 'TEXTIMAGE_ON');
  if (large && !hasLargeColumns(table)) throw raise(Messages.TextImageWithoutColumns, {});
  return { ...table, ...(placement ? { placement } : {}), ...(large ? { largeValueSpaceId: groupOf(site, large).dataSpaceId } : {}) };
}

/** Where a table is that says nothing of it; undefined is PRIMARY. */
export function defaultPlacement({ database: { header } }: Pick<TableSite, 'database'>): Placement | undefined {
  return header.fileGroups ? { dataSpaceId: defaultFileGroup(header).dataSpaceId } : undefined;
}

/** Where a new index is: where ON says, else where the rows are. A clustered one that says nothing stays with the table. */
export function indexPlacement(site: TableSite, table: TableDefinition, { isClustered, options }: { readonly isClustered: boolean; readonly options: readonly IndexOption[] }): Pick<TableDefinition, 'placement'> {
  const placement = readPlacement(site, options) ?? (isClustered ? undefined : placementOfRows(table));
  return placement ? { placement } : {};
}
