// Functions of a fake that refuse by name until a test gives them a behaviour. Knows no service.
import type { MockSet } from './mock-function';
import { notImitated } from './not-imitated';

/** What JSON, promises, Jest and printers ask of any object. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set(['then', 'toJSON', 'asymmetricMatch', '$$typeof', 'nodeType', 'tagName', 'constructor']);

/** Members that refuse, and what their functions are made of. */
interface Refused {
  readonly names: readonly string[];
  readonly mocks: MockSet;
  /** What stands before the names in what is said of them. */
  readonly prefix?: string;
}

/** Gives a fake, for each name that it has not, a jest.fn that refuses; they are made when they are first looked at, and are not listed. */
export function refuseOthers<Fake extends object>(fake: Fake, owner: string, { names, mocks, prefix = '' }: Refused): Fake {
  for (const name of names) {
    if (name in fake) continue;
    const settle = (value: unknown): void => void Object.defineProperty(fake, name, { value, writable: true, configurable: true });
    Object.defineProperty(fake, name, {
      configurable: true,
      set: settle,
      get(): unknown {
        const made = refusing(owner, prefix + name, mocks);
        settle(made);
        return made;
      },
    });
  }
  return fake;
}

// Members of members: a name may be a method, or a resource that has methods.
function refusing(owner: string, path: string, mocks: MockSet): object {
  const mock = mocks.fn(() => {
    throw notImitated(owner, `${path}()`);
  });
  const members = new Map<string, unknown>();
  return new Proxy(mock, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || ASKED_OF_ALL.has(key)) return Reflect.get(target, key) as unknown;
      if (!members.has(key)) members.set(key, refusing(owner, `${path}.${key}`, mocks));
      return members.get(key);
    },
    set(_target, key, value) {
      members.set(String(key), value);
      return true;
    },
  });
}
