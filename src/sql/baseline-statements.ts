// The statements that build, inside of the template, what cleaning needs in every clone: the baseline's tables, its copies of
// rows, and three views that show how things are now. All of it is ordinary T-SQL of SQL Server 2017 and later.
import { quoteName, quoteText } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** How one table is brought back. */
export interface TableBaseline {
  readonly id: number;
  /** Schema and name, quoted. */
  readonly name: string;
  readonly deleteOrder: number;
  readonly keptRows: number;
  /** Whether no system view tells that it was written to: then it always counts as changed. */
  readonly isUnwatched: boolean;
  readonly wipeText: string;
  /** Resets the identity after `wipeText`, if the table's identity has been used, or not; undefined where nothing is to be done. */
  readonly reseed: { readonly usedText: string; readonly unusedText: string } | undefined;
  readonly refillText: string | undefined;
  /** The last identity value, empty for none, with a question mark for a restarted one: what the view table_now prints for an untouched clone. */
  readonly identity: string;
}

/** Something that is off while its table is emptied and refilled. */
export interface ConstraintBaseline {
  readonly tableId: number;
  readonly name: string;
  readonly offText: string;
  readonly onText: string;
}

/** How a trigger or constraint that a test has switched is switched back. */
export interface SwitchBaseline {
  readonly id: number;
  /** 1: disabled. 2: not trusted. 3: both. */
  readonly state: number;
  /** Whether it has to be switched back before rows are touched. */
  readonly isFirst: boolean;
  readonly text: string;
}

/** How a sequence is brought back. */
export interface SequenceBaseline {
  readonly id: number;
  readonly restartText: string;
  readonly state: string;
  /** Whether the template has drawn values from it. */
  readonly isUsed: boolean;
}

/** The rows of the baseline's tables. */
export interface BaselineRows {
  readonly tables: readonly TableBaseline[];
  readonly references: ReadonlyArray<readonly [childId: number, parentId: number]>;
  readonly constraints: readonly ConstraintBaseline[];
  readonly switches: readonly SwitchBaseline[];
  readonly sequences: readonly SequenceBaseline[];
}

const ROWS_PER_INSERT = 200;
const OWN = quoteName(OWN_SCHEMA);

/** The texts that make the schema and the empty tables of the baseline. */
export function createBaselineTexts(): readonly string[] {
  return [
    `CREATE SCHEMA ${OWN};`,
    `CREATE TABLE ${OWN}.[base_table] (
  object_id int NOT NULL PRIMARY KEY, name nvarchar(600) NOT NULL, delete_order int NOT NULL, kept_rows bigint NOT NULL, is_unwatched bit NOT NULL,
  wipe_text nvarchar(max) NOT NULL, reseed_used_text nvarchar(max) NULL, reseed_unused_text nvarchar(max) NULL, refill_text nvarchar(max) NULL,
  seen_updates bigint NOT NULL, seen_identity nvarchar(40) NOT NULL);`,
    `CREATE TABLE ${OWN}.[base_reference] (child_id int NOT NULL, parent_id int NOT NULL, PRIMARY KEY (child_id, parent_id));`,
    `CREATE TABLE ${OWN}.[base_constraint] (
  table_id int NOT NULL, name nvarchar(400) NOT NULL, off_text nvarchar(max) NOT NULL, on_text nvarchar(max) NOT NULL, PRIMARY KEY (table_id, name));`,
    `CREATE TABLE ${OWN}.[base_switch] (object_id int NOT NULL PRIMARY KEY, state int NOT NULL, is_first bit NOT NULL, text nvarchar(max) NOT NULL);`,
    `CREATE TABLE ${OWN}.[base_sequence] (object_id int NOT NULL PRIMARY KEY, restart_text nvarchar(max) NOT NULL, seen nvarchar(90) NOT NULL);`,
  ];
}

/** The name of the copy of a table's template rows. */
export function copyName(tableId: number): string {
  return `${OWN}.${quoteName(`rows_${tableId}`)}`;
}

/** The text that copies a table's template rows. */
export function copyRowsText(tableId: number, table: string, columns: string): string {
  return `SELECT ${columns} INTO ${copyName(tableId)} FROM ${table};`;
}

/** The texts that fill the baseline's tables; index usage counts from nothing in every clone. */
export function fillBaselineTexts(rows: BaselineRows): readonly string[] {
  const optional = (text: string | undefined): string => (text === undefined ? 'NULL' : quoteText(text));
  return [
    ...inserts(
      'base_table',
      'object_id, name, delete_order, kept_rows, is_unwatched, wipe_text, reseed_used_text, reseed_unused_text, refill_text, seen_updates, seen_identity',
      rows.tables.map((t) => [
        t.id,
        quoteText(t.name),
        t.deleteOrder,
        t.keptRows,
        t.isUnwatched ? 1 : 0,
        quoteText(t.wipeText),
        optional(t.reseed?.usedText),
        optional(t.reseed?.unusedText),
        optional(t.refillText),
        0,
        quoteText(t.identity),
      ]),
    ),
    ...inserts('base_reference', 'child_id, parent_id', rows.references),
    ...inserts(
      'base_constraint',
      'table_id, name, off_text, on_text',
      rows.constraints.map((c) => [c.tableId, quoteText(c.name), quoteText(c.offText), quoteText(c.onText)]),
    ),
    ...inserts(
      'base_switch',
      'object_id, state, is_first, text',
      rows.switches.map((s) => [s.id, s.state, s.isFirst ? 1 : 0, quoteText(s.text)]),
    ),
    ...inserts(
      'base_sequence',
      'object_id, restart_text, seen',
      rows.sequences.map((s) => [s.id, quoteText(s.restartText), quoteText(s.state)]),
    ),
  ];
}

function inserts(table: string, columns: string, rows: ReadonlyArray<ReadonlyArray<string | number>>): string[] {
  const texts: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const values = rows.slice(start, start + ROWS_PER_INSERT).map((row) => `(${row.join(', ')})`);
    texts.push(`INSERT INTO ${OWN}.${quoteName(table)} (${columns}) VALUES\n  ${values.join(',\n  ')};`);
  }
  return texts;
}

/** The text of the view that tells the state of everything that can be switched, as SwitchBaseline counts it. */
export function switchNowText(): string {
  const constraints = (view: string): string => `SELECT x.object_id, x.is_disabled + 2 * x.is_not_trusted AS state FROM ${view} AS x`;
  return `CREATE VIEW ${OWN}.[switch_now] AS
SELECT x.object_id, x.is_disabled + 0 AS state FROM sys.triggers AS x
UNION ALL ${constraints('sys.foreign_keys')}
UNION ALL ${constraints('sys.check_constraints')};`;
}

/** What joins a row `b` of the baseline's tables with its identity, and what is then its last value; see tableNowText. */
const IDENTITY_JOIN = 'LEFT JOIN (SELECT x.object_id, x.seed_value, x.last_value FROM sys.identity_columns AS x) AS i ON i.object_id = b.object_id';
const LAST_IDENTITY = `CASE WHEN i.object_id IS NULL THEN N''
    ELSE ISNULL(CONVERT(nvarchar(40), i.last_value), ISNULL(N'?' + CONVERT(nvarchar(40), NULLIF(IDENT_CURRENT(b.name), CONVERT(numeric(38, 0), i.seed_value))), N'')) END`;
const USAGE_JOIN =
  'LEFT JOIN (SELECT s.object_id, SUM(s.user_updates) AS updates FROM sys.dm_db_index_usage_stats AS s WHERE s.database_id = DB_ID() GROUP BY s.object_id) AS u ON u.object_id = b.object_id';

/**
 * The text of the view that compares every table with the baseline. A never used identity shows as nothing, or, restarted by DBCC
 * CHECKIDENT, as its next value behind a question mark. Without usage statistics, tables with template rows always count
 * as changed.
 */
export function tableNowText(canSeeUsage: boolean): string {
  const updates = canSeeUsage ? 'ISNULL(u.updates, 0)' : 'CASE WHEN b.kept_rows > 0 THEN b.seen_updates + 1 ELSE b.seen_updates END';
  return `CREATE VIEW ${OWN}.[table_now] AS
SELECT b.object_id, b.kept_rows, b.seen_updates, b.seen_identity, b.is_unwatched, ISNULL(p.row_count, 0) AS row_count, ${updates} AS updates,
  ${LAST_IDENTITY} AS last_identity
FROM ${OWN}.[base_table] AS b
LEFT JOIN (SELECT s.object_id, SUM(s.row_count) AS row_count FROM sys.dm_db_partition_stats AS s WHERE s.index_id IN (0, 1) GROUP BY s.object_id) AS p ON p.object_id = b.object_id
${canSeeUsage ? `${USAGE_JOIN}\n` : ''}${IDENTITY_JOIN};`;
}

/** The statement that notes the write counters and identities of the tables in @dirty as seen: those alone, and no row counts, which are what they have to be. */
export function noteSeenText(canSeeUsage: boolean): string {
  return `UPDATE b SET ${canSeeUsage ? 'b.seen_updates = ISNULL(u.updates, 0), ' : ''}b.seen_identity = ${LAST_IDENTITY}
  FROM @dirty AS d
  INNER JOIN ${OWN}.[base_table] AS b ON b.object_id = d.object_id
  ${canSeeUsage ? `${USAGE_JOIN}\n  ` : ''}${IDENTITY_JOIN};`;
}

/**
 * The statement that notes the states of the sequences in `restarted` (all of the baseline's, if it is not given) as seen. One whose last value
 * is its current one cannot be told from one that was used once more: it counts as changed the next time.
 */
export function noteSequencesText(restarted?: string): string {
  return `UPDATE b SET b.seen = CASE WHEN n.last_used_value = n.current_value THEN N'' ELSE n.state END
  FROM ${OWN}.[base_sequence] AS b INNER JOIN ${OWN}.[sequence_now] AS n ON n.object_id = b.object_id${restarted === undefined ? '' : ` INNER JOIN ${restarted} AS s ON s.object_id = b.object_id`};`;
}

/** The text of the view that compares every sequence with the baseline; its state is the current value and the last one handed out. */
export function sequenceNowText(): string {
  return `CREATE VIEW ${OWN}.[sequence_now] AS
SELECT b.object_id, b.seen, q.current_value, q.last_used_value,
  CONCAT(CONVERT(nvarchar(40), q.current_value), N'/', CONVERT(nvarchar(40), q.last_used_value)) AS state
FROM ${OWN}.[base_sequence] AS b INNER JOIN sys.sequences AS q ON q.object_id = b.object_id;`;
}
