// One server instance: its databases, sessions, logins and lock manager. Knows nothing of sockets and nothing of T-SQL text.
import { Catalog, type DatabaseHeader } from '../catalog/database';
import { DB_OWNER } from '../catalog/is-allowed';
import type { DatabaseFile, DatabaseOptions, FileGroup } from '../catalog/definitions';
import { DatabaseStore } from '../storage/database-store';
import { TransactionManager } from '../transaction/transaction-manager';
import { DEFAULT_COLLATION, foldName, nameRules } from '../types/text/collation';
import { BackupFiles } from './backup-files';
import { datetimeFromUnixMs } from './clock';
import { ServerConfiguration } from './configuration';
import { DatabaseCopies } from './database-copies';
import { saLogin, type Login, type ServerGrant, type ServerRole } from './login';
import { MemoryGuard, type Heap } from './memory';
import { productOf, type Edition, type Product, type Version } from './product';

/** A database: header (replaced by ALTER DATABASE), catalog and rows. */
export interface Database { header: DatabaseHeader; readonly catalog: Catalog; readonly store: DatabaseStore }

/** A session's SET options under the names of sys.dm_exec_sessions. */
export interface SessionOptions {
  readonly text_size: number; readonly language: string; readonly date_format: string; readonly date_first: number; readonly quoted_identifier: boolean; readonly arithabort: boolean;
  readonly ansi_null_dflt_on: boolean; readonly ansi_warnings: boolean; readonly ansi_padding: boolean; readonly ansi_nulls: boolean; readonly concat_null_yields_null: boolean;
}

/** What system views and KILL may know of a session. */
export interface SessionView {
  readonly spid: number;
  readonly loginName: string;
  readonly hostName: string;
  readonly programName: string;
  readonly loginTime: number;
  readonly databaseId: number;
  readonly status: 'running' | 'sleeping' | 'suspended';
  readonly openTransactionCount: number;
  readonly lastRequestStart: number;
  readonly lastRequestEnd: number;
  readonly lastText: string;
  readonly transactionBegin?: number;
  readonly transactionId: bigint;
  readonly transactionName: string;
  readonly isolationNumber: number;
  readonly lockTimeoutMs: number;
  readonly rowCount: bigint;
  readonly clientProcessId: number;
  /** Of the protocol it speaks, where that is not 7.4. */
  readonly tdsVersion?: number | undefined;
  readonly deadlockPriority: number;
  /** What SET CONTEXT_INFO left, null where it was not used. */
  readonly contextInfo: Uint8Array | null;
  readonly command: string;
  /** Whether all of its traffic is encrypted. */
  readonly isEncrypted: boolean;
  /** Of its connection. */
  readonly ports?: { readonly local: number | undefined; readonly client: number | undefined } | undefined;
  /** SET options in force, as sys.dm_exec_sessions names them. */
  readonly options: SessionOptions;
  kill(): void;
}

/** database_id of master. */
export const MASTER = 1;
/** database_id of tempdb. */
export const TEMPDB = 2;
/** database_id of model. */
export const MODEL = 3;
/** The id of msdb. */
export const MSDB = 4;
/** The largest database_id of a system database. */
export const LAST_SYSTEM_DATABASE = MSDB;
const FIRST_USER_DATABASE = 5;
const FIRST_USER_SPID = 51;
/** Where database files claim to be: rows live in memory, the paths are names only. */
export const DATA_FOLDER = '/var/opt/mssql/data/';

/** Options of a new database, as CREATE DATABASE copies them from model. */
export const modelOptions = (collation: string, { highestLevel }: Product): DatabaseOptions => ({
  collation, compatibilityLevel: highestLevel, recoveryModel: 'FULL', userAccess: 'MULTI_USER', state: 'ONLINE', isReadCommittedSnapshot: false, snapshotIsolation: 'OFF',
  isAutoClose: false, isAutoShrink: false, isReadOnly: false, delayedDurability: 'DISABLED', pageVerify: 'CHECKSUM', isTrustworthy: false, recursiveTriggers: false,
  isAutoUpdateStatsAsync: false, ansiNullDefault: false, cursorDefault: 'GLOBAL', isBrokerEnabled: true, scopedConfigurations: {},
});

/** The two files of a database that names none. */
export const defaultFiles = (name: string): DatabaseFile[] => [
  { fileId: 1, type: 'D', logicalName: name, physicalName: `${DATA_FOLDER}${name}.mdf`, fileGroup: 'PRIMARY' },
  { fileId: 2, type: 'L', logicalName: `${name}_log`, physicalName: `${DATA_FOLDER}${name}_log.ldf` },
];

/** Whose a new database is, and what is in it from the start. */
export interface DatabaseOrigin { readonly ownerLogin: string; readonly fileGroups?: readonly FileGroup[] | undefined; readonly content?: { readonly catalog: Catalog; readonly store: DatabaseStore } }

/** The instance. All its members live as long as the server. */
export class Instance {
  readonly databases = new Map<number, Database>();
  readonly transactions = new TransactionManager((databaseId) => this.databases.get(databaseId));
  readonly sessions = new Map<number, SessionView>();
  readonly logins = new Map<string, Login>();
  /** Server roles beside the fixed ones, by folded name. */
  readonly serverRoles = new Map<string, ServerRole>();
  /** What was granted and denied on the server. */
  serverGrants: readonly ServerGrant[] = [];
  /** What sp_configure sets. */
  readonly configuration = new ServerConfiguration();
  /** Backup files whose content is at hand. */
  readonly backups = new BackupFiles();
  /** Copies of databases that are on their way. */
  readonly copies = new DatabaseCopies();
  /** Ends statements for which there is no room. */
  readonly memory: MemoryGuard;
  /** Whether it is started as Azure SQL Database. */
  readonly isAzure: boolean;
  /** What it says it is. */
  readonly product: Product;
  readonly serverName: string;
  readonly startedAt = datetimeFromUnixMs(Date.now());
  /** Rises whenever any database is created, dropped, renamed or restored: cached plans notice. */
  databaseVersion = 0;
  /** Rises with every change of logins and of what they may: what was concluded from them is concluded again. */
  loginVersion = 0;
  #sequentialId = BigInt(Date.now()) << 64n;

  /** Where BACKUP puts files that name no folder of this machine; real paths are used as they are. */
  readonly backupFolder: string;

  constructor(options: { readonly password: string; readonly serverName: string; readonly backupFolder: string; readonly edition?: Edition | undefined; readonly version?: Version | undefined; readonly heap?: Heap | undefined }) {
    this.memory = new MemoryGuard(options.heap);
    this.isAzure = options.edition === 'Azure SQL Database';
    this.product = productOf(options.edition ?? 'Developer', options.version);
    this.serverName = options.serverName;
    this.backupFolder = options.backupFolder;
    this.logins.set('sa', saLogin(options.password, this.startedAt));
    for (const [databaseId, name] of [[MASTER, 'master'], [TEMPDB, 'tempdb'], [MODEL, 'model'], [MSDB, 'msdb']] as const) {
      const isVersioned = databaseId === MASTER || databaseId === MSDB;
      const options: DatabaseOptions = { ...modelOptions(DEFAULT_COLLATION, this.product), recoveryModel: name === 'model' ? 'FULL' : 'SIMPLE', snapshotIsolation: isVersioned ? 'ON' : 'OFF' };
      this.#add({ databaseId, name, createdAt: this.startedAt, options, files: systemFiles(name), ownerLogin: 'sa' }, newCatalog(DEFAULT_COLLATION, this.startedAt, this.logins.get('sa')), new DatabaseStore());
    }
  }

  /** Which T-SQL is known where the database is in use: that of the server's version and of the database's level. */
  dialectOf({ header }: Database): { readonly version: number; readonly compatibilityLevel: number } {
    return { version: this.product.dialect, compatibilityLevel: header.options.compatibilityLevel };
  }

  /** The database of that name (server collation), whatever its state. */
  findDatabase(name: string): Database | undefined {
    this.settleCopies();
    const key = foldName(name);
    for (const database of this.databases.values()) if (foldName(database.header.name) === key) return database;
    return undefined;
  }

  /** Adds a database under the smallest free id. It belongs to `ownerLogin`; with `content` (RESTORE) it starts with that catalog and those rows. */
  createDatabase(name: string, options: DatabaseOptions, files: readonly DatabaseFile[], from: DatabaseOrigin): Database {
    let databaseId = FIRST_USER_DATABASE;
    while (this.databases.has(databaseId)) databaseId++;
    const createdAt = datetimeFromUnixMs(Date.now());
    return this.#add(
      { databaseId, name, createdAt, options, files, ownerLogin: from.ownerLogin, ...(from.fileGroups ? { fileGroups: from.fileGroups } : {}) },
      from.content?.catalog ?? newCatalog(options.collation, createdAt, this.logins.get(foldName(from.ownerLogin))),
      from.content?.store ?? new DatabaseStore(),
    );
  }

  /** Forgets a database; the caller has made sure that nobody uses it. */
  dropDatabase(databaseId: number): void {
    this.databases.delete(databaseId);
    this.databaseVersion++;
  }

  /** Puts copies online whose time has come. */
  settleCopies(): void {
    if (this.copies.settle(this.databases)) this.databaseVersion++;
  }

  /** NEWSEQUENTIALID's next value: rises for as long as the server runs. */
  nextSequentialId(): bigint { return ++this.#sequentialId; }

  /** The next free session id. */
  nextSpid(): number {
    let spid = FIRST_USER_SPID;
    while (this.sessions.has(spid)) spid++;
    return spid;
  }

  #add(header: DatabaseHeader, catalog: Catalog, store: DatabaseStore): Database {
    const database: Database = { header, catalog, store };
    this.databases.set(header.databaseId, database);
    this.databaseVersion++;
    return database;
  }
}

const systemFiles = (name: string): DatabaseFile[] => {
  const files: Readonly<Record<string, readonly [string, string]>> = { master: ['master', 'mastlog'], tempdb: ['tempdev', 'templog'], model: ['modeldev', 'modellog'], msdb: ['MSDBData', 'MSDBLog'] };
  const [data, log] = files[name] ?? [name, `${name}_log`];
  return [
    { fileId: 1, type: 'D', logicalName: data, physicalName: `${DATA_FOLDER}${name === 'msdb' ? 'MSDBData' : name}.mdf`, fileGroup: 'PRIMARY' },
    { fileId: 2, type: 'L', logicalName: log, physicalName: `${DATA_FOLDER}${log}.ldf` },
  ];
};

const FIXED_SCHEMAS: readonly (readonly [number, string])[] = [
  [1, 'dbo'],
  [2, 'guest'],
  [3, 'INFORMATION_SCHEMA'],
  [4, 'sys'],
  [16384, 'db_owner'],
  [16385, 'db_accessadmin'],
  [16386, 'db_securityadmin'],
  [16387, 'db_ddladmin'],
  [16389, 'db_backupoperator'],
  [16390, 'db_datareader'],
  [16391, 'db_datawriter'],
  [16392, 'db_denydatareader'],
  [16393, 'db_denydatawriter'],
];

/** The catalog of an empty database: its fixed schemas and principals, dbo being its owner. */
function newCatalog(collation: string, createdAt: number, owner: Login | undefined): Catalog {
  const catalog = new Catalog(nameRules(collation));
  for (const [schemaId, name] of FIXED_SCHEMAS) catalog.apply({ kind: 'schema', after: { schemaId, name, ownerId: schemaId } });
  const principals: readonly (readonly [number, string, 'S' | 'R'])[] = [
    [0, 'public', 'R'],
    [1, 'dbo', 'S'],
    [2, 'guest', 'S'],
    [3, 'INFORMATION_SCHEMA', 'S'],
    [4, 'sys', 'S'],
    ...FIXED_SCHEMAS.filter(([id]) => id >= 16384).map(([id, name]) => [id, name, 'R'] as const),
  ];
  for (const [principalId, name, type] of principals) {
    catalog.apply({
      kind: 'principal',
      after: {
        principalId,
        name,
        type,
        defaultSchema: principalId === 1 || principalId === 2 ? name : undefined,
        loginName: principalId === 1 ? owner?.name : undefined,
        sid: principalId === 1 ? owner?.sid : undefined,
        isFixedRole: principalId >= 16384,
        members: principalId === DB_OWNER ? [1] : [],
        createdAt,
      },
    });
  }
  catalog.apply({ kind: 'permissions', before: [], after: [{ principalId: 1, state: 'GRANT', permission: 'CONNECT', securableClass: 'DATABASE', majorId: 0 }] });
  return catalog;
}
