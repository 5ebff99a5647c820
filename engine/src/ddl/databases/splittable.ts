// What SPLIT and MERGE do to the tables that are partitioned: rows find their partitions by themselves, compression is said of each partition.
import type { Compression } from '../../catalog/compression';
import { placementOfIndex, placementOfRows, tablesOn } from '../../catalog/data-spaces';
import type { Placement, TableDefinition } from '../../catalog/definitions';
import type { PartitionScheme } from '../../catalog/partitions';
import { notSupported } from '../../errors/not-supported';
import type { DdlContext } from '../objects/ddl-context';
import { replaceObject } from '../objects/table-change';

/** What becomes of what is said of each partition. */
type ChangeOfPartitions = (list: readonly Compression[]) => readonly Compression[];

/** Changes what tables and indexes on the schemes say of each of their partitions. Refuses columnstore indexes. */
export function changePartitions(ddl: DdlContext, schemes: readonly PartitionScheme[], change: ChangeOfPartitions): void {
  const { catalog, header } = ddl.database;
  const isOn = ({ dataSpaceId }: Placement): boolean => schemes.some((scheme) => scheme.dataSpaceId === dataSpaceId);
  for (const table of new Set(schemes.flatMap(({ dataSpaceId }) => [...tablesOn(catalog, dataSpaceId)]))) {
    if (table.columnstore && isOn(placementOfRows(table))) throw notSupported('SPLIT and MERGE of the partitions of a columnstore index');
    const after = withPartitions(table, isOn, change);
    if (!after) continue;
    ddl.transaction.lockSchema(header.databaseId, table.objectId, 'Sch-M');
    replaceObject(ddl, ddl.database, table, after);
  }
}

/** The table after that; undefined where it says nothing of single partitions. */
function withPartitions(table: TableDefinition, isOn: (place: Placement) => boolean, change: ChangeOfPartitions): TableDefinition | undefined {
  const after = (list: readonly Compression[] | undefined, place: Placement): readonly Compression[] | undefined => (list && list.length > 1 && isOn(place) ? change(list) : list);
  const compression = after(table.compression, placementOfRows(table));
  const indexes = table.indexes.map((index) => ({ ...index, compression: after(index.compression, placementOfIndex(table, index)) }));
  const isChanged = compression !== table.compression || indexes.some((index, i) => index.compression !== table.indexes[i]?.compression);
  return isChanged ? { ...table, compression, indexes } : undefined;
}
