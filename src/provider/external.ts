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
  const host = read(settings.env.host) ?? hostOf(options);
  if (host === undefined) throw presetError('JNM_EXTERNAL_WITHOUT_HOST', { host: settings.env.host });
  const port = read(settings.env.port) ?? String(options.port ?? 1433);
  if (!/^\d+$/.test(port) || Number(port) > 65535) throw presetError('JNM_CONFIG_VALUE', { key: settings.env.port, value: JSON.stringify(port), expected: 'a port number' });
  const user = read(settings.env.user) ?? options.username;
  const password = read(settings.env.password) ?? options.password;
  return {
    host, port: Number(port), user, password, domain: options.domain,
    authentication: options.authentication,
    options: { trustServerCertificate: true, ...options.options },
  };
}

function hostOf(options: DataSourceOptions): string | undefined {
  if (options.host !== undefined) return options.host;
  return options.url === undefined ? undefined : new URL(options.url).hostname;
}
