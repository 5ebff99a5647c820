// Everything of a database that a test could have changed, as text that can be compared: objects, switches, rows. What a restored row
// cannot keep is left out (rowversion), and so is what differs without meaning anything (the last identity value of an emptied table:
// the next one is what counts, and is asked for by inserting; the id of a foreign key; OR ALTER, which an ALTER loses).
import type { Connection } from '../../src/sql/connection';
import { quoteName, quoteTwoPartName } from '../../src/sql/quoting';
import { OWN_SCHEMA } from '../../src/sql/schema-statements';

/** A database as lines of text, by what they tell of. */
export type Snapshot = Readonly<Record<string, readonly string[]>>;

const NOT_OWN = `s.name <> N'${OWN_SCHEMA}'`;

const TEXTS: Readonly<Record<string, string>> = {
  objects: `SELECT s.name AS s, o.name AS n, o.type, p.name AS p, CASE WHEN o.type = 'F' THEN 0 ELSE o.object_id END AS object_id FROM sys.objects AS o INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id LEFT JOIN sys.objects AS p ON p.object_id = o.parent_object_id
WHERE o.is_ms_shipped = 0 AND ${NOT_OWN}`,
  schemas: 'SELECT s.name FROM sys.schemas AS s',
  types: 'SELECT t.name, t.system_type_id FROM sys.types AS t WHERE t.is_user_defined = 1',
  columns: `SELECT s.name AS s, t.name AS t, c.name, c.system_type_id, c.max_length, c.is_nullable, c.is_identity, c.is_computed, c.generated_always_type, c.is_hidden, c.collation_name
FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE ${NOT_OWN}`,
  indexes: `SELECT t.name AS t, i.name, i.type, i.is_unique, i.is_disabled, i.has_filter, i.filter_definition FROM sys.indexes AS i INNER JOIN sys.tables AS t ON t.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE ${NOT_OWN}`,
  triggers: 'SELECT r.name, r.is_disabled, r.is_instead_of_trigger FROM sys.triggers AS r',
  foreignKeys: 'SELECT f.name, f.is_disabled, f.is_not_trusted, f.delete_referential_action FROM sys.foreign_keys AS f',
  checks: 'SELECT c.name, c.is_disabled, c.is_not_trusted, c.definition FROM sys.check_constraints AS c',
  versioning: `SELECT t.name, t.temporal_type, t.history_retention_period, t.history_retention_period_unit_desc, h.name AS history FROM sys.tables AS t LEFT JOIN sys.tables AS h ON h.object_id = t.history_table_id WHERE t.temporal_type > 0`,
  modules: `SELECT s.name AS s, o.name AS n, REPLACE(m.definition, N' OR ALTER', N'') AS definition FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE ${NOT_OWN}`,
  indexColumns: `SELECT t.name AS t, i.name AS i, c.name, k.key_ordinal, k.is_included_column, k.is_descending_key FROM sys.index_columns AS k INNER JOIN sys.indexes AS i ON i.object_id = k.object_id AND i.index_id = k.index_id
INNER JOIN sys.tables AS t ON t.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id INNER JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id WHERE ${NOT_OWN}`,
  principals: 'SELECT p.name, p.type FROM sys.database_principals AS p',
  members: 'SELECT r.name AS r, m.name AS m FROM sys.database_role_members AS x INNER JOIN sys.database_principals AS r ON r.principal_id = x.role_principal_id INNER JOIN sys.database_principals AS m ON m.principal_id = x.member_principal_id',
  changeTracking: 'SELECT t.name, c.is_track_columns_updated_on FROM sys.change_tracking_tables AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id',
  sequences: 'SELECT q.name, q.increment, q.minimum_value, q.maximum_value, q.is_cycling, q.is_cached, q.cache_size FROM sys.sequences AS q',
};

/** Reads a database; tables named in `without` are passed over. */
export async function takeSnapshot(connection: Connection, without: readonly string[] = []): Promise<Snapshot> {
  const snapshot: Record<string, readonly string[]> = {};
  for (const [name, text] of Object.entries(TEXTS)) snapshot[name] = linesOf(await connection.query(text));
  const columns = await connection.query(`SELECT s.name AS schema_name, t.name AS table_name, c.name FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE ${NOT_OWN} AND c.system_type_id <> 189 ORDER BY s.name, t.name, c.column_id`);
  const tables = new Map<string, string[]>();
  for (const row of columns) {
    const table = quoteTwoPartName(String(row['schema_name']), String(row['table_name']));
    tables.set(table, [...(tables.get(table) ?? []), quoteName(String(row['name']))]);
  }
  for (const [table, names] of tables) {
    if (!without.includes(table)) snapshot[`rows of ${table}`] = linesOf(await connection.query(`SELECT ${names.join(', ')} FROM ${table}`));
  }
  return snapshot;
}

function linesOf(rows: ReadonlyArray<Readonly<Record<string, unknown>>>): string[] {
  return rows.map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))).sort();
}
