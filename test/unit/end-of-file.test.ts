// What is done at the end of a file comes after the spec's own hooks, also in the circus of Jest 29, whose events nobody outside hears.
import { aroundTests, atEndOfFile } from '../../src/jest/end-of-file';
import { takeEnd } from '../../src/jest/unended-file';

// The circus of the test is one of its own, whose hooks are the globals.
jest.mock('../../src/process/jest-globals', () => ({ jestGlobals: () => globalThis }));

type Hook = () => Promise<void>;

const KEYS: readonly PropertyKey[] = ['afterAll', 'beforeEach', 'afterEach', Symbol.for('EVENT_HANDLERS'), ...Object.getOwnPropertySymbols(globalThis).filter((symbol) => String(symbol) === 'Symbol(JEST_STATE_SYMBOL)')];

/** Calls `work` while the globals are those of a circus that tells nothing; gives back the hooks in their order. */
function inSilentCircus(work: (define: (hook: Hook) => void) => void): readonly unknown[] {
  const hooks: Array<{ readonly fn: unknown }> = [];
  const define = (fn: unknown): void => void hooks.push({ fn });
  const real = KEYS.map((key) => Object.getOwnPropertyDescriptor(globalThis, key) ?? {});
  const silent = [define, define, define, undefined, { rootDescribeBlock: { hooks } }];
  try {
    KEYS.forEach((key, index) => Object.defineProperty(globalThis, key, { configurable: true, writable: true, value: silent[index] }));
    work(define);
  } finally {
    KEYS.forEach((key, index) => Object.defineProperty(globalThis, key, real[index] ?? {}));
  }
  return hooks.map(({ fn }) => fn);
}

it('stays behind hooks that are defined later', async () => {
  const end = jest.fn(async () => undefined);
  const drop = jest.fn(async () => undefined);
  const [before, after, ofTheSpec, another] = Array.from({ length: 4 }, (): Hook => async () => undefined) as [Hook, Hook, Hook, Hook];
  const order = inSilentCircus((define) => {
    atEndOfFile({ end, drop }, 10);
    aroundTests(before, after);
    define(ofTheSpec);
    define(another);
  });
  const nameOf = new Map<unknown, string>([[before, 'before'], [after, 'after'], [ofTheSpec, 'of the spec'], [another, 'another']]);
  expect(order.map((hook) => nameOf.get(hook))).toEqual(['before', 'of the spec', 'another', 'after', undefined]);
  await (order.at(-1) as Hook)();
  expect(end).toHaveBeenCalledTimes(1);
  expect([takeEnd(), drop.mock.calls]).toEqual([undefined, []]);
});
