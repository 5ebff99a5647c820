// Specs have no network: a connection to anything but this machine and the database is refused, with the line that opened it. The
// guard sits on Node's own Socket, which outlives a test file's sandbox, so it must be taken away at the end of the file.
import * as net from 'node:net';
import * as path from 'node:path';
import type { RunFacts } from '../config/run-facts';
import { presetError } from '../errors';

/** Where a spec may connect to. */
export interface NetworkRules {
  /** Its port is not known beforehand if it is a named instance. */
  readonly database: { readonly host: string; readonly port: number | undefined };
  readonly allowHosts: readonly string[];
  readonly rootDir: string;
}

/** The rules of a run: what its settings allow, and the server with what it needs. */
export function networkRulesOf(facts: Pick<RunFacts, 'address' | 'allowHosts' | 'rootDir'>): NetworkRules {
  const { host, port, options, authentication } = facts.address;
  // A named instance listens on a port of its own, and Azure redirects to other ports.
  const isMoving = options['instanceName'] !== undefined || AZURE.test(host);
  const hasEntra = /^azure-active-directory/.test(String((authentication as { type?: unknown } | undefined)?.type));
  return { database: { host, port: isMoving ? undefined : port }, allowHosts: [...(facts.allowHosts ?? []), ...(hasEntra ? ENTRA_HOSTS : [])], rootDir: facts.rootDir };
}

/** A guard that is in place. */
export interface NetworkGuard {
  /** Raises the first connection that was refused since the last call, whatever became of its error in the app. */
  raise(): void;
  /** Whether the file has opened a connection that was let through; those of the preset's own work do not count. */
  hasConnected(): boolean;
  /** Runs work of the preset's own. */
  ignoring(work: () => Promise<void>): Promise<void>;
  /** Takes the guard away. */
  remove(): void;
}

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
interface Target {
  readonly host: string;
  readonly port: number;
}

const ORIGINAL = Symbol.for('jest-nest-mssql.connect');
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/i;
const AZURE = /\.database\.windows\.net$/i;
/** Where the driver gets its tokens from. */
const ENTRA_HOSTS: readonly string[] = ['login.microsoftonline.com', 'login.windows.net', '169.254.169.254'];
const REDIS_PORT = 6379;
const FRAMES = 60;
// Fake timers replace nextTick as well.
const nextTick = process.nextTick.bind(process);

/** Puts the guard in place. */
export function guardNetwork(rules: NetworkRules): NetworkGuard {
  const prototype = net.Socket.prototype as unknown as { connect: Connect & { [ORIGINAL]?: Connect } };
  // A file that ended badly may have left its guard behind.
  const original = prototype.connect[ORIGINAL] ?? prototype.connect;
  const refused: Error[] = [];
  const seen = { isConnected: false, ownWork: 0 };
  const guarded: Connect & { [ORIGINAL]?: Connect } = function (this: net.Socket, ...args: unknown[]) {
    const target = targetOf(args);
    if (target === undefined || isAllowed(target, rules)) {
      seen.isConnected ||= seen.ownWork === 0;
      return original.apply(this, args);
    }
    const error = presetError(target.port === REDIS_PORT ? 'JNM_REDIS' : 'JNM_NETWORK', { address: `${target.host}:${target.port}`, line: lineOf(rules.rootDir) });
    refused.push(error);
    nextTick(() => this.destroy(error));
    return this;
  };
  guarded[ORIGINAL] = original;
  prototype.connect = guarded;
  return {
    raise() {
      const first = refused.splice(0)[0];
      if (first !== undefined) throw first;
    },
    hasConnected: () => seen.isConnected,
    async ignoring(work) {
      seen.ownWork += 1;
      await work().finally(() => (seen.ownWork -= 1));
    },
    remove() {
      if (prototype.connect === guarded) prototype.connect = original;
    },
  };
}

// connect(options), connect(port, host), connect(path); net.connect hands its arguments on as one array.
function targetOf(args: readonly unknown[]): Target | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { path: socketPath, host, port } = first as { path?: unknown; host?: unknown; port?: unknown };
    return typeof socketPath === 'string' && port === undefined ? undefined : { host: typeof host === 'string' ? host : 'localhost', port: Number(port) };
  }
  const port = Number(first);
  return Number.isFinite(port) ? { host: typeof second === 'string' ? second : 'localhost', port } : undefined;
}

// The driver looks the server's name up itself, so that its address is seen here.
function isAllowed({ host, port }: Target, { database, allowHosts }: NetworkRules): boolean {
  if (allowHosts.includes(host) || allowHosts.includes(`${host}:${port}`)) return true;
  // A Redis on this machine is not the test's own: what one run leaves there, the next one finds.
  if (port === REDIS_PORT) return false;
  if (LOOPBACK.test(host) || host === database.host) return true;
  return net.isIP(host) !== 0 && (database.port === undefined || port === database.port);
}

function lineOf(rootDir: string): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const lines = (new Error('here').stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.find((line) => /:\d+:\d+\)?$/.test(line) && !/node:|node_modules|nest[\\/]network-guard\.[jt]s/.test(line));
  const place = own === undefined ? undefined : /\(?((?:file:\/\/)?[^()\s]*:\d+):\d+\)?$/.exec(own)?.[1];
  if (place === undefined) return 'a place that is not known';
  return place.startsWith(rootDir) ? path.relative(rootDir, place) : place;
}
