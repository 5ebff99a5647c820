// What is loaded whether it is used or not, in each process: the SDK for logins with Entra ID by the driver, more than half of all that it
// loads, and the drivers of other databases by TypeORM. Here each of them is loaded when it is first asked for something. Whoever else
// requires one of them gets it at once.
import type Module from 'node:module';
import * as path from 'node:path';

/** The SDK that the driver loads. */
export const SDK = '@azure/identity';
const OF_SDK: readonly string[] = [SDK, '@azure/core-auth'];
const DRIVER = `${path.sep}tedious${path.sep}`;
const DRIVERS_OF_TYPEORM = path.join(path.sep, 'typeorm', 'driver', 'DriverFactory.js');

type Load = (this: unknown, request: string, parent: { readonly filename?: string | null } | undefined, isMain: boolean) => unknown;

/** Changes how `module` (Node's own, not a sandbox's) loads what is seldom used; the function returned takes that back. */
export function deferUnused(module: typeof Module): () => void {
  const target = module as unknown as { _load: Load };
  const original = target._load;
  const changed: Load = function (request, parent, isMain) {
    if (!isSeldomUsed(request, parent?.filename ?? '')) return original.call(this, request, parent, isMain);
    return laterLoaded(() => original.call(this, request, parent, isMain) as object);
  };
  target._load = changed;
  return () => {
    if (target._load === changed) target._load = original;
  };
}

function isSeldomUsed(request: string, from: string): boolean {
  if (OF_SDK.includes(request)) return from.includes(DRIVER);
  return request.startsWith('./') && !request.startsWith('./sqlserver/') && from.endsWith(DRIVERS_OF_TYPEORM);
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
