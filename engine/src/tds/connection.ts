// One client's state machine: prelogin, login, ready, one request after the other. Knows no SQL and no bytes of tokens.
import type { Socket } from 'node:net';
import { isSqlError, SqlError } from '../errors/sql-error';
import { answerRequest, isUrgent, REQUEST_TYPES } from './answer-request';
import type { CertificateSource } from './certificate';
import { encodeLoginAccepted, encodeLoginRefused } from './login-response';
import { agreedPacketBytes, DEFAULT_PACKET_BYTES, PacketType, splitMessage, type TdsMessage } from './packet';
import { ProtocolViolation } from './protocol-violation';
import { decodeLogin7, type Login7 } from './requests/login7';
import { decodePrelogin, encodePreloginAnswer, encryptionScope } from './requests/prelogin';
import { encodeAttentionAnswer, ResultWriter } from './result-writer';
import type { ClientPort, LoginResult, ServerPort, SessionPort } from './session-port';
import { Transport } from './transport';

/** What every connection of a listener shares. `onProblem` hears of engine bugs and of clients that do not speak TDS. */
export interface ConnectionContext { readonly server: ServerPort; readonly certificate: CertificateSource; readonly connections: ReadonlySet<Connection>; onProblem(error: unknown): void }

interface ReadyState { readonly kind: 'ready'; readonly session: SessionPort; readonly spid: number; readonly packetBytes: number }
type State = { readonly kind: 'prelogin' } | { readonly kind: 'login' } | ReadyState | { readonly kind: 'closed' };

interface Running { isAttention: boolean }

const BUG_NUMBER = 49998;
const BUG_SEVERITY = 20;
const CANNOT_OPEN_DATABASE = 4060;

/** Serves one client until either side closes. */
export class Connection {
  private readonly transport: Transport;
  private state: State = { kind: 'prelogin' };
  private readonly queue: TdsMessage[] = [];
  private running: Running | undefined;
  private isEncrypted = false;
  private isHeardAside = false;
  private isEnding = false;

  constructor(socket: Socket, private readonly context: ConnectionContext) {
    this.transport = new Transport(socket, context.certificate, {
      onMessage: (message) => this.receive(message),
      onClosed: () => this.closed(),
      onFailure: (error) => context.onProblem(error),
    });
  }

  /** Cuts the client off. */
  destroy(): void {
    this.transport.destroy();
  }

  private closed(): void {
    const { state } = this;
    this.state = { kind: 'closed' };
    this.queue.length = 0;
    if (state.kind === 'ready') state.session.close();
  }

  private receive(message: TdsMessage): void {
    switch (this.state.kind) {
      case 'prelogin': return this.prelogin(message);
      case 'login': return this.login(message);
      case 'ready': return this.request(message, this.state);
      case 'closed': return;
    }
  }

  private prelogin(message: TdsMessage): void {
    if (message.type !== PacketType.prelogin) throw new ProtocolViolation(`a message of type ${message.type} before PRELOGIN`);
    const prelogin = decodePrelogin(message.payload);
    const answer = encodePreloginAnswer(prelogin, this.context.server.version);
    this.transport.send(splitMessage(answer, { type: PacketType.response, packetBytes: DEFAULT_PACKET_BYTES, spid: 0 }));
    this.state = { kind: 'login' };
    const scope = encryptionScope(prelogin);
    this.isEncrypted = scope === 'all';
    if (scope !== 'none') this.transport.startTls(scope);
  }

  private login(message: TdsMessage): void {
    if (message.type !== PacketType.login7) throw new ProtocolViolation(`a message of type ${message.type} instead of LOGIN7`);
    try {
      this.accept(decodeLogin7(message.payload));
    } catch (error) {
      if (!isSqlError(error)) throw error;
      this.state = { kind: 'closed' };
      this.transport.send(encodeLoginRefused(this.context.server, error));
      this.transport.end();
    }
  }

  private accept(login: Login7): void {
    const { server } = this.context;
    const { result, refusedDatabase } = this.openSession(login);
    const packetBytes = agreedPacketBytes(login.packetBytes, this.isEncrypted);
    this.transport.liftLimit();
    this.state = { kind: 'ready', session: result.session, spid: result.spid, packetBytes };
    this.transport.send(encodeLoginAccepted(server, { result, packetBytes, asksUtf8: login.asksUtf8, tdsVersion: login.tdsVersion, refusedDatabase }));
  }

  private openSession(login: Login7): { readonly result: LoginResult; readonly refusedDatabase?: string } {
    const { server } = this.context;
    const client: ClientPort = { disconnect: () => this.disconnect(), listen: () => this.listen() };
    const request = { ...login.request, isEncrypted: this.isEncrypted, ports: this.transport.ports };
    try {
      return { result: server.login(request, client) };
    } catch (error) {
      const isUnopened = isSqlError(error) && [...error.preceding, error].some(({ number }) => number === CANNOT_OPEN_DATABASE);
      if (!isUnopened || login.isDatabaseFatal) throw error;
      return { result: server.login({ ...request, database: '' }, client), refusedDatabase: login.request.database };
    }
  }

  private disconnect(): void {
    if (this.running === undefined) return this.destroy();
    this.isEnding = true;
  }

  private listen(): void {
    this.transport.listen();
    for (const other of this.context.connections) if (other !== this) other.listenAside();
  }

  /** Hears its client while another connection's request keeps the thread. */
  private listenAside(): void {
    if (this.state.kind !== 'ready' || this.running !== undefined) return;
    this.isHeardAside = true;
    try {
      this.transport.listen();
    } finally {
      this.isHeardAside = false;
    }
  }

  private request(message: TdsMessage, ready: ReadyState): void {
    if (message.type === PacketType.attention) return this.attention(ready);
    if (!REQUEST_TYPES.has(message.type)) throw new ProtocolViolation(`a message of type ${message.type} after login`);
    this.queue.push(message);
    if (this.running !== undefined) return;
    const running = { isAttention: false };
    this.running = running;
    if (this.isHeardAside && isUrgent(message, ready.session)) return void this.serve(ready, running);
    // Not inside the socket's event: a request that takes long reads from the socket itself.
    queueMicrotask(() => void this.serve(ready, running));
  }

  private attention(ready: ReadyState): void {
    if (this.running === undefined) return this.transport.send(encodeAttentionAnswer(ready));
    this.running.isAttention = true;
    ready.session.cancel();
  }

  private async serve(ready: ReadyState, first: Running): Promise<void> {
    let running = first;
    for (let message = this.queue.shift(); message !== undefined; message = this.queue.shift()) {
      await this.run(message, ready, running);
      if (this.isEnding) return this.transport.end();
      running = { isAttention: false };
      this.running = running;
    }
    this.running = undefined;
  }

  private async run(message: TdsMessage, ready: ReadyState, running: Running): Promise<void> {
    const writer = this.writer(ready, message.type === PacketType.rpc);
    if (message.isIgnored) return this.ignore(message, ready, writer);
    try {
      if (!running.isAttention) await answerRequest(message, { session: ready.session, writer, isCancelled: () => running.isAttention });
      writer.finish();
      if (writer.isFatal) return this.end(ready);
      if (running.isAttention) this.transport.send(encodeAttentionAnswer(ready));
    } catch (error) {
      this.fail(error, writer);
    }
  }

  private ignore({ type }: TdsMessage, { session }: ReadyState, writer: ResultWriter): void {
    if (type === PacketType.bulkLoad) session.abandonBulkLoad();
    writer.finish({ hasError: true });
  }

  private writer(ready: ReadyState, isRpc: boolean): ResultWriter {
    const format = { serverName: this.context.server.serverName, packetBytes: ready.packetBytes, spid: ready.spid, isRpc };
    return new ResultWriter(format, (packets) => this.transport.send(packets));
  }

  /** Ends the connection; the client is told of a bug, and of a violation by the close alone. */
  private fail(error: unknown, writer: ResultWriter): void {
    this.context.onProblem(error);
    if (error instanceof ProtocolViolation || this.state.kind !== 'ready') return this.destroy();
    const { state } = this;
    writer.error(new SqlError(BUG_NUMBER, BUG_SEVERITY, 1, error instanceof Error ? error.message : String(error)));
    writer.finish({ hasError: true });
    this.end(state);
  }

  /** The session is over: what was sent still arrives. */
  private end({ session }: ReadyState): void {
    session.close();
    this.state = { kind: 'closed' };
    this.queue.length = 0;
    this.transport.end();
  }
}
