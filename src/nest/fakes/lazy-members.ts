// An object whose members are made when they are first looked at: most apps use a few of a fake's hundred and fifty functions. Listing, spreading
// and comparing see all of them. Knows no service.

/** What makes each member of an object. */
export type Makers<Value> = { readonly [Key in keyof Value]: () => Value[Key] };

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** An object of plain members, each made by its maker at the first look and kept. */
export function lazyMembers<Value extends object>(makers: Makers<Value>): Value {
  const pending = new Map<PropertyKey, () => unknown>(Object.entries(makers));
  const target: Record<PropertyKey, unknown> = Object.fromEntries(Object.keys(makers).map((key) => [key, undefined]));
  const settle = (key: PropertyKey): void => {
    const make = pending.get(key);
    if (make === undefined) return;
    pending.delete(key);
    target[key] = make();
  };
  // console.log looks at the target itself.
  Object.defineProperty(target, INSPECT, { configurable: true, value: () => ({ ...lazy }) });
  const lazy = new Proxy(target, {
    get(from, key, self) {
      settle(key);
      return Reflect.get(from, key, self) as unknown;
    },
    getOwnPropertyDescriptor(from, key) {
      settle(key);
      return Reflect.getOwnPropertyDescriptor(from, key);
    },
    defineProperty(from, key, descriptor) {
      settle(key);
      return Reflect.defineProperty(from, key, descriptor);
    },
    deleteProperty(from, key) {
      pending.delete(key);
      return Reflect.deleteProperty(from, key);
    },
    preventExtensions(from) {
      [...pending.keys()].forEach(settle);
      return Reflect.preventExtensions(from);
    },
  });
  return lazy as Value;
}
