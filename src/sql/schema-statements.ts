// Reads from the system views what cleaning depends on: tables, columns, keys, triggers, sequences. Decides nothing.
import type { Connection, Row } from './connection';
import { quoteTwoPartName } from './quoting';

/** The schema in which the preset keeps what it needs inside of a test database. */
export const OWN_SCHEMA = 'jest_nest_mssql';

/** Asks for the id of the object whose name is the parameter: NULL where there is none. */
export const OBJECT_ID_TEXT = 'SELECT OBJECT_ID(@0) AS id;';

/** A table of the template. */
export interface TableFacts {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly isHistory: boolean;
  readonly isMemoryOptimized: boolean;
  readonly rowCount: number;
  /** `restart`: what DBCC CHECKIDENT made the next value of a table that was never used. */
  readonly identity: { readonly seed: bigint; readonly increment: bigint; readonly last: bigint | null; readonly restart?: bigint; readonly lowest: bigint; readonly highest: bigint } | undefined;
  /** Columns that an INSERT may name. */
  readonly columns: ReadonlyArray<{ readonly name: string; readonly isIdentity: boolean }>;
  /** Names of the enabled triggers that a DELETE fires, and that an INSERT does. */
  readonly deleteTriggers: readonly string[];
  readonly insertTriggers: readonly string[];
  /** Given for a graph table. */
  readonly graph?: 'node' | 'edge';
  readonly isLedger?: boolean;
  /** Whether its rows are in a filegroup that nobody can write to. */
  readonly isReadOnly?: boolean;
  /** Given for a system-versioned table. */
  readonly versioning?: VersioningFacts;
}

/** How a system-versioned table keeps its history. */
export interface VersioningFacts {
  readonly historyId: number;
  /** The period, start and end. */
  readonly period: ReadonlyArray<{ readonly name: string; readonly isHidden: boolean }>;
  /** How long history is kept, as `6 MONTH` or `INFINITE`. */
  readonly retention: string;
}

/** A trigger, foreign key or check constraint that may be switched. */
export interface SwitchFacts {
  readonly id: number;
  readonly kind: 'trigger' | 'constraint';
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly isDisabled: boolean;
  readonly isTrusted: boolean;
}

/** A foreign key (`referencedId` given) or check constraint. */
export interface ConstraintFacts {
  readonly tableId: number;
  readonly name: string;
  readonly referencedId: number | undefined;
  readonly isDisabled: boolean;
  readonly isTrusted: boolean;
  /** Given for a foreign key. */
  readonly key?: ForeignKeyFacts;
}

/** What a foreign key is made of; lists of columns, and the table it points to, quoted. */
export interface ForeignKeyFacts {
  readonly schema: string;
  readonly columns: string;
  readonly referenced: string;
  readonly referencedColumns: string;
  /** As sys.foreign_keys counts them: no action, cascade, set null, set default. */
  readonly onDelete: number;
  readonly onUpdate: number;
  readonly isNotForReplication: boolean;
}

/** How a sequence counts; a cache without a size is the server's own. */
export interface SequenceCourse {
  readonly increment: bigint;
  readonly minimum: bigint;
  readonly maximum: bigint;
  readonly isCycling: boolean;
  readonly cache: 'none' | 'default' | number;
}

/** A sequence and the value it gives next. */
export interface SequenceFacts {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly next: bigint | undefined;
  readonly course: SequenceCourse;
  readonly isUsed: boolean;
  /** Its state as the view sequence_now prints it. */
  readonly state: string;
}

/** A module: procedure, view, function or trigger; one that is encrypted has no definition. */
export interface ModuleFacts {
  readonly id: number;
  readonly definition: string | undefined;
  /** Whether it was made under the SET options that the preset's own sessions have. */
  readonly hasUsualOptions: boolean;
}

/** What of the database as a whole matters. */
export interface DatabaseFacts {
  readonly compatibilityLevel: number;
  readonly hasChangeDataCapture: boolean;
}

/** All that cleaning depends on. */
export interface SchemaFacts {
  readonly database: DatabaseFacts;
  readonly tables: readonly TableFacts[];
  readonly constraints: readonly ConstraintFacts[];
  readonly sequences: readonly SequenceFacts[];
  readonly switches: readonly SwitchFacts[];
  readonly modules: readonly ModuleFacts[];
  readonly hasIndexedViews: boolean;
  /** Whether this login may read which tables were written to. */
  readonly canSeeUsage: boolean;
}

/** The texts that read the schema, by what they read. */
export const SCHEMA_TEXTS = {
  // By name: on Azure SQL Database, sys.databases has ids of its own.
  database: 'SELECT d.compatibility_level, d.is_cdc_enabled FROM sys.databases AS d WHERE d.name = DB_NAME();',
  // Before SQL Server 2022 there is no ledger_type in sys.tables: the name then means the column outside. The rows of an external table are elsewhere.
  tables: `SELECT t.object_id, s.name AS schema_name, t.name AS table_name, t.temporal_type, t.is_memory_optimized, t.history_table_id,
  t.history_retention_period, t.history_retention_period_unit_desc, t.is_node, t.is_edge, t.ledger_type, ISNULL(g.is_read_only, 0) AS is_read_only,
  ISNULL((SELECT SUM(p.row_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)), 0) AS row_count,
  CONVERT(nvarchar(40), i.seed_value) AS seed_value, CONVERT(nvarchar(40), i.increment_value) AS increment_value, CONVERT(nvarchar(40), i.last_value) AS last_value,
  i.system_type_id AS identity_type, i.precision AS identity_precision,
  CASE WHEN i.last_value IS NULL THEN CONVERT(nvarchar(40), IDENT_CURRENT(QUOTENAME(s.name) + N'.' + QUOTENAME(t.name))) END AS current_identity
FROM (SELECT 0 AS ledger_type) AS before_2022
CROSS APPLY (SELECT x.object_id, x.schema_id, x.name, x.temporal_type, x.is_memory_optimized, x.history_table_id,
    x.history_retention_period, x.history_retention_period_unit_desc, x.is_node, x.is_edge, ledger_type
  FROM sys.tables AS x WHERE x.is_ms_shipped = 0 AND x.is_external = 0) AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.identity_columns AS i ON i.object_id = t.object_id
LEFT JOIN sys.indexes AS h ON h.object_id = t.object_id AND h.index_id IN (0, 1) LEFT JOIN sys.filegroups AS g ON g.data_space_id = h.data_space_id
WHERE s.name <> N'${OWN_SCHEMA}' ORDER BY t.object_id;`,
  // 189 is rowversion: like computed columns it cannot be inserted. A column set is the same values as the sparse columns beside it.
  columns: `SELECT c.object_id, c.name, c.is_identity, c.generated_always_type, c.is_hidden FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id
WHERE c.is_computed = 0 AND c.is_column_set = 0 AND c.system_type_id <> 189 ORDER BY c.object_id, c.column_id;`,
  foreignKeys: `SELECT f.parent_object_id AS table_id, f.referenced_object_id AS referenced_id, f.name, f.is_disabled, f.is_not_trusted, s.name AS schema_name, k.columns,
  QUOTENAME(rs.name) + N'.' + QUOTENAME(r.name) AS referenced, k.referenced_columns, f.delete_referential_action, f.update_referential_action, f.is_not_for_replication
FROM sys.foreign_keys AS f INNER JOIN sys.schemas AS s ON s.schema_id = f.schema_id
INNER JOIN sys.tables AS r ON r.object_id = f.referenced_object_id INNER JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
INNER JOIN (SELECT x.constraint_object_id, STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(c.name)), N', ') WITHIN GROUP (ORDER BY x.constraint_column_id) AS columns,
    STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(rc.name)), N', ') WITHIN GROUP (ORDER BY x.constraint_column_id) AS referenced_columns
  FROM sys.foreign_key_columns AS x INNER JOIN sys.columns AS c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id
  INNER JOIN sys.columns AS rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id
  GROUP BY x.constraint_object_id) AS k ON k.constraint_object_id = f.object_id ORDER BY f.object_id;`,
  checks: 'SELECT c.parent_object_id AS table_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c ORDER BY c.object_id;',
  triggers: `SELECT r.parent_id AS table_id, r.name, e.type_desc FROM sys.triggers AS r INNER JOIN sys.tables AS t ON t.object_id = r.parent_id
  INNER JOIN sys.trigger_events AS e ON e.object_id = r.object_id WHERE r.is_disabled = 0 ORDER BY r.object_id;`,
  sequences: `SELECT q.object_id, s.name AS schema_name, q.name, CONVERT(nvarchar(40), q.current_value) AS current_value, CONVERT(nvarchar(40), q.last_used_value) AS last_used_value,
  CONVERT(nvarchar(40), q.increment) AS increment, CONVERT(nvarchar(40), q.minimum_value) AS minimum_value, CONVERT(nvarchar(40), q.maximum_value) AS maximum_value,
  q.is_cycling, q.is_cached, q.cache_size
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY q.object_id;`,
  switches: `SELECT x.object_id, x.kind, s.name AS schema_name, o.name AS table_name, x.name, x.is_disabled, x.is_not_trusted FROM (
  SELECT r.object_id, N'trigger' AS kind, r.parent_id, r.name, r.is_disabled, 0 AS is_not_trusted FROM sys.triggers AS r WHERE r.parent_class = 1
  UNION ALL SELECT f.object_id, N'constraint', f.parent_object_id, f.name, f.is_disabled, f.is_not_trusted FROM sys.foreign_keys AS f
  UNION ALL SELECT c.object_id, N'constraint', c.parent_object_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c
) AS x INNER JOIN sys.objects AS o ON o.object_id = x.parent_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE s.name <> N'${OWN_SCHEMA}' ORDER BY x.object_id;`,
  modules: 'SELECT m.object_id, m.definition, m.uses_ansi_nulls, m.uses_quoted_identifier FROM sys.sql_modules AS m ORDER BY m.object_id;',
  indexedViews: 'SELECT COUNT(*) AS n FROM sys.indexes AS i INNER JOIN sys.views AS v ON v.object_id = i.object_id;',
  usage: 'SELECT COUNT(*) AS n FROM sys.dm_db_index_usage_stats AS u WHERE u.database_id = DB_ID();',
} as const;

/** The text that counts the rows of a table, given quoted: what is kept in memory, no view of partitions tells of reliably. */
export function countRowsText(table: string): string {
  return `SELECT COUNT_BIG(*) AS n FROM ${table};`;
}

/**
 * The text that lists the tables that @name, of `clean.keep`, means: by the database's own collation, with or without a schema and brackets. Not the
 * history of a temporal or ledger table, which is cleaned with that table.
 */
export const NAMED_TABLES_TEXT = `SELECT t.object_id FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE s.name <> N'${OWN_SCHEMA}' AND (t.name = @name OR s.name + N'.' + t.name = @name
    OR (t.name = PARSENAME(@name, 1) AND s.name = ISNULL(PARSENAME(@name, 2), s.name) AND PARSENAME(@name, 3) IS NULL))
  AND NOT EXISTS (SELECT 1 FROM sys.tables AS x WHERE x.history_table_id = t.object_id);`;

/** The tables that a list of names means, and those of the names that mean none. */
export interface NamedTables {
  readonly ids: ReadonlySet<number>;
  readonly unknown: readonly string[];
}

/** Finds the tables of the connection's database that are named. */
export async function findNamedTables(connection: Connection, names: readonly string[]): Promise<NamedTables> {
  const found: number[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const ids = (await connection.query(NAMED_TABLES_TEXT, { name })).map((row) => Number(row['object_id']));
    if (ids.length === 0) unknown.push(name);
    found.push(...ids);
  }
  return { ids: new Set(found), unknown };
}

/** Reads the schema of the connection's database. */
export async function readSchema(connection: Connection): Promise<SchemaFacts> {
  const read = (name: keyof typeof SCHEMA_TEXTS): Promise<readonly Row[]> => connection.query(SCHEMA_TEXTS[name]);
  const database = databaseOf((await read('database'))[0]);
  const columns = groupBy(await read('columns'), 'object_id');
  const triggers = groupBy(await read('triggers'), 'table_id');
  const tables: TableFacts[] = [];
  for (const row of await read('tables')) tables.push(await withRowCount(connection, tableOf(row, columns, triggers)));
  const constraints = [...(await read('foreignKeys')), ...(await read('checks'))].map(constraintOf);
  const sequences = (await read('sequences')).map(sequenceOf);
  const switches = (await read('switches')).map(switchOf);
  const modules = (await read('modules')).map(moduleOf);
  const hasIndexedViews = Number((await read('indexedViews'))[0]?.['n'] ?? 0) > 0;
  const canSeeUsage = await read('usage').then(() => true, () => false);
  return { database, tables, constraints, sequences, switches, modules, hasIndexedViews, canSeeUsage };
}

function databaseOf(row: Row = {}): DatabaseFacts {
  return { compatibilityLevel: Number(row['compatibility_level'] ?? Infinity), hasChangeDataCapture: isSet(row['is_cdc_enabled']) };
}

async function withRowCount(connection: Connection, table: TableFacts): Promise<TableFacts> {
  if (!table.isMemoryOptimized) return table;
  const row = (await connection.query(countRowsText(quoteTwoPartName(table.schema, table.name))))[0];
  return { ...table, rowCount: Number(row?.['n']) };
}

function groupBy(rows: readonly Row[], key: string): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(Number(row[key]), [...(groups.get(Number(row[key])) ?? []), row]);
  return groups;
}

function tableOf(row: Row, columns: ReadonlyMap<number, readonly Row[]>, triggers: ReadonlyMap<number, readonly Row[]>): TableFacts {
  const id = Number(row['object_id']);
  const seed = bigintOf(row['seed_value']);
  const increment = bigintOf(row['increment_value']);
  return {
    id,
    schema: String(row['schema_name']),
    name: String(row['table_name']),
    isHistory: Number(row['temporal_type']) === 1 || Number(row['ledger_type']) === LEDGER_HISTORY,
    isMemoryOptimized: isSet(row['is_memory_optimized']),
    rowCount: Number(row['row_count']),
    identity: seed === undefined || increment === undefined ? undefined : { seed, increment, last: bigintOf(row['last_value']) ?? null, ...restartOf(row, seed), ...rangeOf(row) },
    columns: (columns.get(id) ?? []).filter((column) => Number(column['generated_always_type']) === 0).map((column) => ({ name: String(column['name']), isIdentity: isSet(column['is_identity']) })),
    deleteTriggers: firedBy('DELETE', triggers.get(id) ?? []),
    insertTriggers: firedBy('INSERT', triggers.get(id) ?? []),
    ...(isSet(row['is_node']) ? { graph: 'node' } : isSet(row['is_edge']) ? { graph: 'edge' } : {}),
    isLedger: Number(row['ledger_type'] ?? 0) > LEDGER_HISTORY,
    isReadOnly: isSet(row['is_read_only']),
    ...(row['history_table_id'] === null || row['history_table_id'] === undefined ? {} : { versioning: versioningOf(row, columns.get(id) ?? []) }),
  };
}

// As sys.tables counts ledger_type: 1 a history table, 2 updatable, 3 append-only.
const LEDGER_HISTORY = 1;

function firedBy(event: string, triggers: readonly Row[]): string[] {
  return triggers.filter((trigger) => trigger['type_desc'] === event).map((trigger) => String(trigger['name']));
}

function restartOf(row: Row, seed: bigint): { restart?: bigint } {
  const current = bigintOf(row['current_identity']);
  return current === undefined || current === seed ? {} : { restart: current };
}

// 48 tinyint, 52 smallint, 56 int, 127 bigint; else decimal.
function rangeOf(row: Row): { lowest: bigint; highest: bigint } {
  const bits = new Map([[48, 8n], [52, 16n], [56, 32n], [127, 64n]]).get(Number(row['identity_type']));
  if (bits === 8n) return { lowest: 0n, highest: 255n };
  const limit = bits === undefined ? 10n ** BigInt(Number(row['identity_precision'])) : 2n ** (bits - 1n);
  return { lowest: bits === undefined ? 1n - limit : -limit, highest: limit - 1n };
}

// generated_always_type 1 is the start of the period, 2 its end.
function versioningOf(row: Row, columns: readonly Row[]): VersioningFacts {
  const generated = columns.filter((column) => Number(column['generated_always_type']) > 0).sort((a, b) => Number(a['generated_always_type']) - Number(b['generated_always_type']));
  const unit = String(row['history_retention_period_unit_desc'] ?? 'INFINITE');
  return {
    historyId: Number(row['history_table_id']),
    period: generated.map((column) => ({ name: String(column['name']), isHidden: isSet(column['is_hidden']) })),
    retention: /^(DAY|WEEK|MONTH|YEAR)$/.test(unit) ? `${Number(row['history_retention_period'])} ${unit}` : 'INFINITE',
  };
}

function switchOf(row: Row): SwitchFacts {
  return {
    id: Number(row['object_id']),
    kind: row['kind'] === 'trigger' ? 'trigger' : 'constraint',
    schema: String(row['schema_name']),
    table: String(row['table_name']),
    name: String(row['name']),
    isDisabled: isSet(row['is_disabled']),
    isTrusted: !isSet(row['is_not_trusted']),
  };
}

function moduleOf(row: Row): ModuleFacts {
  const { definition } = row;
  return {
    id: Number(row['object_id']),
    definition: typeof definition === 'string' ? definition : undefined,
    hasUsualOptions: isSet(row['uses_ansi_nulls']) && isSet(row['uses_quoted_identifier']),
  };
}

function constraintOf(row: Row): ConstraintFacts {
  return {
    tableId: Number(row['table_id']),
    name: String(row['name']),
    referencedId: row['referenced_id'] === undefined ? undefined : Number(row['referenced_id']),
    isDisabled: isSet(row['is_disabled']),
    isTrusted: !isSet(row['is_not_trusted']),
    ...(row['referenced_id'] === undefined ? {} : { key: keyOf(row) }),
  };
}

function keyOf(row: Row): ForeignKeyFacts {
  return {
    schema: String(row['schema_name']),
    columns: String(row['columns']),
    referenced: String(row['referenced']),
    referencedColumns: String(row['referenced_columns']),
    onDelete: Number(row['delete_referential_action']),
    onUpdate: Number(row['update_referential_action']),
    isNotForReplication: isSet(row['is_not_for_replication']),
  };
}

function sequenceOf(row: Row): SequenceFacts {
  const current = bigintOf(row['current_value']) ?? 0n;
  const last = bigintOf(row['last_used_value']);
  const course = courseOf(row);
  return {
    id: Number(row['object_id']),
    schema: String(row['schema_name']),
    name: String(row['name']),
    next: last === undefined ? current : nextOf(course, current),
    course,
    isUsed: last !== undefined,
    state: `${current}/${last ?? ''}`,
  };
}

function courseOf(row: Row): SequenceCourse {
  const size = Number(row['cache_size'] ?? 0);
  return {
    increment: bigintOf(row['increment']) ?? 1n,
    minimum: bigintOf(row['minimum_value']) ?? 0n,
    maximum: bigintOf(row['maximum_value']) ?? 0n,
    isCycling: isSet(row['is_cycling']),
    cache: isSet(row['is_cached']) ? (size > 0 ? size : 'default') : 'none',
  };
}

function nextOf({ increment, minimum, maximum, isCycling }: SequenceCourse, current: bigint): bigint | undefined {
  const next = current + increment;
  if (next >= minimum && next <= maximum) return next;
  if (!isCycling) return undefined;
  return increment > 0n ? minimum : maximum;
}

function bigintOf(value: unknown): bigint | undefined {
  if (value === null || value === undefined) return undefined;
  return BigInt(String(value).replace(/\.0*$/, ''));
}

function isSet(value: unknown): boolean {
  return value === true || value === 1;
}
