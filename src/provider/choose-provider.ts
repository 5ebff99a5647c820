// Which server a run uses, and why. Starts nothing.
import { isCi } from '../config/ci';
import { isSqlServerUrl } from '../config/database-url';
import type { Settings } from '../config/settings';
import { presetError } from '../errors';

/** A choice and its reason, for people. */
export interface ProviderChoice {
  readonly kind: 'external' | 'embedded';
  readonly reason: string;
}

/** Chooses by the settings and by whether a host is configured; in CI the embedded server must be asked for by name. */
export function chooseProvider(settings: Settings, environment: Readonly<Record<string, string | undefined>>): ProviderChoice {
  const host = settings.env.host;
  if (settings.server === 'container') throw presetError('JNM_CONTAINER', { host });
  if (settings.server === 'external') return { kind: 'external', reason: 'asked for by name' };
  if (settings.server === 'embedded') return { kind: 'embedded', reason: 'asked for by name' };
  if ((environment[host] ?? '') !== '') return { kind: 'external', reason: `${host} is set` };
  if (isSqlServerUrl(environment[settings.env.url])) return { kind: 'external', reason: `${settings.env.url} is set` };
  if (isCi(environment)) throw presetError('JNM_EMBEDDED_IN_CI', { host });
  return { kind: 'embedded', reason: `${host} is not set` };
}
