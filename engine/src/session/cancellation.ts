// How a session that keeps the thread to itself hears that its client wants to stop, or is gone.
import { Cancelled } from './outcome';
import type { SessionState } from './state';

/** Between two looks at the socket: each is a call of the operating system. */
const LISTEN_EVERY_MS = 50;

/** Throws Cancelled when the client has cancelled, has gone away or was killed. Looks at the socket itself, since no event arrives while a statement runs. */
export function checkCancelled(state: SessionState): void {
  const now = performance.now();
  if (now - state.listenedAt > LISTEN_EVERY_MS) {
    state.listenedAt = now;
    state.client.listen();
  }
  if (state.cancelled) throw new Cancelled(state.cancelled);
}
