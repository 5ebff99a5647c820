// Runs something after every hook of a test file. Jest runs afterAll hooks in the order of their definition, so one that is
// defined before the spec loads would come before the spec's own; jest-circus' events come after all of them.

type CircusHandler = (event: { readonly name: string }) => Promise<void> | void;
type Holder = Record<symbol, CircusHandler[] | undefined>;

const HANDLERS = Symbol.for('EVENT_HANDLERS');

/** Calls `work` once, when the file's tests and hooks have ended; with another runner than jest-circus, in an afterAll hook. */
export function atEndOfFile(work: () => Promise<void>, timeoutMs: number): void {
  const handlers = (globalThis as Holder)[HANDLERS];
  if (!Array.isArray(handlers)) {
    afterAll(work, timeoutMs);
    return;
  }
  handlers.push(async (event) => {
    if (event.name === 'run_finish') await work();
  });
}
