// The statements that build, inside of the template, what cleaning needs in every clone: the baseline's tables, its copies of
// rows, two views and the procedure. All of it is ordinary T-SQL of SQL Server 2017 and later.
import { quoteName, quoteText } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** How one table is brought back. */
export interface TableBaseline {
  readonly id: number;
  readonly deleteOrder: number;
  readonly keptRows: number;
  readonly wipeText: string;
  readonly refillText: string | undefined;
  /** The last identity value, empty for none: what the view table_now prints for an untouched clone. */
  readonly identity: string;
}

/** A constraint that is off while its table is emptied and refilled. */
export interface ConstraintBaseline {
  readonly tableId: number;
  readonly name: string;
  readonly offText: string;
  readonly onText: string;
}

/** How a sequence is brought back. */
export interface SequenceBaseline {
  readonly id: number;
  readonly restartText: string;
  readonly state: string;
}

const ROWS_PER_INSERT = 200;

/** The texts that make the schema and the empty tables of the baseline. */
export function createBaselineTexts(): readonly string[] {
  const own = quoteName(OWN_SCHEMA);
  return [
    `CREATE SCHEMA ${own};`,
    `CREATE TABLE ${own}.[base_table] (
  object_id int NOT NULL PRIMARY KEY, delete_order int NOT NULL, kept_rows bigint NOT NULL,
  wipe_text nvarchar(max) NOT NULL, refill_text nvarchar(max) NULL,
  seen_updates bigint NOT NULL, seen_identity nvarchar(40) NOT NULL);`,
    `CREATE TABLE ${own}.[base_reference] (child_id int NOT NULL, parent_id int NOT NULL, PRIMARY KEY (child_id, parent_id));`,
    `CREATE TABLE ${own}.[base_constraint] (
  table_id int NOT NULL, name sysname NOT NULL, off_text nvarchar(max) NOT NULL, on_text nvarchar(max) NOT NULL, PRIMARY KEY (table_id, name));`,
    `CREATE TABLE ${own}.[base_sequence] (object_id int NOT NULL PRIMARY KEY, restart_text nvarchar(max) NOT NULL, seen nvarchar(60) NOT NULL);`,
  ];
}

/** The name of the copy of a table's template rows. */
export function copyName(tableId: number): string {
  return `${quoteName(OWN_SCHEMA)}.${quoteName(`rows_${tableId}`)}`;
}

/** The text that copies a table's template rows. */
export function copyRowsText(tableId: number, table: string, columns: string): string {
  return `SELECT ${columns} INTO ${copyName(tableId)} FROM ${table};`;
}

/** The texts that fill the baseline's tables; index usage counts from nothing in every clone. */
export function fillBaselineTexts(
  tables: readonly TableBaseline[],
  references: ReadonlyArray<readonly [childId: number, parentId: number]>,
  constraints: readonly ConstraintBaseline[],
  sequences: readonly SequenceBaseline[],
): readonly string[] {
  return [
    ...inserts('base_table', 'object_id, delete_order, kept_rows, wipe_text, refill_text, seen_updates, seen_identity',
      tables.map((t) => [t.id, t.deleteOrder, t.keptRows, quoteText(t.wipeText), t.refillText === undefined ? 'NULL' : quoteText(t.refillText), 0, quoteText(t.identity)])),
    ...inserts('base_reference', 'child_id, parent_id', references),
    ...inserts('base_constraint', 'table_id, name, off_text, on_text', constraints.map((c) => [c.tableId, quoteText(c.name), quoteText(c.offText), quoteText(c.onText)])),
    ...inserts('base_sequence', 'object_id, restart_text, seen', sequences.map((s) => [s.id, quoteText(s.restartText), quoteText(s.state)])),
  ];
}

function inserts(table: string, columns: string, rows: ReadonlyArray<ReadonlyArray<string | number>>): string[] {
  const texts: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const values = rows.slice(start, start + ROWS_PER_INSERT).map((row) => `(${row.join(', ')})`);
    texts.push(`INSERT INTO ${quoteName(OWN_SCHEMA)}.${quoteName(table)} (${columns}) VALUES\n  ${values.join(',\n  ')};`);
  }
  return texts;
}

/** The text of the view that compares every table with the baseline. Without usage statistics, tables with template rows always count as changed. */
export function tableNowText(canSeeUsage: boolean): string {
  const own = quoteName(OWN_SCHEMA);
  const updates = canSeeUsage ? 'ISNULL(u.updates, 0)' : 'CASE WHEN b.kept_rows > 0 THEN b.seen_updates + 1 ELSE b.seen_updates END';
  const usage = `LEFT JOIN (SELECT s.object_id, SUM(s.user_updates) AS updates FROM sys.dm_db_index_usage_stats AS s WHERE s.database_id = DB_ID() GROUP BY s.object_id) AS u ON u.object_id = b.object_id\n`;
  return `CREATE VIEW ${own}.[table_now] AS
SELECT b.object_id, b.kept_rows, b.seen_updates, b.seen_identity, ISNULL(p.row_count, 0) AS row_count, ${updates} AS updates,
  ISNULL(CONVERT(nvarchar(40), i.last_value), N'') AS last_identity
FROM ${own}.[base_table] AS b
INNER JOIN sys.tables AS t ON t.object_id = b.object_id
LEFT JOIN (SELECT s.object_id, SUM(s.row_count) AS row_count FROM sys.dm_db_partition_stats AS s WHERE s.index_id IN (0, 1) GROUP BY s.object_id) AS p ON p.object_id = b.object_id
${canSeeUsage ? usage : ''}LEFT JOIN sys.identity_columns AS i ON i.object_id = b.object_id;`;
}

/** The text of the view that compares every sequence with the baseline. */
export function sequenceNowText(): string {
  const own = quoteName(OWN_SCHEMA);
  return `CREATE VIEW ${own}.[sequence_now] AS
SELECT b.object_id, b.seen, b.restart_text,
  CONVERT(nvarchar(40), q.current_value) + CASE WHEN q.last_used_value IS NULL THEN N' unused' ELSE N' used' END AS state
FROM ${own}.[base_sequence] AS b INNER JOIN sys.sequences AS q ON q.object_id = b.object_id;`;
}
