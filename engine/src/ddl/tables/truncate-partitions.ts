// TRUNCATE TABLE ... WITH (PARTITIONS (...)): the rows of some partitions go, the identity stays.
import type { Catalog } from '../../catalog/database';
import { placementOfIndex } from '../../catalog/data-spaces';
import type { TableDefinition } from '../../catalog/definitions';
import { partitioningOf, partitionOfRow, type Partitioning } from '../../catalog/partitioning';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TruncateTable } from '../../syntax/ast/statement';
import type { TableHandle } from '../../transaction/row-access';
import type { DdlContext } from '../objects/ddl-context';
import { endingTransaction } from '../databases/partition-function';
import { chosenPartitions } from '../databases/partition-numbers';

/** Where the statement looks, and which partitions it names. */
export interface PartitionRanges { readonly catalog: Catalog; readonly ranges: NonNullable<TruncateTable['partitions']> }

/** Deletes the rows of those partitions. Raises 3756, 7711, 7722, 7728, 7729. */
export function truncatePartitions(ddl: DdlContext, handle: TableHandle, { catalog, ranges }: PartitionRanges): void {
  const { definition: table } = handle;
  const [partitioning, chosen] = endingTransaction(() => {
    const own = partitioningOf(catalog, table);
    if (!own) throw raise(Messages.NotPartitioned, { statement: 'truncate table', kind: 'table', name: table.name }, 3);
    requireAligned(catalog, table, own);
    return [own, chosenPartitions(ddl, { kind: 'table', name: table.name, option: 'PARTITIONS', partition: own.partition }, ranges)] as const;
  });
  const partitionOf = partitionOfRow(table, partitioning);
  const cursor = ddl.transaction.read({ table: handle, hints: {}, purpose: 'update', predicate: (row) => chosen.has(partitionOf(row)) });
  const rowIds: number[] = [];
  for (let row = cursor.next(); row; row = cursor.next()) if (chosen.has(partitionOf(row.values))) rowIds.push(row.rowId);
  for (const rowId of rowIds) ddl.transaction.delete(handle, rowId);
}

function requireAligned(catalog: Catalog, table: TableDefinition, { partition, columnId }: Partitioning): void {
  for (const index of table.indexes) {
    const own = partitioningOf(catalog, table, placementOfIndex(table, index));
    if (own?.partition.functionId !== partition.functionId || own.columnId !== columnId) throw raise(Messages.TruncateUnaligned, { index: index.name, table: table.name, function: partition.name });
  }
}
