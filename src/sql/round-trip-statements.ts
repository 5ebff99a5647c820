// Reads a whole schema as named texts, so that two schemas can be compared. Names that SQL Server made up are left out, because it
// makes up others each time. Collations of names and of descriptions differ: where both are joined, one of them is said.
import type { Connection } from './connection';
import { OWN_SCHEMA } from './schema-statements';

const IS_USERS = `s.name <> N'${OWN_SCHEMA}'`;

/** Queries of which each gives rows of `name` (what it is, and where) and `definition`. */
export const SNAPSHOT_TEXTS: Readonly<Record<string, string>> = {
  schema: "SELECT s.name AS name, N'' AS definition FROM sys.schemas AS s ORDER BY s.name;",
  column: `SELECT s.name + N'.' + t.name + N'.' + c.name AS name,
  CONCAT(TYPE_NAME(c.user_type_id), N' ', c.max_length, N' ', c.precision, N' ', c.scale, N' null:', c.is_nullable,
    N' identity:', c.is_identity, N' computed:', c.is_computed, N' ', c.collation_name COLLATE DATABASE_DEFAULT,
    CASE WHEN i.object_id IS NOT NULL THEN CONCAT(N' from:', CONVERT(nvarchar(40), i.seed_value), N' by:', CONVERT(nvarchar(40), i.increment_value)) END,
    CASE WHEN c.is_hidden = 1 THEN N' hidden' END) AS definition
FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id WHERE ${IS_USERS} ORDER BY s.name, t.name, c.name;`,
  'computed column': `SELECT s.name + N'.' + t.name + N'.' + c.name AS name, CONCAT(c.definition, N' persisted:', c.is_persisted) AS definition
FROM sys.computed_columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id ORDER BY s.name, t.name, c.name;`,
  default: `SELECT s.name + N'.' + t.name + N'.' + c.name AS name, CONCAT(CASE WHEN d.is_system_named = 0 THEN d.name END, N' ', d.definition) AS definition
FROM sys.default_constraints AS d INNER JOIN sys.tables AS t ON t.object_id = d.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.columns AS c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id ORDER BY s.name, t.name, c.name;`,
  check: `SELECT s.name + N'.' + t.name + N' ' + d.definition AS name,
  CONCAT(CASE WHEN d.is_system_named = 0 THEN d.name END, N' disabled:', d.is_disabled, N' untrusted:', d.is_not_trusted) AS definition
FROM sys.check_constraints AS d INNER JOIN sys.tables AS t ON t.object_id = d.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id ORDER BY s.name, t.name, d.definition;`,
  index: `SELECT s.name + N'.' + t.name + N' (' + STUFF((SELECT N', ' + c.name + CASE WHEN ic.is_included_column = 1 THEN N' included' WHEN ic.is_descending_key = 1 THEN N' desc' ELSE N'' END
    FROM sys.index_columns AS ic INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
    WHERE ic.object_id = i.object_id AND ic.index_id = i.index_id ORDER BY ic.index_column_id FOR XML PATH('')), 1, 2, N'') + N')' AS name,
  CONCAT(CASE WHEN ISNULL(k.is_system_named, 0) = 0 THEN i.name END, N' ', i.type_desc COLLATE DATABASE_DEFAULT,
    N' unique:', i.is_unique, N' primary:', i.is_primary_key, N' disabled:', i.is_disabled, N' ', i.filter_definition) AS definition
FROM sys.indexes AS i INNER JOIN sys.tables AS t ON t.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.key_constraints AS k ON k.parent_object_id = i.object_id AND k.unique_index_id = i.index_id
WHERE i.index_id > 0 AND ${IS_USERS} ORDER BY s.name, t.name, i.name;`,
  'foreign key': `SELECT s.name + N'.' + t.name + N'.' + c.name + N' to ' + rs.name + N'.' + r.name + N'.' + rc.name AS name,
  CONCAT(CASE WHEN f.is_system_named = 0 THEN f.name END, N' delete:', f.delete_referential_action, N' update:', f.update_referential_action,
    N' disabled:', f.is_disabled, N' untrusted:', f.is_not_trusted) AS definition
FROM sys.foreign_keys AS f INNER JOIN sys.foreign_key_columns AS fc ON fc.constraint_object_id = f.object_id
INNER JOIN sys.tables AS t ON t.object_id = f.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.tables AS r ON r.object_id = f.referenced_object_id INNER JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
INNER JOIN sys.columns AS c ON c.object_id = fc.parent_object_id AND c.column_id = fc.parent_column_id
INNER JOIN sys.columns AS rc ON rc.object_id = fc.referenced_object_id AND rc.column_id = fc.referenced_column_id ORDER BY s.name, t.name, f.name, c.name;`,
  module: `SELECT s.name + N'.' + o.name AS name, CONCAT(o.type_desc COLLATE DATABASE_DEFAULT, CASE WHEN r.is_disabled = 1 THEN N' disabled' END, N' ', m.definition) AS definition
FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.triggers AS r ON r.object_id = o.object_id WHERE ${IS_USERS} ORDER BY s.name, o.name;`,
  sequence: `SELECT s.name + N'.' + q.name AS name,
  CONCAT(TYPE_NAME(q.user_type_id), N' ', CONVERT(nvarchar(40), q.start_value), N' ', CONVERT(nvarchar(40), q.increment), N' ',
    CONVERT(nvarchar(40), q.minimum_value), N' ', CONVERT(nvarchar(40), q.maximum_value), N' cycles:', q.is_cycling, N' cache:', q.is_cached, N' ', q.cache_size) AS definition
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY s.name, q.name;`,
  table: `SELECT s.name + N'.' + t.name AS name,
  CASE WHEN h.object_id IS NULL THEN N'' ELSE CONCAT(N'versioned in ', hs.name, N'.', CASE WHEN h.name LIKE N'MSSQL[_]TemporalHistoryFor[_]%' THEN N'' ELSE h.name END,
    N' for ', t.history_retention_period) END AS definition
FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.tables AS h ON h.object_id = t.history_table_id LEFT JOIN sys.schemas AS hs ON hs.schema_id = h.schema_id
WHERE ${IS_USERS} ORDER BY s.name, t.name;`,
  synonym: `SELECT s.name + N'.' + y.name AS name, y.base_object_name AS definition FROM sys.synonyms AS y INNER JOIN sys.schemas AS s ON s.schema_id = y.schema_id ORDER BY s.name, y.name;`,
  'user or role': 'SELECT p.name AS name, p.type_desc AS definition FROM sys.database_principals AS p WHERE p.is_fixed_role = 0 ORDER BY p.name;',
  type: `SELECT s.name + N'.' + t.name AS name, CONCAT(t.max_length, N' ', t.precision, N' ', t.scale, N' null:', t.is_nullable) AS definition
FROM sys.types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1 ORDER BY s.name, t.name;`,
};

/** A schema: what there is, by kind and name, and how it is defined. */
export type SchemaSnapshot = ReadonlyMap<string, string>;

/** Reads the schema of the connection's database, without the tables of `ignored` names. */
export async function readSnapshot(connection: Pick<Connection, 'query'>, ignored: readonly string[]): Promise<SchemaSnapshot> {
  const snapshot = new Map<string, string>();
  const definitions = new Map<string, string[]>();
  for (const [kind, text] of Object.entries(SNAPSHOT_TEXTS)) {
    for (const row of await connection.query(text)) {
      const name = String(row['name']);
      if (ignored.some((table) => new RegExp(`^[^.]*\\.${escapeForRegExp(table)}(?:[. ]|$)`, 'i').test(name))) continue;
      const key = `${kind} ${name}`;
      definitions.set(key, [...(definitions.get(key) ?? []), String(row['definition']).trim()]);
    }
  }
  // Two indexes of the same columns have one name here.
  for (const [key, all] of definitions) snapshot.set(key, all.sort().join(' and '));
  return snapshot;
}

/** What `after` has that `before` has not, what it lacks, and what it defines otherwise; one sentence each. */
export function compareSnapshots(before: SchemaSnapshot, after: SchemaSnapshot): readonly string[] {
  const differences: string[] = [];
  for (const [name, definition] of before) {
    const now = after.get(name);
    if (now === undefined) differences.push(`${name} is missing`);
    else if (now !== definition) differences.push(`${name} is "${now}", but was "${definition}"`);
  }
  for (const name of after.keys()) if (!before.has(name)) differences.push(`${name} is left`);
  return differences;
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
