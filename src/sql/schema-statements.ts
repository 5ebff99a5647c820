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
  readonly identity: { readonly seed: bigint; readonly increment: bigint; readonly last: bigint | null } | undefined;
  /** Columns that an INSERT may name. */
  readonly columns: ReadonlyArray<{ readonly name: string; readonly isIdentity: boolean }>;
  /** Names of the triggers that are enabled. */
  readonly triggers: readonly string[];
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
  readonly hasIndexedViews: boolean;
  /** Whether this login may read which tables were written to. */
  readonly canSeeUsage: boolean;
}

/** The texts that read the schema, by what they read. */
export const SCHEMA_TEXTS = {
  tables: `SELECT t.object_id, s.name AS schema_name, t.name AS table_name, t.temporal_type, t.is_memory_optimized,
  ISNULL((SELECT SUM(p.row_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)), 0) AS row_count,
  CONVERT(nvarchar(40), i.seed_value) AS seed_value, CONVERT(nvarchar(40), i.increment_value) AS increment_value, CONVERT(nvarchar(40), i.last_value) AS last_value
FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.identity_columns AS i ON i.object_id = t.object_id
WHERE t.is_ms_shipped = 0 AND s.name <> N'${OWN_SCHEMA}' ORDER BY t.object_id;`,
  // 189 is rowversion: like computed and generated columns it cannot be inserted.
  columns: `SELECT c.object_id, c.name, c.is_identity FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id
WHERE c.is_computed = 0 AND c.generated_always_type = 0 AND c.system_type_id <> 189 ORDER BY c.object_id, c.column_id;`,
  foreignKeys: 'SELECT f.parent_object_id AS table_id, f.referenced_object_id AS referenced_id, f.name, f.is_disabled, f.is_not_trusted FROM sys.foreign_keys AS f ORDER BY f.object_id;',
  checks: 'SELECT c.parent_object_id AS table_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c ORDER BY c.object_id;',
  triggers: 'SELECT r.parent_id AS table_id, r.name FROM sys.triggers AS r INNER JOIN sys.tables AS t ON t.object_id = r.parent_id WHERE r.is_disabled = 0 ORDER BY r.object_id;',
  sequences: `SELECT q.object_id, s.name AS schema_name, q.name, CONVERT(nvarchar(40), q.current_value) AS current_value, CONVERT(nvarchar(40), q.last_used_value) AS last_used_value,
  CONVERT(nvarchar(40), q.increment) AS increment, CONVERT(nvarchar(40), q.minimum_value) AS minimum_value, CONVERT(nvarchar(40), q.maximum_value) AS maximum_value, q.is_cycling
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY q.object_id;`,
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
  const hasIndexedViews = Number((await read('indexedViews'))[0]?.['n'] ?? 0) > 0;
  const canSeeUsage = await read('usage').then(() => true, () => false);
  return { tables, constraints, sequences, hasIndexedViews, canSeeUsage };
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
    identity: seed === undefined || increment === undefined ? undefined : { seed, increment, last: bigintOf(row['last_value']) ?? null },
    columns: (columns.get(id) ?? []).map((column) => ({ name: String(column['name']), isIdentity: isSet(column['is_identity']) })),
    triggers: (triggers.get(id) ?? []).map((trigger) => String(trigger['name'])),
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
    state: `${current} ${isUsed ? 'used' : 'unused'}`,
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
