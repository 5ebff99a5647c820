// CREATE, ALTER and DROP DATABASE. None of it rolls back: all three are refused inside a transaction (226, 574).
import type { DatabaseOptions } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notOnAzure, notSupported } from '../../errors/not-supported';
import { isSqlError, raise, throwAll, withFollower, type SqlError } from '../../errors/sql-error';
import { azureOptions, requireMaster } from '../../instance/azure';
import { defaultFiles, LAST_SYSTEM_DATABASE, MASTER, modelOptions, TEMPDB, type Database } from '../../instance/instance';
import type { AlterDatabase, CreateDatabase, DropDatabase } from '../../syntax/ast/ddl';
import { DEFAULT_COLLATION, requireCollation, sameName } from '../../types/text/collation';
import { trackingOptions } from './change-tracking';
import { changeCollation } from './database-collation';
import { applyDatabaseOption, applyScopedConfiguration, needsExclusive } from './database-options';
import { copyCatalog } from './backup-device';
import { refuseAzureOption } from './azure-options';
import { changeFiles } from './database-files';
import { databaseOfFile, filesOf, replaceHeader } from './file-specs';
import type { DdlContext } from '../objects/ddl-context';

function forbidTransaction(ddl: DdlContext, statement: string, state?: number): void {
  if (ddl.transactionCount > 0) throw raise(Messages.NotInTransaction226, { statement }, state);
}

/** Options that say what a database is without them. */
const WITHOUT_OPTION: Readonly<Record<string, string>> = { CONTAINMENT: 'NONE', CATALOG_COLLATION: 'DATABASE_DEFAULT', LEDGER: 'OFF' };

/** CREATE DATABASE; raises 1801, 5170 with 1802. */
export function createDatabase(ddl: DdlContext, statement: CreateDatabase): void {
  forbidTransaction(ddl, 'CREATE DATABASE');
  if (ddl.instance.isAzure) requireMaster(ddl.database);
  if (statement.asCopyOf !== undefined) return copyDatabase(ddl, statement, statement.asCopyOf);
  if (statement.service !== undefined) refuseService(ddl, statement);
  if (ddl.instance.findDatabase(statement.name)) throw raise(Messages.DatabaseExists, { database: statement.name });
  let options: DatabaseOptions = modelOptions(requireCollation(statement.collation ?? ddl.instance.databases.get(MASTER)?.header.options.collation ?? DEFAULT_COLLATION), ddl.instance.product);
  for (const { name, value } of statement.options ?? []) {
    if (WITHOUT_OPTION[name] === String(value).toUpperCase()) continue;
    if (name !== 'TRUSTWORTHY' && name !== 'DB_CHAINING') throw notSupported(`CREATE DATABASE ... WITH ${name} = ${value}`);
    options = applyDatabaseOption(options, { name, value }, { database: statement.name, highestLevel: ddl.instance.product.highestLevel });
  }
  if (ddl.instance.isAzure) options = azureOptions(options);
  if (ddl.instance.isAzure && statement.files.length > 0) throw notOnAzure('CREATE DATABASE with files');
  const { files, fileGroups } = filesOf(statement);
  const taken = files.find((file) => databaseOfFile(ddl, file.physicalName) !== undefined);
  if (taken) throw withFollower(raise(Messages.FileAlreadyExists, { file: taken.physicalName }), raise(Messages.CreateDatabaseFiles, {}));
  ddl.instance.createDatabase(statement.name, options, files, { ownerLogin: ddl.loginName, fileGroups });
}

function refuseService(ddl: DdlContext, { service = '' }: CreateDatabase): never {
  if (!ddl.instance.isAzure) throw raise(Messages.SyntaxNear, { token: '(' });
  throw notOnAzure(`CREATE DATABASE ... ${service}`);
}

/** CREATE DATABASE ... AS COPY OF: the committed state of the source as of now, seen to be on its way for a moment. Raises 40561, 1801, 40565. */
function copyDatabase(ddl: DdlContext, statement: CreateDatabase, { server, database }: NonNullable<CreateDatabase['asCopyOf']>): void {
  const { instance } = ddl;
  if (!instance.isAzure) throw notSupported('CREATE DATABASE ... AS COPY OF');
  if (server !== undefined && !sameName(server, instance.serverName)) throw notOnAzure('CREATE DATABASE ... AS COPY OF a database of another server');
  if (statement.service !== undefined) throw notOnAzure(`CREATE DATABASE ... AS COPY OF ... ${statement.service}`);
  if (instance.findDatabase(statement.name)) throw raise(Messages.DatabaseExists, { database: statement.name });
  const source = instance.findDatabase(database);
  if (!source || source.header.databaseId <= LAST_SYSTEM_DATABASE || source.header.options.state !== 'ONLINE') throw raise(Messages.CopySourceMissing, {});
  if (instance.copies.hasOneOf(source)) throw raise(Messages.CopyUnderWay, {});
  const { catalog, store } = instance.transactions.snapshotCommitted(source.header.databaseId);
  const content = { catalog: copyCatalog(catalog), store: store.clone() };
  instance.copies.begin(instance.createDatabase(statement.name, source.header.options, defaultFiles(statement.name), { ownerLogin: ddl.loginName, content }), source);
}

/** DROP DATABASE; raises 574, 3701, 3702, 3708. */
export function dropDatabases(ddl: DdlContext, statement: DropDatabase): void {
  if (ddl.transactionCount > 0) throw raise(Messages.NotInUserTransaction, { statement: 'DROP DATABASE' });
  if (ddl.instance.isAzure) requireMaster(ddl.database);
  throwAll(statement.names.flatMap((name) => dropDatabase(ddl, name, statement.ifExists) ?? []));
}

/** What keeps one database is told of, and the others go. */
function dropDatabase(ddl: DdlContext, name: string, ifExists: boolean): SqlError | undefined {
  const database = ddl.instance.findDatabase(name);
  if (!database) return ifExists ? undefined : raise(Messages.CannotDrop, { kind: 'database', name }, 1);
  const { databaseId } = database.header;
  if (databaseId <= LAST_SYSTEM_DATABASE) return raise(Messages.CannotDropSystem, { kind: 'database', name });
  // There, whoever is in a database is put out of it.
  if (ddl.instance.isAzure && database !== ddl.database) ddl.killSessionsIn(databaseId);
  else if (database === ddl.database || ddl.isDatabaseInUse(databaseId)) return raise(Messages.DatabaseInUse, { database: name });
  ddl.instance.dropDatabase(databaseId);
  return undefined;
}

const STATE_ALTER = 6;

/** ALTER DATABASE; raises 12104 for CURRENT in a system database, 5011 with 5069, or 911, for an unknown one. */
export function alterDatabase(ddl: DdlContext, statement: AlterDatabase): void {
  forbidTransaction(ddl, 'ALTER DATABASE', STATE_ALTER);
  requireCurrentOfUser(ddl, statement);
  const database = statement.name === 'current' ? ddl.database : ddl.instance.findDatabase(statement.name);
  // Only SET tells of the failed statement.
  if (!database && statement.action.kind !== 'set') throw raise(Messages.CannotFindDatabase, { database: statement.name });
  if (!database) throw failed(raise(Messages.CannotAlterDatabase, { database: statement.name }));
  const { action } = statement;
  switch (action.kind) {
    case 'set': return setOptions(ddl, database, action);
    case 'rename': return renameDatabase(ddl, database, action.to);
    case 'collate': return changeCollation(ddl, database, action.collation);
    case 'add-filegroup': case 'remove-filegroup': case 'rename-filegroup': case 'modify-filegroup': case 'add-files': case 'remove-file': case 'modify-file':
      return changeFiles(ddl, database, action);
    case 'scoped-configuration': return replaceHeader(ddl, database, { options: applyScopedConfiguration(database.header.options, action) });
  }
}

function requireCurrentOfUser({ database: { header } }: DdlContext, { name, action }: AlterDatabase): void {
  if (name !== 'current' || action.kind === 'scoped-configuration' || header.databaseId > LAST_SYSTEM_DATABASE) return;
  throw raise(Messages.AlterCurrentSystem, { database: header.name });
}

const failed = (cause: ReturnType<typeof raise>): ReturnType<typeof raise> => withFollower(cause, raise(Messages.AlterDatabaseFailed, {}));

/** What went wrong is followed by 5069. */
function orFailed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isSqlError(error) ? failed(error) : error;
  }
}

/** Of 5058, by option. */
const STATES_OF_FIXED: Readonly<Record<string, number>> = { READ_COMMITTED_SNAPSHOT: 2, SINGLE_USER: 5, RESTRICTED_USER: 5, MULTI_USER: 5 };

/** Who may use master and tempdb is not even said again. */
const isFixedInSystem = (option: string, databaseId: number): boolean =>
  needsExclusive(option) || (option === 'MULTI_USER' && (databaseId === MASTER || databaseId === TEMPDB));

type SetAction = Extract<AlterDatabase['action'], { kind: 'set' }>;

function setOptions(ddl: DdlContext, database: Database, { options, termination }: SetAction): void {
  const { databaseId, name } = database.header;
  const isSystem = databaseId <= LAST_SYSTEM_DATABASE;
  if (termination !== undefined && options.some((option) => option.name === 'ALLOW_SNAPSHOT_ISOLATION')) throw failed(raise(Messages.VersioningTermination, {}));
  if ((name === 'model' || name === 'tempdb') && options.some((option) => option.name === 'TRUSTWORTHY')) throw failed(raise(Messages.TrustworthyOfSystem, {}));
  const tracking = options.find((option) => option.changeTracking)?.changeTracking;
  if (tracking) {
    if (options.length > 1) throw failed(raise(Messages.TrackingAlone, {}));
    return replaceHeader(ddl, database, { options: orFailed(() => trackingOptions(database, tracking)) });
  }
  let after = database.header.options;
  for (const option of options) {
    if (ddl.instance.isAzure) refuseAzureOption(database, option.name);
    if (isSystem && isFixedInSystem(option.name, databaseId)) throw failed(raise(Messages.DatabaseOptionNotSet, { option: option.name, database: name }, STATES_OF_FIXED[option.name]));
    after = applyDatabaseOption(after, option, { database: name, highestLevel: ddl.instance.product.highestLevel });
  }
  if (options.some((option) => needsExclusive(option.name))) makeRoom(ddl, database, termination);
  replaceHeader(ddl, database, { options: after });
  if (after.state === 'OFFLINE') for (const store of database.store.tables()) store.userUpdates = 0;
}

/** Other sessions stand in the way: they are ended if the statement says so. To wait for them is not possible here. */
function makeRoom(ddl: DdlContext, database: Database, termination: string | undefined): void {
  const { databaseId, name } = database.header;
  if (!ddl.isDatabaseInUse(databaseId)) return;
  if (termination === 'NO_WAIT') throw failed(raise(Messages.DatabaseStateInUse, { database: name }));
  if (termination === undefined) throw notSupported('ALTER DATABASE ... SET waiting for other sessions to leave the database (say WITH ROLLBACK IMMEDIATE)');
  if (termination !== 'ROLLBACK IMMEDIATE') throw notSupported(`ALTER DATABASE ... WITH ${termination}`);
  ddl.killSessionsIn(databaseId);
}

function renameDatabase(ddl: DdlContext, database: Database, name: string): void {
  const { databaseId } = database.header;
  if (databaseId <= LAST_SYSTEM_DATABASE) throw notSupported('renaming a system database');
  const other = ddl.instance.findDatabase(name);
  if (other && other !== database) throw raise(Messages.DatabaseExists, { database: name });
  if (ddl.isDatabaseInUse(databaseId)) throw raise(Messages.DatabaseNotExclusive, {});
  replaceHeader(ddl, database, { name });
  if (database === ddl.database) ddl.useDatabase(databaseId);
  ddl.info(5021, 10, `The database name '${name}' has been set.`);
}
