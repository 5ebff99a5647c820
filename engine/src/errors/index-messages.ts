// Messages of indexes, on tables and on views. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised where an index is refused, a view is indexed, or the rows of an indexed view are kept. */
export const INDEX_MESSAGES = {
  PrimaryKeyComputed: message(1711, 16, "Cannot define PRIMARY KEY constraint on column '{column}' in table '{table}'. The computed column has to be persisted and not nullable."),
  IgnoreDupKeyNotUnique: message(1915, 16, 'Cannot alter a non-unique index with ignore_dup_key index option. Index \'{index}\' is non-unique.'),
  WrongSetOptions: message(1934, 16, "{statement} failed because the following SET options have incorrect settings: '{options}'. Verify that SET options are correct for use with indexed views and/or indexes on computed columns and/or filtered indexes and/or query notifications and/or XML data type methods and/or spatial index operations."),
  CreatedWithOptionsOff: message(1935, 16, "Cannot create index. Object '{name}' was created with the following SET options off: '{options}'."),
  IndexOverView: message(1937, 16, "Cannot create index on view '{name}' because it references another view '{other}'. Consider expanding referenced view's definition by hand in indexed view definition."),
  IndexNotSchemaBound: message(1939, 16, "Cannot create index on view '{name}' because the view is not schema bound."),
  NoUniqueClustered: message(1940, 16, "Cannot create index on view '{name}'. It does not have a unique clustered index."),
  ViewClusteredNotUnique: message(1941, 16, "Cannot create nonunique clustered index on view '{name}' because only unique clustered indexes are allowed. Consider creating unique clustered index instead."),
  IndexOverLargeTypes: message(1942, 16, "Cannot create index on view '{name}'. It contains text, ntext, image, FILESTREAM or xml columns."),
  IndexOverSelfJoin: message(1947, 16, 'Cannot create index on view "{name}". The view contains a self join on "{table}".'),
  IndexNondeterministic: message(1949, 16, "Cannot create index on view '{name}'. The function '{function}' yields nondeterministic results. Use a deterministic system function, or modify the user-defined function to return deterministic results."),
  IgnoreDupKeyOfConstraint: message(1979, 16, "Cannot use index option ignore_dup_key to alter index '{index}' as it enforces a primary or unique constraint."),
  IncludedColumnType: message(1999, 16, "Column '{column}' in table '{table}' is of a type that is invalid for use as included column in an index."),
  InvalidHint: message(8171, 16, "Hint '{hint}' on object '{name}' is invalid."),
  IndexLacksGroupColumns: message(8660, 16, 'Cannot create the clustered index "{index}" on view "{name}" because the select list of the view definition does not include all columns in the GROUP BY clause. Consider adding these columns to the select list.', 0),
  IndexKeyOutsideGroup: message(8661, 16, 'Cannot create the clustered index "{index}" on view "{name}" because the index key includes columns that are not in the GROUP BY clause. Consider eliminating columns that are not in the GROUP BY clause from the index key.', 0),
  IndexSumNullable: message(8662, 16, 'Cannot create the clustered index "{index}" on view "{name}" because the view references an unknown value (SUM aggregate of nullable expression). Consider referencing only non-nullable values in SUM. ISNULL() may be useful for this.', 0),
  IndexOverResult: message(8668, 16, "Cannot create the clustered index '{index}' on view '{name}' because the select list of the view contains an expression on result of aggregate function or grouping column. Consider removing expression on result of aggregate function or grouping column from select list.", 0),
  IndexDistinct: message(10100, 16, 'Cannot create index on view "{name}" because it contains the DISTINCT keyword. Consider removing DISTINCT from the view or not indexing the view. Alternatively, consider replacing DISTINCT with GROUP BY or COUNT_BIG(*) to simulate DISTINCT on grouping columns.'),
  IndexTop: message(10101, 16, 'Cannot create index on view "{name}" because it contains the TOP or OFFSET keyword. Consider removing the TOP or OFFSET or not indexing the view.'),
  IndexOuterJoin: message(10113, 16, 'Cannot create index on view "{name}" because it uses a LEFT, RIGHT, or FULL OUTER join, and no OUTER joins are allowed in indexed views. Consider using an INNER join instead.'),
  IndexSetOperator: message(10116, 16, "Cannot create index on view '{name}' because it contains one or more UNION, INTERSECT, or EXCEPT operators. Consider creating a separate indexed view for each query that is an input to the UNION, INTERSECT, or EXCEPT operators of the original view."),
  IndexHaving: message(10121, 16, 'Cannot create index on view "{name}" because it contains a HAVING clause. Consider removing the HAVING clause.'),
  IndexAggregate: message(10125, 16, 'Cannot create index on view "{name}" because it uses aggregate "{aggregate}". Consider eliminating the aggregate, not indexing the view, or using alternate aggregates. For example, for AVG substitute SUM and COUNT_BIG, or for COUNT, substitute COUNT_BIG.'),
  IndexAggregateDistinct: message(10126, 16, 'Cannot create index on view "{name}" because it uses aggregate "{aggregate}" with the DISTINCT keyword. Consider not indexing this view or eliminating DISTINCT. Consider use of a GROUP BY or COUNT_BIG(*) view to simulate DISTINCT on grouping columns.'),
  IndexSubquery: message(10127, 16, 'Cannot create index on view "{name}" because it contains one or more subqueries. Consider changing the view to use only joins instead of subqueries. Alternatively, consider not indexing this view.'),
  IndexCount: message(10136, 16, 'Cannot create index on view "{name}" because it uses the aggregate COUNT. Use COUNT_BIG instead.'),
  IndexCte: message(10137, 16, 'Cannot create index on view "{name}" because it references common table expression "{cte}". Views referencing common table expressions cannot be indexed. Consider not indexing the view, or removing the common table expression from the view definition.'),
  IndexNoCountBig: message(10138, 16, "Cannot create index on view '{name}' because its select list does not include a proper use of COUNT_BIG. Consider adding COUNT_BIG(*) to select list."),
  IncludeInClustered: message(10601, 16, 'Cannot specify included columns for a clustered index.'),
  FilteredIgnoreDupKey: message(10618, 16, "Cannot {verb} filtered index '{index}' on table '{table}' because the statement sets the IGNORE_DUP_KEY option to ON. Rewrite the statement so that it does not use the IGNORE_DUP_KEY option."),
  FilterComparesNull: message(10620, 16, "Filtered index '{index}' cannot be created on table '{table}' because the filter expression contains a comparison with a literal NULL value. Rewrite the comparison to use the IS [NOT] NULL comparison operator to test for NULL values."),
} as const;
