// The date that a spec sets: only Date is replaced, timers go on, so that connection pools, queries and servers are not frozen.
import { presetError } from '../errors';
import { jestGlobals } from '../process/jest-globals';

/** The clock of a spec. */
export interface TestClock {
  /** Sets the date; it stands still until it is moved. */
  set(date: Date | number | string): void;
  /** Moves the date on. */
  advance(ms: number): void;
  /** Goes back to the real date; closing the app does that as well. */
  restore(): void;
}

const REAL = [
  'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'cancelIdleCallback',
  'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout',
] as const;

/** A clock that shows the real date. */
export function createTestClock(): TestClock {
  const state = { isSet: false };
  const set = (date: Date | number | string): void => {
    const now = new Date(date).getTime();
    if (Number.isNaN(now)) {
      const expected = 'a Date, a number of milliseconds, or a text such as 2030-01-31T12:00:00Z';
      throw presetError('JNM_ARGUMENT', { caller: 't.clock', given: `"${String(date)}", which is not a date`, expected });
    }
    if (state.isSet) jestGlobals().jest.setSystemTime(now);
    else jestGlobals().jest.useFakeTimers({ now, doNotFake: [...REAL] });
    state.isSet = true;
  };
  return {
    set,
    advance: (ms) => set(Date.now() + ms),
    restore() {
      if (state.isSet) jestGlobals().jest.useRealTimers();
      state.isSet = false;
    },
  };
}
