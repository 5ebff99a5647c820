// The catalog procedures that ODBC and JDBC drivers call for SQLTables, SQLColumns, SQLPrimaryKeys and the like.
// Their texts read this server's system views; the variants with _100 tell clients that know them of newer types.
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import { BIT, INT, nvarchar, SYSNAME, varchar } from '../../../types/sql-type';
import type { Run } from '../../outcome';
import { ODBC_COLUMNS, type Generation, type TypeColumns } from './odbc-types';
import { optional, refuseWhere, requireCurrentDatabase, required, type TextCall, type TextProcedure } from './text-procedures';

const PATTERN = nvarchar(384);
const YES = 1;

/** An owner left out: the object of that name in the caller's default schema, if the name is no pattern and there is one. */
const visible = (name: string, owner: string): string => `IIF(@${owner} IS NULL AND @${name} NOT LIKE N'%[%[_]%', OBJECT_ID(QUOTENAME(@${name})), NULL)`;
const QUALIFIER = 'CONVERT(sysname, DB_NAME())';
const REMARKS = 'CONVERT(varchar(254), NULL) AS REMARKS';

const LIST_DATABASES = `SELECT CONVERT(sysname, d.name) AS TABLE_QUALIFIER, CONVERT(sysname, NULL) AS TABLE_OWNER, CONVERT(sysname, NULL) AS TABLE_NAME, CONVERT(varchar(32), NULL) AS TABLE_TYPE, ${REMARKS}
FROM sys.databases AS d WHERE d.name <> N'model' ORDER BY 1`;
const LIST_SCHEMAS = `SELECT CONVERT(sysname, NULL) AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, NULL) AS TABLE_NAME, CONVERT(varchar(32), NULL) AS TABLE_TYPE, ${REMARKS}
FROM sys.schemas AS s ORDER BY 2`;
const LIST_TYPES = `SELECT CONVERT(sysname, NULL) AS TABLE_QUALIFIER, CONVERT(sysname, NULL) AS TABLE_OWNER, CONVERT(sysname, NULL) AS TABLE_NAME, CONVERT(varchar(32), t.name) AS TABLE_TYPE, ${REMARKS}
FROM (VALUES ('SYSTEM TABLE'), ('TABLE'), ('VIEW')) AS t (name) ORDER BY 4`;
const LIST_TABLES = `DECLARE @id int = ${visible('table_name', 'table_owner')};
SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(varchar(32), IIF(o.type = 'U', 'TABLE', 'VIEW')) AS TABLE_TYPE, ${REMARKS}
FROM sys.all_objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE o.type IN ('U', 'V') AND ISNULL(@table_qualifier, N'?') <> N''
AND (o.object_id = @id OR @id IS NULL AND (@table_name IS NULL OR o.name LIKE @table_name AND @fUsePattern = 1 OR o.name = @table_name) AND (@table_owner IS NULL OR s.name LIKE @table_owner AND @fUsePattern = 1 OR s.name = @table_owner))
AND (@table_type IS NULL OR CHARINDEX(IIF(o.type = 'U', '''TABLE''', '''VIEW'''), @table_type) > 0)
ORDER BY 4, 1, 2, 3`;

function* listTables(call: TextCall): Run<number> {
  const [name, owner, qualifier, type] = ['@table_name', '@table_owner', '@table_qualifier', '@table_type'].map((parameter) => call.argument(parameter));
  if (qualifier === '%' && owner === '' && name === '') yield* call.run(LIST_DATABASES);
  else if (owner === '%' && qualifier === '' && name === '') yield* call.run(LIST_SCHEMAS);
  else if (type === '%' && qualifier === '' && owner === '' && name === '') yield* call.run(LIST_TYPES);
  else {
    requireCurrentDatabase(call, qualifier ?? null);
    yield* call.run(LIST_TABLES);
  }
  return 0;
}

const COLUMNS_WHERE = `FROM sys.all_objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.all_columns AS c ON c.object_id = o.object_id`;
const COLUMNS_FILTER = `o.type IN ('U', 'V', 'IF', 'TF') AND (o.object_id = @id OR @id IS NULL AND (o.name LIKE @table_name AND @fUsePattern = 1 OR o.name = @table_name) AND (s.name LIKE ISNULL(@table_owner, N'%') AND @fUsePattern = 1 OR s.name = ISNULL(@table_owner, s.name)))
AND (c.name LIKE ISNULL(@column_name, N'%') AND @fUsePattern = 1 OR c.name = ISNULL(@column_name, c.name)) AND @NameScope <> 2 AND ISNULL(@table_qualifier, N'?') <> N''`;
const withoutOdbc = ({ table }: TypeColumns): string => `JOIN sys.types AS t ON t.user_type_id = c.user_type_id WHERE c.system_type_id NOT IN (SELECT d.id FROM ${table})`;
const unknownColumns = (d: TypeColumns): string => `DECLARE @id int = ${visible('table_name', 'table_owner')};
SELECT TOP (1) N'columns of type ' + t.name ${COLUMNS_WHERE} ${withoutOdbc(d)} AND ${COLUMNS_FILTER}`;

/** Names of CLR types and of schemas of xml, none of which there are. */
const noNames = (...names: readonly string[]): string => names.map((name) => `CONVERT(sysname, NULL) AS ${name}`).join(', ');
const CLR_AND_XML = noNames(
  'SS_UDT_CATALOG_NAME',
  'SS_UDT_SCHEMA_NAME',
  'SS_UDT_ASSEMBLY_TYPE_NAME',
  'SS_XML_SCHEMACOLLECTION_CATALOG_NAME',
  'SS_XML_SCHEMACOLLECTION_SCHEMA_NAME',
  'SS_XML_SCHEMACOLLECTION_NAME',
);
const MORE_OF_COLUMNS = `CONVERT(smallint, c.is_sparse) AS SS_IS_SPARSE, CONVERT(smallint, c.is_column_set) AS SS_IS_COLUMN_SET, CONVERT(smallint, c.is_computed) AS SS_IS_COMPUTED, CONVERT(smallint, c.is_identity) AS SS_IS_IDENTITY, ${CLR_AND_XML}, `;

const listOfColumns = (d: TypeColumns, more: string): string => `DECLARE @id int = ${visible('table_name', 'table_owner')};
SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME, ${d.dataType},
CONVERT(sysname, t.name + IIF(c.is_identity = 1, N' identity', N'')) AS TYPE_NAME, ${d.sizes}, CONVERT(smallint, c.is_nullable) AS NULLABLE, ${REMARKS}, CONVERT(nvarchar(4000), df.definition) AS COLUMN_DEF, ${d.sqlTypes},
(SELECT COUNT(*) FROM sys.all_columns AS e WHERE e.object_id = c.object_id AND e.column_id <= c.column_id) AS ORDINAL_POSITION, CONVERT(varchar(254), IIF(c.is_nullable = 1, 'YES', 'NO')) AS IS_NULLABLE, ${more}CONVERT(tinyint, IIF(c.is_nullable = 1, d.ss_nullable, d.ss)) AS SS_DATA_TYPE
${COLUMNS_WHERE} JOIN ${d.table} ON d.id = c.system_type_id JOIN sys.types AS t ON t.user_type_id = c.user_type_id LEFT JOIN sys.default_constraints AS df ON df.object_id = c.default_object_id
WHERE ${COLUMNS_FILTER} ORDER BY 1, 2, 3, 17`;

const listColumns = (generation: Generation): TextProcedure['body'] => {
  const columns = ODBC_COLUMNS[generation];
  const [unknown, list] = [unknownColumns(columns), listOfColumns(columns, generation === 'newer' ? MORE_OF_COLUMNS : '')];
  return function* (call) {
    requireCurrentDatabase(call, call.argument('@table_qualifier'));
    yield* refuseWhere(call, unknown);
    yield* call.run(list);
    return 0;
  };
};

const LIST_PRIMARY_KEY = `DECLARE @id int = ${visible('table_name', 'table_owner').replace("@table_name NOT LIKE N'%[%[_]%'", '1 = 1')};
SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME, CONVERT(smallint, ic.key_ordinal) AS KEY_SEQ, CONVERT(sysname, k.name) AS PK_NAME
FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id JOIN sys.key_constraints AS k ON k.parent_object_id = o.object_id AND k.type = 'PK'
JOIN sys.index_columns AS ic ON ic.object_id = o.object_id AND ic.index_id = k.unique_index_id AND ic.key_ordinal > 0 JOIN sys.columns AS c ON c.object_id = o.object_id AND c.column_id = ic.column_id
WHERE (o.object_id = @id OR @id IS NULL AND o.name = @table_name AND (@table_owner IS NULL OR s.name = @table_owner)) AND ISNULL(@table_qualifier, N'?') <> N''
ORDER BY 1, 2, 3, 5`;

/** 0 CASCADE, 1 NO ACTION, 2 SET NULL, 3 SET DEFAULT, which is not the order of sys.foreign_keys. */
const rule = (action: string): string => `CONVERT(smallint, CASE fk.${action} WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE fk.${action} END)`;
const sideOf = (side: string): string =>
  `(@${side}table_name IS NULL OR ${side}o.object_id = OBJECT_ID(QUOTENAME(@${side}table_name)) AND @${side}table_owner IS NULL OR ${side}o.name = @${side}table_name AND (${side}s.name = @${side}table_owner OR @${side}table_owner IS NULL AND OBJECT_ID(QUOTENAME(@${side}table_name)) IS NULL)) AND ISNULL(@${side}table_qualifier, N'?') <> N''`;
const LIST_FOREIGN_KEYS = `SELECT ${QUALIFIER} AS PKTABLE_QUALIFIER, CONVERT(sysname, pks.name) AS PKTABLE_OWNER, CONVERT(sysname, pko.name) AS PKTABLE_NAME, CONVERT(sysname, pkc.name) AS PKCOLUMN_NAME,
${QUALIFIER} AS FKTABLE_QUALIFIER, CONVERT(sysname, fks.name) AS FKTABLE_OWNER, CONVERT(sysname, fko.name) AS FKTABLE_NAME, CONVERT(sysname, fkc.name) AS FKCOLUMN_NAME, CONVERT(smallint, f.constraint_column_id) AS KEY_SEQ,
${rule('update_referential_action')} AS UPDATE_RULE, ${rule('delete_referential_action')} AS DELETE_RULE, CONVERT(sysname, fk.name) AS FK_NAME, CONVERT(sysname, i.name) AS PK_NAME, CONVERT(smallint, 7) AS DEFERRABILITY
FROM sys.foreign_keys AS fk JOIN sys.foreign_key_columns AS f ON f.constraint_object_id = fk.object_id
JOIN sys.objects AS pko ON pko.object_id = fk.referenced_object_id JOIN sys.schemas AS pks ON pks.schema_id = pko.schema_id JOIN sys.columns AS pkc ON pkc.object_id = pko.object_id AND pkc.column_id = f.referenced_column_id
JOIN sys.objects AS fko ON fko.object_id = fk.parent_object_id JOIN sys.schemas AS fks ON fks.schema_id = fko.schema_id JOIN sys.columns AS fkc ON fkc.object_id = fko.object_id AND fkc.column_id = f.parent_column_id
LEFT JOIN sys.indexes AS i ON i.object_id = pko.object_id AND i.index_id = fk.key_index_id
WHERE ${sideOf('pk')} AND ${sideOf('fk')} ORDER BY 5, 6, 7, 9, 12`;

function* listForeignKeys(call: TextCall): Run<number> {
  if (call.argument('@pktable_name') === null && call.argument('@fktable_name') === null) throw raise(Messages.KeyTableMissing, {});
  requireCurrentDatabase(call, call.argument('@pktable_qualifier'));
  requireCurrentDatabase(call, call.argument('@fktable_qualifier'));
  yield* call.run(LIST_FOREIGN_KEYS);
  return 0;
}

/** The number of different keys of an index that is not unique is not known: NULL. */
const LIST_STATISTICS = `DECLARE @id int = COALESCE(IIF(@table_owner IS NULL, OBJECT_ID(QUOTENAME(@table_name)), OBJECT_ID(QUOTENAME(@table_owner) + N'.' + QUOTENAME(@table_name))), 0);
SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, x.NON_UNIQUE, x.INDEX_QUALIFIER, x.INDEX_NAME, x.TYPE, x.SEQ_IN_INDEX, x.COLUMN_NAME, x.COLLATION, x.CARDINALITY, x.PAGES, CONVERT(varchar(128), NULL) AS FILTER_CONDITION
FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id CROSS APPLY (
SELECT CONVERT(smallint, NULL) AS NON_UNIQUE, CONVERT(sysname, NULL) AS INDEX_QUALIFIER, CONVERT(sysname, NULL) AS INDEX_NAME, CONVERT(smallint, 0) AS TYPE, CONVERT(smallint, NULL) AS SEQ_IN_INDEX, CONVERT(sysname, NULL) AS COLUMN_NAME, CONVERT(char(1), NULL) AS COLLATION, CONVERT(int, p.row_count) AS CARDINALITY, CONVERT(int, p.used_page_count) AS PAGES
FROM sys.dm_db_partition_stats AS p WHERE p.object_id = o.object_id AND p.index_id < 2
UNION ALL SELECT CONVERT(smallint, 1 - i.is_unique), CONVERT(sysname, o.name), CONVERT(sysname, i.name), CONVERT(smallint, IIF(i.type = 1, 1, 3)), CONVERT(smallint, ic.key_ordinal), CONVERT(sysname, c.name), CONVERT(char(1), IIF(ic.is_descending_key = 1, 'D', 'A')), CONVERT(int, IIF(i.is_unique = 1, p.row_count, NULL)), CONVERT(int, p.used_page_count)
FROM sys.indexes AS i JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.key_ordinal > 0 JOIN sys.columns AS c ON c.object_id = i.object_id AND c.column_id = ic.column_id JOIN sys.dm_db_partition_stats AS p ON p.object_id = i.object_id AND p.index_id = i.index_id
WHERE i.object_id = o.object_id AND i.index_id > 0 AND i.name LIKE @index_name AND (i.is_unique = 1 OR @is_unique <> 'Y')) AS x
WHERE o.object_id = @id AND o.type IN ('U', 'V') AND ISNULL(@table_qualifier, N'?') <> N'' ORDER BY 4, 7, 6, 8`;

/** The columns of the primary key, else of the first unique index; of type V, the rowversion. Learn: SCOPE is always 0, PSEUDO_COLUMN always 1. */
const listOfSpecial = (
  d: TypeColumns,
): string => `DECLARE @id int = COALESCE(IIF(@table_owner IS NULL, OBJECT_ID(QUOTENAME(@table_name)), OBJECT_ID(QUOTENAME(@table_owner) + N'.' + QUOTENAME(@table_name))), 0);
DECLARE @index int = (SELECT TOP (1) i.index_id FROM sys.indexes AS i WHERE i.object_id = @id AND i.is_unique = 1 AND i.has_filter = 0
AND (@nullable <> 'O' OR NOT EXISTS (SELECT 1 FROM sys.index_columns AS k JOIN sys.columns AS n ON n.object_id = k.object_id AND n.column_id = k.column_id WHERE k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0 AND n.is_nullable = 1)) ORDER BY i.is_primary_key DESC, i.index_id);
SELECT CONVERT(smallint, 0) AS SCOPE, CONVERT(sysname, c.name) AS COLUMN_NAME, ${d.dataType}, CONVERT(sysname, t.name + IIF(c.is_identity = 1, N' identity', N'')) AS TYPE_NAME, ${d.lengths}, CONVERT(smallint, 1) AS PSEUDO_COLUMN
FROM sys.columns AS c JOIN ${d.table} ON d.id = c.system_type_id JOIN sys.types AS t ON t.user_type_id = c.user_type_id LEFT JOIN sys.index_columns AS ic ON ic.object_id = c.object_id AND ic.index_id = @index AND ic.column_id = c.column_id AND ic.key_ordinal > 0
WHERE c.object_id = @id AND ISNULL(@qualifier, N'?') <> N'' AND (@col_type = 'R' AND ic.key_ordinal IS NOT NULL OR @col_type = 'V' AND c.system_type_id = 189) ORDER BY ic.key_ordinal, c.column_id`;

const PROCEDURES_WHERE = "FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.type IN ('P', 'FN', 'IF', 'TF')";
const VERSION = "IIF(o.type = 'P', N';1', N';0')";
const named = (column: string, parameter: string): string => `(${parameter} IS NULL OR ${column} LIKE ${parameter} AND @fUsePattern = 1 OR ${column} = ${parameter})`;
const LIST_PROCEDURES = `DECLARE @id int = ${visible('sp_name', 'sp_owner')};
SELECT ${QUALIFIER} AS PROCEDURE_QUALIFIER, CONVERT(sysname, s.name) AS PROCEDURE_OWNER, CONVERT(nvarchar(134), o.name + ${VERSION}) AS PROCEDURE_NAME, -1 AS NUM_INPUT_PARAMS, -1 AS NUM_OUTPUT_PARAMS, -1 AS NUM_RESULT_SETS, ${REMARKS}, CONVERT(smallint, 2) AS PROCEDURE_TYPE
${PROCEDURES_WHERE} AND (o.object_id = @id OR @id IS NULL AND ${named('o.name', '@sp_name')} AND ${named('s.name', '@sp_owner')}) AND ISNULL(@sp_qualifier, N'?') <> N'' ORDER BY 1, 2, 3`;

/** A procedure's return value is no parameter of sys.parameters. */
const PARAMETERS_FROM = `FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id CROSS APPLY (
SELECT N'@RETURN_VALUE' AS name, 0 AS parameter_id, 56 AS system_type_id, 56 AS user_type_id, 4 AS max_length, 10 AS precision, 0 AS scale, 0 AS is_output WHERE o.type = 'P'
UNION ALL SELECT IIF(p.parameter_id = 0, N'@RETURN_VALUE', p.name), p.parameter_id, p.system_type_id, p.user_type_id, p.max_length, p.precision, p.scale, p.is_output FROM sys.parameters AS p WHERE p.object_id = o.object_id) AS c`;
const PARAMETERS_FILTER = `o.type IN ('P', 'FN', 'IF', 'TF') AND (o.object_id = @id OR @id IS NULL AND ${named('o.name', '@procedure_name')} AND ${named('s.name', '@procedure_owner')}) AND (@column_name IS NULL OR c.name LIKE @column_name) AND ISNULL(@procedure_qualifier, N'?') <> N''`;
const FIND_PROCEDURE = `DECLARE @id int = ${visible('procedure_name', 'procedure_owner')};`;
const NOT_OF_A_TYPE =
  "SELECT TOP (1) IIF(p.is_cursor_ref = 1, N'cursor parameters', N'table-valued parameters') FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id JOIN sys.parameters AS p ON p.object_id = o.object_id AND (p.is_cursor_ref = 1 OR p.is_readonly = 1) CROSS APPLY (SELECT p.name) AS c WHERE";
const unknownParameters = (
  d: TypeColumns,
): string => `${FIND_PROCEDURE} SELECT TOP (1) N'parameters of type ' + t.name ${PARAMETERS_FROM} ${withoutOdbc(d)} AND ${PARAMETERS_FILTER}
UNION ALL SELECT TOP (1) N'table-valued functions' FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id CROSS JOIN (VALUES (N'@TABLE_RETURN_VALUE')) AS c (name) WHERE o.type IN ('IF', 'TF') AND ${PARAMETERS_FILTER}
UNION ALL ${NOT_OF_A_TYPE} ${PARAMETERS_FILTER}`;
const MORE_OF_PARAMETERS = `${noNames('SS_TYPE_CATALOG_NAME', 'SS_TYPE_SCHEMA_NAME')}, ${CLR_AND_XML}, `;
const listOfParameters = (d: TypeColumns, more: string): string => `${FIND_PROCEDURE}
SELECT ${QUALIFIER} AS PROCEDURE_QUALIFIER, CONVERT(sysname, s.name) AS PROCEDURE_OWNER, CONVERT(nvarchar(134), o.name + ${VERSION}) AS PROCEDURE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME, CONVERT(smallint, CASE WHEN c.parameter_id = 0 THEN 5 WHEN c.is_output = 1 THEN 2 ELSE 1 END) AS COLUMN_TYPE, ${d.dataType},
CONVERT(sysname, t.name) AS TYPE_NAME, ${d.sizes}, CONVERT(smallint, IIF(c.parameter_id = 0 AND o.type = 'P', 0, 1)) AS NULLABLE, ${REMARKS}, CONVERT(nvarchar(4000), NULL) AS COLUMN_DEF, ${d.sqlTypes},
CONVERT(int, c.parameter_id) AS ORDINAL_POSITION, CONVERT(varchar(254), IIF(c.parameter_id = 0 AND o.type = 'P', 'NO', 'YES')) AS IS_NULLABLE, ${more}CONVERT(tinyint, IIF(c.parameter_id = 0 AND o.type = 'P', d.ss, d.ss_nullable)) AS SS_DATA_TYPE
${PARAMETERS_FROM} JOIN ${d.table} ON d.id = c.system_type_id JOIN sys.types AS t ON t.user_type_id = c.user_type_id WHERE ${PARAMETERS_FILTER} ORDER BY 1, 2, 3, 18`;

const listParameters = (generation: Generation): TextProcedure['body'] => {
  const columns = ODBC_COLUMNS[generation];
  const [unknown, list] = [unknownParameters(columns), listOfParameters(columns, generation === 'newer' ? MORE_OF_PARAMETERS : '')];
  return function* (call) {
    requireCurrentDatabase(call, call.argument('@procedure_qualifier'));
    yield* refuseWhere(call, unknown);
    yield* call.run(list);
    return 0;
  };
};

const simple = (qualifier: string, text: string): TextProcedure['body'] => function* (call) {
  requireCurrentDatabase(call, call.argument(qualifier));
  yield* call.run(text);
  return 0;
};

const unknownSpecial = (d: TypeColumns): string =>
  `SELECT TOP (1) N'columns of type ' + t.name FROM sys.columns AS c ${withoutOdbc(d)} AND c.object_id = OBJECT_ID(ISNULL(QUOTENAME(@table_owner) + N'.', N'') + QUOTENAME(@table_name))`;

const specialColumns = (generation: Generation): TextProcedure['body'] => {
  const [unknown, list] = [unknownSpecial(ODBC_COLUMNS[generation]), listOfSpecial(ODBC_COLUMNS[generation])];
  return function* (call) {
    requireCurrentDatabase(call, call.argument('@qualifier'));
    yield* refuseWhere(call, unknown);
    yield* call.run(list);
    return 0;
  };
};

const COLUMNS = [required('@table_name', PATTERN), optional('@table_owner', PATTERN), optional('@table_qualifier', SYSNAME), optional('@column_name', PATTERN)];
const STATISTICS: TextProcedure = {
  showsCounts: true,
  parameters: [
    required('@table_name', SYSNAME),
    optional('@table_owner', SYSNAME),
    optional('@table_qualifier', SYSNAME),
    optional('@index_name', SYSNAME, '%'),
    optional('@is_unique', varchar(1), 'N'),
    optional('@accuracy', varchar(1), 'Q'),
  ],
  body: simple('@table_qualifier', LIST_STATISTICS),
};
const special = (generation: Generation): TextProcedure => ({
  showsCounts: true,
  parameters: [
    required('@table_name', SYSNAME),
    optional('@table_owner', SYSNAME),
    optional('@qualifier', SYSNAME),
    optional('@col_type', varchar(1), 'R'),
    optional('@scope', varchar(1), 'T'),
    optional('@nullable', varchar(1), 'U'),
    optional('@ODBCVer', INT, 2),
  ],
  body: specialColumns(generation),
});
const parameters = (generation: Generation): TextProcedure => ({
  showsCounts: true,
  parameters: [
    optional('@procedure_name', nvarchar(390), '%'),
    optional('@procedure_owner', PATTERN),
    optional('@procedure_qualifier', SYSNAME),
    optional('@column_name', PATTERN),
    optional('@ODBCVer', INT, 2),
    optional('@fUsePattern', BIT, YES),
  ],
  body: listParameters(generation),
});

/** What was granted on tables and views, and first what their owner has of itself. */
const LIST_PRIVILEGES = `SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, p.grantor) AS GRANTOR, CONVERT(sysname, p.grantee) AS GRANTEE,
CONVERT(varchar(32), p.privilege) AS PRIVILEGE, CONVERT(varchar(3), p.is_grantable) AS IS_GRANTABLE
FROM sys.all_objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id CROSS APPLY (
SELECT USER_NAME(s.principal_id) AS grantor, USER_NAME(s.principal_id) AS grantee, w.privilege, 'YES' AS is_grantable FROM (VALUES ('DELETE'), ('INSERT'), ('REFERENCES'), ('SELECT'), ('UPDATE')) AS w (privilege)
UNION ALL SELECT USER_NAME(g.grantor_principal_id), USER_NAME(g.grantee_principal_id), g.permission_name, IIF(g.state = 'W', 'YES', 'NO') FROM sys.database_permissions AS g
WHERE g.class = 1 AND g.major_id = o.object_id AND g.minor_id = 0 AND g.state IN ('G', 'W') AND g.permission_name IN ('DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'UPDATE')) AS p
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND ISNULL(@table_qualifier, N'?') <> N''
AND (o.name LIKE @table_name AND @fUsePattern = 1 OR o.name = @table_name) AND (@table_owner IS NULL OR s.name LIKE @table_owner AND @fUsePattern = 1 OR s.name = @table_owner) ORDER BY 1, 2, 3, 6, 4, 5`;

/** The same of a table's columns: what was granted on the table counts for each of them on which it was not taken back. */
const LIST_COLUMN_PRIVILEGES = `SELECT ${QUALIFIER} AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME,
CONVERT(sysname, p.grantor) AS GRANTOR, CONVERT(sysname, p.grantee) AS GRANTEE, CONVERT(varchar(32), p.privilege) AS PRIVILEGE, CONVERT(varchar(3), p.is_grantable) AS IS_GRANTABLE
FROM sys.all_objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id JOIN sys.all_columns AS c ON c.object_id = o.object_id CROSS APPLY (
SELECT USER_NAME(s.principal_id) AS grantor, USER_NAME(s.principal_id) AS grantee, w.privilege, 'YES' AS is_grantable FROM (VALUES ('INSERT'), ('REFERENCES'), ('SELECT'), ('UPDATE')) AS w (privilege)
UNION SELECT USER_NAME(g.grantor_principal_id), USER_NAME(g.grantee_principal_id), g.permission_name, IIF(g.state = 'W', 'YES', 'NO') FROM sys.database_permissions AS g
WHERE g.class = 1 AND g.major_id = o.object_id AND g.minor_id IN (0, c.column_id) AND g.state IN ('G', 'W') AND g.permission_name IN ('INSERT', 'REFERENCES', 'SELECT', 'UPDATE')
AND NOT EXISTS (SELECT 1 FROM sys.database_permissions AS t WHERE t.class = 1 AND t.major_id = o.object_id AND t.minor_id = c.column_id AND t.type = g.type AND t.grantee_principal_id = g.grantee_principal_id AND t.state IN ('D', 'R'))) AS p
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND ISNULL(@table_qualifier, N'?') <> N'' AND o.name = @table_name AND (@column_name IS NULL OR c.name LIKE @column_name)
AND s.name = COALESCE(@table_owner, (SELECT SCHEMA_NAME(x.schema_id) FROM sys.all_objects AS x WHERE x.name = @table_name AND x.schema_id = SCHEMA_ID() AND x.type IN ('U', 'V')), N'dbo') ORDER BY 1, 2, 3, 4, 7, 5, 6`;

/** By lower-case name. */
export const CATALOG_PROCEDURES: Readonly<Record<string, TextProcedure>> = {
  sp_tables: {
    showsCounts: true,
    parameters: [
      optional('@table_name', PATTERN),
      optional('@table_owner', PATTERN),
      optional('@table_qualifier', SYSNAME),
      optional('@table_type', varchar(100)),
      optional('@fUsePattern', BIT, YES),
    ],
    body: listTables,
  },
  sp_columns: {
    showsCounts: true,
    parameters: [...COLUMNS, optional('@ODBCVer', INT, 2)],
    hidden: [optional('@NameScope', INT, 0), optional('@fUsePattern', BIT, YES)],
    body: listColumns('old'),
  },
  sp_columns_100: {
    showsCounts: true,
    parameters: [...COLUMNS, optional('@NameScope', INT, 0), optional('@ODBCVer', INT, 2), optional('@fUsePattern', BIT, YES)],
    body: listColumns('newer'),
  },
  sp_pkeys: {
    showsCounts: true,
    parameters: [required('@table_name', SYSNAME), optional('@table_owner', SYSNAME), optional('@table_qualifier', SYSNAME)],
    body: simple('@table_qualifier', LIST_PRIMARY_KEY),
  },
  sp_fkeys: {
    showsCounts: true,
    parameters: ['@pktable_name', '@pktable_owner', '@pktable_qualifier', '@fktable_name', '@fktable_owner', '@fktable_qualifier'].map((name) => optional(name, SYSNAME)),
    body: listForeignKeys,
  },
  sp_table_privileges: {
    showsCounts: true,
    parameters: [required('@table_name', PATTERN), optional('@table_owner', PATTERN), optional('@table_qualifier', SYSNAME), optional('@fUsePattern', BIT, YES)],
    body: simple('@table_qualifier', LIST_PRIVILEGES),
  },
  sp_column_privileges: {
    showsCounts: true,
    parameters: [required('@table_name', SYSNAME), optional('@table_owner', SYSNAME), optional('@table_qualifier', SYSNAME), optional('@column_name', PATTERN)],
    body: simple('@table_qualifier', LIST_COLUMN_PRIVILEGES),
  },
  sp_statistics: STATISTICS,
  sp_statistics_100: STATISTICS,
  sp_special_columns: special('old'),
  sp_special_columns_100: special('newer'),
  sp_stored_procedures: {
    showsCounts: true,
    parameters: [optional('@sp_name', nvarchar(390)), optional('@sp_owner', PATTERN), optional('@sp_qualifier', SYSNAME), optional('@fUsePattern', BIT, YES)],
    body: simple('@sp_qualifier', LIST_PROCEDURES),
  },
  sp_sproc_columns: parameters('old'),
  sp_sproc_columns_100: parameters('newer'),
};
