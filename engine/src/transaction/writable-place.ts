// Whether rows can be written where a table is: its file groups have files and are not read-only. Knows no rows.
import { fileGroupById, filesOfGroup, placementOfRows, spacesOf } from '../catalog/data-spaces';
import type { Catalog, DatabaseHeader } from '../catalog/database';
import type { FileGroup, TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import { hobtId } from '../locking/resource';

/** Raises 652 and 622; refuses by name where only the row or the statement decides whether such a file group is written to. */
export function requireWritablePlace(header: DatabaseHeader, catalog: Catalog, table: TableDefinition): void {
  const { dataSpaceId } = placementOfRows(table);
  const own = fileGroupById(header, dataSpaceId);
  if (own?.isReadOnly) throw readOnly(own, table);
  if (own && isEmpty(header, own)) throw raise(Messages.FileGroupWithoutFiles, { name: own.name });
  const spaces = spacesOf(table);
  const schemes = catalog.partitionSchemes.filter((scheme) => spaces.has(scheme.dataSpaceId));
  for (const space of [...spaces, ...schemes.flatMap(({ fileGroupIds }) => fileGroupIds)]) {
    const group = space === dataSpaceId ? undefined : fileGroupById(header, space);
    if (group && (group.isReadOnly || isEmpty(header, group))) throw notSupported('writes to a table of which an index, a partition or the large values are on a file group that is read-only or has no files');
  }
}

const isEmpty = (header: DatabaseHeader, group: FileGroup): boolean => filesOfGroup(header, group).length === 0;

function readOnly(group: FileGroup, table: TableDefinition): Error {
  const clustered = table.indexes.find((index) => index.isClustered);
  return raise(Messages.RowsOnReadOnly, { index: clustered?.name ?? '', table: table.name, rowset: String(hobtId(table.objectId, clustered ? clustered.indexId : 0)), group: group.name });
}
