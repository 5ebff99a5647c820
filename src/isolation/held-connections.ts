// Connections that were taken from a data source's pool and never given back: a pool that closes waits for them, for ever. Knows the pools
// under TypeORM's mssql driver, and nothing of who holds what.
import { clearTimeout, setTimeout } from 'node:timers';
import { presetError } from '../errors';
import { withRealTimers } from '../process/real-timers';
import type { ClosableDataSource } from '../process/worker';

/** A pool of tarn's, as far as it is read here. */
interface Pool {
  readonly used?: ReadonlyArray<{ readonly resource: unknown }>;
  release?(resource: unknown): boolean;
}
interface Driver {
  readonly master?: { readonly pool?: Pool };
}

/** How long a connection may be in use while its pool closes: statements that are on their way end meanwhile. */
const GRACE_MS = 2000;

/** How long the closing of what a file has opened may take: nobody must wait for ever, with a timer that keeps Jest from its end. */
const CLOSING_LIMIT_MS = 20_000;

/** Begins a closing: pools wait on timers, and a spec may have left Jest's faked. */
export function beginClosing<T>(close: () => Promise<T>): Promise<T> {
  return withRealTimers(close);
}

/** What becomes of a closing: it ends, it waits for connections that are held, or it takes longer than it may for no reason that is known. */
export type Closing = 'ended' | 'held' | 'stuck';

/** Waits for `closing`, whose error is raised, until it is clear what becomes of it. */
export async function awaitClosing(closing: Promise<unknown>, dataSources: ReadonlySet<ClosableDataSource>): Promise<Closing> {
  const ended = closing.then(() => true);
  for (let waitedMs = 0; waitedMs < CLOSING_LIMIT_MS; waitedMs += GRACE_MS) {
    const timer: { id?: NodeJS.Timeout } = {};
    const waited = new Promise<boolean>((resolve) => { timer.id = setTimeout(() => resolve(false), GRACE_MS); });
    if (await Promise.race([ended, waited]).finally(() => clearTimeout(timer.id))) return 'ended';
    if (poolsOf(dataSources).some((pool) => (pool.used?.length ?? 0) > 0)) return 'held';
  }
  return 'stuck';
}

/** The error about a closing that is stuck, in a test file. */
export function stuckClosing(file = 'the test file'): Error {
  return presetError('JNM_CLOSE_STUCK', { file, seconds: CLOSING_LIMIT_MS / 1000 });
}

/** Gives back what is held of pools that are closing, so that they end it; returns how many connections that were. */
export function giveBackHeld(dataSources: ReadonlySet<ClosableDataSource>): number {
  let count = 0;
  for (const pool of poolsOf(dataSources)) {
    for (const { resource } of [...(pool.used ?? [])]) {
      if (pool.release?.(resource) === true) count += 1;
    }
  }
  return count;
}

/** The connections that are in use now, as the driver knows them. */
export function heldConnections(dataSources: ReadonlySet<ClosableDataSource>): readonly unknown[] {
  return poolsOf(dataSources).flatMap(({ used = [] }) => used.map(({ resource }) => resource));
}

function poolsOf(dataSources: ReadonlySet<ClosableDataSource>): readonly Pool[] {
  return [...dataSources].flatMap(({ driver }) => (driver as Driver | undefined)?.master?.pool ?? []);
}
