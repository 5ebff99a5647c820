// The rows of sp_helpindex.
import { fileGroupById, placementOfIndex } from '../../catalog/data-spaces';
import type { IndexDefinition } from '../../catalog/definitions';
import { partitionSchemeById } from '../../catalog/partitioning';
import { notSupported } from '../../errors/not-supported';
import type { Row } from '../../types/value';
import type { Found } from '../objects/object-names';

/** Name, description and keys of every index, by name; none for what is no table. */
export function indexRows({ object, database }: Found): Row[] {
  if (object.kind !== 'table') return [];
  if (object.xmlIndexes) throw notSupported('sp_helpindex of a table with XML indexes');
  if (object.columnstore) throw notSupported('sp_helpindex of a table with a columnstore index');
  const spaceName = (id: number): string => fileGroupById(database.header, id)?.name ?? partitionSchemeById(database.catalog, id)?.name ?? '';
  const keys = (index: IndexDefinition): string => index.columns.map(({ columnId, isDescending }) => `${object.columns.find((c) => c.columnId === columnId)?.name ?? ''}${isDescending ? '(-)' : ''}`).join(', ');
  return [...object.indexes]
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map((index): Row => [index.name, `${describeIndex(index)} located on ${spaceName(placementOfIndex(object, index).dataSpaceId)}`, keys(index)]);
}

function describeIndex(index: IndexDefinition): string {
  const parts = [index.isClustered ? 'clustered' : 'nonclustered', index.ignoreDuplicateKey && 'ignore duplicate keys', index.isUnique && 'unique', index.isPrimaryKey && 'primary key', index.isUniqueConstraint && 'unique key'];
  return parts.filter((part) => part !== false).join(', ');
}
