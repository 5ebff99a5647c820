// Built-in functions that not every SQL Server has, by name: those that the engine has not are refused, so that nobody takes them for a slip of the pen;
// those that came with a later version than the one it is started as are unknown, as they are there.
import { notSupported, notSupportedOf2025 } from '../../errors/not-supported';
import type { SqlError } from '../../errors/sql-error';
import { CALLS_OF_2025, SQL_SERVER_2019, SQL_SERVER_2022, SQL_SERVER_2025, speaks, type Dialect, type Needs } from '../../syntax/dialect';

const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/);

const ABSENT_OF_2025 = new Set(
  namesIn(`
BASE64_DECODE BASE64_ENCODE CURRENT_DATE EDIT_DISTANCE EDIT_DISTANCE_SIMILARITY JARO_WINKLER_DISTANCE JARO_WINKLER_SIMILARITY JSON_CONTAINS PRODUCT REGEXP_COUNT
REGEXP_INSTR REGEXP_MATCHES REGEXP_REPLACE REGEXP_SPLIT_TO_TABLE REGEXP_SUBSTR UNISTR VECTORPROPERTY VECTOR_NORM VECTOR_NORMALIZE`),
);

const ABSENT = new Set(
  namesIn(`
ASYMKEYPROPERTY ASYMKEY_ID ASSEMBLYPROPERTY CERTENCODED CERTPRIVATEKEY CERTPROPERTY CERT_ID DATABASEPROPERTY DECRYPTBYASYMKEY DECRYPTBYCERT DECRYPTBYKEY DECRYPTBYKEYAUTOASYMKEY
DECRYPTBYKEYAUTOCERT ENCRYPTBYASYMKEY ENCRYPTBYCERT ENCRYPTBYKEY FILEPROPERTY FILEPROPERTYEX FULLTEXTCATALOGPROPERTY
FILETABLEROOTPATH FN_CDC_DECREMENT_LSN FN_CDC_GET_COLUMN_ORDINAL FN_CDC_GET_MAX_LSN FN_CDC_GET_MIN_LSN FN_CDC_HAS_COLUMN_CHANGED FN_CDC_INCREMENT_LSN FN_CDC_IS_BIT_SET
FN_CDC_MAP_LSN_TO_TIME FN_CDC_MAP_TIME_TO_LSN FN_HADR_BACKUP_IS_PREFERRED_REPLICA FN_HADR_IS_PRIMARY_REPLICA GETPATHLOCATOR GET_FILESTREAM_TRANSACTION_CONTEXT IS_OBJECTSIGNED KEY_GUID KEY_ID KEY_NAME
PERMISSIONS PUBLISHINGSERVERNAME PWDCOMPARE PWDENCRYPT SIGNBYASYMKEY SIGNBYCERT STATS_DATE SYMKEYPROPERTY TEXTPTR TEXTVALID
VERIFYSIGNEDBYASYMKEY VERIFYSIGNEDBYCERT XML_SCHEMA_NAMESPACE`),
);

const OF_2019: Needs = { version: SQL_SERVER_2019 };
const OF_2022: Needs = { version: SQL_SERVER_2022 };
const OF_2025: Needs = { version: SQL_SERVER_2025 };
const LEVEL_OF_2022: Needs = { version: SQL_SERVER_2022, compatibilityLevel: SQL_SERVER_2022 };

/** What a function needs that not every version has (the first sections of its page on Microsoft Learn). */
const LATER: ReadonlyMap<string, Needs> = new Map([
  ['APPROX_COUNT_DISTINCT', OF_2019],
  ...namesIn(`APPROX_PERCENTILE_CONT APPROX_PERCENTILE_DISC BIT_COUNT CURRENT_TIMEZONE CURRENT_TIMEZONE_ID DATE_BUCKET DATETRUNC GET_BIT GREATEST JSON_ARRAY JSON_OBJECT
JSON_PATH_EXISTS LEAST LEFT_SHIFT RIGHT_SHIFT SET_BIT`).map((name) => [name, OF_2022] as const),
  ['GENERATE_SERIES', LEVEL_OF_2022],
  ...['VECTOR_DISTANCE', ...CALLS_OF_2025, ...ABSENT_OF_2025].map((name) => [name, OF_2025] as const),
]);

/** Functions that took fewer arguments once. */
const LATER_ARGUMENTS: ReadonlyMap<string, { readonly needs: Needs; readonly before: number }> = new Map([
  ['ISJSON', { needs: OF_2022, before: 1 }],
  ['LTRIM', { needs: LEVEL_OF_2022, before: 1 }],
  ['RTRIM', { needs: LEVEL_OF_2022, before: 1 }],
  ['STRING_SPLIT', { needs: OF_2022, before: 2 }],
]);

/** Whether the built-in function came with a later version than the dialect's. */
export function isLaterFunction(name: string, dialect: Dialect): boolean {
  const needs = LATER.get(name.toUpperCase());
  return needs !== undefined && !speaks(dialect, needs);
}

/** The most arguments that the function takes in the dialect, of `maxArgs` at its latest. */
export function mostArguments(name: string, maxArgs: number, dialect: Dialect): number {
  const later = LATER_ARGUMENTS.get(name.toUpperCase());
  return later === undefined || speaks(dialect, later.needs) ? maxArgs : later.before;
}

/** The refusal of a built-in function of SQL Server that the engine has not; undefined for any other name. */
export function absentFunction(name: string): SqlError | undefined {
  const upper = name.toUpperCase();
  if (ABSENT_OF_2025.has(upper)) return notSupportedOf2025(`the function ${upper}`);
  return ABSENT.has(upper) ? notSupported(`the function ${upper}`) : undefined;
}
