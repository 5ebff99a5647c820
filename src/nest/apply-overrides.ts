// What a spec replaces, and where Nest's testing builder would leave the real one: classes behind APP_GUARD and its kind, and guards, pipes,
// interceptors and filters that controllers name. Works on a scanned container; knows nothing of fakes.
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { Overridable, OverridableModule, EnhancerWrapper } from './replace/builder';
import type { ProviderOverride } from './test-app';

// Nest gives each of these a name of its own; the class behind it is no provider.
const APP_ENHANCER = /^APP_(?:GUARD|PIPE|INTERCEPTOR|FILTER) \(/;

/** Hands a list of overrides to Nest's builder. */
export function listOverrides(builder: TestingModuleBuilder, overrides: readonly ProviderOverride[]): void {
  for (const override of overrides) {
    const target = builder.overrideProvider(override.provide);
    if ('useValue' in override) target.useValue(override.useValue);
    else if ('useClass' in override) target.useClass(override.useClass);
    else target.useFactory({ factory: override.useFactory as (...args: unknown[]) => unknown, inject: [...(override.inject ?? [])] as never[] });
  }
}

/**
 * Replaces what Nest's builder would not find: a class that stands behind an APP_GUARD, and, of a list of overrides (`isList`), one that
 * controllers name in UseGuards and its kind. Gives back the tokens that nothing in the application has, which replace nothing.
 */
export function spreadOverrides({ overloadsMap, container }: Overridable, isList: boolean): readonly unknown[] {
  const modules = [...container.getModules().values()];
  const idle: unknown[] = [];
  for (const [token, options] of [...overloadsMap]) {
    const isProvider = modules.some((module) => module.providers.has(token));
    const isInjectable = modules.some((module) => module.injectables?.has(token) === true);
    if (isInjectable && isList) container.replace(token, { ...options, isProvider: false });
    const behind = typeof token === 'function' ? modules.flatMap((module) => enhancersOf(module, token)) : [];
    for (const each of behind) container.replace(each.key, { ...options, isProvider: each.isProvider });
    const isFound = isList ? isProvider || isInjectable : isProviderOverride(options) ? isProvider : isInjectable;
    if (!isFound && behind.length === 0) idle.push(token);
  }
  return idle;
}

// Nest's overrideGuard and its kind look at what controllers name, overrideProvider at providers.
function isProviderOverride(options: object): boolean {
  return (options as { readonly isProvider?: boolean }).isProvider === true;
}

/** What is said of overrides that replace nothing. */
export function idleMessage(tokens: readonly unknown[]): string {
  const names = tokens.map((token) => (typeof token === 'function' ? token.name : String(token))).join(', ');
  return `createTestApp: overrides names ${names}, which nothing in the application provides: nothing is replaced by that. Look at the token, and at the modules in imports.`;
}

function enhancersOf(module: OverridableModule, type: unknown): ReadonlyArray<{ readonly key: unknown; readonly isProvider: boolean }> {
  const inMap = (map: Map<unknown, EnhancerWrapper> | undefined, isProvider: boolean): Array<{ key: unknown; isProvider: boolean }> =>
    [...(map ?? [])].filter(([key, wrapper]) => typeof key === 'string' && APP_ENHANCER.test(key) && wrapper.metatype === type).map(([key]) => ({ key, isProvider }));
  return [...inMap(module.providers, true), ...inMap(module.injectables, false)];
}
