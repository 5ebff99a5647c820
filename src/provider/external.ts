// A SQL Server that is already there. Where it is comes from the environment first, from the data source's options second.
import type { DataSourceOptions } from '../config/find-data-source';
import type { ServerAddress } from '../config/run-facts';
import type { Settings } from '../config/settings';
import { presetError } from '../errors';
import { checkHost } from './host-guard';
import { proveServer } from './prove';
import type { StartedServer } from './provider';

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the external server and proves it; nothing is started. */
export async function startExternal(settings: Settings, environment: Environment, options: DataSourceOptions, rootDir: string): Promise<StartedServer> {
  const address = externalAddress(settings, environment, options);
  checkHost(address.host, settings.allowHosts);
  const proof = await proveServer(address, rootDir, settings.env);
  return { kind: 'external', address, ...proof, templates: { kind: 'databases' }, templateVersion: proof.facts.productVersion, stop: async () => undefined };
}

/** The address of the external server; raises JNM_EXTERNAL_WITHOUT_HOST or JNM_CONFIG_VALUE. */
export function externalAddress(settings: Settings, environment: Environment, options: DataSourceOptions): ServerAddress {
  const read = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const url = urlOf(options);
  const host = read(settings.env.host) ?? url.host ?? options.host;
  if (host === undefined) throw presetError('JNM_EXTERNAL_WITHOUT_HOST', { host: settings.env.host });
  const port = read(settings.env.port) ?? url.port ?? String(options.port ?? 1433);
  if (!/^\d+$/.test(port) || Number(port) > 65535) throw presetError('JNM_CONFIG_VALUE', { key: settings.env.port, value: JSON.stringify(port), expected: 'a port number' });
  return {
    host, port: Number(port), domain: options.domain,
    user: read(settings.env.user) ?? url.user ?? options.username,
    password: read(settings.env.password) ?? url.password ?? options.password,
    authentication: options.authentication,
    options: { trustServerCertificate: true, ...options.options },
  };
}

// What TypeORM reads of a URL comes before the other options. A mistake in one is told without it: a password is in there.
function urlOf({ url }: DataSourceOptions): { readonly host?: string; readonly port?: string; readonly user?: string; readonly password?: string } {
  if (url === undefined) return {};
  try {
    const parsed = new URL(url);
    const part = <Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } => (text === '' ? {} : { [key]: decodeURIComponent(text) }) as { readonly [K in Key]?: string };
    return { ...part('host', parsed.hostname), ...part('port', parsed.port), ...part('user', parsed.username), ...part('password', parsed.password) };
  } catch {
    throw presetError('JNM_CONFIG_VALUE', { key: 'url', value: 'not shown', expected: 'a URL whose user and password are percent-encoded (encodeURIComponent)' });
  }
}
