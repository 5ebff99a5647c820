// Where the rows of tables and indexes are: file groups and partition schemes, by the ids that sys.data_spaces has. Knows no rows and no paths.
import { sameName } from '../types/text/collation';
import type { Catalog, DatabaseHeader } from './database';
import type { DatabaseFile, FileGroup, IndexDefinition, Placement, TableDefinition } from './definitions';

/** data_space_id of PRIMARY. */
export const PRIMARY_SPACE = 1;

const PRIMARY: FileGroup = { dataSpaceId: PRIMARY_SPACE, name: 'PRIMARY', isDefault: true, isReadOnly: false, isAutogrowAllFiles: false };
const ONLY_PRIMARY: readonly FileGroup[] = [PRIMARY];

type FileHolder = Pick<DatabaseHeader, 'files' | 'fileGroups'>;

/** The file groups of a database, PRIMARY first. */
export const fileGroupsOf = ({ fileGroups }: FileHolder): readonly FileGroup[] => fileGroups ?? ONLY_PRIMARY;

/** The file group of that name. */
export const fileGroupNamed = (header: FileHolder, name: string): FileGroup | undefined => fileGroupsOf(header).find((group) => sameName(group.name, name));

/** The file group of that id. */
export const fileGroupById = (header: FileHolder, id: number): FileGroup | undefined => fileGroupsOf(header).find((group) => group.dataSpaceId === id);

/** The file group that new tables are on. */
export const defaultFileGroup = (header: FileHolder): FileGroup => fileGroupsOf(header).find((group) => group.isDefault) ?? PRIMARY;

/** The file group of a data file. */
export const fileGroupOfFile = (header: FileHolder, file: DatabaseFile): FileGroup => fileGroupNamed(header, file.fileGroup ?? PRIMARY.name) ?? PRIMARY;

/** The files of a file group. */
export const filesOfGroup = ({ files }: FileHolder, { name }: FileGroup): readonly DatabaseFile[] => files.filter((file) => file.type === 'D' && sameName(file.fileGroup ?? PRIMARY.name, name));

const ON_PRIMARY: Placement = { dataSpaceId: PRIMARY_SPACE };

type Placed = Pick<TableDefinition, 'indexes' | 'placement'>;

/** Where the rows of a table are: where its clustered index was put, or the table itself. */
export const placementOfRows = ({ indexes, placement }: Placed): Placement => indexes.find((index) => index.isClustered)?.placement ?? placement ?? ON_PRIMARY;

/** Where an index is; a clustered one is where the rows are. */
export const placementOfIndex = (table: Placed, index: Pick<IndexDefinition, 'isClustered' | 'placement'>): Placement =>
  index.isClustered ? placementOfRows(table) : (index.placement ?? ON_PRIMARY);

/** Where a table and its indexes are. */
const placementsOf = (table: TableDefinition): readonly Placement[] =>
  [placementOfRows(table), ...[...table.indexes, ...(table.columnstore ? [table.columnstore] : [])].map((index) => placementOfIndex(table, index))];

/** The columns by which a table or an index of it is partitioned. */
export const partitionColumns = (table: TableDefinition): ReadonlySet<number> => new Set(placementsOf(table).flatMap(({ columnId }) => columnId ?? []));

const LARGE_TYPES = new Set(['text', 'ntext', 'image', 'xml', 'geometry', 'geography']);

/** Whether a table has columns whose values may be kept apart from its rows. */
export const hasLargeColumns = ({ columns }: Pick<TableDefinition, 'columns'>): boolean => columns.some(({ type }) => type.length === 'max' || LARGE_TYPES.has(type.name));

/** The data space of a table's large values; 0 where it has none. */
export const largeValueSpace = (table: TableDefinition): number => (hasLargeColumns(table) ? (table.largeValueSpaceId ?? table.placement?.dataSpaceId ?? PRIMARY_SPACE) : 0);

/** Every data space that a table or an index of it is on. */
export function spacesOf(table: TableDefinition): ReadonlySet<number> {
  const spaces = new Set(placementsOf(table).map(({ dataSpaceId }) => dataSpaceId));
  if (hasLargeColumns(table)) spaces.add(largeValueSpace(table));
  return spaces;
}

/** The tables of which something is on a data space. */
export function* tablesOn(catalog: Catalog, dataSpaceId: number): Iterable<TableDefinition> {
  for (const object of catalog.objects()) if (object.kind === 'table' && spacesOf(object).has(dataSpaceId)) yield object;
}
