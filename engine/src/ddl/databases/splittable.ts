// Which tables SPLIT and MERGE of their partitions does not follow.
import type { Catalog } from '../../catalog/database';
import { tablesOn } from '../../catalog/data-spaces';
import type { PartitionScheme } from '../../catalog/partitions';
import { notSupported } from '../../errors/not-supported';

/** Refuses schemes with columnstore indexes on them, or with partitions that are compressed each in its own way. */
export function requireSplittable(catalog: Catalog, schemes: readonly PartitionScheme[]): void {
  for (const table of schemes.flatMap(({ dataSpaceId }) => [...tablesOn(catalog, dataSpaceId)])) {
    if (table.columnstore && schemes.some(({ dataSpaceId }) => dataSpaceId === table.placement?.dataSpaceId)) throw notSupported('SPLIT and MERGE of the partitions of a columnstore index');
    const lists = [table.compression, ...table.indexes.map((index) => index.compression)];
    if (lists.some((list) => (list?.length ?? 0) > 1)) throw notSupported('SPLIT and MERGE of partitions that differ in DATA_COMPRESSION');
  }
}
