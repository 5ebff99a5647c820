// Which names an address was looked up for. tedious looks up the name of a server itself and connects to an address: whose it is, only
// the lookup knows. Like the guard on Node's Socket, this sits on what outlives a test file's sandbox, and must be taken away.
import dns from 'node:dns';
import { reasonOf } from '../../errors';

/** The lookups of this process that are being watched. */
export interface LookedUpNames {
  /** The names that an address was found for, in small letters. */
  of(address: string): readonly string[];
  remove(): void;
}

type Found = string | ReadonlyArray<{ readonly address: string }> | undefined;
type Lookup = (host: string, ...rest: unknown[]) => unknown;

const ORIGINAL = Symbol.for('jest-nest-mssql.lookup');

/** Is told of a name before it is looked up, and gives what is to be told why it was not found, if anybody is to be told. */
export type BeforeLookup = (name: string) => ((reason: string) => void) | undefined;

/** Begins to note what names are looked up. */
export function watchLookups(before: BeforeLookup): LookedUpNames {
  const names = new Map<string, Set<string>>();
  const note = (name: string, found: Found): void => {
    for (const address of typeof found === 'string' ? [found] : (found ?? []).map((each) => each.address)) {
      names.set(address, (names.get(address) ?? new Set()).add(name.toLowerCase()));
    }
  };
  const holder = dns as unknown as { lookup: Lookup & { [ORIGINAL]?: Lookup } };
  // A file that ended badly may have left its own behind.
  const original = holder.lookup[ORIGINAL] ?? holder.lookup;
  const watched: Lookup & { [ORIGINAL]?: Lookup } = (host, ...rest) => {
    const done = rest.pop();
    if (typeof done !== 'function') return original(host, ...rest, done);
    const tell = before(host);
    return original(host, ...rest, (error: unknown, found: Found, family: unknown) => {
      note(host, found);
      if (error !== null && error !== undefined) tell?.(reasonOf(error));
      (done as (...results: unknown[]) => void)(error, found, family);
    });
  };
  // util.promisify asks it for a form of its own.
  Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original));
  watched[ORIGINAL] = original;
  holder.lookup = watched;
  return {
    of: (address) => [...(names.get(address) ?? [])],
    remove() {
      if (holder.lookup === watched) holder.lookup = original;
    },
  };
}
