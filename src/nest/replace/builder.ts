// The one point of @nestjs/testing that the preset hooks into: the moment when the container has been scanned and nothing has been
// instantiated. `applyOverloadsMap` is private to Nest, and the same in Nest 10, 11 and 12.
import { presetError } from '../../errors';

/** A provider's token as Nest keeps it. */
export type ProviderToken = string | symbol | ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** How a provider is replaced. */
export type Replacement = { readonly useValue: unknown } | { readonly useFactory: (...args: never[]) => unknown; readonly inject?: readonly unknown[] };

/** What has been scanned, and the way to replace providers of it. */
export interface ScannedApp {
  /** The tokens of all providers of all modules. */
  readonly tokens: ReadonlySet<ProviderToken>;
  /** Replaces a provider, unless the spec has replaced it itself. */
  replace(token: ProviderToken, replacement: Replacement): void;
  /** The instances of all providers and controllers; there are none before the app is compiled. */
  instances(): readonly object[];
  /** What one token stands for, in every module that provides it; undefined where that is made for each request or each consumer. */
  instancesOf(token: ProviderToken): readonly unknown[];
}

/** A module as Nest's scanner leaves it. */
export interface OverridableModule {
  readonly providers: Map<unknown, EnhancerWrapper>;
  readonly injectables?: Map<unknown, EnhancerWrapper>;
}

/** A provider as Nest keeps it, as far as overrides look at it. */
export interface EnhancerWrapper {
  readonly metatype?: unknown;
}

/** Where one of Nest's builders keeps what a spec replaces. */
export interface Overridable<Module extends OverridableModule = OverridableModule> {
  readonly overloadsMap: Map<unknown, object>;
  readonly container: { getModules(): Map<string, Module>; replace(token: unknown, options: object): unknown };
}

interface InstanceWrapper extends EnhancerWrapper {
  readonly instance: unknown;
  readonly isTransient?: boolean;
  isDependencyTreeStatic?(): boolean;
}

type ScannedModule = {
  readonly providers: Map<ProviderToken, InstanceWrapper>;
  readonly controllers: Map<ProviderToken, InstanceWrapper>;
  readonly injectables?: Map<ProviderToken, InstanceWrapper>;
};

interface HookedBuilder extends Overridable<ScannedModule> {
  applyOverloadsMap(): unknown;
}

/** Calls `onScanned` once the builder's container has been scanned, before anything is instantiated; the second argument has what the spec replaces. */
export function hookBuilder(builder: object, onScanned: (app: ScannedApp, overridable: Overridable) => void): void {
  const hooked = builder as HookedBuilder;
  const original = hooked.applyOverloadsMap;
  if (typeof original !== 'function') throw presetError('JNM_NEST_VERSION');
  hooked.applyOverloadsMap = function (this: HookedBuilder) {
    const tokens = new Set<ProviderToken>();
    for (const module of this.container.getModules().values()) for (const token of module.providers.keys()) tokens.add(token);
    const scanned: ScannedApp = {
      tokens,
      instances: () => instancesOf(this.container.getModules().values()),
      instancesOf: (token) => [...new Set(wrappersOf(this.container.getModules().values(), token).map(singletonOf))],
      replace: (token, replacement) => {
        if (!this.overloadsMap.has(token)) this.overloadsMap.set(token, { ...replacement, isProvider: true });
      },
    };
    onScanned(scanned, this);
    return original.call(this);
  };
}

function instancesOf(modules: Iterable<ScannedModule>): readonly object[] {
  const wrappers = [...modules].flatMap((module) => [...module.providers.values(), ...module.controllers.values()]);
  const instances = wrappers.map(instanceOf).filter((instance): instance is object => typeof instance === 'object' && instance !== null);
  return [...new Set(instances)];
}

// Nest 10.4 looks without end for the instance of a provider that could not be made.
function instanceOf(wrapper: InstanceWrapper): unknown {
  try {
    return wrapper.instance;
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

function wrappersOf(modules: Iterable<ScannedModule>, token: ProviderToken): InstanceWrapper[] {
  return [...modules].flatMap((module) => [module.providers.get(token), module.controllers.get(token)]).filter((wrapper) => wrapper !== undefined);
}

function singletonOf(wrapper: InstanceWrapper): unknown {
  return wrapper.isTransient === true || wrapper.isDependencyTreeStatic?.() === false ? undefined : wrapper.instance;
}
