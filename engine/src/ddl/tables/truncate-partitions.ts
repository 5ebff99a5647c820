// TRUNCATE TABLE ... WITH (PARTITIONS (...)): the rows of some partitions go, the identity stays.
import { bindColumnExpression } from '../../binder/bind-table';
import type { Catalog } from '../../catalog/database';
import { placementOfIndex } from '../../catalog/data-spaces';
import type { TableDefinition } from '../../catalog/definitions';
import { partitioningOf, partitionOfRow, type Partitioning } from '../../catalog/partitioning';
import { fanout } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import type { Expression } from '../../syntax/ast/expression';
import type { TruncateTable } from '../../syntax/ast/statement';
import type { TableHandle } from '../../transaction/row-access';
import { converter } from '../../types/conversion/convert';
import { INT } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';
import { endingTransaction } from '../databases/partition-function';

/** Where the statement looks, and which partitions it names. */
export interface PartitionRanges { readonly catalog: Catalog; readonly ranges: NonNullable<TruncateTable['partitions']> }

/** Deletes the rows of those partitions. Raises 3756, 7711, 7722, 7728, 7729. */
export function truncatePartitions(ddl: DdlContext, handle: TableHandle, { catalog, ranges }: PartitionRanges): void {
  const { definition: table } = handle;
  const [partitioning, chosen] = endingTransaction(() => {
    const own = partitioningOf(catalog, table);
    if (!own) throw raise(Messages.TableNotPartitioned, { table: table.name });
    requireAligned(catalog, table, own);
    return [own, chosenPartitions(ddl, table, own, ranges)] as const;
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

function chosenPartitions(ddl: DdlContext, table: TableDefinition, { partition }: Partitioning, ranges: PartitionRanges['ranges']): ReadonlySet<number> {
  const maximum = fanout(partition);
  const chosen = new Set<number>();
  for (const { from, to } of ranges) {
    const low = numberOf(ddl, from);
    const high = to ? numberOf(ddl, to) : low;
    for (const number of [low, high]) if (number < 1 || number > maximum) throw raise(Messages.PartitionOutOfRange, { number, table: table.name, maximum });
    if (low > high) throw raise(Messages.PartitionRangeReversed, { low, high });
    for (let number = low; number <= high; number++) {
      if (chosen.has(number)) throw raise(Messages.PartitionTwice, { option: 'PARTITIONS' });
      chosen.add(number);
    }
  }
  return chosen;
}

/** The number of a partition as a statement gives it. */
export function numberOf(ddl: DdlContext, written: Expression): number {
  const bound = bindColumnExpression(written, [], ddl.bind);
  return Number(converter(bound.type, INT)(compileExpression(bound)([], ddl.execution)) ?? 0);
}
