// Which T-SQL is spoken: what came with a later SQL Server is unknown to an earlier one, and some of it to a database of a lower compatibility level.

/** The T-SQL of a server and of a database. The highest compatibility level that a version of SQL Server has stands for the version. */
export interface Dialect { readonly version: number; readonly compatibilityLevel: number }

/** SQL Server 2019. */
export const SQL_SERVER_2019 = 150;
/** SQL Server 2022. */
export const SQL_SERVER_2022 = 160;
/** SQL Server 2025. */
export const SQL_SERVER_2025 = 170;

/** All that is known here. */
export const WHOLE_DIALECT: Dialect = { version: SQL_SERVER_2025, compatibilityLevel: SQL_SERVER_2025 };

/** What a dialect must have at least. */
export type Needs = Partial<Dialect>;

/** Whether what needs so much is known in the dialect. */
export const speaks = (dialect: Dialect, { version = 0, compatibilityLevel = 0 }: Needs): boolean => dialect.version >= version && dialect.compatibilityLevel >= compatibilityLevel;

/** Functions of SQL Server 2025 whose calls are conditions, or have arguments that are not values alone. */
export const CALLS_OF_2025: ReadonlySet<string> = new Set(['REGEXP_LIKE', 'JSON_OBJECTAGG', 'JSON_ARRAYAGG', 'AI_GENERATE_EMBEDDINGS']);

/** The rules of the grammar that are not in every version, with what they need (Microsoft Learn: What's new in SQL Server 2019 and 2022; WINDOW; TRIM). */
export const LATER_RULES = {
  'UTF-8 collation': { version: SQL_SERVER_2019 },
  'INLINE option': { version: SQL_SERVER_2019 },
  'OPTIMIZE_FOR_SEQUENTIAL_KEY option': { version: SQL_SERVER_2019 },
  'IS DISTINCT FROM': { version: SQL_SERVER_2022 },
  'IGNORE NULLS': { version: SQL_SERVER_2022 },
  'JSON constructor': { version: SQL_SERVER_2022 },
  'shift operator': { version: SQL_SERVER_2022 },
  'XML_COMPRESSION option': { version: SQL_SERVER_2022 },
  'TRIM of one side': { version: SQL_SERVER_2022, compatibilityLevel: SQL_SERVER_2022 },
  'WINDOW clause': { version: SQL_SERVER_2022, compatibilityLevel: SQL_SERVER_2022 },
  'grammar of 2025': { version: SQL_SERVER_2025 },
} as const satisfies Readonly<Record<string, Needs>>;
