// nock in a spec, where the project has it: its interceptors are forgotten after each test, its patches undone at the end of the file, and a
// request that none of them matches is told of. The package is never loaded here: it is found when the spec loads it.
import { jestGlobals } from '../../process/jest-globals';
import * as http from 'node:http';
import { describeProject, importPeer, resolvePeer } from '../../project/project';
import { mockPackage } from '../replace/mock-package';

/** What is used of nock, 14 or 15. */
interface Nock {
  readonly emitter: { on(event: 'no match', listener: (request: unknown, second?: unknown) => void): unknown };
  cleanAll(): void;
  abortPendingRequests(): void;
  restore(): void;
  isActive(): boolean;
  pendingMocks(): string[];
}

/** A request that nock would have had to answer. */
export interface UnmatchedRequest {
  readonly method: string;
  readonly url: string;
  /** What nock would answer, as it names it. */
  readonly pending: readonly string[];
}

/** What is to be told. */
export interface NockListener {
  /** The spec has loaded nock, which has put its own fetch in the place of Node's. */
  onLoad(): void;
  onUnmatched(request: UnmatchedRequest): void;
}

/** nock, as far as a test file has loaded it. */
export interface NockWatch {
  /** Finds a nock that was loaded as an ES module; to be called before a test. */
  look(): Promise<void>;
  /** Forgets the interceptors of a test. */
  clean(): void;
  /** Undoes what nock has done to Node's modules, which outlive the test file. */
  remove(): void;
}

/** Looks for nock in this sandbox. */
export function watchNock(rootDir: string, listener: NockListener): NockWatch {
  const loaded = new Set<Nock>();
  const attach = (given: unknown): void => {
    const nock = ((given as { default?: unknown }).default ?? given) as Nock;
    if (loaded.has(nock)) return;
    loaded.add(nock);
    nock.emitter.on('no match', (request, second) => {
      // Without interceptors for the host the connection is opened, and judged then.
      if (second !== undefined) listener.onUnmatched({ ...describeRequest(request, second), pending: nock.pendingMocks() });
    });
    listener.onLoad();
  };
  mockPackage(rootDir, 'nock', (actual) => {
    attach(actual);
    return actual;
  });
  const { isEsm } = describeProject({ rootDir });
  const plain = methodsThatNockPatches();
  const isPatched = (): boolean => methodsThatNockPatches().some((method, index) => method !== plain[index] && !jestGlobals().jest.isMockFunction(method));
  return {
    async look() {
      if (isEsm && loaded.size === 0 && isPatched() && resolvePeer(rootDir, 'nock') !== undefined) attach(await importPeer<object>(rootDir, 'nock'));
    },
    clean: () => loaded.forEach((nock) => nock.cleanAll()),
    remove() {
      for (const nock of loaded) {
        nock.cleanAll();
        nock.abortPendingRequests();
        if (nock.isActive()) nock.restore();
      }
      loaded.clear();
    },
  };
}

function methodsThatNockPatches(): readonly unknown[] {
  return [http.get, (http.Agent.prototype as unknown as { addRequest: unknown }).addRequest];
}

// nock 15 tells of a Request, nock 14 of its own request and the options of Node's.
function describeRequest(request: unknown, second: unknown): Pick<UnmatchedRequest, 'method' | 'url'> {
  if (Array.isArray(second)) {
    const { method, url } = request as { method: string; url: string };
    return { method, url };
  }
  const {
    method = 'GET',
    proto = 'http',
    hostname,
    host,
    port,
    path = '/',
  } = second as Readonly<Record<'method' | 'proto' | 'hostname' | 'host' | 'path', string | undefined>> & { readonly port?: unknown };
  return { method, url: `${proto}://${hostname ?? host ?? 'localhost'}${port === undefined ? '' : `:${String(port)}`}${path}` };
}
