// Connections that were taken from a data source's pool and never given back: a pool that closes waits for them, for ever. Knows the pools
// under TypeORM's mssql driver, and nothing of who holds what.
import { clearTimeout, setTimeout } from 'node:timers';
import type { ClosableDataSource } from '../config/worker';

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

/** True as soon as `closing` has ended, whose error is raised; false if it waits for connections that are held. */
export async function endsUnheld(closing: Promise<unknown>, dataSources: ReadonlySet<ClosableDataSource>, graceMs = GRACE_MS): Promise<boolean> {
  const ended = closing.then(() => true);
  for (;;) {
    const timer: { id?: NodeJS.Timeout } = {};
    const waited = new Promise<boolean>((resolve) => { timer.id = setTimeout(() => resolve(false), graceMs); });
    const hasEnded = await Promise.race([ended, waited]).finally(() => clearTimeout(timer.id));
    if (hasEnded || poolsOf(dataSources).some((pool) => (pool.used?.length ?? 0) > 0)) return hasEnded;
  }
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

function poolsOf(dataSources: ReadonlySet<ClosableDataSource>): readonly Pool[] {
  return [...dataSources].flatMap(({ driver }) => (driver as Driver | undefined)?.master?.pool ?? []);
}
