// Specs have no network: a connection to anything but this machine and the database is refused, with the line that opened it. The
// guard sits on Node's own Socket, which outlives a test file's sandbox, so it must be taken away at the end of the file.
import * as net from 'node:net';
import { domainToASCII } from 'node:url';
import { presetError } from '../../errors';
import type { RunFacts } from '../../process/run-facts';
import { watchLookups } from './looked-up-names';
import { isCalledByPackage, ownLine, UNKNOWN_PLACE, withOwnLines } from './own-line';
import { targetOf, toUrl, watchRequests, withoutSecrets, type StrayRequest, type Target } from './stray-requests';

/** Where a spec may connect to. */
export interface NetworkRules {
  /** The server's name, as it is looked up, or its address. */
  readonly database: string;
  readonly allowHosts: readonly string[];
  readonly rootDir: string;
}

/** The rules of a run: what its settings allow, and the server with what it needs. */
export function networkRulesOf(facts: Pick<RunFacts, 'address' | 'allowHosts' | 'rootDir'>): NetworkRules {
  const { host, authentication } = facts.address;
  const hasEntra = /^azure-active-directory/.test(String((authentication as { type?: unknown } | undefined)?.type));
  return { database: (domainToASCII(host) || host).toLowerCase(), allowHosts: [...(facts.allowHosts ?? []), ...(hasEntra ? ENTRA_HOSTS : [])], rootDir: facts.rootDir };
}

/** A guard that is in place. */
export interface NetworkGuard {
  /** Refuses a request that nock did not answer; `pending` is what nock would have answered. */
  refuse(request: { readonly method: string; readonly url: string; readonly pending: readonly string[] }): void;
  /** Notes the calls of a fetch that does not reach Node's own, as nock's. */
  watchFetch(): void;
  /** Raises the first connection that was refused since the last call, whatever became of its error in the app. */
  raise(): void;
  /** Whether anything in this process has opened a connection since the guard is in place. */
  hasConnected(): boolean;
  /** Takes the guard away. */
  remove(): void;
}

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;

const ORIGINAL = Symbol.for('jest-nest-mssql.connect');
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/i;
const AZURE = /\.database\.windows\.net$/i;
/** Where the driver gets its tokens from. */
const ENTRA_HOSTS: readonly string[] = ['login.microsoftonline.com', 'login.windows.net', '169.254.169.254'];
const REDIS_PORT = 6379;
const NO_NETWORK = 'specs have no network but loopback and the database';
// Fake timers replace nextTick as well.
const nextTick = process.nextTick.bind(process);

/** Puts the guard in place. */
export function guardNetwork(rules: NetworkRules): NetworkGuard {
  const refused: Error[] = [];
  // A client that looks up the name itself opens no connection where it is not found. The project's own code may want to know just that.
  const lookedUp = watchLookups((host) => {
    if (isAllowedOnSomePort(host, rules) || !isCalledByPackage()) return undefined;
    const line = ownLine(rules.rootDir);
    return (reason) => void refused.push(withOwnLines(presetError('JNM_NAME_UNKNOWN', { host, line, reason })));
  });
  const namesOf = ({ host }: Target): readonly string[] => (net.isIP(host) === 0 ? [] : lookedUp.of(host));
  const isAllowedByAnyName = (target: Target): boolean => [target.host, ...namesOf(target)].some((host) => isAllowed({ ...target, host }, rules));
  const requests = watchRequests(rules.rootDir, isAllowedByAnyName);
  const seen = { hasConnected: false };
  const removeGuard = guardSockets((target) => {
    seen.hasConnected = true;
    if (isAllowedByAnyName(target)) return undefined;
    const [name = target.host] = namesOf(target);
    const error = withOwnLines(refusalOf({ ...target, host: name }, requests.take(target), rules.rootDir));
    refused.push(error);
    return error;
  });
  return {
    refuse({ method, url, pending }) {
      const address = toUrl(url);
      const target = address === undefined ? undefined : targetOf(address);
      if (address === undefined || target === undefined || isAllowedByAnyName(target)) return;
      const reason = `no interceptor of nock matches it; nock answers ${pending.join(', ') || 'nothing'}`;
      refused.push(withOwnLines(presetError('JNM_REQUEST', { request: `${method} ${withoutSecrets(address)}`, line: requests.find(method, url)?.line ?? UNKNOWN_PLACE, reason })));
    },
    watchFetch: () => requests.watchFetch(),
    hasConnected: () => seen.hasConnected,
    raise() {
      requests.clear();
      const first = refused.splice(0)[0];
      if (first !== undefined) throw first;
    },
    remove() {
      requests.remove();
      lookedUp.remove();
      removeGuard();
    },
  };
}

// On Node's own Socket, which every client connects by in the end.
function guardSockets(judge: (target: Target) => Error | undefined): () => void {
  const prototype = net.Socket.prototype as unknown as { connect: Connect & { [ORIGINAL]?: Connect } };
  // A file that ended badly may have left its guard behind.
  const original = prototype.connect[ORIGINAL] ?? prototype.connect;
  const state = { isOver: false };
  const guarded: Connect & { [ORIGINAL]?: Connect } = function (this: net.Socket, ...args: unknown[]) {
    const target = state.isOver || isAnsweredByNock(this) ? undefined : targetOfConnect(args);
    const error = target === undefined ? undefined : judge(target);
    if (error === undefined) return original.apply(this, args);
    nextTick(() => this.destroy(error));
    return this;
  };
  guarded[ORIGINAL] = original;
  prototype.connect = guarded;
  return () => {
    // Where another patch lies above this one, it stays in its place and lets everything through.
    state.isOver = true;
    if (prototype.connect === guarded) prototype.connect = original;
  };
}

// nock 15 lets its sockets connect to nothing: they are marked, and one that goes out after all is another socket.
function isAnsweredByNock(socket: net.Socket): boolean {
  return Object.hasOwn(socket, 'connect') && Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'kPatched');
}

function refusalOf({ host, port }: Target, request: StrayRequest | undefined, rootDir: string): Error {
  const here = ownLine(rootDir);
  if (port === REDIS_PORT) return presetError('JNM_REDIS', { address: `${host}:${port}`, line: here });
  if (request === undefined) return presetError('JNM_NETWORK', { address: `${host}:${port}`, line: here });
  return presetError('JNM_REQUEST', { request: `${request.method} ${request.url}`, line: request.line === UNKNOWN_PLACE ? here : request.line, reason: NO_NETWORK });
}

// connect(options), connect(port, host), connect(path); net.connect hands its arguments on as one array.
function targetOfConnect(args: readonly unknown[]): Target | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { path: socketPath, host, port } = first as { path?: unknown; host?: unknown; port?: unknown };
    return typeof socketPath === 'string' && port === undefined ? undefined : { host: typeof host === 'string' ? host : 'localhost', port: Number(port) };
  }
  const port = Number(first);
  return Number.isFinite(port) ? { host: typeof second === 'string' ? second : 'localhost', port } : undefined;
}

function isAllowedOnSomePort(host: string, rules: NetworkRules): boolean {
  return isAllowed({ host, port: 0 }, rules) || rules.allowHosts.some((allowed) => allowed.startsWith(`${host}:`));
}

function isAllowed({ host, port }: Target, { database, allowHosts }: NetworkRules): boolean {
  if (allowHosts.includes(host) || allowHosts.includes(`${host}:${port}`)) return true;
  // A Redis on this machine is not the test's own: what one run leaves there, the next one finds.
  if (port === REDIS_PORT) return false;
  if (LOOPBACK.test(host) || host.toLowerCase() === database) return true;
  // Azure redirects to servers of other names.
  return AZURE.test(database) && AZURE.test(host);
}
