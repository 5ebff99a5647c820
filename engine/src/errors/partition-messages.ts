// Messages of partition functions and schemes, and of tables that are on them. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised where partition functions and schemes are made and used. */
export const PARTITION_MESSAGES = {
  TextImagePartitioned: message(1707, 16, 'Cannot specify TEXTIMAGE_ON filegroup for a partitioned table.'),
  PartitionColumnOutsideKey: message(1908, 16, "Column '{column}' is partitioning column of the index '{index}'. Partition columns for a unique index must be a subset of the index key."),
  InvalidPartitionScheme: message(1921, 16, "Invalid partition scheme '{name}' specified."),
  PartitionColumnTwice: message(2703, 16, "Cannot use duplicate column names in the partition columns list. Column name '{column}' appears more than once."),
  PartitionColumnCount: message(2726, 16, "Partition function '{name}' uses 1 columns which does not match with the number of partition columns used to partition the table or index."),
  TruncateUnaligned: message(3756, 16, "TRUNCATE TABLE statement failed. Index '{index}' is not partitioned, but table '{table}' uses partition function '{function}'. Index and table must use an equivalent partition function."),
  PartitionType: message(7704, 16, "The type '{type}' is not valid for this operation."),
  BoundaryType: message(7705, 16, 'Could not implicitly convert range values type specified at ordinal {ordinal} to partition function parameter type.'),
  PartitionFunctionInUse: message(7706, 16, "Partition function '{name}' is being used by one or more partition schemes."),
  TooFewFileGroups: message(7707, 16, "The associated partition function '{function}' generates more partitions than there are file groups mentioned in the scheme '{scheme}'."),
  BoundaryTwice: message(7708, 16, 'Duplicate range boundary values are not allowed in partition function boundary values list. Partition boundary values at ordinal {first} and {second} are equal.'),
  NoNextUsed: message(7710, 16, "Warning: The partition scheme '{name}' does not have any next used filegroup. Partition scheme has not been changed."),
  PartitionTwice: message(7711, 16, 'The {option} option was specified more than once for the table, or for at least one of its partitions if the table is partitioned.'),
  BoundaryMissing: message(7715, 16, 'The specified partition range value could not be found.'),
  NoPartitionsLeft: message(7716, 16, 'Can not create or alter a partition function to have zero partitions.'),
  PartitionSchemeInUse: message(7717, 16, 'The partition scheme "{name}" is currently being used to partition one or more tables.'),
  TooManyPartitions: message(7719, 16, 'CREATE/ALTER partition function failed as only a maximum of {maximum} partitions can be created.'),
  BoundaryTruncated: message(7720, 16, 'Data truncated when converting range values to the partition function parameter type. The range value at ordinal {ordinal} requires data truncation.'),
  BoundaryThere: message(7721, 16, 'Duplicate range boundary values are not allowed in partition function boundary values list. The boundary value being added is already present at ordinal {ordinal} of the boundary value list.'),
  PartitionOutOfRange: message(7722, 16, "Invalid partition number {number} specified for {kind} '{name}', partition number can range from 1 to {maximum}."),
  OneFileGroupForAll: message(7723, 16, 'Only a single filegroup can be specified while creating partition scheme using option ALL to specify all the filegroups.'),
  PartitionColumnComputed: message(7724, 16, "Computed column cannot be used as a partition key if it is not persisted. Partition key column '{column}' in table '{table}' is not persisted."),
  PartitionColumnType: message(7726, 16, "Partition column '{column}' has data type {type} which is different from the partition function '{function}' parameter data type {expected}."),
  PartitionColumnCollation: message(7727, 16, "Collation of partition column '{column}' does not match collation of corresponding parameter in partition function '{function}'."),
  PartitionRangeReversed: message(7728, 16, 'Invalid partition range: {low} TO {high}. Lower bound must not be greater than upper bound.'),
  NotPartitioned: message(7729, 16, "Cannot specify partition number in the {statement} statement as the {kind} '{name}' is not partitioned."),
  NoSuchPartition: message(7730, 16, "Alter {kind} statement failed because partition number {number} does not exist in {kind} '{name}'."),
  RebuiltTableNotPartitioned: message(7735, 16, "Cannot specify partition number in alter table statement to rebuild or reorganize a partition of table '{table}' as table is not partitioned."),
} as const;
