// A SQL Server that is already there. Where it is comes from the environment first, from the data source's options second.
import { isSqlServerUrl, urlParts } from '../config/database-url';
import type { Settings } from '../config/settings';
import { STAND_IN_HOST } from '../config/stand-ins';
import type { DataSourceOptions } from '../data-source/options';
import { HIDDEN_VALUE, presetError } from '../errors';
import type { ServerAddress } from '../process/run-facts';
import { checkHost } from './host-guard';
import { proveServer, variablesOf } from './prove';
import type { StartedServer } from './provider';

const DEFAULT_PORT = 1433;

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the external server and proves it; nothing is started. */
export async function startExternal(settings: Settings, environment: Environment, options: DataSourceOptions, rootDir: string): Promise<StartedServer> {
  const address = externalAddress(settings, environment, options);
  const { env } = settings;
  const isUrl = isUrlUsed(settings, environment);
  checkHost(address.host, settings.allowHosts, isUrl ? env.url : (environment[env.host] ?? '') === '' ? 'the data source' : env.host);
  const variables = isUrl ? { place: env.url, login: env.url } : variablesOf(env);
  const proof = await proveServer(address, rootDir, variables);
  return { kind: 'external', address, ...proof, templates: { kind: 'databases' }, templateVersion: proof.facts.productVersion, stop: async () => undefined };
}

/** The address of the external server; raises JNM_EXTERNAL_WITHOUT_HOST or JNM_CONFIG_VALUE. */
export function externalAddress(settings: Settings, environment: Environment, options: DataSourceOptions): ServerAddress {
  const { env } = settings;
  const read = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const url = isUrlUsed(settings, environment) ? urlParts(environment[env.url]) : undefined;
  // It is not shown: a password is in there.
  if ((options.url ?? '') !== '' && urlParts(options.url) === undefined)
    throw presetError('JNM_CONFIG_VALUE', { key: 'url', value: HIDDEN_VALUE, expected: 'mssql://user:password@host:port/database, with user and password percent-encoded (encodeURIComponent)' });
  const declared: DataSourceOptions = { ...options, ...urlParts(options.url), ...url };
  const host = read(env.host) ?? declared.host;
  if (host === undefined || host === STAND_IN_HOST) throw presetError('JNM_EXTERNAL_WITHOUT_HOST', { host: env.host });
  const port = (url?.port === undefined ? read(env.port) : undefined) ?? String(declared.port ?? DEFAULT_PORT);
  if (!/^\d+$/.test(port) || Number(port) > 65535) throw presetError('JNM_CONFIG_VALUE', { key: env.port, value: JSON.stringify(port), expected: 'a port number' });
  return {
    host, port: Number(port),
    user: url?.username ?? read(env.user) ?? declared.username,
    password: url?.password ?? read(env.password) ?? declared.password,
    domain: options.domain,
    authentication: options.authentication,
    options: driverOptions(options),
  };
}

// As TypeORM and mssql do it: options in `extra` take the place of the others, and what is there beside them is a default. Where the server
// is, is said already.
function driverOptions({ options, extra = {} }: DataSourceOptions): ServerAddress['options'] {
  const defaults = Object.fromEntries(['encrypt', 'trustServerCertificate'].filter((name) => typeof extra[name] === 'boolean').map((name) => [name, extra[name]]));
  const { port: _port, database: _database, ...others } = (extra['options'] as Readonly<Record<string, unknown>> | undefined) ?? options ?? {};
  return { trustServerCertificate: true, ...defaults, ...others };
}

// A host by itself counts more: it may be there to point an application elsewhere that has a URL too.
function isUrlUsed({ env }: Settings, environment: Environment): boolean {
  return (environment[env.host] ?? '') === '' && isSqlServerUrl(environment[env.url]);
}
