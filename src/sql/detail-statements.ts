// How every object, column, index, module, sequence, type, schema and user of a database is, one row each: in the template's
// baseline, and now. What differs was made, dropped or altered by a test. All of it is ordinary T-SQL of SQL Server 2017 and later.
import { quoteName, quoteText } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

const OWN = quoteName(OWN_SCHEMA);

/** A module of the template and the text that gives it its definition back. */
export interface ModuleBaseline {
  readonly id: number;
  readonly alterText: string;
}

/** The text that asks for the id of the preset's schema. */
export const OWN_SCHEMA_ID_TEXT = `SELECT SCHEMA_ID(${quoteText(OWN_SCHEMA)}) AS id;`;

/** The text that asks for the database's own triggers that are on, by name. */
export const DATABASE_TRIGGERS_ON_TEXT = 'SELECT r.name FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0 ORDER BY r.object_id;';

/** The text that switches triggers of the database, by name; there must be one. */
export const switchDatabaseTriggersText = (names: readonly string[], isOn: boolean): string => `${isOn ? 'ENABLE' : 'DISABLE'} TRIGGER ${names.map(quoteName).join(', ')} ON DATABASE;`;

/** The texts that make the empty tables of what is compared. */
export function createDetailTexts(): readonly string[] {
  return [
    `CREATE TABLE ${OWN}.[base_detail] (
  kind char(1) NOT NULL, id int NOT NULL, part int NOT NULL, owner nvarchar(520) NOT NULL, name nvarchar(258) NOT NULL, hash varbinary(32) NOT NULL, PRIMARY KEY (kind, id, part));`,
    `CREATE TABLE ${OWN}.[base_module] (object_id int NOT NULL PRIMARY KEY, alter_text nvarchar(max) NOT NULL);`,
    `CREATE TABLE ${OWN}.[base_database_trigger] (object_id int NOT NULL PRIMARY KEY, on_text nvarchar(400) NOT NULL);`,
    `CREATE TABLE ${OWN}.[base_shape] (shape nvarchar(400) NOT NULL, noted_at datetime NOT NULL);`,
  ];
}

/** The texts that note how everything is in the template; run when all else is in place. */
export function noteDetailTexts(): readonly string[] {
  return [
    `INSERT INTO ${OWN}.[base_detail] (kind, id, part, owner, name, hash) SELECT n.kind, n.id, n.part, n.owner, n.name, n.hash FROM ${OWN}.[detail_now] AS n;`,
    `INSERT INTO ${OWN}.[base_database_trigger] (object_id, on_text)
SELECT r.object_id, N'ENABLE TRIGGER ' + QUOTENAME(r.name) + N' ON DATABASE;' FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0;`,
    `INSERT INTO ${OWN}.[base_shape] (shape, noted_at) SELECT n.shape, GETDATE() FROM ${OWN}.[shape_now] AS n;`,
  ];
}

// The views mix collations (names have the database's, descriptions a fixed one): the first value decides.
const hashOf = (first: string, ...others: string[]): string => `HASHBYTES('SHA2_256', CONCAT(${[`CONVERT(nvarchar(max), ${first}) COLLATE DATABASE_DEFAULT`, ...others, "N''"].join(", N'|', ")}))`;

// What is compared of a column, a sequence and a table.
const OF_COLUMN = [
  'c.name', 'c.user_type_id', 'c.max_length', 'c.precision', 'c.scale', 'c.collation_name', 'c.is_nullable', 'c.is_identity', 'c.is_rowguidcol', 'c.is_sparse',
  'c.default_object_id', 'c.generated_always_type', 'c.is_hidden', 'x.is_persisted', 'x.definition',
] as const;
const OF_SEQUENCE = [
  'CONVERT(nvarchar(40), o.increment)', 'CONVERT(nvarchar(40), o.minimum_value)', 'CONVERT(nvarchar(40), o.maximum_value)', 'o.is_cycling', 'o.is_cached', 'o.cache_size',
] as const;
const OF_TABLE = ['o.temporal_type', 'o.history_table_id', 'o.history_retention_period', 'o.history_retention_period_unit', 'o.lock_escalation'] as const;

/**
 * The text of the view of everything a test could have altered. kind: O object, G database trigger, S schema, T type, U user or role,
 * C column, I index, D whether an index is disabled, M text of a module, Q sequence, V table. `ownSchemaId` is the preset's schema.
 */
export function detailNowText(ownSchemaId: number): string {
  const own = Math.trunc(ownSchemaId);
  // In a contained database the names of the catalog have a collation of their own.
  const quoted = (name: string): string => `QUOTENAME(${name}) COLLATE DATABASE_DEFAULT`;
  const table = `${quoted('s.name')} + N'.' + ${quoted('o.name')}`;
  const objects = `INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> ${own}`;
  const indexes = `FROM sys.indexes AS i INNER JOIN sys.objects AS o ON o.object_id = i.object_id`;
  return `CREATE VIEW ${OWN}.[detail_now] AS
SELECT 'O' AS kind, o.object_id AS id, 0 AS part, ${quoted('s.name')} AS owner, ${quoted('o.name')} AS name, ${hashOf('o.name', 'o.schema_id', 'o.parent_object_id')} AS hash
FROM sys.objects AS o ${objects} AND o.type <> 'TT'
UNION ALL SELECT 'G', r.object_id, 0, N'', ${quoted('r.name')}, ${hashOf('r.name')} FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_ms_shipped = 0
UNION ALL SELECT 'S', s.schema_id, 0, N'', ${quoted('s.name')}, ${hashOf('s.name')} FROM sys.schemas AS s
UNION ALL SELECT 'T', t.user_type_id, 0, ${quoted('s.name')}, ${quoted('t.name')}, ${hashOf('t.name', 't.schema_id')}
FROM sys.types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1
UNION ALL SELECT 'U', p.principal_id, 0, N'', ${quoted('p.name')}, ${hashOf('p.name', 'p.default_schema_name')} FROM sys.database_principals AS p
UNION ALL SELECT 'C', c.object_id, c.column_id, ${table}, ${quoted('c.name')}, ${hashOf(...OF_COLUMN)}
FROM sys.columns AS c INNER JOIN sys.tables AS o ON o.object_id = c.object_id LEFT JOIN sys.computed_columns AS x ON x.object_id = c.object_id AND x.column_id = c.column_id ${objects}
UNION ALL SELECT 'I', i.object_id, i.index_id, ${table}, ${quoted('i.name')}, ${hashOf('i.name', 'i.type', 'i.is_unique', 'i.ignore_dup_key', 'i.filter_definition', 'k.columns')}
${indexes} LEFT JOIN (SELECT y.object_id, y.index_id,
    STRING_AGG(CONVERT(nvarchar(max), CONCAT(y.column_id, N' ', y.key_ordinal, N' ', y.is_included_column, N' ', y.is_descending_key)), N',') WITHIN GROUP (ORDER BY y.index_column_id) AS columns
  FROM sys.index_columns AS y GROUP BY y.object_id, y.index_id) AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
${objects} AND o.type IN ('U', 'V') AND i.index_id > 0 AND i.is_hypothetical = 0
UNION ALL SELECT 'D', i.object_id, i.index_id, ${table}, ${quoted('i.name')}, CONVERT(varbinary(32), CONVERT(int, i.is_disabled))
${indexes} ${objects} AND o.type IN ('U', 'V') AND i.index_id > 0 AND i.is_hypothetical = 0
UNION ALL SELECT 'M', o.object_id, 0, ${quoted('s.name')}, ${quoted('o.name')}, ${hashOf('m.definition', 'm.uses_ansi_nulls', 'm.uses_quoted_identifier')}
FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id ${objects}
UNION ALL SELECT 'M', r.object_id, 0, N'', ${quoted('r.name')}, ${hashOf('m.definition', 'm.uses_ansi_nulls', 'm.uses_quoted_identifier')}
FROM sys.sql_modules AS m INNER JOIN sys.triggers AS r ON r.object_id = m.object_id WHERE r.parent_class = 0 AND r.is_ms_shipped = 0
UNION ALL SELECT 'Q', o.object_id, 0, ${quoted('s.name')}, ${quoted('o.name')}, ${hashOf(...OF_SEQUENCE)}
FROM sys.sequences AS o ${objects}
UNION ALL SELECT 'V', o.object_id, 0, ${quoted('s.name')}, ${quoted('o.name')}, ${hashOf(...OF_TABLE)}
FROM sys.tables AS o ${objects};`;
}

/**
 * The text of the view that sums everything up in one value, so that a clean which finds it unchanged need not compare one by one: how
 * many there are of each kind, when they were altered last, what they are called, what is switched off. A date of alteration only grows, so
 * that its sum tells any; names and switches are summed beside it, since it is not documented that all of them touch it.
 */
export function shapeNowText(ownSchemaId: number): string {
  const off = (view: string, id: string): string => `SELECT x.${id} AS id, x.is_disabled + 0 AS state FROM ${view} AS x WHERE x.is_disabled = 1`;
  const doubtful = (view: string): string => `SELECT x.object_id AS id, x.is_disabled + 2 * x.is_not_trusted AS state FROM ${view} AS x WHERE x.is_disabled = 1 OR x.is_not_trusted = 1`;
  const sum = (...values: string[]): string => `SUM(CONVERT(bigint, BINARY_CHECKSUM(${values.join(', ')})))`;
  return `CREATE VIEW ${OWN}.[shape_now] AS
SELECT CONCAT(o.n, N' ', o.total, N' ', o.altered, N' ', c.n, N' ', c.total, N' ', i.n, N' ', i.total, N' ', w.n, N' ', w.total, N' ',
  g.n, N' ', g.total, N' ', g.altered, N' ', t.n, N' ', t.total, N' ', s.n, N' ', s.total, N' ', u.n, N' ', u.total) AS shape
FROM (SELECT COUNT(*) AS n, ${sum('x.object_id', 'x.schema_id', 'x.name')} AS total, SUM(DATEDIFF_BIG(millisecond, '20000101', x.modify_date)) AS altered
  FROM sys.objects AS x WHERE x.is_ms_shipped = 0 AND x.schema_id <> ${Math.trunc(ownSchemaId)} AND x.type <> 'TT') AS o
CROSS JOIN (SELECT COUNT(*) AS n, ${sum('x.object_id', 'x.column_id', 'x.name')} AS total FROM sys.columns AS x) AS c
CROSS JOIN (SELECT COUNT(*) AS n, ${sum('x.object_id', 'x.index_id', 'x.name', 'x.is_disabled')} AS total FROM sys.indexes AS x) AS i
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, y.id) * y.state) AS total FROM (
  ${off('sys.triggers', 'object_id')}
  UNION ALL SELECT x.object_id, 1 FROM sys.security_policies AS x WHERE x.is_enabled = 0
  UNION ALL ${doubtful('sys.foreign_keys')}
  UNION ALL ${doubtful('sys.check_constraints')}) AS y) AS w
CROSS JOIN (SELECT COUNT(*) AS n, ${sum('x.object_id', 'x.name')} AS total, SUM(DATEDIFF_BIG(millisecond, '20000101', x.modify_date)) AS altered FROM sys.triggers AS x WHERE x.parent_class = 0) AS g
CROSS JOIN (SELECT COUNT(*) AS n, ${sum('x.user_type_id', 'x.schema_id', 'x.name')} AS total FROM sys.types AS x WHERE x.is_user_defined = 1) AS t
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, x.schema_id)) AS total FROM sys.schemas AS x) AS s
CROSS JOIN (SELECT COUNT(*) AS n, ${sum('x.principal_id', 'x.name')} AS total FROM sys.database_principals AS x) AS u;`;
}

/** The text that fills the baseline's texts of modules; one statement each, because a text may be long. */
export function fillModuleTexts(modules: readonly ModuleBaseline[]): readonly string[] {
  return modules.map((module) => `INSERT INTO ${OWN}.[base_module] (object_id, alter_text) VALUES (${Math.trunc(module.id)}, ${quoteText(module.alterText)});`);
}
