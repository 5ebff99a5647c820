// Keeps the locks of a run for as long as it lives. They end with their session: a server that goes away and comes back has forgotten
// them, and then nobody would know that the run lives.
import type { Connection } from '../sql/connection';
import { lockModeText, takeLock } from '../sql/server-statements';

/** A lock of a session. */
export interface HeldLock {
  readonly resource: string;
  readonly mode: 'Exclusive' | 'Shared';
}

const LOOK_EVERY_MS = 1000;

/** Looks after the locks, and takes again those that are lost; the function returned ends that. A server that is away is asked again. */
export function keepLocks(connection: Connection, locks: readonly HeldLock[]): () => void {
  let isBusy = false;
  const look = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      for (const { resource, mode } of locks) {
        const held = (await connection.query(lockModeText(), { resource }))[0]?.['mode'];
        if (held !== mode) await takeLock(connection, resource, 0, mode);
      }
    } catch {
      // The end of the run says it, if it is still so then.
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
