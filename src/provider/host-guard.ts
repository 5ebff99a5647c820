// Which hosts tests may run against: this computer, private networks, and names without a dot (containers, services beside the job).
import { isIP } from 'node:net';
import { presetError } from '../errors';

const PRIVATE_V4 = [/^127\./, /^10\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./, /^169\.254\./, /^0\.0\.0\.0$/];
const PRIVATE_V6 = [/^::1$/, /^f[cd]/i, /^fe80:/i, /^::ffff:127\./i];
const PRIVATE_NAMES = [/^[^.]+$/, /\.local$/i, /\.localhost$/i, /\.internal$/i];

/** Raises JNM_HOST_REFUSED for a host that may be somebody's real database; `source` is what names it. */
export function checkHost(host: string, allowHosts: readonly string[], source: string): void {
  if (allowHosts.includes(host) || isPrivateHost(host)) return;
  throw presetError('JNM_HOST_REFUSED', { host, source });
}

/** Whether a host is loopback, in a private network, or a name that only a private network resolves. */
export function isPrivateHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  const rules = isIP(bare) === 4 ? PRIVATE_V4 : isIP(bare) === 6 ? PRIVATE_V6 : PRIVATE_NAMES;
  return rules.some((rule) => rule.test(bare));
}
