// The statements on a user's own table that bring it back: emptying, refilling, identity, triggers, constraints, sequences.
// Texts only; when each is used is decided where the baseline is planned.
import { copyName } from './baseline-statements';
import { quoteName, quoteText } from './quoting';

/** Empties a table that no foreign key references; resets its identity, fires no trigger. */
export function truncateText(table: string): string {
  return `TRUNCATE TABLE ${table};`;
}

/** Empties a table. */
export function deleteText(table: string): string {
  return `DELETE FROM ${table};`;
}

/** Runs `text` while the triggers named are off. */
export function withoutTriggersText(table: string, triggers: readonly string[], text: string): string {
  if (triggers.length === 0) return text;
  const names = triggers.map(quoteName).join(', ');
  return `ALTER TABLE ${table} DISABLE TRIGGER ${names};\n${text}\nALTER TABLE ${table} ENABLE TRIGGER ${names};`;
}

/** Copies a table's template rows back. */
export function refillText(tableId: number, table: string, columns: string, hasIdentity: boolean): string {
  const insert = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${copyName(tableId)};`;
  return hasIdentity ? `SET IDENTITY_INSERT ${table} ON;\n${insert}\nSET IDENTITY_INSERT ${table} OFF;` : insert;
}

/**
 * Makes `next` the next identity value. RESEED n gives n itself to a table never inserted into, or truncated since, and
 * n + increment to any other (DBCC CHECKIDENT); last_value tells the two apart.
 */
export function reseedText(table: string, identity: { readonly seed: bigint; readonly increment: bigint; readonly next: bigint }): string {
  const reseed = (value: bigint): string => `DBCC CHECKIDENT (${quoteText(table)}, RESEED, ${value}) WITH NO_INFOMSGS`;
  const used = `IF (SELECT i.last_value FROM sys.identity_columns AS i WHERE i.object_id = OBJECT_ID(${quoteText(table)})) IS NOT NULL
  ${reseed(identity.next - identity.increment)}`;
  return identity.next === identity.seed ? `${used};` : `${used}\nELSE ${reseed(identity.next)};`;
}

/** Switches a constraint off. */
export function constraintOffText(table: string, name: string): string {
  return `ALTER TABLE ${table} NOCHECK CONSTRAINT ${quoteName(name)};`;
}

/** Switches a constraint on again, trusted if it was. */
export function constraintOnText(table: string, name: string, isTrusted: boolean): string {
  return `ALTER TABLE ${table} WITH ${isTrusted ? 'CHECK' : 'NOCHECK'} CHECK CONSTRAINT ${quoteName(name)};`;
}

/** Makes `next` the value that a sequence gives next. */
export function restartSequenceText(sequence: string, next: bigint): string {
  return `ALTER SEQUENCE ${sequence} RESTART WITH ${next};`;
}
