// One session from login to logout: implements SessionPort over the interpreter, one request at a time.
import { Messages } from '../errors/catalogue';
import { isSqlError, raise } from '../errors/sql-error';
import { datetimeFromUnixMs } from '../instance/clock';
import { MASTER, TEMPDB, type Instance, type SessionView } from '../instance/instance';
import { databaseResource } from '../locking/resource';
import type { Token } from '../instance/principals';
import { CommandCode, type BulkRows, type ClientPort, type Ports, type ResultSink, type RpcRequest, type SessionPort, type TransactionRequest } from '../tds/session-port';
import { BufferSink } from './buffer-sink';
import { requireNoBulkLoad, runBulkLoad } from './statements/bulk-load';
import { dropTemporaries } from './surroundings/ddl-surroundings';
import { drive } from './driver';
import { endsTransactionUnrun } from './error-effect';
import { runStatements } from './interpreter';
import { unseeded } from './random';
import { compileBatch } from './compile-batch';
import { describeResult } from './procedures/describe/describe-result';
import { callScalar, callTable, fireTriggers } from './procedures/modules';
import { BatchAborted, Cancelled, type Run } from './outcome';
import { runRpc } from './procedures/rpc';
import { isTableValueError } from './procedures/table-parameter';
import { tokenOf } from './security/authority';
import { inScope, newFrame } from './scope';
import { defaultSettings, sessionOptions } from './settings';
import type { SharedCaches, SessionState } from './state';
import { runBody, runText } from './text';
import { beginTransaction, commitTransaction, rollbackAll, rollbackToName, rollbackTransaction, saveTransaction, setIsolation } from './transactions';

/** Who logged in, from where. */
export interface SessionIdentity {
  readonly security: Token | undefined;
  readonly loginName: string;
  readonly hostName: string;
  readonly applicationName: string;
  readonly clientProcessId: number;
  readonly tdsVersion?: number | undefined;
  readonly databaseId: number;
  readonly language: string;
  readonly isEncrypted: boolean;
  readonly ports?: Ports | undefined;
}

/** A logged-in session. Every request ends with its sink complete; nothing but engine bugs rejects. */
export class Session implements SessionPort {
  readonly #state: SessionState;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  constructor(instance: Instance, caches: SharedCaches, identity: SessionIdentity, client: ClientPort) {
    const spid = instance.nextSpid();
    this.#state = newState(instance, caches, { ...identity, client, spid });
    instance.sessions.set(spid, viewOf(this.#state, () => this.#kill()));
    this.#lockDatabase();
  }

  get spid(): number { return this.#state.spid; }
  get collation(): string | undefined { return this.#state.instance.databases.get(this.#state.databaseId)?.header.options.collation; }

  executeBatch(text: string, options: { resetConnection: boolean }, sink: ResultSink): Promise<void> {
    return this.#request(sink, options.resetConnection, text, () => {
      requireNoBulkLoad(this.#state);
      const frame = newFrame(this.#state, undefined, { kind: 'batch', procedureName: '', text, tempTables: this.#state.sessionTempTables });
      return inScope(this.#state, frame, runText(this.#state, frame, text));
    });
  }

  executeRpc(request: RpcRequest, sink: ResultSink): Promise<void> {
    const text = request.procedure === 'sp_executesql' ? String(request.parameters[0]?.value ?? '') : request.procedure;
    return this.#request(sink, request.resetConnection, text, () => {
      requireNoBulkLoad(this.#state);
      return runRpc(this.#state, request);
    });
  }

  executeTransaction(request: TransactionRequest, options: { resetConnection: boolean }, sink: ResultSink): Promise<void> {
    return this.#request(sink, options.resetConnection, '', () => runTransactionRequest(this.#state, request));
  }

  executeBulkLoad(rows: BulkRows, sink: ResultSink): Promise<void> {
    return this.#request(sink, false, 'insert bulk', () => runBulkLoad(this.#state, rows));
  }

  abandonBulkLoad(): void {
    this.#state.pendingBulk = undefined;
  }

  isUrgent(text: string): boolean {
    const spid = /^\s*KILL\s+(\d+)\s*;?\s*$/i.exec(text)?.[1];
    // A session that sleeps is undone by KILL itself, which would change rows under the statement that runs.
    const victim = spid === undefined ? undefined : this.#state.instance.sessions.get(Number(spid));
    return victim !== undefined && victim.status !== 'sleeping';
  }

  cancel(): void {
    this.#state.cancelled ??= 'attention';
    this.#state.instance.transactions.locks.cancelWait(this.#state.transaction.owner);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#state.cancelled = 'killed';
    this.#state.instance.transactions.locks.cancelWait(this.#state.transaction.owner);
    // A bug that ended the request has been reported already; unheard here, it would end the whole thread.
    void this.#running.catch(() => undefined).finally(() => this.#leave());
  }

  #kill(): void {
    // Undone at once, so that whoever killed finds the locks free; the socket goes after. A statement that runs undoes itself.
    this.close();
    if (this.#state.status === 'sleeping') this.#leave();
    this.#state.client.disconnect();
  }

  #leave(): void {
    const state = this.#state;
    if (!state.instance.sessions.delete(state.spid)) return;
    state.sink = new BufferSink();
    rollbackAll(state);
    dropTemporaries(state, state.sessionTempTables);
    if (state.transaction.isActive) state.transaction.commit();
    state.instance.transactions.locks.releaseSession(state.transaction.owner);
  }

  #request(sink: ResultSink, resets: boolean, text: string, run: () => Run<void>): Promise<void> {
    const state = this.#state;
    state.sink = sink;
    state.status = 'running';
    state.lastRequestStart = datetimeFromUnixMs(Date.now());
    if (text !== '') state.lastText = text;
    if (state.impersonations.length === 0) state.security = tokenOf(state.instance, state.loginName);
    if (this.#isClosed) return Promise.resolve();
    state.cancelled = undefined;
    const began = performance.now();
    state.turnBegan = began;
    state.listenedAt = began;
    this.#running = this.#run(resets, run).finally(() => {
      if (text !== '') state.log?.({ spid: state.spid, text, durationMs: performance.now() - began });
      state.status = 'sleeping';
      state.lastRequestEnd = datetimeFromUnixMs(Date.now());
      state.frame = undefined;
    });
    return this.#running;
  }

  async #run(resets: boolean, run: () => Run<void>): Promise<void> {
    const state = this.#state;
    try {
      if (resets) this.#reset();
      await drive(state, run());
    } catch (error) {
      this.#endInError(error);
    }
    this.#endRequest();
  }

  #endInError(error: unknown): void {
    const state = this.#state;
    state.tryDepth = 0;
    state.nestedDepth = 0;
    if (error instanceof BatchAborted) return;
    if (error instanceof Cancelled) {
      // An attention leaves the transaction open, unless XACT_ABORT asks for more.
      if (error.reason === 'killed' || state.settings.xactAbort || state.transactionCount === 0) rollbackAll(state);
      if (error.reason === 'killed') this.#sayKilled();
      return;
    }
    if (!isSqlError(error)) throw error;
    state.lastError = error.number;
    if (endsTransactionUnrun(error)) rollbackAll(state);
    state.sink.error(error);
    if (isTableValueError(error)) state.sink.info({ ...Messages.StatementTerminated, procedure: '', line: error.line });
    state.sink.statementEnd({ command: CommandCode.done, hasError: true });
    if (state.transactionCount === 0 && state.transaction.isActive) state.transaction.rollback();
  }

  #sayKilled(): void {
    const error = raise(Messages.SessionIsKilled, {});
    error.line = 1;
    this.#state.sink.error(error);
    this.#state.sink.statementEnd({ command: CommandCode.done, hasError: true });
  }

  /** A doomed transaction does not outlive its batch (3998); the DATABASE lock follows USE. */
  #endRequest(): void {
    const state = this.#state;
    if (state.transactionCount > 0 && state.transaction.isDoomed) {
      const error = raise(Messages.UncommittableAtEnd, {});
      error.line = 1;
      state.sink.error(error);
      rollbackAll(state);
      state.sink.statementEnd({ command: CommandCode.done, hasError: true });
    }
    this.#lockDatabase();
  }

  /** Its locks are gone with all the rest, that on the database too. */
  #reset(): void {
    resetSession(this.#state);
    this.#lockedDatabase = 0;
    this.#lockDatabase();
  }

  #lockedDatabase = 0;

  #lockDatabase(): void {
    const { instance, transaction, databaseId } = this.#state;
    if (this.#lockedDatabase === databaseId || this.#isClosed) return;
    const locks = instance.transactions.locks;
    if (this.#lockedDatabase !== 0) locks.release(transaction.owner, databaseResource(this.#lockedDatabase), 'session');
    if (databaseId > TEMPDB) locks.tryAcquire(transaction.owner, databaseResource(databaseId), 'S', 'session');
    this.#lockedDatabase = databaseId;
  }
}

function newState(instance: Instance, caches: SharedCaches, identity: SessionIdentity & Pick<SessionState, 'client' | 'spid'>): SessionState {
  const now = datetimeFromUnixMs(Date.now());
  return {
    ...caches,
    ...identity,
    instance,
    loginTime: now,
    loginDatabaseId: identity.databaseId,
    loginLanguage: identity.language,
    originalDatabaseName: instance.databases.get(identity.databaseId)?.header.name ?? '',
    interpreter: { runStatements, runBody, runText, compile: compileBatch, callScalar, callTable, fireTriggers, describe: describeResult },
    settings: defaultSettings(identity.language),
    sink: new BufferSink(),
    impersonations: [],
    isCompiling: false,
    transaction: instance.transactions.createTransaction(identity.spid),
    transactionCount: 0,
    transactionDescriptor: 0n,
    transactionName: '',
    transactionBegin: 0,
    nestedDepth: 0,
    tryDepth: 0,
    ...unusedValues(),
    sessionContext: new Map(),
    sessionTempTables: new Map(),
    savepoints: [],
    cursors: new Map(),
    prepared: new Map(),
    nextHandle: 1,
    apiCursors: new Map(),
    openedApiCursors: 0,
    preparedCursors: new Map(),
    xmlDocuments: new Map(),
    nextXmlHandle: 1,
    turnBegan: 0,
    listenedAt: 0,
    status: 'sleeping',
    lastText: '',
    lastRequestStart: now,
    lastRequestEnd: now,
    command: 'AWAITING COMMAND',
  };
}

/** What the functions and @@variables of a session tell before it has run anything. */
const unusedValues = () => ({ rowCount: 0n, lastError: 0, lastIdentity: null, batchIdentity: null, fetchStatus: 0, openedLast: undefined, contextInfo: null, random: unseeded() });

/** sp_reset_connection: everything but the isolation level goes back to what the login gave. */
function resetSession(state: SessionState): void {
  rollbackAll(state);
  dropTemporaries(state, state.sessionTempTables);
  if (state.transaction.isActive) state.transaction.commit();
  const isolation = state.settings.isolation;
  Object.assign(state.settings, defaultSettings(state.loginLanguage), { isolation });
  state.identityInsert = undefined;
  state.impersonations.length = 0;
  state.security = tokenOf(state.instance, state.loginName);
  state.cursors.clear();
  state.prepared.clear();
  state.apiCursors.clear();
  state.preparedCursors.clear();
  state.xmlDocuments.clear();
  state.sessionContext.clear();
  state.pendingBulk = undefined;
  state.databaseId = state.instance.databases.has(state.loginDatabaseId) ? state.loginDatabaseId : MASTER;
  Object.assign(state, unusedValues());
  state.instance.transactions.locks.releaseSession(state.transaction.owner);
  state.sink.environment({ kind: 'reset-done' });
}

function* runTransactionRequest(state: SessionState, request: TransactionRequest): Run<void> {
  switch (request.kind) {
    case 'begin':
      if (request.isolation) setIsolation(state, state.settings, request.isolation);
      beginTransaction(state, request.name);
      break;
    case 'commit': commitTransaction(state); break;
    case 'rollback':
      if (request.name === '') rollbackTransaction(state);
      else rollbackToName(state, request.name);
      break;
    case 'save': saveTransaction(state, request.name); break;
  }
  if ('beginAnother' in request && request.beginAnother) {
    if (request.beginAnother.isolation) setIsolation(state, state.settings, request.beginAnother.isolation);
    beginTransaction(state, request.beginAnother.name);
  }
  state.sink.statementEnd({ command: CommandCode.done });
}

const ISOLATION_NUMBER = { 'read uncommitted': 1, 'read committed': 2, 'repeatable read': 3, serializable: 4, snapshot: 5 } as const;

const viewOf = (state: SessionState, kill: () => void): SessionView => ({
  spid: state.spid, loginName: state.loginName, hostName: state.hostName, programName: state.applicationName, loginTime: state.loginTime, clientProcessId: state.clientProcessId, tdsVersion: state.tdsVersion,
  get databaseId() { return state.databaseId; },
  get status() { return state.status; },
  get openTransactionCount() { return state.transactionCount; },
  get lastRequestStart() { return state.lastRequestStart; },
  get lastRequestEnd() { return state.lastRequestEnd; },
  get lastText() { return state.lastText; },
  get transactionBegin() { return state.transactionBegin === 0 ? undefined : state.transactionBegin; },
  get transactionId() { return BigInt(state.transaction.id ?? 0); },
  get transactionName() { return state.transactionName === '' ? 'user_transaction' : state.transactionName; },
  get isolationNumber() { return ISOLATION_NUMBER[(state.frame?.settings ?? state.settings).isolation]; },
  get lockTimeoutMs() { return (state.frame?.settings ?? state.settings).lockTimeoutMs; },
  get rowCount() { return state.rowCount; },
  get deadlockPriority() { return state.settings.deadlockPriority; }, get contextInfo() { return state.contextInfo; },
  get command() { return state.command; },
  isEncrypted: state.isEncrypted, ports: state.ports,
  get options() { return sessionOptions((state.frame ?? state).settings); },
  kill,
});

