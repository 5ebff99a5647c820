// sp_help, sp_helpconstraint and sp_spaceused: reports of an object in several result sets and messages. Sizes are those of sys.dm_db_partition_stats,
// which are reckoned from the number of rows.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import { parseObjectName } from '../../../syntax/parse';
import { BIT, nvarchar, varchar } from '../../../types/sql-type';
import type { Run } from '../../outcome';
import { optional, requireCurrentDatabase, required, type TextCall, type TextProcedure } from './text-procedures';

const NAME = nvarchar(776);
/** What separates the sections of sp_help: an empty line. */
const EMPTY_LINE = "PRINT N' '";

const OWNER = "CONVERT(nvarchar(128), IIF(o.is_ms_shipped = 1, s.name, USER_NAME(ISNULL(o.principal_id, s.principal_id))))";
const TYPE = `CONVERT(nvarchar(31), CASE o.type WHEN 'U' THEN N'user table' WHEN 'V' THEN N'view' WHEN 'P' THEN N'stored procedure' WHEN 'FN' THEN N'scalar function' WHEN 'IF' THEN N'inline function' WHEN 'TF' THEN N'table function'
WHEN 'TR' THEN N'trigger' WHEN 'PK' THEN N'primary key cns' WHEN 'UQ' THEN N'unique key cns' WHEN 'F' THEN N'foreign key cns' WHEN 'C' THEN N'check cns' WHEN 'D' THEN N'default (maybe cns)' WHEN 'SO' THEN N'sequence object' WHEN 'SN' THEN N'synonym' WHEN 'TT' THEN N'table type' WHEN 'S' THEN N'system table' END)`;
const YES_OR_NO = (condition: string): string => `CONVERT(varchar(35), IIF(${condition}, 'yes', 'no'))`;
/** Types of which a report shows precision and scale. */
const IS_NUMBER = 'c.system_type_id IN (40, 41, 42, 43, 48, 52, 56, 59, 60, 62, 106, 108, 122, 127)';
const SCALE = 'CASE WHEN c.system_type_id IN (59, 62) THEN NULL ELSE c.scale END';

/** The object that the first argument names, as its id; raises 15009 and 15250. */
function* findObject(call: TextCall): Run<{ readonly type: string }> {
  const name = String(call.argument('@objname') ?? '');
  const parts = parseObjectName(name);
  if (parts.length > 2) requireCurrentDatabase(call, parts.at(-3) ?? null);
  const [row] = yield* call.rows('SELECT o.object_id, RTRIM(o.type) FROM sys.all_objects AS o WHERE o.object_id = OBJECT_ID(@objname)');
  if (!row) throw raise(Messages.ObjectNotInDatabase, { name, database: call.databaseName });
  call.declare('@objid', Number(row[0]));
  return { type: String(row[1]) };
}

const CONSTRAINTS = `WITH keys AS (
SELECT IIF(k.type = 'PK', N'PRIMARY KEY ', N'UNIQUE ') + IIF(i.type = 1, N'(clustered)', N'(non-clustered)') AS kind, k.name, N'(n/a)' AS deleted, N'(n/a)' AS updated, '(n/a)' AS enabled, '(n/a)' AS replicated, 0 AS line,
(SELECT STRING_AGG(CONVERT(nvarchar(max), c.name + IIF(ic.is_descending_key = 1, N'(-)', N'')), N', ') WITHIN GROUP (ORDER BY ic.key_ordinal) FROM sys.index_columns AS ic JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id WHERE ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.key_ordinal > 0) AS keys
FROM sys.key_constraints AS k JOIN sys.indexes AS i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id WHERE k.parent_object_id = @objid
UNION ALL SELECT IIF(c.parent_column_id = 0, N'CHECK Table Level ', N'CHECK on column ' + COL_NAME(c.parent_object_id, c.parent_column_id)), c.name, N'(n/a)', N'(n/a)', IIF(c.is_disabled = 1, 'Disabled', 'Enabled'), IIF(c.is_not_for_replication = 1, 'Not_For_Replication', 'Is_For_Replication'), 0, c.definition FROM sys.check_constraints AS c WHERE c.parent_object_id = @objid
UNION ALL SELECT N'DEFAULT on column ' + COL_NAME(d.parent_object_id, d.parent_column_id), d.name, N'(n/a)', N'(n/a)', '(n/a)', '(n/a)', 0, d.definition FROM sys.default_constraints AS d WHERE d.parent_object_id = @objid
UNION ALL SELECT IIF(l.line = 0, N'FOREIGN KEY', N' '), f.name, CASE f.delete_referential_action WHEN 0 THEN N'No Action' WHEN 1 THEN N'Cascade' WHEN 2 THEN N'Set Null' ELSE N'Set Default' END, CASE f.update_referential_action WHEN 0 THEN N'No Action' WHEN 1 THEN N'Cascade' WHEN 2 THEN N'Set Null' ELSE N'Set Default' END,
IIF(f.is_disabled = 1, 'Disabled', 'Enabled'), IIF(f.is_not_for_replication = 1, 'Not_For_Replication', 'Is_For_Replication'), l.line,
IIF(l.line = 0, (SELECT STRING_AGG(CONVERT(nvarchar(max), COL_NAME(k.parent_object_id, k.parent_column_id)), N', ') WITHIN GROUP (ORDER BY k.constraint_column_id) FROM sys.foreign_key_columns AS k WHERE k.constraint_object_id = f.object_id),
N'REFERENCES ' + DB_NAME() + N'.' + OBJECT_SCHEMA_NAME(f.referenced_object_id) + N'.' + OBJECT_NAME(f.referenced_object_id) + N' (' + (SELECT STRING_AGG(CONVERT(nvarchar(max), COL_NAME(k.referenced_object_id, k.referenced_column_id)), N', ') WITHIN GROUP (ORDER BY k.constraint_column_id) FROM sys.foreign_key_columns AS k WHERE k.constraint_object_id = f.object_id) + N')')
FROM sys.foreign_keys AS f CROSS JOIN (VALUES (0), (1)) AS l (line) WHERE f.parent_object_id = @objid)
`;
const blank = (column: string, type: string): string => `ISNULL(CONVERT(${type}, IIF(line = 1, N' ', ${column})), N'')`;
const LIST_CONSTRAINTS = `${CONSTRAINTS}SELECT ${blank('kind', 'nvarchar(146)')} AS constraint_type, ${blank('name', 'nvarchar(128)')} AS constraint_name, ${blank('deleted', 'nvarchar(11)')} AS delete_action, ${blank('updated', 'nvarchar(11)')} AS update_action,
${blank('enabled', 'varchar(8)')} AS status_enabled, ${blank('replicated', 'varchar(19)')} AS status_for_replication, CONVERT(nvarchar(2126), keys) AS constraint_keys FROM keys ORDER BY name, line`;
const LIST_REFERENCING = `SELECT CONVERT(nvarchar(516), DB_NAME() + N'.' + OBJECT_SCHEMA_NAME(f.parent_object_id) + N'.' + OBJECT_NAME(f.parent_object_id) + N': ' + f.name) AS [Table is referenced by foreign key] FROM sys.foreign_keys AS f WHERE f.referenced_object_id = @objid ORDER BY 1`;

/** The constraints of the object found, and who references it. */
function* reportConstraints(call: TextCall): Run<void> {
  const name = String(call.argument('@objname'));
  const [constraints] =
    yield *
    call.rows(
      'SELECT COUNT(*) FROM (SELECT parent_object_id FROM sys.key_constraints UNION ALL SELECT parent_object_id FROM sys.check_constraints UNION ALL SELECT parent_object_id FROM sys.default_constraints UNION ALL SELECT parent_object_id FROM sys.foreign_keys) AS c WHERE c.parent_object_id = @objid',
    );
  if (constraints?.[0] === 0) call.say(15469, `No constraints are defined on object '${name}', or you do not have permissions.`);
  else yield* call.run(LIST_CONSTRAINTS);
  yield* call.run(EMPTY_LINE);
  const referencing = yield* call.rows(LIST_REFERENCING);
  if (referencing.length > 0) yield* call.run(LIST_REFERENCING);
  else call.say(15470, `No foreign keys reference table '${name}', or you do not have permissions on referencing tables.`);
}

function* helpConstraint(call: TextCall): Run<number> {
  yield* findObject(call);
  if (call.argument('@nomsg') !== 'nomsg') {
    yield* call.run('SELECT CONVERT(nvarchar(776), @objname) AS [Object Name]');
    yield* call.run(EMPTY_LINE);
  }
  yield* reportConstraints(call);
  return 0;
}

const LIST_OBJECTS = `SELECT CONVERT(nvarchar(128), o.name) AS Name, ${OWNER} AS Owner, ${TYPE} AS Object_type FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id ORDER BY 2, 3 DESC, 1`;
const OBJECT = `SELECT ISNULL(CONVERT(nvarchar(128), o.name), N'') AS Name, ${OWNER} AS Owner, ${TYPE} AS Type, o.create_date AS Created_datetime FROM sys.all_objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.object_id = @objid`;
const COLUMNS = `SELECT CONVERT(nvarchar(128), c.name) AS Column_name, CONVERT(nvarchar(128), TYPE_NAME(c.user_type_id)) AS Type, ${YES_OR_NO('c.is_computed = 1')} AS Computed, CONVERT(int, c.max_length) AS Length,
CONVERT(char(5), IIF(${IS_NUMBER}, CONVERT(varchar(5), c.precision), '')) AS Prec, CONVERT(char(5), IIF(${IS_NUMBER}, CONVERT(varchar(5), ${SCALE}), '')) AS Scale, ${YES_OR_NO('c.is_nullable = 1')} AS Nullable,
CONVERT(varchar(35), IIF(c.system_type_id IN (165, 167, 173, 175, 231, 239), 'no', '(n/a)')) AS TrimTrailingBlanks,
CONVERT(varchar(35), IIF(c.system_type_id IN (165, 167, 173, 175, 240), IIF(c.is_nullable = 1, 'yes', 'no'), '(n/a)')) AS FixedLenNullInSource, CONVERT(sysname, c.collation_name) AS Collation
FROM sys.all_columns AS c WHERE c.object_id = @objid ORDER BY c.column_id`;
const IDENTITY = `SELECT ISNULL(CONVERT(nvarchar(128), i.name), N'No identity column defined.') AS [Identity], CONVERT(numeric(38, 0), i.seed_value) AS Seed, CONVERT(numeric(38, 0), i.increment_value) AS Increment, CONVERT(int, i.is_not_for_replication) AS [Not For Replication]
FROM (VALUES (1)) AS one (n) LEFT JOIN sys.identity_columns AS i ON i.object_id = @objid`;
const ROW_GUID =
  "SELECT ISNULL(CONVERT(nvarchar(128), c.name), N'No rowguidcol column defined.') AS [RowGuidCol] FROM (VALUES (1)) AS one (n) LEFT JOIN sys.columns AS c ON c.object_id = @objid AND c.is_rowguidcol = 1";
const FILEGROUP = `SELECT ISNULL(CONVERT(nvarchar(128), (SELECT d.name FROM sys.indexes AS i JOIN sys.data_spaces AS d ON d.data_space_id = i.data_space_id WHERE i.object_id = @objid AND i.index_id < 2)), N'') AS Data_located_on_filegroup`;
const PARAMETERS = `SELECT CONVERT(nvarchar(128), c.name) AS Parameter_name, CONVERT(nvarchar(128), TYPE_NAME(c.user_type_id)) AS Type, c.max_length AS Length,
CONVERT(int, CASE WHEN c.max_length = -1 THEN 0 WHEN c.system_type_id IN (165, 167, 173, 175) THEN c.max_length WHEN c.system_type_id IN (231, 239) THEN c.max_length / 2 ELSE c.precision END) AS Prec,
ODBCSCALE(c.system_type_id, c.scale) AS Scale, c.parameter_id AS Param_order, CONVERT(sysname, IIF(c.system_type_id IN (35, 99, 167, 175, 231, 239), SERVERPROPERTY('Collation'), NULL)) AS Collation FROM sys.parameters AS c WHERE c.object_id = @objid ORDER BY c.parameter_id`;
const typeProperty = (property: string): string => `CONVERT(int, TYPEPROPERTY(IIF(t.is_user_defined = 1, QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.', N'') + QUOTENAME(t.name), '${property}'))`;
/** Types under the heading `name`. No default and no rule can be bound to a type here. */
const types = (
  name: string,
): string => `SELECT CONVERT(nvarchar(128), t.name) AS ${name}, CONVERT(nvarchar(128), TYPE_NAME(t.system_type_id)) AS Storage_type, t.max_length AS Length, ${typeProperty('Precision')} AS Prec, ${typeProperty('Scale')} AS Scale,
${YES_OR_NO('t.is_nullable = 1')} AS Nullable, CONVERT(nvarchar(128), N'none') AS Default_name, CONVERT(nvarchar(128), N'none') AS Rule_name, CONVERT(sysname, t.collation_name) AS Collation FROM sys.types AS t`;
const LIST_TYPES = `${types('User_type')} WHERE t.user_type_id > 256 ORDER BY t.name`;
const ONE_TYPE = `${types('Type_name')} WHERE t.user_type_id = TYPE_ID(@objname)`;

const HAS_COLUMNS = new Set(['U', 'V', 'IF', 'TF']);
const HAS_IDENTITY = new Set(['U', 'V', 'TF']);
const HAS_PARAMETERS = new Set(['P', 'FN', 'IF', 'TF']);

function* help(call: TextCall): Run<number> {
  if (call.argument('@objname') === null) {
    yield* call.run(LIST_OBJECTS);
    yield* section(call, LIST_TYPES);
    return 0;
  }
  if ((yield* call.rows('SELECT 1 WHERE OBJECT_ID(@objname) IS NULL AND TYPE_ID(@objname) IS NOT NULL')).length > 0) {
    yield* call.run(ONE_TYPE);
    return 0;
  }
  const { type } = yield* findObject(call);
  yield* call.run(OBJECT);
  yield* call.run(EMPTY_LINE);
  if (HAS_COLUMNS.has(type)) yield* section(call, COLUMNS);
  if (HAS_IDENTITY.has(type)) {
    yield* section(call, IDENTITY);
    yield* section(call, ROW_GUID);
  }
  if (HAS_PARAMETERS.has(type) && (yield* call.rows(PARAMETERS)).length > 0) yield* section(call, PARAMETERS);
  if (type === 'U') yield* tableSections(call);
  if (type === 'V') yield* viewSections(call);
  return 0;
}

function* section(call: TextCall, text: string): Run<void> {
  yield* call.run(EMPTY_LINE);
  yield* call.run(text);
}

function* tableSections(call: TextCall): Run<void> {
  yield* section(call, FILEGROUP);
  yield* section(call, 'EXEC sys.sp_helpindex @objname');
  yield* call.run(EMPTY_LINE);
  yield* reportConstraints(call);
  const views = call.boundViews(Number(call.argument('@objid')));
  if (views.length > 0) yield* call.run(`SELECT CONVERT(nvarchar(128), v.name) AS [Table is referenced by views] FROM sys.views AS v WHERE v.object_id IN (${views.join(', ')}) ORDER BY 1`);
  else call.say(15647, `No views with schema binding reference table '${String(call.argument('@objname'))}'.`);
}

function* viewSections(call: TextCall): Run<void> {
  yield* call.run(EMPTY_LINE);
  yield* reportConstraints(call);
  yield* call.run('EXEC sys.sp_helpindex @objname');
}

const KB = (pages: string): string => `CONVERT(varchar(18), LTRIM(STR(${pages} * 8, 15, 0)) + ' KB')`;
const MB = (pages: string): string => `CONVERT(varchar(18), LTRIM(STR(${pages} / 128.0, 15, 2)) + ' MB')`;
const SPACE = `DECLARE @reserved bigint, @data bigint, @used bigint, @rows bigint;
SELECT @reserved = ISNULL(SUM(p.reserved_page_count), 0), @used = ISNULL(SUM(p.used_page_count), 0), @data = ISNULL(SUM(IIF(p.index_id < 2, p.in_row_data_page_count, 0)), 0), @rows = ISNULL(SUM(IIF(p.index_id < 2, p.row_count, 0)), 0)
FROM sys.dm_db_partition_stats AS p`;
const SPACE_COLUMNS = `${KB('@reserved')} AS reserved, ${KB('@data')} AS data, ${KB('(@used - @data)')} AS index_size, ${KB('(@reserved - @used)')} AS unused`;
const DATABASE_COLUMNS = `CONVERT(nvarchar(128), DB_NAME()) AS database_name, ${MB('(SELECT SUM(CONVERT(bigint, size)) FROM sys.database_files)')} AS database_size, ${MB('(SELECT SUM(CONVERT(bigint, size)) - @reserved FROM sys.database_files WHERE type = 0)')} AS [unallocated space]`;
const OBJECT_SPACE = `${SPACE} WHERE p.object_id = @objid; SELECT CONVERT(nvarchar(128), OBJECT_NAME(@objid)) AS name, CONVERT(char(20), @rows) AS rows, ${SPACE_COLUMNS}`;
const DATABASE_SPACE = `${SPACE}; SELECT ${DATABASE_COLUMNS}; SELECT ${SPACE_COLUMNS}`;
const DATABASE_SPACE_IN_ONE = `${SPACE}; SELECT ${DATABASE_COLUMNS}, ${SPACE_COLUMNS}`;

function* spaceUsed(call: TextCall): Run<number> {
  const mode = String(call.argument('@mode') ?? 'ALL').toUpperCase();
  if (mode !== 'ALL' && mode !== 'LOCAL_ONLY') throw notSupported(`sp_spaceused with @mode ${mode}`);
  if (call.argument('@include_total_xtp_storage') === 1) throw notSupported('sp_spaceused with @include_total_xtp_storage');
  if (call.argument('@objname') === null) {
    yield* call.run(call.argument('@oneresultset') === 1 ? DATABASE_SPACE_IN_ONE : DATABASE_SPACE);
    return 0;
  }
  const { type } = yield* findObject(call);
  if (type !== 'U' && type !== 'V') throw raise(Messages.NoSpaceAllocated, {});
  if (type === 'V' && (yield* call.rows('SELECT 1 FROM sys.indexes WHERE object_id = @objid')).length === 0) throw notSupported('sp_spaceused of a view without an index');
  yield* call.run(OBJECT_SPACE);
  return 0;
}

/** By lower-case name. */
export const HELP_PROCEDURES: Readonly<Record<string, TextProcedure>> = {
  sp_help: { showsCounts: false, parameters: [optional('@objname', NAME)], body: help },
  sp_helpconstraint: { showsCounts: false, parameters: [required('@objname', NAME), optional('@nomsg', varchar(5), 'msg')], body: helpConstraint },
  sp_spaceused: {
    showsCounts: false,
    body: spaceUsed,
    parameters: [
      optional('@objname', NAME),
      optional('@updateusage', varchar(5), 'false'),
      optional('@mode', varchar(11), 'ALL'),
      optional('@oneresultset', BIT, 0),
      optional('@include_total_xtp_storage', BIT, 0),
    ],
  },
};
