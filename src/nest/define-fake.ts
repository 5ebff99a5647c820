// Fakes of an application's own clients: defined once, in the config or for one app, injected where the app asks for the token, and
// emptied between tests. Knows nothing of what they stand for.
import type { Token } from '../config/config';
import { presetError } from '../errors';
import { createMockSet, type MockFunction } from './fakes/mock-function';
import { nameOf } from './live-overrides';
import type { ProviderToken, ScannedApp } from './replace/builder';

/** What the factory of a fake is given. */
export interface FakeTools {
  /** A jest.fn whose default behaviour outlives jest.resetAllMocks(), and whose calls are forgotten between tests. */
  fn<Result = unknown>(implementation: (...args: never[]) => unknown): MockFunction<Result>;
}

/** A fake that stands for the provider of a token. */
export interface FakeDefinition<Fake extends object = object> {
  readonly token: Token;
  readonly factory: (tools: FakeTools) => Fake;
}

/** Defines a fake; one that has a method `reset` is told to forget between tests. */
export function defineFake<Fake extends object>(token: Token, factory: (tools: FakeTools) => Fake): FakeDefinition<Fake> {
  return { token, factory };
}

/** The fakes that were defined for one app. */
export interface OwnFakes {
  replaceIn(scanned: ScannedApp): void;
  get(token: Token): object;
  reset(): void;
}

/** Makes the fakes of some definitions; the last definition of a token counts. */
export function createOwnFakes(definitions: readonly FakeDefinition[]): OwnFakes {
  const mocks = createMockSet();
  const fakes = new Map<Token, object>();
  for (const { token, factory } of definitions) fakes.set(token, factory({ fn: mocks.fn }));
  return {
    replaceIn(scanned) {
      for (const [token, fake] of fakes) if (scanned.tokens.has(token as ProviderToken)) scanned.replace(token as ProviderToken, { useValue: fake });
    },
    get(token) {
      const fake = fakes.get(token);
      if (fake === undefined) throw presetError('JNM_FAKE', { token: nameOf(token), known: [...fakes.keys()].map(nameOf).join(', ') || 'none' });
      return fake;
    },
    reset() {
      for (const fake of fakes.values()) (fake as { reset?(): void }).reset?.();
      mocks.reset();
    },
  };
}
