// t.override(token, members): members of a provider that runs already are others until the next test. The instance itself stays:
// whoever injected it sees the change. Knows the instances of the app, not how Nest made them.
import { presetError } from '../errors';
import type { Token } from '../config/config';

/** What finds the instances of a token: one for each module that provides it. */
export type FindInstances = (token: Token) => readonly unknown[];

/** The members of one app that are overridden. */
export interface LiveOverrides {
  /** Puts `members` in the place of the provider's own; raises JNM_OVERRIDE where that would have no effect. */
  set(instances: FindInstances, token: Token, members: object): void;
  /** Gives every provider its own members back. */
  restore(): void;
}

interface Change {
  readonly instance: object;
  readonly key: string | symbol;
  readonly own: PropertyDescriptor | undefined;
}

/** What Nest's packages mark the methods with that they take hold of when the app starts, and what those methods are then. */
const BOUND_AT_START: Readonly<Record<string, string>> = {
  method: 'the handler of a route', 'graphql:resolver_type': 'a resolver', 'graphql:resolve_property': 'a resolver', 'microservices:pattern': 'a message handler',
  'websockets:message_mapping': 'a message handler', 'bull:module_queue_process': 'a processor', 'bull:module_on_queue_event': 'a listener of a queue',
  'bullmq:worker_events_metadata': 'a listener of a queue', 'bullmq:queue_events_metadata': 'a listener of a queue',
};
/** What @nestjs/bullmq marks the classes with whose method `process` runs jobs. */
const PROCESSOR_CLASS = 'bullmq:processor_metadata';

/** Overrides of nothing yet. */
export function createLiveOverrides(): LiveOverrides {
  const changes: Change[] = [];
  return {
    set(find, token, members) {
      const instances = find(token).map((instance) => asObject(instance, token));
      for (const instance of instances) checkMembers(instance, members, token);
      for (const instance of instances) for (const key of Reflect.ownKeys(members)) {
        changes.push({ instance, key, own: Object.getOwnPropertyDescriptor(instance, key) });
        Object.defineProperty(instance, key, { value: Reflect.get(members, key), writable: true, configurable: true, enumerable: true });
      }
    },
    restore() {
      // The last change first: a member that was overridden twice gets back what it had before the first time.
      for (const { instance, key, own } of changes.splice(0).reverse()) {
        if (own === undefined) Reflect.deleteProperty(instance, key);
        else Object.defineProperty(instance, key, own);
      }
    },
  };
}

function asObject(instance: unknown, token: Token): object {
  if (typeof instance === 'object' && instance !== null) return instance;
  const what = instance === null ? 'null' : `a ${typeof instance}`;
  throw refuse(token, `it is ${what}, which those that injected it hold already`);
}

function checkMembers(instance: object, members: object, token: Token): void {
  for (const key of Reflect.ownKeys(members)) {
    const name = String(key);
    if (!(key in instance)) throw refuse(token, `it has no member "${name}"`);
    if (Object.getOwnPropertyDescriptor(instance, key)?.configurable === false || (!Object.isExtensible(instance) && !Object.hasOwn(instance, key)))
      throw refuse(token, `its member "${name}" is frozen`);
    const role = roleOf(instance, key);
    if (role !== undefined) throw refuse(token, `"${name}" is ${role}: Nest took hold of it when the app started`);
  }
  if (Reflect.ownKeys(members).length === 0) throw refuse(token, 'no member was given');
}

function roleOf(instance: object, key: string | symbol): string | undefined {
  const member: unknown = Reflect.get(instance, key);
  const { getMetadata } = Reflect as { getMetadata?(key: string, target: object): unknown };
  if (typeof member !== 'function' || getMetadata === undefined) return undefined;
  if (key === 'process' && getMetadata(PROCESSOR_CLASS, instance.constructor) !== undefined) return 'a processor';
  const mark = Object.keys(BOUND_AT_START).find((known) => getMetadata(known, member) !== undefined);
  return mark === undefined ? undefined : BOUND_AT_START[mark];
}

function refuse(token: Token, reason: string): Error {
  return presetError('JNM_OVERRIDE', { token: nameOf(token), reason });
}

/** A token as messages name it. */
export function nameOf(token: Token): string {
  return typeof token === 'function' ? token.name : String(token);
}
