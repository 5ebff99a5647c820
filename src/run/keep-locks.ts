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
/** While the server is away: others wait after its return, but not for long (src/database/drop.ts). */
const LOOK_AGAIN_MS = 50;

/**
 * Looks after the locks, and takes again those that are lost. A server that is away is asked again. The function returned ends that; what it gives
 * back settles when the connection is not used any more.
 */
export function keepLocks(connection: Connection, locks: readonly HeldLock[]): () => Promise<void> {
  const controller = new AbortController();
  const state: { timer?: NodeJS.Timeout; looking: Promise<void> } = { looking: Promise.resolve() };
  const lookIn = (delayMs: number): void => {
    if (controller.signal.aborted) return;
    const lookNow = (): void => {
      state.looking = look(connection, locks, controller.signal).then((isHeld) => lookIn(isHeld ? LOOK_EVERY_MS : LOOK_AGAIN_MS));
    };
    state.timer = setTimeout(lookNow, delayMs).unref();
  };
  lookIn(LOOK_EVERY_MS);
  return () => {
    controller.abort();
    clearTimeout(state.timer);
    return state.looking;
  };
}

// Whether all are held. What the server says when it is away, the end of the run says, if it is still so then.
async function look(connection: Connection, locks: readonly HeldLock[], signal: AbortSignal): Promise<boolean> {
  try {
    let isHeld = true;
    for (const { resource, mode } of locks) {
      const held = (await connection.query(lockModeText(), { resource }, signal))[0]?.['mode'];
      if (signal.aborted) return true;
      if (held !== mode && (await takeLock(connection, resource, 0, mode)) < 0) isHeld = false;
    }
    return isHeld;
  } catch {
    return false;
  }
}
