// The SQL side of a server: an instance, its logins and sessions. Knows no sockets (server.ts joins it to tds/).
import { loadDatabases, saveDatabases } from './ddl/data-folder';
import { Messages } from './errors/catalogue';
import { notSupported } from './errors/not-supported';
import { raise } from './errors/sql-error';
import { Instance } from './instance/instance';
import { PRODUCT } from './instance/product';
import { PlanCache } from './session/plan-cache';
import { Session } from './session/session';
import type { LoggedStatement, SharedCaches } from './session/state';
import { TextCache } from './session/text';
import type { ClientPort, LoginRequest, LoginResult, ServerPort } from './tds/session-port';
import { foldName } from './types/collation';

/** What an engine is started with. `backupFolder` must exist. */
export interface EngineOptions { readonly password: string; readonly serverName: string; readonly backupFolder: string; readonly log?: (statement: LoggedStatement) => void }

/** One engine: databases in memory for as long as it lives. */
export class SqlEngine implements ServerPort {
  readonly #instance: Instance;
  readonly #caches: SharedCaches;
  readonly version = PRODUCT;

  constructor(options: EngineOptions) {
    this.#instance = new Instance(options);
    this.#caches = { plans: new PlanCache(), texts: new TextCache(), log: options.log };
  }

  /** Adds the databases that a folder keeps. */
  load(folder: string): void { loadDatabases(this.#instance, folder); }

  /** Keeps the databases in a folder. */
  save(folder: string): void { saveDatabases(this.#instance, folder); }

  get serverName(): string { return this.#instance.serverName; }

  /** Opens a session. Raises 18456 for a wrong name or password, the refusal of other logins than sysadmins; 4060, then 18456, for a database that cannot be opened. */
  login(request: LoginRequest, client: ClientPort): LoginResult {
    const login = this.#instance.logins.get(foldName(request.user));
    if (!login || login.isDisabled || login.password !== request.password) throw raise(Messages.LoginFailed, { user: request.user });
    if (!login.isSysadmin) throw notSupported('sessions of a login that is not sysadmin: permissions are recorded, but nothing enforces them');
    const database = this.#instance.findDatabase(request.database === '' ? login.defaultDatabase : request.database);
    const isOpen = database?.header.options.state === 'ONLINE' && !(database.header.options.userAccess === 'SINGLE_USER' && this.#isInUse(database.header.databaseId));
    if (!database || !isOpen) {
      const refusal = raise(Messages.LoginFailed, { user: request.user });
      refusal.preceding = [raise(Messages.CannotOpenDatabase, { database: request.database })];
      throw refusal;
    }
    const session = new Session(this.#instance, this.#caches, {
      loginName: login.name, hostName: request.hostName, applicationName: request.applicationName, clientProcessId: request.clientProcessId, databaseId: database.header.databaseId, isEncrypted: request.isEncrypted ?? false,
    }, client);
    return { session, database: database.header.name, language: 'us_english', spid: session.spid, collation: database.header.options.collation };
  }

  #isInUse(databaseId: number): boolean {
    return [...this.#instance.sessions.values()].some((s) => s.databaseId === databaseId);
  }
}
