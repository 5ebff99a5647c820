// What is done at the end of a file comes after the spec's own hooks, also in the circus of Jest 29, whose events nobody outside hears.
import { aroundTests, atEndOfFile } from '../../src/jest/end-of-file';

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

it('stays behind hooks that are defined later', () => {
  const [end, before, after, ofTheSpec, another] = Array.from({ length: 5 }, (): Hook => async () => undefined) as [Hook, Hook, Hook, Hook, Hook];
  const order = inSilentCircus((define) => {
    atEndOfFile(end, 10);
    aroundTests(before, after);
    define(ofTheSpec);
    define(another);
  });
  const nameOf = new Map<unknown, string>([[end, 'end'], [before, 'before'], [after, 'after'], [ofTheSpec, 'of the spec'], [another, 'another']]);
  expect(order.map((hook) => nameOf.get(hook))).toEqual(['before', 'of the spec', 'another', 'after', 'end']);
});
