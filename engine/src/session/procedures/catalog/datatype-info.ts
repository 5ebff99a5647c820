// sp_datatype_info and sp_datatype_info_100, which ODBC drivers call for SQLGetTypeInfo: one row for each type that a column can have.
import { INT, TINYINT } from '../../../types/sql-type';
import type { TextProcedure } from './text-procedures';

/**
 * A type to a row: name, ODBC 3 type, ODBC 2 type, the type's own number in clients that know the newer types, precision of ODBC 3 and of 2,
 * prefix, suffix, parameters of its creation, NULLABLE, CASE_SENSITIVE, SEARCHABLE, UNSIGNED, MONEY, AUTO_INCREMENT, scales, SQL type, what of date and time, radix of ODBC 3 and of 2, USERTYPE.
 */
const ROWS = `(VALUES
(N'sql_variant', -150, -150, -150, 8000, 8000, NULL, NULL, NULL, 1, 0, 2, NULL, 0, NULL, 0, 0, -150, NULL, 10, 10, 0),
(N'uniqueidentifier', -11, -11, -11, 36, 36, '''', '''', NULL, 1, 0, 2, NULL, 0, NULL, NULL, NULL, -11, NULL, NULL, NULL, 0),
(N'ntext', -10, -10, -10, 1073741823, 1073741823, 'N''', '''', NULL, 1, 0, 1, NULL, 0, NULL, NULL, NULL, -10, NULL, NULL, NULL, 0),
(N'xml', -10, -10, -152, 0, 0, 'N''', '''', NULL, 1, 1, 0, NULL, 0, NULL, NULL, NULL, -10, NULL, NULL, NULL, 0),
(N'nvarchar', -9, -9, -9, 4000, 4000, 'N''', '''', 'max length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, -9, NULL, NULL, NULL, 0),
(N'sysname', -9, -9, -9, 128, 128, 'N''', '''', NULL, 0, 0, 3, NULL, 0, NULL, NULL, NULL, -9, NULL, NULL, NULL, 18),
(N'nchar', -8, -8, -8, 4000, 4000, 'N''', '''', 'length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, -8, NULL, NULL, NULL, 0),
(N'bit', -7, -7, -7, 1, 1, NULL, NULL, NULL, 1, 0, 2, NULL, 0, NULL, 0, 0, -7, NULL, NULL, NULL, 16),
(N'tinyint', -6, -6, -6, 3, 3, NULL, NULL, NULL, 1, 0, 2, 1, 0, 0, 0, 0, -6, NULL, 10, 10, 5),
(N'tinyint identity', -6, -6, -6, 3, 3, NULL, NULL, NULL, 0, 0, 2, 1, 0, 1, 0, 0, -6, NULL, 10, 10, 5),
(N'bigint', -5, -5, -5, 19, 19, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, -5, NULL, 10, 10, 0),
(N'bigint identity', -5, -5, -5, 19, 19, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, -5, NULL, 10, 10, 0),
(N'image', -4, -4, -4, 2147483647, 2147483647, '0x', NULL, NULL, 1, 0, 0, NULL, 0, NULL, NULL, NULL, -4, NULL, NULL, NULL, 20),
(N'varbinary', -3, -3, -3, 8000, 8000, '0x', NULL, 'max length', 1, 0, 2, NULL, 0, NULL, NULL, NULL, -3, NULL, NULL, NULL, 4),
(N'binary', -2, -2, -2, 8000, 8000, '0x', NULL, 'length', 1, 0, 2, NULL, 0, NULL, NULL, NULL, -2, NULL, NULL, NULL, 3),
(N'timestamp', -2, -2, -2, 8, 8, '0x', NULL, NULL, 0, 0, 2, NULL, 0, NULL, NULL, NULL, -2, NULL, NULL, NULL, 80),
(N'text', -1, -1, -1, 2147483647, 2147483647, '''', '''', NULL, 1, 0, 1, NULL, 0, NULL, NULL, NULL, -1, NULL, NULL, NULL, 19),
(N'char', 1, 1, 1, 8000, 8000, '''', '''', 'length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, 1, NULL, NULL, NULL, 1),
(N'numeric', 2, 2, 2, 38, 38, NULL, NULL, 'precision,scale', 1, 0, 2, 0, 0, 0, 0, 38, 2, NULL, 10, 10, 10),
(N'numeric() identity', 2, 2, 2, 38, 38, NULL, NULL, 'precision', 0, 0, 2, 0, 0, 1, 0, 0, 2, NULL, 10, 10, 10),
(N'decimal', 3, 3, 3, 38, 38, NULL, NULL, 'precision,scale', 1, 0, 2, 0, 0, 0, 0, 38, 3, NULL, 10, 10, 24),
(N'money', 3, 3, 3, 19, 19, '$', NULL, NULL, 1, 0, 2, 0, 1, 0, 4, 4, 3, NULL, 10, 10, 11),
(N'smallmoney', 3, 3, 3, 10, 10, '$', NULL, NULL, 1, 0, 2, 0, 1, 0, 4, 4, 3, NULL, 10, 10, 21),
(N'decimal() identity', 3, 3, 3, 38, 38, NULL, NULL, 'precision', 0, 0, 2, 0, 0, 1, 0, 0, 3, NULL, 10, 10, 24),
(N'int', 4, 4, 4, 10, 10, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, 4, NULL, 10, 10, 7),
(N'int identity', 4, 4, 4, 10, 10, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, 4, NULL, 10, 10, 7),
(N'smallint', 5, 5, 5, 5, 5, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, 5, NULL, 10, 10, 6),
(N'smallint identity', 5, 5, 5, 5, 5, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, 5, NULL, 10, 10, 6),
(N'float', 6, 6, 6, 53, 15, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, NULL, NULL, 6, NULL, 2, 10, 8),
(N'real', 7, 7, 7, 24, 7, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, NULL, NULL, 7, NULL, 2, 10, 23),
(N'varchar', 12, 12, 12, 8000, 8000, '''', '''', 'max length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, 12, NULL, NULL, NULL, 2),
(N'date', -9, -9, 91, 10, 10, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, NULL, 0, 9, 1, NULL, NULL, 0),
(N'time', -9, -9, -154, 16, 16, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, -154, NULL, NULL, NULL, 0),
(N'datetime2', -9, -9, 93, 27, 27, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, 9, 3, NULL, NULL, 0),
(N'datetimeoffset', -9, -9, -155, 34, 34, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, -155, NULL, NULL, NULL, 0),
(N'datetime', 93, 11, 93, 23, 23, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, 3, 3, 9, 3, NULL, NULL, 12),
(N'smalldatetime', 93, 11, 93, 16, 16, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, 0, 0, 9, 3, NULL, NULL, 22)
) AS t (name, odbc3, odbc2, newer, precision3, precision2, prefix, suffix, parameters, nullable, case_sensitive, searchable, is_unsigned, is_money, is_auto, scale_from, scale_to, sql_type, sub, radix3, radix2, user_type)`;

/** `type` is the expression of DATA_TYPE, which tells old clients of text where newer ones know a type. */
const listTypes = (
  type: string,
): string => `SELECT CONVERT(sysname, t.name) AS TYPE_NAME, CONVERT(smallint, ${type}) AS DATA_TYPE, CONVERT(int, IIF(@ODBCVer = 3, t.precision3, t.precision2)) AS PRECISION,
CONVERT(varchar(32), t.prefix) AS LITERAL_PREFIX, CONVERT(varchar(32), t.suffix) AS LITERAL_SUFFIX, CONVERT(varchar(32), t.parameters) AS CREATE_PARAMS, CONVERT(smallint, t.nullable) AS NULLABLE,
CONVERT(smallint, t.case_sensitive) AS CASE_SENSITIVE, CONVERT(smallint, t.searchable) AS SEARCHABLE, CONVERT(smallint, t.is_unsigned) AS UNSIGNED_ATTRIBUTE, CONVERT(smallint, t.is_money) AS MONEY,
CONVERT(smallint, t.is_auto) AS AUTO_INCREMENT, CONVERT(sysname, t.name) AS LOCAL_TYPE_NAME, CONVERT(smallint, t.scale_from) AS MINIMUM_SCALE, CONVERT(smallint, t.scale_to) AS MAXIMUM_SCALE,
CONVERT(smallint, t.sql_type) AS SQL_DATA_TYPE, CONVERT(smallint, t.sub) AS SQL_DATETIME_SUB, CONVERT(int, IIF(@ODBCVer = 3, t.radix3, t.radix2)) AS NUM_PREC_RADIX, CONVERT(smallint, NULL) AS INTERVAL_PRECISION,
CONVERT(smallint, t.user_type) AS USERTYPE
FROM ${ROWS} WHERE @data_type = 0 OR @data_type = ${type} ORDER BY 2, 12, 11, 20, 1`;

const procedure = (type: string): TextProcedure => ({
  showsCounts: true, parameters: [{ name: '@data_type', type: INT, isRequired: false, default: 0 }, { name: '@ODBCVer', type: TINYINT, isRequired: false, default: 2 }],
  body: function* (call) {
    yield* call.run(listTypes(type));
    return 0;
  },
});

/** By lower-case name. */
export const TYPE_PROCEDURES: Readonly<Record<string, TextProcedure>> = {
  sp_datatype_info: procedure('IIF(@ODBCVer = 3, t.odbc3, t.odbc2)'),
  sp_datatype_info_100: procedure("CASE WHEN @ODBCVer = 3 THEN t.newer WHEN t.name = N'date' THEN 9 WHEN t.name = N'datetime2' THEN 11 ELSE IIF(t.odbc2 = -9, t.newer, t.odbc2) END"),
};
