// How ODBC sees the types of columns and parameters, as text: a table of system types and the columns that catalog procedures make of it.

/** Of which client: an old one takes dates of the newer types for text and long values for text and image, a newer one (_100) knows them. */
export type Generation = 'old' | 'newer';

/**
 * Joined as `d` on `c.system_type_id`. `kind`: F has fixed sizes, D is decimal, B counts bytes, W counts characters of two bytes, T is a
 * temporal type that old clients see as text, L has a fixed size that is also the octet length.
 */
const types = (more: string): string => `(VALUES
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
(231, -9, -9, -9, NULL, 'W', NULL, NULL, NULL, NULL, NULL, NULL, 39, 39), (239, -8, -8, -8, NULL, 'W', NULL, NULL, NULL, NULL, NULL, NULL, 47, 39)${more}
) AS d (id, odbc2, odbc3, sql_type, sub, kind, precision2, precision3, size, scale, radix2, radix3, ss, ss_nullable)`;

/** What catalog procedures say of a type. */
export interface TypeColumns {
  /** The table of types, joined as `d` on `c.system_type_id`. */
  readonly table: string;
  /** DATA_TYPE. */
  readonly dataType: string;
  /** PRECISION, LENGTH and SCALE. */
  readonly lengths: string;
  /** Those and RADIX. */
  readonly sizes: string;
  /** SQL_DATA_TYPE, SQL_DATETIME_SUB and CHAR_OCTET_LENGTH. */
  readonly sqlTypes: string;
}

const LONG = 'c.max_length = -1 THEN CASE c.system_type_id WHEN 167 THEN -1 WHEN 231 THEN -10 ELSE -4 END';
const BY_VERSION = 'IIF(@ODBCVer = 3, d.odbc3, d.odbc2)';

const columnsOf = (
  table: string,
  text: {
    readonly type: string;
    readonly sqlType: string;
    readonly sub: string;
    readonly unlimited: readonly [bytes: string, characters: string];
    readonly temporalSize: string;
    readonly scaled: string;
  },
): TypeColumns => {
  const [bytes, characters] = text.unlimited;
  const inBytes = bytes === '0' ? '0' : '2147483646';
  const size = `CASE d.kind WHEN 'D' THEN c.precision + 2 WHEN 'T' THEN ${text.temporalSize} WHEN 'B' THEN IIF(c.max_length = -1, ${bytes}, c.max_length) WHEN 'W' THEN IIF(c.max_length = -1, ${inBytes}, c.max_length) ELSE d.size END`;
  const lengths = `CONVERT(int, CASE d.kind WHEN 'D' THEN c.precision WHEN 'T' THEN c.precision WHEN 'B' THEN IIF(c.max_length = -1, ${bytes}, c.max_length) WHEN 'W' THEN IIF(c.max_length = -1, ${characters}, c.max_length / 2) ELSE IIF(@ODBCVer = 3, d.precision3, d.precision2) END) AS PRECISION,
CONVERT(int, ${size}) AS LENGTH, CONVERT(smallint, IIF(d.kind IN (${text.scaled}), c.scale, d.scale)) AS SCALE`;
  return {
    table,
    lengths,
    dataType: `CONVERT(smallint, ${text.type}) AS DATA_TYPE`,
    sizes: `${lengths}, CONVERT(smallint, IIF(@ODBCVer = 3, d.radix3, d.radix2)) AS RADIX`,
    sqlTypes: `CONVERT(smallint, ${text.sqlType}) AS SQL_DATA_TYPE, CONVERT(smallint, ${text.sub}) AS SQL_DATETIME_SUB,
CONVERT(int, CASE WHEN d.kind IN ('B', 'W', 'L', 'X') THEN ${size} END) AS CHAR_OCTET_LENGTH`,
  };
};

/** By generation. Learn (Metadata - Catalog, SQLColumns): newer clients have numbers for the newer types, and 0 for what has no limit. */
export const ODBC_COLUMNS: Readonly<Record<Generation, TypeColumns>> = {
  old: columnsOf(types(''), {
    type: `CASE WHEN ${LONG} ELSE ${BY_VERSION} END`,
    sqlType: `CASE WHEN ${LONG} ELSE d.sql_type END`,
    sub: 'd.sub',
    unlimited: ['2147483647', '1073741823'],
    temporalSize: '2 * c.precision',
    scaled: "'D'",
  }),
  newer: columnsOf(types(",\n(241, -152, -152, -152, NULL, 'X', 0, 0, 0, NULL, NULL, NULL, 0, 0)"), {
    type: `CASE c.system_type_id WHEN 40 THEN IIF(@ODBCVer = 3, 91, 9) WHEN 41 THEN -154 WHEN 42 THEN IIF(@ODBCVer = 3, 93, 11) WHEN 43 THEN -155 ELSE ${BY_VERSION} END`,
    sqlType: 'CASE c.system_type_id WHEN 40 THEN 9 WHEN 41 THEN -154 WHEN 42 THEN 9 WHEN 43 THEN -155 ELSE d.sql_type END',
    sub: 'CASE c.system_type_id WHEN 40 THEN 1 WHEN 42 THEN 3 ELSE d.sub END',
    unlimited: ['0', '0'],
    temporalSize: 'CASE c.system_type_id WHEN 40 THEN 6 WHEN 41 THEN 10 WHEN 42 THEN 16 ELSE 20 END',
    scaled: "'D', 'T'",
  }),
};
