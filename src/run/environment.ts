// Changes to the environment of this process that can all be taken back: a watch run must find it as the first run did.

/** Variables by name; one that is undefined is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment, with a memory of what was changed in it. */
export interface PatchedEnvironment {
  readonly values: Record<string, string | undefined>;
  set(values: Variables): void;
  setIfMissing(values: Variables): void;
  restore(): void;
}

/** Begins to change `environment`. */
export function patchEnvironment(environment: Record<string, string | undefined>): PatchedEnvironment {
  const before = new Map<string, string | undefined>();
  const set = (values: Variables): void => {
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

/** Makes `environment` hold `values` and nothing else. */
export function replaceEnvironment(environment: Record<string, string | undefined>, values: Variables): void {
  for (const name of Object.keys(environment)) if (values[name] === undefined) delete environment[name];
  for (const [name, value] of Object.entries(values)) if (value !== undefined) environment[name] = value;
}

/** What has to be set in `from` (undefined: taken out of it) to make it `to`. */
export function differences(from: Variables, to: Variables): Variables {
  const names = new Set([...Object.keys(from), ...Object.keys(to)].filter((name) => from[name] !== to[name]));
  return Object.fromEntries([...names].map((name) => [name, to[name]]));
}
