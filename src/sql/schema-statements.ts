// Reads from the system views what cleaning depends on: tables, columns, keys, triggers, sequences. Decides nothing.
import type { Connection, Row } from './connection';

/** The schema in which the preset keeps what it needs inside of a test database. */
export const OWN_SCHEMA = 'jest_nest_mssql';

/** A table of the template. */
export interface TableFacts {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly isHistory: boolean;
  readonly isMemoryOptimized: boolean;
  readonly isVersioned: boolean;
  readonly rowCount: number;
  /** `restart`: what DBCC CHECKIDENT made the next value of a table that was never used. */
  readonly identity: { readonly seed: bigint; readonly increment: bigint; readonly last: bigint | null; readonly restart?: bigint } | undefined;
  /** Columns that an INSERT may name. */
  readonly columns: ReadonlyArray<{ readonly name: string; readonly isIdentity: boolean }>;
  /** Names of the enabled triggers that a DELETE fires, and that an INSERT does. */
  readonly deleteTriggers: readonly string[];
  readonly insertTriggers: readonly string[];
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
}

/** A sequence and the value it gives next. */
export interface SequenceFacts {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly next: bigint | undefined;
  /** Its state as the view sequence_now prints it. */
  readonly state: string;
}

/** All that cleaning depends on. */
export interface SchemaFacts {
  readonly tables: readonly TableFacts[];
  readonly constraints: readonly ConstraintFacts[];
  readonly sequences: readonly SequenceFacts[];
  readonly switches: readonly SwitchFacts[];
  readonly hasIndexedViews: boolean;
  /** Whether this login may read which tables were written to. */
  readonly canSeeUsage: boolean;
}

/** The texts that read the schema, by what they read. */
export const SCHEMA_TEXTS = {
  tables: `SELECT t.object_id, s.name AS schema_name, t.name AS table_name, t.temporal_type, t.is_memory_optimized, t.history_table_id,
  t.history_retention_period, t.history_retention_period_unit_desc,
  ISNULL((SELECT SUM(p.row_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)), 0) AS row_count,
  CONVERT(nvarchar(40), i.seed_value) AS seed_value, CONVERT(nvarchar(40), i.increment_value) AS increment_value, CONVERT(nvarchar(40), i.last_value) AS last_value,
  CASE WHEN i.last_value IS NULL THEN CONVERT(nvarchar(40), IDENT_CURRENT(QUOTENAME(s.name) + N'.' + QUOTENAME(t.name))) END AS current_identity
FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.identity_columns AS i ON i.object_id = t.object_id
WHERE t.is_ms_shipped = 0 AND s.name <> N'${OWN_SCHEMA}' ORDER BY t.object_id;`,
  // 189 is rowversion: like computed columns it cannot be inserted.
  columns: `SELECT c.object_id, c.name, c.is_identity, c.generated_always_type, c.is_hidden FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id
WHERE c.is_computed = 0 AND c.system_type_id <> 189 ORDER BY c.object_id, c.column_id;`,
  foreignKeys: 'SELECT f.parent_object_id AS table_id, f.referenced_object_id AS referenced_id, f.name, f.is_disabled, f.is_not_trusted FROM sys.foreign_keys AS f ORDER BY f.object_id;',
  checks: 'SELECT c.parent_object_id AS table_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c ORDER BY c.object_id;',
  triggers: `SELECT r.parent_id AS table_id, r.name, e.type_desc FROM sys.triggers AS r INNER JOIN sys.tables AS t ON t.object_id = r.parent_id
  INNER JOIN sys.trigger_events AS e ON e.object_id = r.object_id WHERE r.is_disabled = 0 ORDER BY r.object_id;`,
  sequences: `SELECT q.object_id, s.name AS schema_name, q.name, CONVERT(nvarchar(40), q.current_value) AS current_value, CONVERT(nvarchar(40), q.last_used_value) AS last_used_value,
  CONVERT(nvarchar(40), q.increment) AS increment, CONVERT(nvarchar(40), q.minimum_value) AS minimum_value, CONVERT(nvarchar(40), q.maximum_value) AS maximum_value, q.is_cycling
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY q.object_id;`,
  switches: `SELECT x.object_id, x.kind, s.name AS schema_name, o.name AS table_name, x.name, x.is_disabled, x.is_not_trusted FROM (
  SELECT r.object_id, N'trigger' AS kind, r.parent_id, r.name, r.is_disabled, 0 AS is_not_trusted FROM sys.triggers AS r WHERE r.parent_class = 1
  UNION ALL SELECT f.object_id, N'constraint', f.parent_object_id, f.name, f.is_disabled, f.is_not_trusted FROM sys.foreign_keys AS f
  UNION ALL SELECT c.object_id, N'constraint', c.parent_object_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c
) AS x INNER JOIN sys.objects AS o ON o.object_id = x.parent_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE s.name <> N'${OWN_SCHEMA}' ORDER BY x.object_id;`,
  indexedViews: 'SELECT COUNT(*) AS n FROM sys.indexes AS i INNER JOIN sys.views AS v ON v.object_id = i.object_id;',
  usage: 'SELECT COUNT(*) AS n FROM sys.dm_db_index_usage_stats AS u WHERE u.database_id = DB_ID();',
} as const;

/** Reads the schema of the connection's database. */
export async function readSchema(connection: Connection): Promise<SchemaFacts> {
  const read = (name: keyof typeof SCHEMA_TEXTS): Promise<readonly Row[]> => connection.query(SCHEMA_TEXTS[name]);
  const columns = groupBy(await read('columns'), 'object_id');
  const triggers = groupBy(await read('triggers'), 'table_id');
  const tables = (await read('tables')).map((row) => tableOf(row, columns, triggers));
  const constraints = [...(await read('foreignKeys')), ...(await read('checks'))].map(constraintOf);
  const sequences = (await read('sequences')).map(sequenceOf);
  const switches = (await read('switches')).map(switchOf);
  const hasIndexedViews = Number((await read('indexedViews'))[0]?.['n'] ?? 0) > 0;
  const canSeeUsage = await read('usage').then(() => true, () => false);
  return { tables, constraints, sequences, switches, hasIndexedViews, canSeeUsage };
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
    isHistory: Number(row['temporal_type']) === 1,
    isVersioned: Number(row['temporal_type']) === 2,
    isMemoryOptimized: isSet(row['is_memory_optimized']),
    rowCount: Number(row['row_count']),
    identity: seed === undefined || increment === undefined ? undefined : { seed, increment, last: bigintOf(row['last_value']) ?? null, ...restartOf(row, seed) },
    columns: (columns.get(id) ?? []).filter((column) => Number(column['generated_always_type']) === 0).map((column) => ({ name: String(column['name']), isIdentity: isSet(column['is_identity']) })),
    deleteTriggers: firedBy('DELETE', triggers.get(id) ?? []),
    insertTriggers: firedBy('INSERT', triggers.get(id) ?? []),
    ...(row['history_table_id'] === null || row['history_table_id'] === undefined ? {} : { versioning: versioningOf(row, columns.get(id) ?? []) }),
  };
}

function firedBy(event: string, triggers: readonly Row[]): string[] {
  return triggers.filter((trigger) => trigger['type_desc'] === event).map((trigger) => String(trigger['name']));
}

function restartOf(row: Row, seed: bigint): { restart?: bigint } {
  const current = bigintOf(row['current_identity']);
  return current === undefined || current === seed ? {} : { restart: current };
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

function constraintOf(row: Row): ConstraintFacts {
  return {
    tableId: Number(row['table_id']),
    name: String(row['name']),
    referencedId: row['referenced_id'] === undefined ? undefined : Number(row['referenced_id']),
    isDisabled: isSet(row['is_disabled']),
    isTrusted: !isSet(row['is_not_trusted']),
  };
}

function sequenceOf(row: Row): SequenceFacts {
  const current = bigintOf(row['current_value']) ?? 0n;
  const isUsed = bigintOf(row['last_used_value']) !== undefined;
  return {
    id: Number(row['object_id']),
    schema: String(row['schema_name']),
    name: String(row['name']),
    next: isUsed ? nextOf(row, current) : current,
    state: `${current}/${bigintOf(row['last_used_value']) ?? ''}`,
  };
}

function nextOf(row: Row, current: bigint): bigint | undefined {
  const increment = bigintOf(row['increment']) ?? 1n;
  const [low, high] = [bigintOf(row['minimum_value']), bigintOf(row['maximum_value'])];
  const next = current + increment;
  const isInside = (low === undefined || next >= low) && (high === undefined || next <= high);
  if (isInside) return next;
  if (!isSet(row['is_cycling'])) return undefined;
  return increment > 0n ? low : high;
}

function bigintOf(value: unknown): bigint | undefined {
  if (value === null || value === undefined) return undefined;
  return BigInt(String(value).replace(/\.0*$/, ''));
}

function isSet(value: unknown): boolean {
  return value === true || value === 1;
}
