// The statements on a user's own table that bring it back: emptying, refilling, identity, triggers, constraints, sequences.
// Texts only; when each is used is decided where the baseline is planned.
import { copyName } from './baseline-statements';
import { quoteName, quoteText, quoteTwoPartName } from './quoting';
import { OWN_SCHEMA, type ForeignKeyFacts, type SequenceCourse, type VersioningFacts } from './schema-statements';

/** Empties a table that no foreign key references; resets its identity, fires no trigger. */
export function truncateText(table: string): string {
  return `TRUNCATE TABLE ${table};`;
}

// In a transaction, a memory-optimized table is reached by this hint only (Learn: MSSQLSERVER_41368).
const hintFor = (isMemoryOptimized: boolean): string => (isMemoryOptimized ? ' WITH (SNAPSHOT)' : '');

/** Empties a table. */
export function deleteText(table: string, isMemoryOptimized = false): string {
  return `DELETE FROM ${table}${hintFor(isMemoryOptimized)};`;
}

/** Runs `text` while the triggers named are off. */
export function withoutTriggersText(table: string, triggers: readonly string[], text: string): string {
  if (triggers.length === 0) return text;
  const names = triggers.map(quoteName).join(', ');
  return `ALTER TABLE ${table} DISABLE TRIGGER ${names};\n${text}\nALTER TABLE ${table} ENABLE TRIGGER ${names};`;
}

/** Copies a table's template rows back. */
export function refillText(tableId: number, table: string, columns: string, { hasIdentity = false, isMemoryOptimized = false } = {}): string {
  const insert = `INSERT INTO ${table}${hintFor(isMemoryOptimized)} (${columns}) SELECT ${columns} FROM ${copyName(tableId)};`;
  return hasIdentity ? `SET IDENTITY_INSERT ${table} ON;\n${insert}\nSET IDENTITY_INSERT ${table} OFF;` : insert;
}

/**
 * Makes `next` the next identity value. RESEED n gives n itself to a table never inserted into, or truncated since, and
 * n + increment to any other (DBCC CHECKIDENT): `isUsed` tells the two apart.
 */
export function reseedText(table: string, identity: { readonly increment: bigint; readonly next: bigint }, isUsed: boolean): string {
  return `DBCC CHECKIDENT (${quoteText(table)}, RESEED, ${isUsed ? identity.next - identity.increment : identity.next}) WITH NO_INFOMSGS;`;
}

/** Makes `next` the next identity value of a table of which only the server knows whether it was inserted into. */
export function reseedUnknownText(tableId: number, table: string, identity: { readonly increment: bigint; readonly next: bigint }): string {
  return `IF (SELECT i.last_value FROM sys.identity_columns AS i WHERE i.object_id = ${Math.trunc(tableId)}) IS NOT NULL
  ${reseedText(table, identity, true)}
ELSE ${reseedText(table, identity, false)}`;
}

/** Switches the versioning of a table off; without its period too, the period's columns take values. */
export function versioningOffText(table: string, isPeriodDropped: boolean): string {
  const off = `ALTER TABLE ${table} SET (SYSTEM_VERSIONING = OFF);`;
  return isPeriodDropped ? `${off}\nALTER TABLE ${table} DROP PERIOD FOR SYSTEM_TIME;` : off;
}

/** Switches the versioning of a table on again; retention is forgotten unless it is said again. */
export function versioningOnText(table: string, history: string, versioning: VersioningFacts, isPeriodDropped: boolean): string {
  const columns = versioning.period.map((column) => quoteName(column.name));
  const period = [
    `ALTER TABLE ${table} ADD PERIOD FOR SYSTEM_TIME (${columns.join(', ')});`,
    ...versioning.period.filter((column) => column.isHidden).map((column) => hideText(table, column.name)),
  ];
  const on = `ALTER TABLE ${table} SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = ${history}, DATA_CONSISTENCY_CHECK = OFF, HISTORY_RETENTION_PERIOD = ${versioning.retention}));`;
  return [...(isPeriodDropped ? period : []), on].join('\n');
}

function hideText(table: string, column: string): string {
  return `IF EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(${quoteText(table)}) AND c.name = ${quoteText(column)} AND c.is_hidden = 0)
  ALTER TABLE ${table} ALTER COLUMN ${quoteName(column)} ADD HIDDEN;`;
}

/** Switches a trigger of a table or view, which share a schema. */
export function switchTriggerText(schema: string, parent: string, trigger: string, isDisabled: boolean): string {
  return `${isDisabled ? 'DISABLE' : 'ENABLE'} TRIGGER ${quoteTwoPartName(schema, trigger)} ON ${quoteTwoPartName(schema, parent)};`;
}

/** Switches a constraint off. */
export function constraintOffText(table: string, name: string): string {
  return `ALTER TABLE ${table} NOCHECK CONSTRAINT ${quoteName(name)};`;
}

/** Switches a constraint on again, trusted if it was. */
export function constraintOnText(table: string, name: string, isTrusted: boolean): string {
  return `ALTER TABLE ${table} WITH ${isTrusted ? 'CHECK' : 'NOCHECK'} CHECK CONSTRAINT ${quoteName(name)};`;
}

/** Does `text` to a foreign key only while there is one. */
export function whileThereText(schema: string, name: string, text: string): string {
  return `IF OBJECT_ID(${quoteText(quoteTwoPartName(schema, name))}) IS NOT NULL ${text}`;
}

/** Takes a foreign key away, so that the table it points to can be truncated. */
export function dropKeyText(table: string, name: string): string {
  return `ALTER TABLE ${table} DROP CONSTRAINT ${quoteName(name)};`;
}

/** Puts a foreign key back as it was, and tells the baseline its new id. */
export function addKeyText(table: string, name: string, key: ForeignKeyFacts, state: { readonly isDisabled: boolean; readonly isTrusted: boolean }): string {
  const action = (word: string, number: number): string => ` ON ${word} ${['NO ACTION', 'CASCADE', 'SET NULL', 'SET DEFAULT'][number] ?? 'NO ACTION'}`;
  const isNamed = `d.kind = 'O' AND d.owner = ${quoteText(quoteName(key.schema))} AND d.name = ${quoteText(quoteName(name))}`;
  const id = `OBJECT_ID(${quoteText(quoteTwoPartName(key.schema, name))})`;
  const references = `REFERENCES ${key.referenced} (${key.referencedColumns})${action('DELETE', key.onDelete)}${action('UPDATE', key.onUpdate)}`;
  const foreignKey = `FOREIGN KEY (${key.columns}) ${references}${key.isNotForReplication ? ' NOT FOR REPLICATION' : ''}`;
  return [
    `ALTER TABLE ${table} WITH ${state.isTrusted ? 'CHECK' : 'NOCHECK'} ADD CONSTRAINT ${quoteName(name)} ${foreignKey};`,
    ...(state.isDisabled ? [constraintOffText(table, name)] : []),
    `UPDATE b SET b.object_id = ${id} FROM ${quoteName(OWN_SCHEMA)}.[base_switch] AS b INNER JOIN ${quoteName(OWN_SCHEMA)}.[base_detail] AS d ON d.id = b.object_id WHERE ${isNamed};`,
    `UPDATE d SET d.id = ${id} FROM ${quoteName(OWN_SCHEMA)}.[base_detail] AS d WHERE ${isNamed};`,
  ].join('\n');
}

/** Makes `next` the value that a sequence gives next, and lets it count on as it did. */
export function restartSequenceText(sequence: string, next: bigint, course: SequenceCourse): string {
  const cache = course.cache === 'none' ? 'NO CACHE' : course.cache === 'default' ? 'CACHE' : `CACHE ${Math.trunc(course.cache)}`;
  return `ALTER SEQUENCE ${sequence} RESTART WITH ${next} INCREMENT BY ${course.increment} MINVALUE ${course.minimum} MAXVALUE ${course.maximum} ${course.isCycling ? 'CYCLE' : 'NO CYCLE'} ${cache};`;
}
