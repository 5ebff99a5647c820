// Runs something after every hook of a test file, and at each test that fails. Jest runs afterAll hooks in the order of their
// definition, so one that is defined before the spec loads would come before the spec's own; jest-circus' events come after all of them.
// The circus of Jest 29 lets nobody hear them: there the hook is kept behind the spec's own.
import { jestGlobals } from '../process/jest-globals';
import { leaveEnd, takeEnd } from './unended-file';

interface CircusEvent {
  readonly name: string;
  readonly test?: { readonly errors: unknown[]; readonly concurrent?: boolean };
  readonly error?: unknown;
}
interface CircusTest {
  readonly type: 'test';
  readonly concurrent?: boolean;
}
interface CircusBlock {
  readonly type: 'describeBlock';
  readonly hooks: ReadonlyArray<{ readonly type: string }>;
  readonly children: ReadonlyArray<CircusBlock | CircusTest>;
}
interface CircusState {
  /** Errors that belong to no test; they fail the file, whose results are kept. */
  readonly unhandledErrors: unknown[];
  readonly rootDescribeBlock: CircusBlock;
}
type CircusHandler = (event: CircusEvent, state: CircusState) => Promise<void> | void;
type Holder = Record<symbol, CircusHandler[] | undefined>;

/** What the circus of Jest 29 keeps in a global. */
interface OpenState {
  readonly rootDescribeBlock: { readonly hooks: Array<{ readonly fn: unknown }> };
}

const HANDLERS = Symbol.for('EVENT_HANDLERS');
const STATE = 'Symbol(JEST_STATE_SYMBOL)';

/** How a file ends: when its tests and hooks have ended, or before there are any. */
export interface FileEnds {
  end(): Promise<void>;
  drop(): Promise<void>;
}

/** Calls `end` once, when the file's tests and hooks have ended (with another runner than jest-circus, in an afterAll hook), or `drop` if its spec cannot be loaded. */
export function atEndOfFile({ end, drop }: FileEnds, timeoutMs: number): void {
  leaveEnd(drop);
  const work = async (): Promise<void> => {
    takeEnd();
    await end();
  };
  const handlers = (globalThis as Holder)[HANDLERS];
  if (!Array.isArray(handlers)) {
    jestGlobals().afterAll(work, timeoutMs);
    putLast(work);
    return;
  }
  handlers.push(async (event, state) => {
    if (event.name !== 'run_finish') return;
    // What a handler throws would take the results of the file's tests away.
    await work().catch((error: unknown) => state.unhandledErrors.push(error));
  });
}

/** Calls `work` after each test that has failed; only jest-circus tells. */
export function atFailure(work: () => void): void {
  (globalThis as Holder)[HANDLERS]?.push((event) => {
    if (event.name === 'test_done' && (event.test?.errors.length ?? 0) > 0) work();
  });
}

/** Asks `judge` when the body of a test begins, all hooks before it done, and when all hooks after it are done; an error that it gives fails the test. Only jest-circus tells. */
export function atMoments(judge: (moment: 'begin' | 'end') => Error | undefined): void {
  (globalThis as Holder)[HANDLERS]?.push(({ name, test }) => {
    if ((name !== 'test_fn_start' && name !== 'test_done') || test === undefined || test.concurrent === true || test.errors.length > 0) return;
    const error = judge(name === 'test_done' ? 'end' : 'begin');
    if (error !== undefined) test.errors.push([error, error]);
  });
}

/** Asks `explain` when a test or a hook has run out of time; an error that it gives is shown beside Jest's own. Only jest-circus tells. */
export function atTimeout(explain: () => Error | undefined): void {
  (globalThis as Holder)[HANDLERS]?.push(({ name, test, error }) => {
    if ((name !== 'test_fn_failure' && name !== 'hook_failure') || test === undefined || typeof error !== 'string' || !error.startsWith('Exceeded timeout')) return;
    const reason = explain();
    if (reason !== undefined) test.errors.push([reason, reason]);
  });
}

/**
 * Calls `say` before the tests of a file of which some are concurrent below a `beforeEach`: Jest calls none for them. To be called before
 * the preset's first hook, by which it knows those that Jest itself has added. Only jest-circus tells.
 */
export function atUnpreparedTests(say: () => void): void {
  const found: { ownHooks?: readonly unknown[] } = {};
  (globalThis as Holder)[HANDLERS]?.push(({ name }, { rootDescribeBlock }) => {
    found.ownHooks ??= [...rootDescribeBlock.hooks];
    if (name === 'run_start' && hasUnprepared(rootDescribeBlock, found.ownHooks)) say();
  });
}

function hasUnprepared({ hooks, children }: CircusBlock, ownHooks: readonly unknown[], isPrepared = false): boolean {
  const isBelow = isPrepared || hooks.some((hook) => hook.type === 'beforeEach' && !ownHooks.includes(hook));
  return children.some((child) => (child.type === 'test' ? isBelow && child.concurrent === true : hasUnprepared(child, ownHooks, isBelow)));
}

/** Calls `before` before each test and its hooks, `after` when both have ended; with another runner than jest-circus, in hooks. */
export function aroundTests(before: () => Promise<void>, after: () => void): void {
  const handlers = (globalThis as Holder)[HANDLERS];
  if (!Array.isArray(handlers)) {
    jestGlobals().beforeEach(before);
    jestGlobals().afterEach(after);
    putLast(after);
    return;
  }
  handlers.push(async (event) => {
    if (event.name === 'test_start') await before();
    if (event.name === 'test_done') after();
  });
}

// The order is read before the first hook is called, and hooks cannot be added later: those of the spec are put in front as they come.
function putLast(hook: unknown): void {
  const key = Object.getOwnPropertySymbols(globalThis).find((symbol) => String(symbol) === STATE);
  const hooks = key === undefined ? undefined : (globalThis as unknown as Record<symbol, OpenState>)[key]?.rootDescribeBlock.hooks;
  if (hooks === undefined) return;
  const { push } = hooks;
  hooks.push = (...added) => {
    push.apply(hooks, added);
    const at = hooks.findIndex(({ fn }) => fn === hook);
    if (at >= 0) push.apply(hooks, hooks.splice(at, 1));
    return hooks.length;
  };
}
