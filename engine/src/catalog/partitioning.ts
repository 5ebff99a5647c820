// By which function and column the rows of a table or an index are partitioned. Knows definitions only.
import { EngineBug } from '../errors/engine-bug';
import type { Catalog } from './database';
import type { Placement, TableDefinition } from './definitions';
import { placementOfRows } from './data-spaces';
import { partitionNumber, type PartitionFunction, type PartitionScheme } from './partitions';
import type { Row } from '../types/value';

type PartitionHolder = Pick<Catalog, 'partitionFunctions' | 'partitionSchemes'>;
type NamedPartitions = PartitionHolder & Pick<Catalog, 'names'>;

/** The partition function of that name. */
export const partitionFunctionNamed = ({ partitionFunctions, names }: NamedPartitions, name: string): PartitionFunction | undefined => partitionFunctions.find((partition) => names.isSame(partition.name, name));

/** The partition scheme of that name. */
export const partitionSchemeNamed = ({ partitionSchemes, names }: NamedPartitions, name: string): PartitionScheme | undefined => partitionSchemes.find((scheme) => names.isSame(scheme.name, name));

/** The partition scheme of that id. */
export const partitionSchemeById = ({ partitionSchemes }: PartitionHolder, id: number): PartitionScheme | undefined => partitionSchemes.find(({ dataSpaceId }) => dataSpaceId === id);

/** The function of a partition scheme. */
export function functionOf({ partitionFunctions }: PartitionHolder, { name, functionId }: PartitionScheme): PartitionFunction {
  const partition = partitionFunctions.find((candidate) => candidate.functionId === functionId);
  if (!partition) throw new EngineBug(`the partition scheme ${name} without its function`);
  return partition;
}

/** The schemes of a partition function. */
export const schemesOf = ({ partitionSchemes }: PartitionHolder, { functionId }: PartitionFunction): readonly PartitionScheme[] => partitionSchemes.filter((scheme) => scheme.functionId === functionId);

/** A partitioned place: its scheme, function and column. */
export interface Partitioning {
  readonly scheme: PartitionScheme;
  readonly partition: PartitionFunction;
  readonly columnId: number;
}

/** How a place is partitioned; undefined for a file group. Without a place, that of the table's rows. */
export function partitioningOf(catalog: Catalog, table: TableDefinition, place: Placement = placementOfRows(table)): Partitioning | undefined {
  const { columnId, dataSpaceId } = place;
  const scheme = columnId === undefined ? undefined : partitionSchemeById(catalog, dataSpaceId);
  return scheme && columnId !== undefined ? { scheme, partition: functionOf(catalog, scheme), columnId } : undefined;
}

/** What tells the partition of a row of the table. */
export function partitionOfRow(table: TableDefinition, { partition, columnId }: Partitioning): (row: Row) => number {
  const ordinal = table.columns.findIndex((column) => column.columnId === columnId);
  return (row) => partitionNumber(partition, row[ordinal] ?? null);
}
