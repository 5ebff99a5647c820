// Changes to the environment of this process that can all be taken back: a watch run must find it as the first run did.

/** The environment, with a memory of what was changed in it. */
export interface PatchedEnvironment {
  readonly values: Record<string, string | undefined>;
  set(values: Readonly<Record<string, string | undefined>>): void;
  setIfMissing(values: Readonly<Record<string, string | undefined>>): void;
  restore(): void;
}

/** Begins to change `environment`. */
export function patchEnvironment(environment: Record<string, string | undefined>): PatchedEnvironment {
  const before = new Map<string, string | undefined>();
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (!before.has(name)) before.set(name, environment[name]);
      environment[name] = value;
    }
  };
  return {
    values: environment,
    set,
    setIfMissing: (values) => set(Object.fromEntries(Object.entries(values).filter(([name]) => environment[name] === undefined))),
    restore: () => before.forEach((value, name) => (value === undefined ? delete environment[name] : (environment[name] = value))),
  };
}
