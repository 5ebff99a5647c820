// The driver loads the SDK for logins with Entra ID whether it is used or not: more than half of all that it loads, in each process.
// Here it is loaded when the driver first asks it for something. Whoever else requires the SDK gets it at once.
import type Module from 'node:module';
import * as path from 'node:path';

/** The SDK that the driver loads. */
export const SDK = '@azure/identity';
const DRIVER = `${path.sep}tedious${path.sep}`;

type Load = (this: unknown, request: string, parent: { readonly filename?: string | null } | undefined, isMain: boolean) => unknown;

/** Changes how `module` (Node's own, not a sandbox's) loads the SDK for the driver; the function returned takes that back. */
export function deferAzure(module: typeof Module): () => void {
  const target = module as unknown as { _load: Load };
  const original = target._load;
  const changed: Load = function (request, parent, isMain) {
    if (request !== SDK || parent?.filename?.includes(DRIVER) !== true) return original.call(this, request, parent, isMain);
    return laterLoaded(() => original.call(this, request, parent, isMain) as object);
  };
  target._load = changed;
  return () => {
    if (target._load === changed) target._load = original;
  };
}

/** What stands for the exports of a module until something of them is asked for: then they are loaded, once, and answer everything. */
export function laterLoaded(load: () => object): object {
  const held: { exports?: object } = {};
  const exportsOf = (): object => (held.exports ??= load());
  return new Proxy({}, {
    get: (_, key) => Reflect.get(exportsOf(), key) as unknown,
    set: (_, key, value) => Reflect.set(exportsOf(), key, value),
    has: (_, key) => Reflect.has(exportsOf(), key),
    ownKeys: () => Reflect.ownKeys(exportsOf()),
    // What the stand-in itself does not have must not be said to be fixed.
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(exportsOf(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(exportsOf(), key, descriptor),
    deleteProperty: (_, key) => Reflect.deleteProperty(exportsOf(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(exportsOf()),
  });
}
