// The settings of a run: the config file, then the environment (which wins), then the defaults.
// Reads no file and no process state: both are handed in.
import { presetError } from '../errors';
import { EMBEDDED_VERSIONS, type CloneStrategy, type EmbeddedVersion, type EnvNames, type Keep, type PresetConfig, type ServerKind } from './config';
import type { TemplateConfig } from './template-config';
import type { SchemaSource } from './schema-source';

/** The settings of a run, complete. */
export interface Settings {
  readonly server: ServerKind;
  /** Of the container, where that is the server. */
  readonly image: string;
  /** Of the embedded server, where that is the server; undefined for its own choice. */
  readonly version: EmbeddedVersion | undefined;
  readonly env: EnvNames;
  readonly schema: SchemaSource;
  readonly before: NonNullable<TemplateConfig['before']>;
  readonly seed: TemplateConfig['seed'];
  readonly isReused: boolean;
  readonly clone: 'auto' | CloneStrategy;
  readonly prefix: string;
  readonly keep: Keep;
  readonly isolation: 'worker' | 'file';
  readonly cleanKeep: readonly string[];
  readonly cleanTimeoutMs: number;
  readonly cleanOnBlocked: 'fail' | 'kill';
  readonly allowHosts: readonly string[];
  readonly network: 'block' | 'allow';
}

/** The variables that most applications read; `env` in the config file renames them. */
export const DEFAULT_ENV_NAMES: EnvNames = {
  host: 'DATABASE_HOST', port: 'DATABASE_PORT', user: 'DATABASE_USER', password: 'DATABASE_PASSWORD', database: 'DATABASE_NAME', url: 'DATABASE_URL',
};

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_IMAGE = 'mcr.microsoft.com/mssql/server:2022-latest';
const SERVERS: readonly string[] = ['auto', 'external', 'container', 'embedded'];
const KEEPS: readonly string[] = ['never', 'failed', 'always'];

/** Joins config, environment and defaults; raises a PresetError for a value of the environment that is not valid. */
export function settingsOf(config: PresetConfig, environment: Environment, packageName: string): Settings {
  return {
    server: (choice(environment, 'MSSQL_TEST_SERVER', SERVERS) ?? config.server ?? 'auto') as ServerKind,
    image: given(environment['MSSQL_TEST_IMAGE']) ?? config.container?.image ?? DEFAULT_IMAGE,
    version: (choice(environment, 'MSSQL_TEST_VERSION', EMBEDDED_VERSIONS) ?? config.embedded?.version) as EmbeddedVersion | undefined,
    env: { ...DEFAULT_ENV_NAMES, ...config.env },
    schema: config.template?.schema ?? 'migrations',
    before: config.template?.before ?? {},
    seed: config.template?.seed,
    clone: config.clone ?? 'auto',
    isReused: flag(environment, 'MSSQL_TEST_REUSE') ?? config.template?.reuse ?? true,
    prefix: checkPrefix(given(environment['MSSQL_TEST_PREFIX']) ?? config.prefix ?? defaultPrefix(packageName)),
    keep: (choice(environment, 'MSSQL_TEST_KEEP', KEEPS) ?? config.keep ?? 'never') as Keep,
    isolation: config.isolation ?? 'worker',
    cleanKeep: config.clean?.keep ?? [],
    cleanTimeoutMs: config.clean?.timeoutMs ?? 5000,
    cleanOnBlocked: config.clean?.onBlocked ?? 'fail',
    allowHosts: config.allowHosts ?? [],
    network: config.network ?? 'block',
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function choice(environment: Environment, name: string, allowed: readonly string[]): string | undefined {
  const value = given(environment[name]);
  if (value === undefined || allowed.includes(value)) return value;
  throw presetError('JNM_CONFIG_VALUE', { key: name, value: JSON.stringify(value), expected: `one of ${allowed.map((v) => `"${v}"`).join(', ')}` });
}

function flag(environment: Environment, name: string): boolean | undefined {
  const value = choice(environment, name, ['true', 'false', '1', '0']);
  return value === undefined ? undefined : value === 'true' || value === '1';
}

function defaultPrefix(packageName: string): string {
  const safe = packageName.toLowerCase().replace(/^@/, '').replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 50);
  return `${safe === '' ? 'jest' : safe}_test`;
}

function checkPrefix(prefix: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(prefix)) throw presetError('JNM_NAME', { name: prefix });
  return prefix;
}
