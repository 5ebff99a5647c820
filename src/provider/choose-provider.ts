// Which server a run uses, and why. Starts nothing.
import { isCi } from '../config/ci';
import { isSqlServerUrl, isUnreadAddress } from '../config/database-url';
import type { Settings } from '../config/settings';
import { HIDDEN_VALUE, presetError } from '../errors';

/** A choice and its reason, for people. */
export interface ProviderChoice {
  readonly kind: 'external' | 'container' | 'embedded';
  readonly reason: string;
}

/** Chooses by the settings and by whether a host is configured; in CI the embedded server must be asked for by name. */
export function chooseProvider(settings: Settings, environment: Readonly<Record<string, string | undefined>>): ProviderChoice {
  const { host, url } = settings.env;
  if (settings.server === 'container') return { kind: 'container', reason: `a container of ${settings.image}` };
  if (settings.server !== 'auto') return { kind: settings.server, reason: 'asked for by name' };
  if ((environment[host] ?? '') !== '') return { kind: 'external', reason: `${host} is set` };
  if (isSqlServerUrl(environment[url])) return { kind: 'external', reason: `${url} is set` };
  // It names a server, and nobody wants another one in silence. It is not shown: a password is in there.
  if (isUnreadAddress(environment[url])) {
    const expected = `mssql://user:password@host:port/database, with user and password percent-encoded (or the host in ${host}, or MSSQL_TEST_SERVER=embedded)`;
    throw presetError('JNM_CONFIG_VALUE', { key: url, value: HIDDEN_VALUE, expected });
  }
  if (isCi(environment)) throw presetError('JNM_EMBEDDED_IN_CI', { host });
  return { kind: 'embedded', reason: `${host} is not set` };
}
