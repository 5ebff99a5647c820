// The SQL side of a server: an instance, its logins and sessions. Knows no sockets (server.ts joins it to tds/).
import { DB_OWNER } from './catalog/is-allowed';
import { loadDatabases, saveDatabases } from './ddl/databases/data-folder';
import { Messages } from './errors/catalogue';
import { notSupported } from './errors/not-supported';
import { raise, type SqlError } from './errors/sql-error';
import { canBeEntered } from './instance/azure';
import { Instance, type Database } from './instance/instance';
import type { Login } from './instance/login';
import type { Heap } from './instance/memory';
import { authorityIn, changePassword, findLogin, isAllowedOnServer, isSysadmin, type Token } from './instance/principals';
import type { Edition, Product, Version } from './instance/product';
import { tokenOf } from './session/security/authority';
import { Session } from './session/session';
import type { LoggedStatement, SharedCaches } from './session/state';
import { TextCache } from './session/text-cache';
import type { ClientPort, LoginRequest, LoginResult, ServerPort } from './tds/session-port';
import { isFollowed, languageNamed } from './types/datetime/languages';

/** What an engine is started with. `backupFolder` must exist; `heap` is V8's by default. */
export interface EngineOptions {
  readonly password: string; readonly serverName: string; readonly backupFolder: string; readonly edition?: Edition | undefined; readonly version?: Version | undefined; readonly heap?: Heap; readonly log?: (statement: LoggedStatement) => void;
}

/** One engine: databases in memory for as long as it lives. */
export class SqlEngine implements ServerPort {
  readonly #instance: Instance;
  readonly #caches: SharedCaches;

  constructor(options: EngineOptions) {
    this.#instance = new Instance(options);
    this.#caches = { plans: new WeakMap(), texts: new TextCache(), log: options.log };
  }

  /** Adds the databases that a folder keeps. */
  load(folder: string): void { loadDatabases(this.#instance, folder); }

  /** Keeps the databases in a folder. */
  save(folder: string): void { saveDatabases(this.#instance, folder); }

  get serverName(): string { return this.#instance.serverName; }

  get version(): Product { return this.#instance.product; }

  /** Opens a session. Raises 18456 for a wrong name or password, 18470 for a disabled login; 4060 (4064 for the login's own), then 18456, for a database that cannot be opened. */
  login(request: LoginRequest, client: ClientPort): LoginResult {
    const login = this.#authenticate(request);
    const database = this.#instance.findDatabase(request.database === '' ? login.defaultDatabase : request.database);
    if (!database || !this.#isOpenTo(login, database)) throw this.#databaseRefused(request);
    const language = languageOf(request, login);
    if (request.newPassword !== undefined) changePassword(this.#instance, login, request.newPassword);
    const session = new Session(
      this.#instance,
      this.#caches,
      {
        security: tokenOf(this.#instance, login.name),
        loginName: login.name,
        hostName: request.hostName,
        applicationName: request.applicationName,
        clientProcessId: request.clientProcessId,
        tdsVersion: request.tdsVersion,
        databaseId: database.header.databaseId,
        language,
        isEncrypted: request.isEncrypted ?? false,
        ports: request.ports,
      },
      client,
    );
    return { session, database: database.header.name, language, spid: session.spid, collation: database.header.options.collation };
  }

  #authenticate(request: LoginRequest): Login {
    const login = findLogin(this.#instance, request.user);
    if (!login || login.password !== request.password) throw raise(Messages.LoginFailed, { user: request.user });
    if (login.isDisabled) throw raise(Messages.LoginDisabled, { user: request.user });
    const isKeptOut = !isSysadmin(login) && this.#instance.serverGrants.some((grant) => grant.permission === 'CONNECT SQL' && grant.state === 'DENY' && grant.principalId === login.principalId);
    if (isKeptOut) throw raise(Messages.LoginFailed, { user: request.user });
    return login;
  }

  #isOpenTo(login: Login, database: Database): boolean {
    const { options, databaseId } = database.header;
    if (this.#instance.isAzure && !canBeEntered(database)) return false;
    if (options.state !== 'ONLINE' || (options.userAccess === 'SINGLE_USER' && this.#isInUse(databaseId))) return false;
    const token: Token = { kind: 'login', name: login.name };
    const authority = authorityIn(this.#instance, token, database);
    return authority !== undefined && (options.userAccess !== 'RESTRICTED_USER' || authority.ids.has(DB_OWNER) || isAllowedOnServer(this.#instance, token, 'CREATE ANY DATABASE'));
  }

  #databaseRefused({ user, database }: LoginRequest): SqlError {
    const refusal = raise(Messages.LoginFailed, { user });
    refusal.preceding = [database === '' ? raise(Messages.CannotOpenDefaultDatabase, {}) : raise(Messages.CannotOpenDatabase, { database })];
    return refusal;
  }

  #isInUse(databaseId: number): boolean {
    return [...this.#instance.sessions.values()].some((s) => s.databaseId === databaseId);
  }
}

/** The language that the client asks for, else the login's own. One that is not known is refused: what becomes of it is not documented. */
function languageOf({ language: asked }: LoginRequest, login: Login): string {
  if (asked === '') return login.defaultLanguage;
  const language = languageNamed(asked);
  if (!language || !isFollowed(language)) throw notSupported(`a connection in the language '${asked}'`);
  return language.name;
}
