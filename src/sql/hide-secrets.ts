// Takes a server's secrets out of errors before anybody prints them: drivers are free to repeat what they were given. Knows no connection.

/** What of an address must not be printed. */
export interface Secrets {
  readonly password: string | undefined;
  /** As mssql takes it; what it calls a password, secret, token or key is one. */
  readonly authentication: unknown;
}

const HIDDEN = '***';
const MAX_DEPTH = 5;

/** Gives the error back with every secret in its texts replaced, those of the errors inside of it too. */
export function hideSecrets(error: unknown, secrets: Secrets): unknown {
  const hidden = secretsOf(secrets);
  return hidden.length === 0 ? error : clear(error, hidden, MAX_DEPTH);
}

function secretsOf({ password, authentication }: Secrets): readonly string[] {
  const found = [...(password === undefined ? [] : [password]), ...secretsIn(authentication, MAX_DEPTH)].filter((secret) => secret !== '');
  // As it stands in a URL, or in JSON.
  const forms = found.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function secretsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'string' && /password|secret|token|key/i.test(key) ? [inner] : secretsIn(inner, depth - 1)));
}

function clear(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  // An error's own texts are not enumerable.
  for (const key of Object.getOwnPropertyNames(value)) {
    const { writable = false, value: inner } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    const cleared: unknown = writable ? clear(inner, secrets, depth - 1) : inner;
    if (cleared !== inner) Object.assign(value, { [key]: cleared });
  }
  return value;
}
