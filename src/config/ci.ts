// Whether a run is one that nobody watches. Knows one variable.

/** Whether the environment says that this is a CI job. */
export function isCi(environment: Readonly<Record<string, string | undefined>>): boolean {
  return !['', 'false', '0'].includes(environment['CI'] ?? '');
}
