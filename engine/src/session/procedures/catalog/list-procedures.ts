// System procedures that list what a database has beside its objects: triggers of a table, users, roles and their members, files, databases.
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import { parseObjectName } from '../../../syntax/parse';
import { nvarchar, SYSNAME, type SqlType } from '../../../types/sql-type';
import type { Run } from '../../outcome';
import { optional, requireCurrentDatabase, required, type TextCall, type TextProcedure } from './text-procedures';

const CHAR6: SqlType = { name: 'char', length: 6 };

const LIST_TRIGGERS = `SELECT CONVERT(sysname, r.name) AS trigger_name, CONVERT(sysname, USER_NAME(ISNULL(o.principal_id, s.principal_id))) AS trigger_owner, CONVERT(int, OBJECTPROPERTY(r.object_id, 'ExecIsUpdateTrigger')) AS isupdate,
CONVERT(int, OBJECTPROPERTY(r.object_id, 'ExecIsDeleteTrigger')) AS isdelete, CONVERT(int, OBJECTPROPERTY(r.object_id, 'ExecIsInsertTrigger')) AS isinsert, 1 - CONVERT(int, r.is_instead_of_trigger) AS isafter,
CONVERT(int, r.is_instead_of_trigger) AS isinsteadof, CONVERT(sysname, s.name) AS trigger_schema
FROM sys.triggers AS r JOIN sys.objects AS o ON o.object_id = r.object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE r.parent_id = OBJECT_ID(@tabname) AND (@triggertype IS NULL OR EXISTS (SELECT 1 FROM sys.trigger_events AS e WHERE e.object_id = r.object_id AND e.type_desc = @triggertype)) ORDER BY r.object_id`;

function* helpTrigger(call: TextCall): Run<number> {
  const name = String(call.argument('@tabname') ?? '');
  const parts = parseObjectName(name);
  if (parts.length > 2) requireCurrentDatabase(call, parts.at(-3) ?? null);
  const type = call.argument('@triggertype');
  if (type !== null && !['insert', 'update', 'delete'].includes(String(type).trim().toLowerCase()))
    throw raise(Messages.InvalidSpecified, { what: '@triggertype', allowed: "'UPDATE', 'DELETE', or 'INSERT'" });
  if ((yield * call.rows("SELECT 1 FROM sys.objects WHERE object_id = OBJECT_ID(@tabname) AND type IN ('U', 'V')")).length === 0)
    throw raise(Messages.ObjectNotInDatabase, { name, database: call.databaseName });
  yield* call.run(LIST_TRIGGERS);
  return 0;
}

const USERS = `FROM sys.database_principals AS u LEFT JOIN sys.database_role_members AS m ON m.member_principal_id = u.principal_id
LEFT JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id LEFT JOIN sys.server_principals AS l ON l.sid = u.sid`;
const LIST_USERS = `SELECT CONVERT(sysname, u.name) AS UserName, CONVERT(sysname, ISNULL(r.name, N'public')) AS RoleName, CONVERT(sysname, l.name) AS LoginName, CONVERT(sysname, l.default_database_name) AS DefDBName,
CONVERT(sysname, u.default_schema_name) AS DefSchemaName, CONVERT(char(10), u.principal_id) AS UserID, CONVERT(varbinary(85), u.sid) AS SID ${USERS} WHERE u.type <> 'R' AND (@name_in_db IS NULL OR u.name = @name_in_db) ORDER BY 1, 2`;
const LIST_ROLE = `SELECT CONVERT(sysname, r.name) AS Role_name, CONVERT(char(10), r.principal_id) AS Role_id, CONVERT(sysname, u.name) AS Users_in_role, CONVERT(char(10), u.principal_id) AS Userid
FROM sys.database_principals AS r LEFT JOIN sys.database_role_members AS m ON m.role_principal_id = r.principal_id LEFT JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id WHERE r.name = @name_in_db ORDER BY 1, 3`;

function* helpUser(call: TextCall): Run<number> {
  const [found] = call.argument('@name_in_db') === null ? [] : yield* call.rows('SELECT type FROM sys.database_principals WHERE name = @name_in_db');
  if (call.argument('@name_in_db') !== null && !found) throw raise(Messages.NotAUser, { name: String(call.argument('@name_in_db')) });
  yield* call.run(found?.[0] === 'R' ? LIST_ROLE : LIST_USERS);
  return 0;
}

/** Raises 15409 for a name that is no role of the database. */
function* requireRole(call: TextCall): Run<void> {
  const name = call.argument('@rolename');
  if (name !== null && (yield* call.rows("SELECT 1 FROM sys.database_principals WHERE name = @rolename AND type = 'R'")).length === 0) throw raise(Messages.NotARole, { name: String(name) });
}

const ofRoles = (text: string): TextProcedure['body'] => function* (call) {
  yield* requireRole(call);
  yield* call.run(text);
  return 0;
};

const LIST_ROLES =
  "SELECT CONVERT(sysname, name) AS RoleName, CONVERT(smallint, principal_id) AS RoleId, CONVERT(int, 0) AS IsAppRole FROM sys.database_principals WHERE type = 'R' AND (@rolename IS NULL OR name = @rolename) ORDER BY 1";
const LIST_MEMBERS = `SELECT CONVERT(sysname, r.name) AS DbRole, CONVERT(sysname, u.name) AS MemberName, CONVERT(varbinary(85), u.sid) AS MemberSID FROM sys.database_role_members AS m
JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id WHERE @rolename IS NULL OR r.name = @rolename ORDER BY 1, 2`;
const LIST_SERVER_MEMBERS = `SELECT CONVERT(sysname, r.name) AS ServerRole, CONVERT(sysname, l.name) AS MemberName, CONVERT(varbinary(85), l.sid) AS MemberSID FROM sys.server_role_members AS m
JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id JOIN sys.server_principals AS l ON l.principal_id = m.member_principal_id WHERE @srvrolename IS NULL OR r.name = @srvrolename ORDER BY 1, 2`;

function* helpServerRoleMember(call: TextCall): Run<number> {
  const name = call.argument('@srvrolename');
  if (name !== null && (yield* call.rows("SELECT 1 FROM sys.server_principals WHERE name = @srvrolename AND type = 'R'")).length === 0) throw raise(Messages.NotAFixedRole, { name: String(name) });
  yield* call.run(LIST_SERVER_MEMBERS);
  return 0;
}

const KB = (pages: string): string => `CONVERT(nvarchar(15), CONVERT(bigint, ${pages}) * 8) + N' KB'`;
const FILE_COLUMNS = `CONVERT(smallint, f.file_id) AS fileid, CONVERT(nchar(260), f.physical_name) AS filename, CONVERT(sysname, FILEGROUP_NAME(f.data_space_id)) AS filegroup, CONVERT(nvarchar(18), ${KB('f.size')}) AS size,
CONVERT(nvarchar(18), IIF(f.max_size = -1, N'Unlimited', ${KB('f.max_size')})) AS maxsize, CONVERT(nvarchar(18), IIF(f.is_percent_growth = 1, CONVERT(nvarchar(15), f.growth) + N'%', ${KB('f.growth')})) AS growth, CONVERT(varchar(9), IIF(f.type = 1, 'log only', 'data only')) AS usage`;
const LIST_FILES = `SELECT CONVERT(sysname, f.name) AS name, ${FILE_COLUMNS} FROM sys.database_files AS f WHERE @filename IS NULL OR f.name = @filename ORDER BY f.file_id`;

function* helpFile(call: TextCall): Run<number> {
  const name = call.argument('@filename');
  if (name !== null && (yield* call.rows('SELECT 1 FROM sys.database_files WHERE name = @filename')).length === 0) throw raise(Messages.NoSuchFile, { kind: 'file', name: String(name) });
  yield* call.run(LIST_FILES);
  return 0;
}

const LIST_GROUPS = `SELECT CONVERT(sysname, g.name) AS groupname, CONVERT(smallint, g.data_space_id) AS groupid, (SELECT COUNT(*) FROM sys.database_files AS f WHERE f.data_space_id = g.data_space_id) AS filecount
FROM sys.filegroups AS g WHERE @filegroupname IS NULL OR g.name = @filegroupname ORDER BY g.data_space_id`;
const LIST_FILES_OF_GROUP = `SELECT CONVERT(sysname, f.name) AS file_in_group, CONVERT(smallint, f.file_id) AS fileid, CONVERT(nchar(260), f.physical_name) AS filename, ${KB('f.size')} AS size,
IIF(f.max_size = -1, N'Unlimited', ${KB('f.max_size')}) AS maxsize, IIF(f.is_percent_growth = 1, CONVERT(nvarchar(15), f.growth) + N'%', ${KB('f.growth')}) AS growth
FROM sys.database_files AS f WHERE f.data_space_id = FILEGROUP_ID(@filegroupname) ORDER BY f.file_id`;

function* helpFileGroup(call: TextCall): Run<number> {
  const name = call.argument('@filegroupname');
  if (name !== null && (yield* call.rows('SELECT 1 FROM sys.filegroups WHERE name = @filegroupname')).length === 0) throw raise(Messages.NoSuchFile, { kind: 'filegroup', name: String(name) });
  yield* call.run(LIST_GROUPS);
  if (name !== null) yield* call.run(LIST_FILES_OF_GROUP);
  return 0;
}

const OPTIONS = [
  ["'Status=' + CONVERT(nvarchar(60), d.state_desc)", '1 = 1'],
  ["'Updateability=' + IIF(d.is_read_only = 1, N'READ_ONLY', N'READ_WRITE')", '1 = 1'],
  ["'UserAccess=' + CONVERT(nvarchar(60), d.user_access_desc)", '1 = 1'],
  ["'Recovery=' + CONVERT(nvarchar(60), d.recovery_model_desc)", '1 = 1'],
  ["'Version=' + CONVERT(nvarchar(20), DATABASEPROPERTYEX(d.name, 'Version'))", '1 = 1'],
  ["'Collation=' + d.collation_name", '1 = 1'],
  [
    "'SQLSortOrder=' + CASE d.collation_name WHEN N'SQL_Latin1_General_CP1_CI_AS' THEN N'52' WHEN N'SQL_Latin1_General_CP1_CS_AS' THEN N'51' WHEN N'SQL_Latin1_General_CP1_CI_AI' THEN N'54' ELSE N'0' END",
    '1 = 1',
  ],
  ["'IsAutoClose'", 'd.is_auto_close_on = 1'],
  ["'IsAutoShrink'", 'd.is_auto_shrink_on = 1'],
  ["'IsAutoCreateStatistics'", 'd.is_auto_create_stats_on = 1'],
  ["'IsAutoUpdateStatistics'", 'd.is_auto_update_stats_on = 1'],
  ["'IsRecursiveTriggersEnabled'", 'd.is_recursive_triggers_on = 1'],
] as const;
const STATUS = `CONCAT_WS(N', ', ${OPTIONS.map(([text, condition]) => `IIF(${condition}, N${text}, NULL)`).join(', ')})`;
const LIST_DATABASES = `SELECT CONVERT(sysname, d.name) AS name, CONVERT(nvarchar(13), STR(CONVERT(dec(15), (SELECT SUM(CONVERT(bigint, f.size)) FROM sys.master_files AS f WHERE f.database_id = d.database_id)) / 128, 10, 2) + N' MB') AS db_size,
CONVERT(sysname, SUSER_SNAME(d.owner_sid)) AS owner, CONVERT(smallint, d.database_id) AS dbid, CONVERT(nvarchar(11), d.create_date) AS created, CONVERT(nvarchar(600), ${STATUS}) AS status, d.compatibility_level
FROM sys.databases AS d WHERE @dbname IS NULL OR d.name = @dbname ORDER BY 1`;
const LIST_FILES_OF = `SELECT CONVERT(nchar(128), f.name) AS name, ${FILE_COLUMNS} FROM sys.master_files AS f WHERE f.database_id = DB_ID(@dbname) ORDER BY f.file_id`;

function* helpDatabase(call: TextCall): Run<number> {
  const name = call.argument('@dbname');
  if (name !== null && (yield* call.rows('SELECT 1 FROM sys.databases WHERE name = @dbname')).length === 0) throw raise(Messages.NoSuchDatabase, { name: String(name) });
  yield* call.run(LIST_DATABASES);
  if (name === null) return 0;
  yield* call.run("PRINT N' '");
  yield* call.run(LIST_FILES_OF);
  return 0;
}

const LIST_LANGUAGES = 'SELECT langid, dateformat, datefirst, upgrade, name, alias, months, shortmonths, days, lcid, msglangid FROM sys.syslanguages WHERE @language IS NULL OR name = @language OR alias = @language ORDER BY langid';

function* helpLanguage(call: TextCall): Run<number> {
  const name = call.argument('@language');
  if (name !== null && (yield* call.rows('SELECT 1 FROM sys.syslanguages WHERE name = @language OR alias = @language')).length === 0) throw raise(Messages.NotALanguage, { name: String(name) });
  yield* call.run(LIST_LANGUAGES);
  return 0;
}

/** By lower-case name. */
export const LIST_PROCEDURES: Readonly<Record<string, TextProcedure>> = {
  sp_helptrigger: { showsCounts: false, parameters: [required('@tabname', nvarchar(776)), optional('@triggertype', CHAR6)], body: helpTrigger },
  sp_helpuser: { showsCounts: false, parameters: [optional('@name_in_db', SYSNAME)], body: helpUser },
  sp_helprole: { showsCounts: false, parameters: [optional('@rolename', SYSNAME)], body: ofRoles(LIST_ROLES) },
  sp_helprolemember: { showsCounts: false, parameters: [optional('@rolename', SYSNAME)], body: ofRoles(LIST_MEMBERS) },
  sp_helpsrvrolemember: { showsCounts: false, parameters: [optional('@srvrolename', SYSNAME)], body: helpServerRoleMember },
  sp_helpfilegroup: { showsCounts: false, parameters: [optional('@filegroupname', SYSNAME)], body: helpFileGroup },
  sp_helpfile: { showsCounts: false, parameters: [optional('@filename', SYSNAME)], body: helpFile },
  sp_helplanguage: { showsCounts: false, parameters: [optional('@language', SYSNAME)], body: helpLanguage },
  sp_helpdb: { showsCounts: false, parameters: [optional('@dbname', SYSNAME)], body: helpDatabase },
};
