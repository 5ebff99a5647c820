// The HTTP requests that a spec makes to hosts outside, with method, address and the line of the project that made them. What becomes of them is
// decided elsewhere: a connection only knows its host and port, so the request that opens it is looked up here.
import * as diagnostics from 'node:diagnostics_channel';
import * as http from 'node:http';
import { ownLine } from './own-line';

/** A request to a host outside. */
export interface StrayRequest {
  readonly method: string;
  readonly url: string;
  readonly line: string;
}

/** What notes requests while it is in place. */
export interface StrayRequests {
  /** The first request to `host:port` that was not taken yet. */
  take(target: Target): StrayRequest | undefined;
  /** The newest request of a method and an address. */
  find(method: string, url: string): StrayRequest | undefined;
  /** Notes calls of the global fetch as well, for one that does not reach Node's own. */
  watchFetch(): void;
  /** Forgets what was noted. */
  clear(): void;
  /** Notes nothing any more. */
  remove(): void;
}

/** Where a connection goes to. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

type Noted = StrayRequest & Target & { isTaken: boolean };
interface AgentRequest {
  readonly method?: string;
  readonly path?: string;
  readonly protocol?: string;
}
type AddRequest = (this: unknown, request: AgentRequest, options: { readonly host?: unknown; readonly hostname?: unknown; readonly port?: unknown }, ...rest: unknown[]) => unknown;

const ORIGINAL = Symbol.for('jest-nest-mssql.add-request');
const FETCH = Symbol.for('jest-nest-mssql.fetch');
/** Node's fetch and the package undici tell of each request here, before they connect. */
const UNDICI = 'undici:request:create';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const SECRET = /key|token|secret|password|pwd|signature|credential|auth/i;

/** Notes the requests to hosts that `isAllowed` does not let through. */
export function watchRequests(rootDir: string, isAllowed: (target: Target) => boolean): StrayRequests {
  const noted: Noted[] = [];
  const note = (method: string, address: URL | string): void => {
    const url = toUrl(address);
    const target = url === undefined ? undefined : targetOf(url);
    if (url === undefined || target === undefined || isAllowed(target)) return;
    noted.push({ ...target, method, url: withoutSecrets(url), line: ownLine(rootDir), isTaken: false });
  };
  const restoreAgent = watchAgents((request, url) => note(request.method ?? 'GET', url));
  const restoreUndici = watchUndici((method, address) => {
    const url = toUrl(address);
    // The call of fetch was noted already, where its line is known.
    if (url === undefined || !noted.some((other) => other.method === method && other.url === withoutSecrets(url))) note(method, address);
  });
  const restores = [restoreAgent, restoreUndici];
  return {
    take({ host, port }) {
      const found = noted.find((request) => !request.isTaken && request.host === host && request.port === port);
      if (found !== undefined) found.isTaken = true;
      return found;
    },
    find(method, address) {
      const url = toUrl(address);
      return url === undefined ? undefined : noted.filter((request) => request.method === method && request.url === withoutSecrets(url)).at(-1);
    },
    watchFetch: () => void restores.push(wrapFetch(note)),
    clear: () => void noted.splice(0),
    remove: () => restores.splice(0).reverse().forEach((restore) => restore()),
  };
}

/** An address without the values that could be secrets. */
export function withoutSecrets(url: URL): string {
  const shown = new URL(url);
  [shown.username, shown.password, shown.hash] = ['', '', ''];
  for (const name of new Set(shown.searchParams.keys())) if (SECRET.test(name)) shown.searchParams.set(name, '***');
  return shown.href;
}

/** The host and port of an address; undefined where it is not of HTTP. */
export function targetOf(url: URL): Target | undefined {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  return port === undefined ? undefined : { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** An address as a URL; undefined if it is none. */
export function toUrl(address: URL | string): URL | undefined {
  return URL.canParse(String(address)) ? new URL(String(address)) : undefined;
}

// Every agent of http and https gets its requests through this method, in the stack of the call that makes them.
function watchAgents(note: (request: AgentRequest, url: string) => void): () => void {
  const prototype = http.Agent.prototype as unknown as { addRequest: AddRequest & { [ORIGINAL]?: AddRequest } };
  const original = prototype.addRequest[ORIGINAL] ?? prototype.addRequest;
  const state = { isOver: false };
  const watching: AddRequest & { [ORIGINAL]?: AddRequest } = function (request, options, ...rest) {
    const host = typeof options.host === 'string' ? options.host : typeof options.hostname === 'string' ? options.hostname : 'localhost';
    const port = options.port === undefined || options.port === null ? '' : `:${String(options.port)}`;
    if (!state.isOver) note(request, `${request.protocol ?? 'http:'}//${host.includes(':') ? `[${host}]` : host}${port}${request.path ?? '/'}`);
    return original.call(this, request, options, ...rest);
  };
  watching[ORIGINAL] = original;
  prototype.addRequest = watching;
  return () => {
    state.isOver = true;
    if (prototype.addRequest === watching) prototype.addRequest = original;
  };
}

function watchUndici(note: (method: string, url: string) => void): () => void {
  const listener = (message: unknown): void => {
    const { request } = message as { request?: { origin?: unknown; path?: unknown; method?: unknown } };
    if (request !== undefined) note(String(request.method ?? 'GET'), `${String(request.origin).replace(/\/$/, '')}${String(request.path ?? '/')}`);
  };
  diagnostics.subscribe(UNDICI, listener);
  return () => void diagnostics.unsubscribe(UNDICI, listener);
}

function wrapFetch(note: (method: string, url: string) => void): () => void {
  const holder = globalThis as unknown as { fetch: ((input: unknown, init?: { method?: string }) => unknown) & { [FETCH]?: true } };
  const inner = holder.fetch;
  if (typeof inner !== 'function' || inner[FETCH] === true) return () => undefined;
  const outer: typeof inner = (input, init) => {
    const { url, method } = (typeof input === 'object' && input !== null ? input : {}) as { url?: unknown; method?: unknown };
    note(String(init?.method ?? method ?? 'GET').toUpperCase(), String(url ?? input));
    return inner(input, init);
  };
  outer[FETCH] = true;
  holder.fetch = outer;
  return () => {
    if (holder.fetch === outer) holder.fetch = inner;
  };
}
