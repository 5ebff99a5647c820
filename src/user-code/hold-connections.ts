// A module that opens its data source while it is imported, as many do at the end of the file that TypeORM's command reads, must not do so where
// the preset only reads its options: there is no server yet. Knows TypeORM by the look of its exports.
import type Module from 'node:module';

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;
interface Openable {
  initialize: (this: object, ...args: unknown[]) => unknown;
}

/** What holds data sources back. */
export interface Hold {
  /** Does `work`; data sources that it opens stay closed, and what waits for them waits on. */
  during<T>(work: () => T): T;
  /** Does `work` likewise, to the end or to the first data source that it opens; gives that one, or what `work` gives. */
  openedBy(work: () => unknown): Promise<unknown>;
  /** The data sources that were held back. */
  readonly sources: readonly object[];
  /** Takes back what was changed. */
  release(): void;
}

/** Changes how `module` (Node's own, not a sandbox's) loads TypeORM. */
export function holdConnections(module: typeof Module): Hold {
  const target = module as unknown as { _load: Load };
  const load = target._load;
  const sources: object[] = [];
  const state = { depth: 0, tell: (_source: object): void => undefined };
  const undo: Array<() => void> = [];
  const patched = new Set<Openable>();
  const hold = (prototype: Openable): void => {
    const { initialize } = prototype;
    patched.add(prototype);
    prototype.initialize = function (...args) {
      if (state.depth === 0) return initialize.apply(this, args);
      sources.push(this);
      state.tell(this);
      // Neither what is to be done with the open data source nor what to do about the failure may happen.
      return new Promise(() => undefined);
    };
    undo.push(() => (prototype.initialize = initialize));
  };
  const changed: Load = function (request, ...rest) {
    const exported = load.call(this, request, ...rest);
    const prototype = request === 'typeorm' ? prototypeIn(exported) : undefined;
    if (prototype !== undefined && !patched.has(prototype)) hold(prototype);
    return exported;
  };
  target._load = changed;
  return {
    sources,
    during(work) {
      state.depth++;
      try {
        return work();
      } finally {
        state.depth--;
      }
    },
    async openedBy(work) {
      state.depth++;
      try {
        const first = new Promise<object>((resolve) => (state.tell = resolve));
        return await Promise.race([first, Promise.resolve().then(work)]);
      } finally {
        state.depth--;
      }
    },
    release() {
      if (target._load === changed) target._load = load;
      undo.forEach((step) => step());
    },
  };
}

function prototypeIn(exported: unknown): Openable | undefined {
  const { DataSource } = exported as { readonly DataSource?: { readonly prototype: Openable } };
  return typeof DataSource?.prototype.initialize === 'function' ? DataSource.prototype : undefined;
}
