// A server without an engine: logs in one user and answers as the test scripts it. Records what it was asked.
import { CannotOpen, LoginRefused } from './refusals';
import { startListener, type Listener } from '../../../src/tds/listener';
import type { BulkRows, ClientPort, LoginRequest, LoginResult, ResultSink, RpcRequest, ServerPort, SessionPort, TransactionRequest } from '../../../src/tds/session-port';

/** How a fake session answers; what is left out answers with nothing. */
export interface Script {
  batch?: (text: string, sink: ResultSink, session: FakeSession, reset: boolean) => void | Promise<void>;
  rpc?: (request: RpcRequest, sink: ResultSink) => void | Promise<void>;
  transaction?: (request: TransactionRequest, sink: ResultSink) => void;
  bulk?: (rows: BulkRows, sink: ResultSink) => void;
}

/** One logged-in session of the fake. */
export class FakeSession implements SessionPort {
  readonly collation = 'SQL_Latin1_General_CP1_CI_AS';
  isClosed = false;
  cancelCount = 0;
  private wake: (() => void) | undefined;
  constructor(private readonly script: Script, readonly client: ClientPort, private readonly onClose: () => void) {}

  /** Resolves at the next attention or close. */
  untilCancelled(): Promise<void> { return new Promise((resolve) => { this.wake = resolve; }); }

  async executeBatch(text: string, options: { resetConnection: boolean }, sink: ResultSink): Promise<void> {
    if (text.startsWith('set ')) return;
    await this.script.batch?.(text, sink, this, options.resetConnection);
  }
  async executeRpc(request: RpcRequest, sink: ResultSink): Promise<void> { await this.script.rpc?.(request, sink); }
  async executeTransaction(request: TransactionRequest, _options: { resetConnection: boolean }, sink: ResultSink): Promise<void> { this.script.transaction?.(request, sink); }
  async executeBulkLoad(rows: BulkRows, sink: ResultSink): Promise<void> { this.script.bulk?.(rows, sink); }
  abandonBulkLoad(): void { /* nothing is kept of it */ }
  isUrgent(): boolean { return false; }
  cancel(): void { this.cancelCount += 1; this.wake?.(); }
  close(): void { this.isClosed = true; this.wake?.(); this.onClose(); }
}

/** The fake ServerPort with everything it saw. */
export class FakeServer implements ServerPort {
  readonly serverName = 'FAKE';
  readonly version = { major: 16, minor: 0, build: 4135 };
  readonly logins: LoginRequest[] = [];
  readonly sessions: FakeSession[] = [];
  readonly problems: unknown[] = [];
  private closeWaiters: (() => void)[] = [];
  constructor(private readonly script: Script) {}

  login(request: LoginRequest, client: ClientPort): LoginResult {
    this.logins.push(request);
    if (request.password !== 'Secret#1') throw LoginRefused(request.user);
    if (request.database === 'missing') throw CannotOpen(request.database, request.user);
    const session = new FakeSession(this.script, client, () => { for (const waiter of this.closeWaiters.splice(0)) waiter(); });
    this.sessions.push(session);
    return { session, database: request.database || 'master', language: 'us_english', spid: 50 + this.sessions.length };
  }

  /** Resolves when a session is told that its client is gone. */
  untilSessionClosed(): Promise<void> {
    return this.sessions.some((session) => session.isClosed) ? Promise.resolve() : new Promise((resolve) => this.closeWaiters.push(resolve));
  }
}

/** A listening fake. */
export interface Running { readonly server: FakeServer; readonly listener: Listener; readonly port: number }

/** Starts a fake on a free port. */
export async function startFake(script: Script = {}): Promise<Running> {
  const server = new FakeServer(script);
  const listener = await startListener({ port: 0, host: '127.0.0.1', server, onProblem: (problem) => server.problems.push(problem) });
  return { server, listener, port: listener.port };
}
