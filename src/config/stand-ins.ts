// What the variables of the database hold while the user's own code is loaded and nothing else is there. Knows no server.
import type { EnvNames } from './config';
import { DEFAULT_ENV_NAMES } from './settings';

/** A loopback address that no configuration names: options that have it got it from here, and say of no host. */
export const STAND_IN_HOST = '127.127.127.127';

/** What such options name as their database: none. */
export const STAND_IN_DATABASE = 'unused';

/** As long and as mixed as the rules of servers, and the checks of applications, ask for. */
const STAND_IN_PASSWORD = 'Not_a_passw0rd';

/** Values that a check of an application accepts; nothing connects to them. */
export function standIns({ host, port, user, password, database, url }: EnvNames): Record<string, string> {
  const parts = { [host]: STAND_IN_HOST, [port]: '1433', [user]: 'sa', [password]: STAND_IN_PASSWORD, [database]: STAND_IN_DATABASE };
  return url === DEFAULT_ENV_NAMES.url ? parts : { ...parts, [url]: `mssql://sa:${STAND_IN_PASSWORD}@${STAND_IN_HOST}:1433/${STAND_IN_DATABASE}` };
}
