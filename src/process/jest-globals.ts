// What Jest gives to the code of a test file, whether the project has it as globals or not (`injectGlobals: false`). Knows no hook.

/** The part of Jest's globals that the preset uses. */
export interface JestGlobals {
  readonly jest: typeof jest;
  readonly expect: typeof expect;
  readonly beforeAll: typeof beforeAll;
  readonly beforeEach: typeof beforeEach;
  readonly afterAll: typeof afterAll;
  readonly afterEach: typeof afterEach;
}

/** Jest's globals in a test file. Jest answers for the name itself: no such package is looked up. Throws outside of test files. */
export function jestGlobals(): JestGlobals {
  return require('@jest/globals') as JestGlobals;
}
