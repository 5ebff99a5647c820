// A server that is started as Azure SQL Database: what it says it is, copies of databases, and what it refuses of what SQL Server runs.
// Numbers and texts are those of Learn (Database copy; T-SQL differences; Azure SQL Database errors) or were observed there; nobody ran this file there.
import { setTimeout as sleep } from 'node:timers/promises';
import { SqlEngine } from '../../../src/engine';
import { startServer } from '../../../src/server';
import { connect, emptyFolder, startEngine, type TestSession } from '../ddl/support';

let engine: SqlEngine;
let master: TestSession;
beforeEach(() => {
  engine = new SqlEngine({ password: 'pw', serverName: 'azure', backupFolder: emptyFolder(), edition: 'Azure SQL Database' });
  master = connect(engine);
});

const refusal = async (session: TestSession, text: string): Promise<string> => (await session.run(text)).errors.map((error) => `${error.number} ${error.message}`).join(' | ');
async function online(name: string): Promise<void> {
  while ((await master.rows(`SELECT state FROM sys.databases WHERE name = '${name}'`))[0]?.[0] !== 0) await sleep(20);
}

it('says what it is', async () => {
  expect(await master.rows("SELECT SERVERPROPERTY('EngineEdition'), SERVERPROPERTY('Edition'), SERVERPROPERTY('ProductVersion'), SERVERPROPERTY('InstanceDefaultBackupPath'), LEFT(@@VERSION, 39)")).toMatchObject([
    [{ value: 5 }, { value: 'SQL Azure' }, { value: '12.0.2000.8' }, null, 'Microsoft SQL Azure (RTM) - 12.0.2000.8'],
  ]);
  expect(await connect(startEngine()).rows("SELECT SERVERPROPERTY('EngineEdition')")).toMatchObject([[{ value: 3 }]]);
});

it('is one of the editions that there are', async () => {
  await expect(startServer({ edition: 'Express' as 'Developer' })).rejects.toThrow("The edition \"Express\" is none of 'Developer', 'Azure SQL Database'.");
});

it('makes databases with row versions, and shows those that a session can reach', async () => {
  await master.ok('CREATE DATABASE d');
  await master.ok('CREATE DATABASE e');
  expect(await master.rows('SELECT name, is_read_committed_snapshot_on, snapshot_isolation_state_desc FROM sys.databases WHERE database_id > 4 ORDER BY name')).toEqual([['d', 1, 'ON'], ['e', 1, 'ON']]);
  expect(await master.rows('SELECT name FROM sys.databases ORDER BY name')).toEqual([['d'], ['e'], ['master']]);
  expect(await connect(engine, 'd').rows('SELECT name FROM sys.databases ORDER BY name')).toEqual([['d'], ['master']]);
  expect(await connect(engine, 'd').rows('SELECT COUNT(*) FROM sys.databases WHERE database_id = DB_ID()')).toEqual([[0]]);
  for (const name of ['tempdb', 'model', 'msdb']) expect(() => connect(engine, name)).toThrow(/Login failed/);
});

it('copies the committed state of a database, which is on its way for a moment', async () => {
  await master.ok('CREATE DATABASE d');
  const source = connect(engine, 'd');
  await source.ok('CREATE TABLE dbo.t (id int IDENTITY PRIMARY KEY, v nvarchar(9)); INSERT INTO dbo.t (v) VALUES (N\'a\')');
  await source.ok("BEGIN TRAN; INSERT INTO dbo.t (v) VALUES (N'open')");
  await master.ok('CREATE DATABASE c AS COPY OF d');
  expect(await master.rows("SELECT state, state_desc FROM sys.databases WHERE name = 'c'")).toEqual([[7, 'COPYING']]);
  expect(await master.rows('SELECT d.name, c.partner_database, c.is_target_role, c.replication_state_desc, c.partner_server FROM sys.dm_database_copies AS c INNER JOIN sys.databases AS d ON d.database_id = c.database_id ORDER BY c.is_target_role'))
    .toEqual([['d', 'c', 0, 'SEEDING', 'azure'], ['c', 'd', 1, 'SEEDING', 'azure']]);
  expect(() => connect(engine, 'c')).toThrow(/Login failed/);
  await online('c');
  expect(await master.rows('SELECT * FROM sys.dm_database_copies')).toEqual([]);
  await source.ok('ROLLBACK');
  const copy = connect(engine, 'c');
  await copy.ok("INSERT INTO dbo.t (v) VALUES (N'b')");
  expect(await copy.rows('SELECT v FROM dbo.t ORDER BY id')).toEqual([['a'], ['b']]);
  expect(await source.rows('SELECT v FROM dbo.t')).toEqual([['a']]);
});

it('refuses a copy of nothing, under a name that is taken, and a second one of a source at a time', async () => {
  await master.ok('CREATE DATABASE d');
  expect(await master.errors('CREATE DATABASE c AS COPY OF nope')).toEqual([40561]);
  expect(await master.errors('CREATE DATABASE d AS COPY OF d')).toEqual([1801]);
  await master.ok('CREATE DATABASE c AS COPY OF d');
  expect(await master.errors('CREATE DATABASE c2 AS COPY OF d')).toEqual([40565]);
  await master.ok('DROP DATABASE c');
  await master.ok('CREATE DATABASE c2 AS COPY OF d');
  await online('c2');
  expect(await master.errors('BEGIN TRAN; EXEC(\'CREATE DATABASE c3 AS COPY OF d\')')).toEqual([226]);
});

it('drops a database under those who are in it, from master only, and makes and drops one in a batch of its own', async () => {
  await master.ok('CREATE DATABASE d');
  const inside = connect(engine, 'd');
  expect(await inside.errors('CREATE DATABASE e')).toEqual([5001]);
  expect(await inside.errors('DROP DATABASE d')).toEqual([5001]);
  expect(await inside.errors("CREATE LOGIN l WITH PASSWORD = 'Aa1!aaaa'")).toEqual([5001]);
  expect(await refusal(master, 'CREATE DATABASE e; SELECT 1')).toBe('40530 The CREATE DATABASE statement must be the only statement in the batch.');
  expect(await refusal(master, "IF DB_ID('d') IS NOT NULL DROP DATABASE d")).toBe('40530 The DROP DATABASE statement must be the only statement in the batch.');
  await master.ok('DROP DATABASE d');
  expect(await master.rows("SELECT DB_ID('d')")).toEqual([[null]]);
});

it.each([
  ["BACKUP DATABASE d TO DISK = 'x'", "40510 Statement 'BACKUP DATABASE' is not supported in this version of SQL Server."],
  ["BACKUP LOG d TO DISK = 'x'", "40510 Statement 'BACKUP LOG' is not supported in this version of SQL Server."],
  ["RESTORE DATABASE d FROM DISK = 'x'", "40510 Statement 'RESTORE DATABASE' is not supported in this version of SQL Server."],
  ["RESTORE FILELISTONLY FROM DISK = 'x'", "40510 Statement 'RESTORE VOLUME' is not supported in this version of SQL Server."],
  ['USE master', '40508 USE statement is not supported to switch between databases. Use a new connection to connect to a different database.'],
  ['SELECT * FROM master.dbo.spt_values', "40515 Reference to database and/or server name in 'master.dbo.spt_values' is not supported in this version of SQL Server."],
  ["EXEC msdb.dbo.sp_delete_database_backuphistory 'd'", "40515 Reference to database and/or server name in 'msdb.dbo.sp_delete_database_backuphistory' is not supported in this version of SQL Server."],
  ['CREATE TABLE other.dbo.t (a int)', "40515 Reference to database and/or server name in 'other.dbo.t' is not supported in this version of SQL Server."],
  ['SELECT * FROM far.d.dbo.t', "40515 Reference to database and/or server name in 'far.d.dbo.t' is not supported in this version of SQL Server."],
  ['ALTER DATABASE d SET RECOVERY SIMPLE', "40517 Keyword or statement option 'RECOVERY' is not supported in this version of SQL Server."],
])('%s', async (text, expected) => {
  await master.ok('CREATE DATABASE d');
  const inside = connect(engine, 'd');
  expect(await refusal(inside, text)).toBe(expected);
  // What is not reached is not refused: texts that ask for the edition first run on both.
  expect(await refusal(inside, `IF SERVERPROPERTY('EngineEdition') <> 5 ${text}`)).toBe('');
});

it('refuses SINGLE_USER as a database that is replicated', async () => {
  await master.ok('CREATE DATABASE d');
  expect(await master.errors('ALTER DATABASE d SET SINGLE_USER WITH ROLLBACK IMMEDIATE')).toEqual([1468, 5069]);
});

it.each([
  'ALTER DATABASE d SET AUTO_CLOSE OFF', 'ALTER DATABASE d SET OFFLINE', 'ALTER DATABASE d SET TRUSTWORTHY ON', 'RECONFIGURE', "EXEC sp_configure 'show advanced options', 1", 'EXEC sp_helpuser',
  "EXEC sp_MSforeachtable 'SELECT 1'", "EXECUTE AS LOGIN = 'sa'", 'CREATE SERVER ROLE r', 'ALTER SERVER ROLE sysadmin ADD MEMBER sa', 'DBCC TRACEON (1222)', 'SELECT * FROM sys.master_files',
  'CREATE TABLE ##everybodys (a int)', "GRANT VIEW SERVER STATE TO sa",
])('refuses by name: %s', async (text) => {
  await master.ok('CREATE DATABASE d');
  expect(await refusal(master, text)).toMatch(/^49999 mssql-memory-server, started as Azure SQL Database, does not run /);
});

it('has no sys.dm_database_copies and no copies where it is SQL Server', async () => {
  const other = connect(startEngine());
  expect(await other.errors('SELECT * FROM sys.dm_database_copies')).toEqual([208]);
  await other.ok('CREATE DATABASE d');
  expect(await refusal(other, 'CREATE DATABASE c AS COPY OF d')).toMatch(/CREATE DATABASE ... AS COPY OF/);
  expect(await other.errors("CREATE DATABASE c (EDITION = 'basic')")).toEqual([102]);
});

it('runs what an application does there: its own names in three parts, tempdb, application locks, its own database', async () => {
  await master.ok('CREATE DATABASE d');
  const inside = connect(engine, 'd');
  await inside.ok('USE d; CREATE TABLE d.dbo.t (a int); INSERT INTO d.dbo.t VALUES (1); CREATE TABLE #t (a int)');
  expect(await inside.rows('SELECT COUNT(*) FROM d.dbo.t AS t CROSS JOIN (SELECT COUNT(*) AS n FROM tempdb.sys.tables) AS x')).toEqual([[1]]);
  expect(await inside.rows("DECLARE @r int; EXEC @r = sp_getapplock @Resource = 'r', @LockMode = 'Exclusive', @LockOwner = 'Session'; SELECT @r")).toEqual([[0]]);
  await inside.ok('ALTER DATABASE d SET DELAYED_DURABILITY = FORCED; ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON');
});
