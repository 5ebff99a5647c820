// The end of a test file whose spec cannot be loaded: neither a hook nor an event tells of it. What is to be done then is left on the file's global
// object, where Jest's runtime finds it before it tears the file down. Knows nothing of what that is.
type End = () => Promise<void>;
type Holder = { [KEY]?: End | undefined };

const KEY = Symbol.for('jest-nest-mssql.unended');

/** Leaves what is to be done if the file ends otherwise than by its tests. */
export function leaveEnd(end: End): void {
  (globalThis as Holder)[KEY] = end;
}

/** Takes it away from the global object of a file, which is this one's own if no other is given. */
export function takeEnd(global: object = globalThis): End | undefined {
  const holder = global as Holder;
  const end = holder[KEY];
  holder[KEY] = undefined;
  return end;
}
