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

/** Is told of a name before it is looked up, and gives what is to be told why it was not found, if anybody is to be told. */
export type BeforeLookup = (name: string) => ((reason: string) => void) | undefined;

type Lookup = (this: unknown, host: unknown, ...rest: unknown[]) => unknown;
/** Takes a name, and gives what takes the answer to it. */
type Ask = (host: string) => (error: unknown, found?: unknown) => void;

const ORIGINAL = Symbol.for('jest-nest-mssql.lookup');
const QUESTIONS = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv'];
/** Clients that ask a DNS server for addresses ask the system too, where it has none; after these they have nobody left to ask. */
const LAST_QUESTIONS: readonly string[] = ['lookup', 'resolveSrv'];
/** The service and the protocol before a server's name, as `_mongodb._tcp.`. */
const SERVICE = /^(?:_[^.]+\.)+/;

/** Begins to note what names are looked up. */
export function watchLookups(before: BeforeLookup): LookedUpNames {
  const names = new Map<string, Set<string>>();
  const asking = (question: string): Ask => (host) => {
    const tell = LAST_QUESTIONS.includes(question) ? before(host.replace(SERVICE, '')) : undefined;
    return (error, found) => {
      for (const address of addressesIn(found)) names.set(address, (names.get(address) ?? new Set()).add(host.toLowerCase()));
      if (error !== null && error !== undefined) tell?.(reasonOf(error));
    };
  };
  const restores = QUESTIONS.flatMap((question) => [
    ...[dns, dns.Resolver.prototype].map((holder) => watch(holder, question, answeringCallbacks, asking(question))),
    ...[dns.promises, dns.promises.Resolver.prototype].map((holder) => watch(holder, question, answeringPromises, asking(question))),
  ]);
  return { of: (address) => [...(names.get(address) ?? [])], remove: () => restores.forEach((restore) => restore()) };
}

function watch(holder: object, question: string, answering: (original: Lookup, ask: Ask) => Lookup, ask: Ask): () => void {
  const holding = holder as Record<string, (Lookup & { [ORIGINAL]?: Lookup }) | undefined>;
  const present = holding[question];
  // A resolver has no lookup.
  if (present === undefined) return () => undefined;
  // A file that ended badly may have left its own behind.
  const original = present[ORIGINAL] ?? present;
  const watched: Lookup & { [ORIGINAL]?: Lookup } = answering(original, ask);
  // util.promisify asks it for a form of its own.
  Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original));
  watched[ORIGINAL] = original;
  holding[question] = watched;
  return () => {
    if (holding[question] === watched) holding[question] = original;
  };
}

function answeringCallbacks(original: Lookup, ask: Ask): Lookup {
  return function (host, ...rest) {
    const done = rest.pop();
    if (typeof done !== 'function' || typeof host !== 'string') return original.call(this, host, ...rest, done);
    const answer = ask(host);
    return original.call(this, host, ...rest, (error: unknown, ...found: unknown[]) => {
      answer(error, found[0]);
      (done as (...results: unknown[]) => void)(error, ...found);
    });
  };
}

function answeringPromises(original: Lookup, ask: Ask): Lookup {
  return async function (host, ...rest) {
    if (typeof host !== 'string') return original.call(this, host, ...rest);
    const answer = ask(host);
    try {
      const found = await original.call(this, host, ...rest);
      answer(null, found);
      return found;
    } catch (error) {
      answer(error);
      throw error;
    }
  };
}

// One or several, bare or with what else is known of them.
function addressesIn(found: unknown): readonly string[] {
  return [found].flat().flatMap((each) => {
    const address = typeof each === 'object' && each !== null ? (each as { readonly address?: unknown }).address : each;
    return typeof address === 'string' ? [address] : [];
  });
}
