// What the preset asks a server as a whole: who it is, where it keeps its files, application locks, its databases.
// Knows neither templates nor workers.
import { presetError } from '../errors';
import type { Connection, Row } from './connection';
import { quoteName, quoteText } from './quoting';
import { retryPassingErrors, sqlErrorNumbers } from './retry';

/** The EngineEdition of Azure SQL Database: no BACKUP, no files, copies of databases instead. */
export const AZURE_SQL_DATABASE = 5;
const MANAGED_INSTANCE = 8;

/** What a server says of itself. */
export interface ServerFacts {
  /** The first line of @@VERSION. */
  readonly version: string;
  readonly productVersion: string;
  /** 2 to 4: SQL Server, 5: Azure SQL Database, 8: Managed Instance. */
  readonly engineEdition: number;
  /** Whether the server has an option for compressed backups; Express has it, and refuses them. */
  readonly canCompress: boolean;
  /** Folders as the server writes them, with its own separator at the end. */
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly backupFolder: string;
}

/** The text that asks a server who it is; every kind of server answers it. */
export function serverIdentityText(): string {
  return `SELECT @@VERSION AS version, CONVERT(nvarchar(4000), SERVERPROPERTY('ProductVersion')) AS product_version,
  CONVERT(int, SERVERPROPERTY('EngineEdition')) AS engine_edition;`;
}

/** The text that asks a server for its folders; Azure SQL Database has none. */
export function serverFoldersText(): string {
  const file = (type: number): string => `(SELECT TOP (1) f.physical_name FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'master') AND f.type = ${type} ORDER BY f.file_id)`;
  const property = (name: string): string => `CONVERT(nvarchar(4000), SERVERPROPERTY('${name}'))`;
  return `SELECT ${property('InstanceDefaultDataPath')} AS data_path,
  ${property('InstanceDefaultLogPath')} AS log_path,
  ${property('InstanceDefaultBackupPath')} AS backup_path,
  ${file(0)} AS master_data_file,
  ${file(1)} AS master_log_file,
  (SELECT COUNT(*) FROM sys.configurations AS c WHERE c.name = N'backup compression default') AS compression;`;
}

/** Asks a server for its version and its folders. Default paths may be NULL: then master's own files show the place. */
export async function readServerFacts(connection: Connection): Promise<ServerFacts> {
  const identity = (await connection.query(serverIdentityText()))[0] ?? {};
  const engineEdition = Number(identity['engine_edition'] ?? 0);
  const folders = engineEdition === AZURE_SQL_DATABASE ? {} : ((await connection.query(serverFoldersText()))[0] ?? {});
  const row: Row = { ...folders, ...identity };
  const text = (name: string): string => (typeof row[name] === 'string' ? (row[name] as string) : '');
  const dataFolder = asFolder(text('data_path')) || folderOf(text('master_data_file'));
  return {
    version: (text('version').split(/\r?\n/)[0] ?? '').trim(),
    productVersion: text('product_version'),
    engineEdition,
    canCompress: Number(row['compression'] ?? 0) > 0,
    dataFolder,
    logFolder: asFolder(text('log_path')) || folderOf(text('master_log_file')) || dataFolder,
    backupFolder: asFolder(text('backup_path')) || folderOf(text('master_data_file')) || dataFolder,
  };
}

/** The folder of a file, with the separator that the path itself uses, and ending in it. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

function asFolder(folder: string): string {
  if (folder === '' || /[\\/]$/.test(folder)) return folder;
  return folder + (folder.includes('\\') || /^[A-Za-z]:/.test(folder) ? '\\' : '/');
}

/** The text that asks for how long a server has been running: tempdb is made when it starts. */
export function serverAgeText(): string {
  return `SELECT DATEDIFF_BIG(millisecond, d.create_date, GETDATE()) AS age_ms FROM sys.databases AS d WHERE d.name = N'tempdb';`;
}

/** For how long a server has been running; undefined where it does not tell. */
export async function readServerAgeMs(connection: Connection): Promise<number | undefined> {
  const age = (await connection.query(serverAgeText()))[0]?.['age_ms'];
  return age === undefined || age === null ? undefined : Number(age);
}

/** The text that takes an application lock of the session; parameters @resource, @mode and @timeout. */
export function takeLockText(): string {
  return `DECLARE @result int;
EXEC @result = sp_getapplock @Resource = @resource, @LockMode = @mode, @LockOwner = 'Session', @LockTimeout = @timeout;
SELECT @result AS result;`;
}

/** Takes an application lock that ends with the connection; the code is below 0 if it was not had in time. */
export async function takeLock(connection: Connection, resource: string, timeoutMs: number, mode: 'Exclusive' | 'Shared' = 'Exclusive'): Promise<number> {
  return Number((await connection.query(takeLockText(), { resource, mode, timeout: timeoutMs }))[0]?.['result'] ?? -999);
}

/** Takes an application lock that ends with the connection; raises JNM_LEASE if it is not had in time. */
export async function requireLock(connection: Connection, resource: string, timeoutMs: number, mode: 'Exclusive' | 'Shared' = 'Exclusive'): Promise<void> {
  const code = await takeLock(connection, resource, timeoutMs, mode);
  if (code < 0) throw presetError('JNM_LEASE', { resource, timeoutMs, code });
}

/** The text that tells how the session holds an application lock; parameter @resource. */
export function lockModeText(): string {
  return "SELECT APPLOCK_MODE(N'public', @resource, N'Session') AS mode;";
}

/** The text that gives an application lock back; parameter @resource. */
export function releaseLockText(): string {
  return "EXEC sp_releaseapplock @Resource = @resource, @LockOwner = 'Session';";
}

/** Gives an application lock back. */
export async function releaseLock(connection: Connection, resource: string): Promise<void> {
  await connection.query(releaseLockText(), { resource });
}

/** Does `work` while holding an application lock; raises JNM_LEASE if it is not had in time. */
export async function whileLocked<T>(connection: Connection, resource: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  await requireLock(connection, resource, timeoutMs);
  try {
    return await work();
  } finally {
    // A connection that broke has given its locks back already.
    await releaseLock(connection, resource).catch(() => undefined);
  }
}

/** The text that lists the databases whose names begin with @prefix. */
export function listDatabasesText(): string {
  return 'SELECT d.name AS name, d.state AS state FROM sys.databases AS d WHERE LEFT(d.name, LEN(@prefix)) = @prefix ORDER BY d.name;';
}

/** The names of the databases that begin with `prefix`. */
export async function listDatabases(connection: Connection, prefix: string): Promise<readonly string[]> {
  return (await connection.query(listDatabasesText(), { prefix })).map((row) => String(row['name']));
}

/** The text that makes an empty database. */
export function createDatabaseText(name: string): string {
  return `CREATE DATABASE ${quoteName(name)};`;
}

/** The texts that set a database up for tests: nothing of it has to outlive a crash, and it must not close when idle. */
export function testDatabaseSettingsTexts(name: string, engineEdition: number): readonly string[] {
  const ofServers = isManaged(engineEdition) ? [] : ['RECOVERY SIMPLE', 'AUTO_CLOSE OFF'];
  return [...ofServers, 'DELAYED_DURABILITY = FORCED'].map((setting) => `ALTER DATABASE ${quoteName(name)} SET ${setting};`);
}

/** The text that makes a database as a copy of another, on Azure SQL Database; the copy is complete when it is online. */
export function copyDatabaseText(name: string, source: string): string {
  return `CREATE DATABASE ${quoteName(name)} AS COPY OF ${quoteName(source)};`;
}

/**
 * The texts that ask a server whether it knows the statement above: it only reads it, between the other two. Azure SQL Database in a container
 * gives the same EngineEdition as the service, and does not know it.
 */
export function knowsCopiesTexts(): { readonly before: string; readonly question: string; readonly after: string } {
  return { before: 'SET PARSEONLY ON;', question: copyDatabaseText('copy', 'source'), after: 'SET PARSEONLY OFF;' };
}

/** Whether a server knows how to copy a database. */
export async function knowsCopies(connection: Connection): Promise<boolean> {
  const { before, question, after } = knowsCopiesTexts();
  await connection.query(before);
  try {
    await connection.query(question);
    return true;
  } catch (error) {
    // Whatever SQL Server says of the text: nothing of it was run.
    if (sqlErrorNumbers(error).length === 0) throw error;
    return false;
  } finally {
    await connection.query(after);
  }
}

/** The text that asks for the state of a database; parameter @name. 0 is online, 7 a copy on its way. */
export function databaseStateText(): string {
  return 'SELECT d.state AS state FROM sys.databases AS d WHERE d.name = @name;';
}

/** The text that renames a database. */
export function renameDatabaseText(from: string, to: string): string {
  return `ALTER DATABASE ${quoteName(from)} MODIFY NAME = ${quoteName(to)};`;
}

/** The text that asks whether there is a database, and of which kind the server is; parameter @name. */
export function databaseToDropText(): string {
  return "SELECT CONVERT(int, SERVERPROPERTY('EngineEdition')) AS engine_edition FROM sys.databases AS d WHERE d.name = @name;";
}

/**
 * The text that drops a database, whoever is in it and whatever state it is in; one batch, so that nobody gets in between. On Azure SQL
 * Database it has to be the only statement of its batch, and there and on Managed Instance there is no SINGLE_USER (DROP DATABASE; T-SQL
 * differences between SQL Server and Azure SQL Managed Instance).
 */
export function dropDatabaseText(name: string, engineEdition: number): string {
  if (isManaged(engineEdition)) return `DROP DATABASE ${quoteName(name)};`;
  return `IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = ${quoteText(name)} AND d.state = 0)
  ALTER DATABASE ${quoteName(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
DROP DATABASE IF EXISTS ${quoteName(name)};`;
}

/** Drops a database, if there is one. */
export async function dropDatabase(connection: Connection, name: string): Promise<void> {
  await retryPassingErrors(async () => {
    const found = (await connection.query(databaseToDropText(), { name }))[0];
    if (found !== undefined) await connection.query(dropDatabaseText(name, Number(found['engine_edition'])));
  });
}

// Their backups and files are the service's own.
function isManaged(engineEdition: number): boolean {
  return engineEdition === AZURE_SQL_DATABASE || engineEdition === MANAGED_INSTANCE;
}
