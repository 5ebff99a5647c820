// By which function and column the rows of a table or an index are partitioned. Knows definitions only.
import type { Catalog } from './database';
import type { Placement, TableDefinition } from './definitions';
import { placementOfRows } from './data-spaces';
import { partitionNumber, type PartitionFunction, type PartitionScheme } from './partitions';
import type { Row } from '../types/value';

/** A partitioned place: its scheme, function and column. */
export interface Partitioning {
  readonly scheme: PartitionScheme;
  readonly partition: PartitionFunction;
  readonly columnId: number;
}

/** How a place is partitioned; undefined for a file group. Without a place, that of the table's rows. */
export function partitioningOf(catalog: Catalog, table: TableDefinition, place: Placement = placementOfRows(table)): Partitioning | undefined {
  const { columnId, dataSpaceId } = place;
  const scheme = columnId === undefined ? undefined : catalog.partitionSchemes.find((candidate) => candidate.dataSpaceId === dataSpaceId);
  const partition = scheme && catalog.partitionFunctions.find(({ functionId }) => functionId === scheme.functionId);
  return scheme && partition && columnId !== undefined ? { scheme, partition, columnId } : undefined;
}

/** What tells the partition of a row of the table. */
export function partitionOfRow(table: TableDefinition, { partition, columnId }: Partitioning): (row: Row) => number {
  const ordinal = table.columns.findIndex((column) => column.columnId === columnId);
  return (row) => partitionNumber(partition, row[ordinal] ?? null);
}
