// Functions of a fake: jest.fn with a default behaviour that outlives jest.resetAllMocks(). Knows no service.
import { jestGlobals } from '../../process/jest-globals';

/** A jest.fn, as far as the fakes' types promise it; every jest matcher and method works on it. */
export interface MockFunction<Result = unknown> {
  (...args: unknown[]): Result;
  readonly mock: { readonly calls: unknown[][]; readonly results: ReadonlyArray<{ readonly type: string; readonly value: unknown }> };
  mockImplementation(implementation: (...args: never[]) => unknown): this;
  mockImplementationOnce(implementation: (...args: never[]) => unknown): this;
  mockReturnValue(value: unknown): this;
  mockReturnValueOnce(value: unknown): this;
  mockResolvedValue(value: unknown): this;
  mockResolvedValueOnce(value: unknown): this;
  mockRejectedValue(value: unknown): this;
  mockRejectedValueOnce(value: unknown): this;
  mockClear(): this;
  mockReset(): this;
  getMockImplementation(): unknown;
}

/** The functions of one fake, so that all of them can be brought back to their defaults. */
export interface MockSet {
  fn<Result = unknown>(implementation: (...args: never[]) => unknown): MockFunction<Result>;
  /** Forgets all calls and every behaviour that a test has set. */
  reset(): void;
}

/** An empty set of mock functions. */
export function createMockSet(): MockSet {
  const resets: Array<() => void> = [];
  return {
    fn<Result>(implementation: (...args: never[]) => unknown) {
      const mock = createLastingMock(implementation);
      resets.push(() => void mock.mockReset().mockImplementation(implementation));
      return mock as MockFunction<Result>;
    },
    reset: () => resets.forEach((reset) => reset()),
  };
}

// jest.resetAllMocks() and the options resetMocks and restoreMocks take every behaviour away, the default too: the call brings it back.
function createLastingMock(implementation: (...args: never[]) => unknown): MockFunction {
  const mock = jestGlobals().jest.fn(implementation as () => unknown);
  return new Proxy(mock, {
    apply(target, self, args: []) {
      if (target.getMockImplementation() === undefined) target.mockImplementation(implementation as () => unknown);
      return Reflect.apply(target, self, args) as unknown;
    },
  }) as unknown as MockFunction;
}

/** An error to be thrown by the next call that a fake gets; `failNext` sets it, every default behaviour takes it. */
export interface FailureSwitch {
  failNext(error: unknown): void;
  throwIfSet(): void;
  clear(): void;
}

/** A switch that is off; `toError` makes what is thrown of what failNext was given. */
export function createFailureSwitch(toError: (given: unknown) => unknown = (given) => given): FailureSwitch {
  const pending: unknown[] = [];
  return {
    failNext: (error) => void pending.push(error),
    throwIfSet() {
      if (pending.length > 0) throw toError(pending.shift());
    },
    clear: () => void pending.splice(0),
  };
}
