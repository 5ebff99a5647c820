// Partition functions and schemes, and which partition a value falls into. Rows are not kept apart: a partition is told by a row's value.
import { compareNullsFirst } from '../types/compare';
import type { SqlType } from '../types/sql-type';
import type { Value } from '../types/value';
import type { Interval, ValueSet } from '../types/value-set';

/** Boundaries in order, none twice. RANGE RIGHT: a boundary belongs to the partition that it opens. */
export interface PartitionFunction {
  readonly functionId: number;
  readonly name: string;
  readonly type: SqlType;
  readonly isRight: boolean;
  readonly boundaries: readonly Value[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}
/** One file group for each partition; `nextUsed` is that of the partition that a SPLIT makes. */
export interface PartitionScheme {
  readonly dataSpaceId: number;
  readonly name: string;
  readonly functionId: number;
  readonly fileGroupIds: readonly number[];
  readonly nextUsed?: number;
}

/** The number of partitions of a function. */
export const fanout = ({ boundaries }: PartitionFunction): number => boundaries.length + 1;

/** Which partition, from 1, a value of the function's type falls into. NULL is less than every value. */
export function partitionNumber({ type, isRight, boundaries }: PartitionFunction, value: Value): number {
  const compare = compareNullsFirst(type);
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(boundaries[middle] ?? null, value);
    if (isRight ? order <= 0 : order < 0) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** The values that a partition holds. */
export function valuesOfPartition(partition: PartitionFunction, number: number): ValueSet {
  const { boundaries, isRight } = partition;
  const [low, high] = [boundaries[number - 2], boundaries[number - 1]];
  const interval: Interval = {
    // NULL as a lower boundary leaves nothing out, as an upper one everything.
    ...(low === undefined || low === null ? {} : { low: { value: low, isInclusive: isRight } }),
    ...(high === undefined || high === null ? {} : { high: { value: high, isInclusive: !isRight } }),
  };
  return { intervals: high === null ? [] : [interval], hasNull: partitionNumber(partition, null) === number };
}
