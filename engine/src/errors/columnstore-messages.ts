// Messages of columnstore indexes. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised where a columnstore index is refused, or something on a table because it has one. */
export const COLUMNSTORE_MESSAGES = {
  ColumnstoreUnique: message(35301, 15, 'The statement failed because a columnstore index cannot be unique. Create the columnstore index without the UNIQUE keyword or create a unique index without the COLUMNSTORE keyword.'),
  ColumnstoreSorted: message(35302, 15, 'The statement failed because specifying sort order (ASC or DESC) is not allowed when creating a columnstore index. Create the columnstore index without specifying a sort order.'),
  ColumnstoreOfView: message(35305, 15, 'The statement failed because a columnstore index cannot be created on a view. Consider creating a columnstore index on the base table or creating an index without the COLUMNSTORE keyword on the view.'),
  ColumnstoreBesideColumn: message(35306, 15, 'The statement failed because a columnstore index cannot be specified using INDEX specification at the column level.'),
  ColumnstoreComputed: message(35307, 15, "The statement failed because column '{column}' on table '{table}' is a computed column. Columnstore index cannot include a computed column implicitly or explicitly."),
  ColumnstoreFiltered: message(35308, 15, 'The statement failed because a columnstore index cannot be a filtered index. Consider creating a columnstore index without the predicate filter.'),
  ColumnstoreSparse: message(35309, 15, 'The statement failed because a columnstore index cannot be created on a sparse column. Consider creating a nonclustered columnstore index on a subset of columns that does not include any sparse columns.'),
  ColumnstoreOfType: message(35310, 15, 'The statement failed because columnstore indexes are not allowed on table types and table variables. Remove the column store index specification from the table type or table variable declaration.'),
  ColumnstoreIncludes: message(35311, 15, 'The statement failed because a columnstore index cannot have included columns. Create the columnstore index on the desired columns without specifying any included columns.'),
  ColumnstoreUnaligned: message(35316, 15, 'The statement failed because a columnstore index must be partition-aligned with the base table. Create the columnstore index using the same partition function and same (or equivalent) partition scheme as the base table. If the base table is not partitioned, create a nonpartitioned columnstore index.'),
  ColumnstoreSpecifying: message(35317, 15, 'The statement failed because specifying {option} is not allowed when creating a columnstore index. Consider creating a columnstore index without specifying {option}.'),
  ColumnstoreOption: message(35318, 15, 'The statement failed because the {option} option is not allowed when creating a columnstore index. Create the columnstore index without specifying the {option} option.'),
  ColumnstoreTableCompression: message(35319, 15, 'The table option DATA_COMPRESSION is not allowed when a table specifies a clustered column store index.'),
  ColumnstoreSortInTempdb: message(35324, 15, 'The statement failed because specifying SORT_IN_TEMPDB is not allowed when creating a columnstore index without ORDER. Consider creating a columnstore index without specifying SORT_IN_TEMPDB, or use it with ORDER clause.'),
  ColumnstoreOrderTwice: message(35331, 16, "Cannot use duplicate column names in the ORDER column list. Column name '{column}' appears more than once."),
  ColumnstoreKeyList: message(35335, 15, 'The statement failed because specifying a key list is not allowed when creating a clustered columnstore index. Create the clustered columnstore index without specifying a key list.'),
  ColumnstoreNoColumns: message(35336, 15, 'The statement failed because specifying key list is missing when creating an index. Create the index with specifying key list .'),
  SecondColumnstore: message(35339, 16, 'Multiple columnstore indexes are not supported.'),
  ColumnstoreOrderNonclustered: message(35342, 15, 'The statement failed because specifying ORDER is not a valid option for non-clustered columnstore index creation. Consider creating an non-clustered columnstore index without specifying ORDER, or create a clustered columnstore index.'),
  ColumnstoreType: message(35343, 16, "The statement failed. Column '{column}' has a data type that cannot participate in a columnstore index. Omit column '{column}'."),
  TriggerOnColumnstore: message(35358, 16, "CREATE TRIGGER on table '{table}' failed because you cannot create a trigger on a table with a clustered columnstore index. Consider enforcing the logic of the trigger in some other way, or if you must use a trigger, use a heap or B-tree index instead."),
  ColumnstoreWithTriggers: message(35359, 16, 'The statement failed because a table with a clustered columnstore index cannot have triggers. Consider removing all triggers from the table and then creating the clustered columnstore index.'),
  ColumnstoreSystemDatabase: message(35363, 16, 'The statement failed because clustered columnstore indexes are not supported in system databases.'),
  CompressionDelayOfRowstore: message(35364, 16, 'ALTER INDEX statement option COMPRESSION_DELAY can only be used with columnstore indexes.'),
  CursorOverColumnstore: message(35370, 16, 'Cursors are not supported on a table which has a clustered columnstore index.'),
  SecondClusteredColumnstore: message(35372, 16, "You cannot create more than one clustered index on table '{table}'. Consider creating a new clustered index using 'with (drop_existing = on)' option."),
  CompressionDelayRange: message(35382, 16, 'The specified COMPRESSION_DELAY option value {value} is invalid. The valid range for disk-based table is between (0, 10080) minutes and for memory-optimized table is 0 or between (60, 10080) minutes.'),
} as const;
