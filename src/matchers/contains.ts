// How the matchers compare: an expected value is found if the actual one has all of it. Knows neither queues nor clients.

/** What a matcher uses of Jest's. */
export interface MatcherContext {
  readonly equals: (a: unknown, b: unknown) => boolean;
  readonly utils: { printExpected(value: unknown): string; printReceived(value: unknown): string };
}

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** As toMatchObject: every expected property, at every depth; asymmetric matchers decide for themselves. */
export function contains(actual: unknown, expected: unknown, equals: MatcherContext['equals']): boolean {
  if (expected === undefined) return true;
  if (!isPlainObject(expected)) return equals(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([key, value]) => {
    const own = (actual as Record<string, unknown>)[key];
    return value === undefined ? own === undefined : contains(own, value, equals);
  });
}

/** Whether a value is an object as literals make it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('asymmetricMatch' in value) && Object.prototype.toString.call(value) === '[object Object]';
}

/** A list of lines under a heading, or that there is none. */
export function listOf(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return 'It has none.';
  const shown = lines.slice(0, 20).map((line) => `  ${line}`);
  return [heading, ...shown, ...(lines.length > 20 ? [`  ... and ${lines.length - 20} more`] : [])].join('\n');
}

/** What a value is, in a word or two, for a sentence. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'another object' : `a ${typeof value}`;
}
