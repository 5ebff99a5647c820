// How ODBC sees the types of columns and parameters, as text: a table of system types and the columns that catalog procedures make of it.

/**
 * Joined as `d` on `c.system_type_id`. `kind`: F has fixed sizes, D is decimal, B counts bytes, W counts characters of two bytes, T is a
 * temporal type that old clients see as text, L has a fixed size that is also the octet length.
 */
export const ODBC_TYPES = `(VALUES
(34, -4, -4, -4, NULL, 'L', 2147483647, 2147483647, 2147483647, NULL, NULL, NULL, 34, 34), (35, -1, -1, -1, NULL, 'L', 2147483647, 2147483647, 2147483647, NULL, NULL, NULL, 35, 35),
(99, -10, -10, -10, NULL, 'L', 1073741823, 1073741823, 2147483646, NULL, NULL, NULL, 35, 35), (36, -11, -11, -11, NULL, 'F', 36, 36, 16, NULL, NULL, NULL, 37, 37),
(40, -9, -9, -9, NULL, 'T', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0), (41, -9, -9, -9, NULL, 'T', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0),
(42, -9, -9, -9, NULL, 'T', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0), (43, -9, -9, -9, NULL, 'T', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0),
(48, -6, -6, -6, NULL, 'F', 3, 3, 1, 0, 10, 10, 48, 38), (52, 5, 5, 5, NULL, 'F', 5, 5, 2, 0, 10, 10, 52, 38), (56, 4, 4, 4, NULL, 'F', 10, 10, 4, 0, 10, 10, 56, 38),
(127, -5, -5, -5, NULL, 'F', 19, 19, 8, 0, 10, 10, 63, 108), (104, -7, -7, -7, NULL, 'F', 1, 1, 1, NULL, NULL, NULL, 50, 50),
(58, 11, 93, 9, 3, 'F', 16, 16, 16, 0, NULL, NULL, 58, 111), (61, 11, 93, 9, 3, 'F', 23, 23, 16, 3, NULL, NULL, 61, 111),
(59, 7, 7, 7, NULL, 'F', 7, 24, 4, NULL, 10, 2, 59, 109), (62, 6, 6, 6, NULL, 'F', 15, 53, 8, NULL, 10, 2, 62, 109),
(60, 3, 3, 3, NULL, 'F', 19, 19, 21, 4, 10, 10, 60, 110), (122, 3, 3, 3, NULL, 'F', 10, 10, 12, 4, 10, 10, 122, 110),
(106, 3, 3, 3, NULL, 'D', NULL, NULL, NULL, NULL, 10, 10, 55, 106), (108, 2, 2, 2, NULL, 'D', NULL, NULL, NULL, NULL, 10, 10, 63, 108),
(98, -150, -150, -150, NULL, 'F', 8000, 8000, 8000, 0, 10, 10, 39, 39), (189, -2, -2, -2, NULL, 'L', 8, 8, 8, NULL, NULL, NULL, 45, 45),
(165, -3, -3, -3, NULL, 'B', NULL, NULL, NULL, NULL, NULL, NULL, 37, 37), (173, -2, -2, -2, NULL, 'B', NULL, NULL, NULL, NULL, NULL, NULL, 45, 37),
(167, 12, 12, 12, NULL, 'B', NULL, NULL, NULL, NULL, NULL, NULL, 39, 39), (175, 1, 1, 1, NULL, 'B', NULL, NULL, NULL, NULL, NULL, NULL, 47, 39),
(231, -9, -9, -9, NULL, 'W', NULL, NULL, NULL, NULL, NULL, NULL, 39, 39), (239, -8, -8, -8, NULL, 'W', NULL, NULL, NULL, NULL, NULL, NULL, 47, 39)
) AS d (id, odbc2, odbc3, sql_type, sub, kind, precision2, precision3, size, scale, radix2, radix3, ss, ss_nullable)`;

const LONG = 'c.max_length = -1 THEN CASE c.system_type_id WHEN 167 THEN -1 WHEN 231 THEN -10 ELSE -4 END';
const SIZE = "CASE d.kind WHEN 'D' THEN c.precision + 2 WHEN 'T' THEN 2 * c.precision WHEN 'B' THEN IIF(c.max_length = -1, 2147483647, c.max_length) WHEN 'W' THEN IIF(c.max_length = -1, 2147483646, c.max_length) ELSE d.size END";

/** DATA_TYPE. */
export const DATA_TYPE = `CONVERT(smallint, CASE WHEN ${LONG} WHEN @ODBCVer = 3 THEN d.odbc3 ELSE d.odbc2 END) AS DATA_TYPE`;
/** PRECISION, LENGTH and SCALE. */
export const LENGTHS = `CONVERT(int, CASE d.kind WHEN 'D' THEN c.precision WHEN 'T' THEN c.precision WHEN 'B' THEN IIF(c.max_length = -1, 2147483647, c.max_length) WHEN 'W' THEN IIF(c.max_length = -1, 1073741823, c.max_length / 2) ELSE IIF(@ODBCVer = 3, d.precision3, d.precision2) END) AS PRECISION,
CONVERT(int, ${SIZE}) AS LENGTH, CONVERT(smallint, IIF(d.kind = 'D', c.scale, d.scale)) AS SCALE`;
/** Those and RADIX. */
export const SIZES = `${LENGTHS}, CONVERT(smallint, IIF(@ODBCVer = 3, d.radix3, d.radix2)) AS RADIX`;
/** SQL_DATA_TYPE, SQL_DATETIME_SUB and CHAR_OCTET_LENGTH. */
export const SQL_TYPES = `CONVERT(smallint, CASE WHEN ${LONG} ELSE d.sql_type END) AS SQL_DATA_TYPE, CONVERT(smallint, d.sub) AS SQL_DATETIME_SUB,
CONVERT(int, CASE WHEN d.kind IN ('B', 'W', 'L') THEN ${SIZE} END) AS CHAR_OCTET_LENGTH`;
