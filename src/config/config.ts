// What a user may write in mssql-test.config.ts: its shape, and the check of what was written.
// Knows neither files nor the environment.
import { HIDDEN_VALUE, presetError } from '../errors';
import { isNamedSources } from './named-sources';
import { isSchemaSource } from './schema-source';
import type { TemplateConfig } from './template-config';

/** Where the SQL Server of a run comes from. */
export type ServerKind = 'auto' | 'external' | 'container' | 'embedded';

/** How a worker gets its database: from the template's backup, as a copy of it, or by running the migrations once more. */
export type CloneStrategy = 'backup' | 'copy' | 'migrate';

/** When the databases of workers are left on the server after the run. */
export type Keep = 'never' | 'failed' | 'always';

/** The environment variables in which the application looks for its database. */
export interface EnvNames {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** One URL for all of them: mssql://user:password@host:port/database. */
  readonly url: string;
}

/** The settings of cleanDatabase. */
export interface CleanConfig {
  /** Tables, as `schema.name` or `name`, that are never cleaned. */
  readonly keep?: readonly string[];
  /** How long a lock is waited for. */
  readonly timeoutMs?: number;
  /** What to do with a session that keeps cleaning waiting that long: fail and name it (default), or end it and warn. */
  readonly onBlocked?: 'fail' | 'kill';
}

/** A dependency-injection token: a string, a symbol or a class. */
export type Token = string | symbol | (abstract new (...args: never[]) => unknown);

/** What a request of a signed-in user carries: a bearer token, or headers. */
export type SignedIn = string | Readonly<Record<string, string>>;

/** The settings of createTestApp. */
export interface AppConfig {
  /** What createTestApp() without arguments imports. */
  readonly module?: unknown;
  /** The tokens of the outside clients. */
  readonly tokens?: { readonly stripe?: Token | readonly Token[]; readonly postmark?: Token | readonly Token[]; readonly s3?: Token | readonly Token[] };
  /** What main.ts gives NestFactory.create beside the module: rawBody, cors, a logger. */
  readonly nestOptions?: object;
  /** What main.ts gives NestFactory.create as HTTP adapter, made for each application: () => new FastifyAdapter(). */
  readonly adapter?: () => unknown;
  /** What main.ts does to the application: pipes, filters, prefixes. */
  readonly configure?: (app: never) => Promise<unknown> | unknown;
  /** How t.as(user) signs in: gives a bearer token, or the headers of a request. */
  readonly signIn?: (app: never, user: never) => SignedIn | Promise<SignedIn>;
  /** Fakes of other clients, made with defineFake. */
  readonly fakes?: ReadonlyArray<{ readonly token: Token; readonly factory: (tools: never) => object }>;
}

/** A data source beside the first: as `dataSource` of the config takes it, or with the settings of its own template. */
export type NamedDataSource = string | (() => unknown) | object | { readonly dataSource: unknown; readonly template?: Pick<TemplateConfig, 'schema' | 'before' | 'seed'> };

/** The versions of SQL Server that the embedded server can be. */
export const EMBEDDED_VERSIONS = ['2017', '2019', '2022'] as const;
/** One of them. */
export type EmbeddedVersion = (typeof EMBEDDED_VERSIONS)[number];

/** What mssql-test.config.ts exports; every key is optional. */
export interface PresetConfig {
  readonly server?: ServerKind;
  /** With `server: 'container'`: the image, `mcr.microsoft.com/mssql/server:2022-latest` if it is not given. */
  readonly container?: { readonly image?: string };
  /** Where the server is the embedded one: the version of SQL Server whose T-SQL it knows; 2022 if it is not given, and what the embedded server has of 2025. */
  readonly embedded?: { readonly version?: EmbeddedVersion };
  /** A DataSource, its options, a function of either, or the path of a module that exports one. */
  readonly dataSource?: unknown;
  /** The data sources beside it, by name: each as `dataSource`, or `{ dataSource, template: { schema, before, seed } }`. */
  readonly dataSources?: Readonly<Record<string, NamedDataSource>>;
  readonly env?: Partial<EnvNames>;
  readonly template?: TemplateConfig;
  readonly clone?: 'auto' | CloneStrategy;
  readonly prefix?: string;
  readonly keep?: Keep;
  /** Whether a worker's files share its database (default), or each file begins with one cloned anew. */
  readonly isolation?: 'worker' | 'file';
  readonly clean?: CleanConfig;
  readonly app?: AppConfig;
  /** Whether specs are kept from connecting to anything but loopback, the database and `allowHosts`. */
  readonly network?: 'block' | 'allow';
  /** Hosts outside of private networks that are test servers all the same. */
  readonly allowHosts?: readonly string[];
}

/** Gives the config back unchanged; it exists for completion and type checking in the config file. */
export function defineConfig(config: PresetConfig): PresetConfig {
  return config;
}

type Check = readonly [expected: string, isValid: (value: unknown) => boolean];

const text: Check = ['a text', (v) => typeof v === 'string' && v !== ''];
const variable: Check = ['the name of an environment variable', (v) => typeof v === 'string' && /^[A-Za-z_]\w*$/.test(v)];
const flag: Check = ['true or false', (v) => typeof v === 'boolean'];
const action: Check = ['a function', (v) => typeof v === 'function'];
const actions: Check = ['functions by name of a migration', (v) => typeof v === 'object' && v !== null && Object.values(v).every((x) => typeof x === 'function')];
const anything: Check = ['anything', () => true];
const texts: Check = ['a list of texts', (v) => Array.isArray(v) && v.every((x) => typeof x === 'string')];
const hosts: Check = ['a list of hosts, each as "name" or "name:port"', (v) => Array.isArray(v) && v.every((x) => typeof x === 'string' && /^[^\s/*]+$/.test(x))];
const count: Check = ['a positive whole number', (v) => Number.isInteger(v) && (v as number) > 0];
const oneOf = (...values: string[]): Check => [`one of ${values.map((v) => `"${v}"`).join(', ')}`, (v) => values.includes(v as string)];

const CLIENTS: readonly string[] = ['stripe', 'postmark', 's3'];
const isToken = (v: unknown): boolean => typeof v === 'function' || typeof v === 'symbol' || (typeof v === 'string' && v !== '');
const areTokens = (v: unknown): boolean => (Array.isArray(v) ? v : [v]).every(isToken);
const tokens: Check = [
  'an object of stripe, postmark and s3, each one token (a text, a symbol or a class) or a list of them',
  (v) => typeof v === 'object' && v !== null && Object.entries(v).every(([client, given]) => CLIENTS.includes(client) && (given === undefined || areTokens(given))),
];
const isFake = (v: unknown): boolean => typeof v === 'object' && v !== null && isToken((v as { token?: unknown }).token) && typeof (v as { factory?: unknown }).factory === 'function';

const CHECKS: Readonly<Record<string, Check>> = {
  server: oneOf('auto', 'external', 'container', 'embedded'),
  'container.image': text,
  'embedded.version': oneOf(...EMBEDDED_VERSIONS),
  dataSource: anything,
  dataSources: [
    'data sources by name (a letter, then letters, digits and underscores, 30 at most; not "default" or "scratch"), each as `dataSource` or { dataSource, template: { schema, before, seed } }',
    isNamedSources,
  ],
  'env.host': variable,
  'env.port': variable,
  'env.user': variable,
  'env.password': variable,
  'env.database': variable,
  'env.url': variable,
  'template.schema': ['"migrations", "synchronize", sqlScripts({ files, variables }), backup(path) or a function', isSchemaSource],
  'template.before': actions,
  'template.seed': action,
  'template.reuse': flag,
  clone: oneOf('auto', 'backup', 'copy', 'migrate'),
  prefix: text,
  keep: oneOf('never', 'failed', 'always'),
  isolation: oneOf('worker', 'file'),
  'clean.keep': texts,
  'clean.timeoutMs': count,
  'clean.onBlocked': oneOf('fail', 'kill'),
  'app.module': ['a module: a class, or a dynamic module', (value) => typeof value === 'function' || (typeof value === 'object' && value !== null)],
  'app.nestOptions': ['an object: what NestFactory.create is given', (value) => typeof value === 'object' && value !== null],
  'app.tokens': tokens,
  'app.adapter': action,
  'app.configure': action,
  'app.signIn': action,
  'app.fakes': ['a list of defineFake(token, factory)', (value) => Array.isArray(value) && value.every(isFake)],
  network: oneOf('block', 'allow'),
  allowHosts: hosts,
};

const GROUPS: ReadonlySet<string> = new Set(Object.keys(CHECKS).filter((key) => key.includes('.')).map((key) => key.slice(0, key.indexOf('.'))));

/** Checks every key and value of a config; the first mistake raises a PresetError that names it and `file`. */
export function checkConfig(config: object, file: string, path = ''): void {
  for (const [key, value] of Object.entries(config)) {
    const full = path + key;
    if (value === undefined) continue;
    if (path === '' && GROUPS.has(key)) {
      if (typeof value !== 'object' || value === null) throw presetError('JNM_CONFIG_VALUE', { key: full, value: show(value, full), expected: 'an object' });
      checkConfig(value, file, `${key}.`);
      continue;
    }
    const check = CHECKS[full];
    if (check === undefined) throw presetError('JNM_CONFIG_UNKNOWN_KEY', { key: full, file, hint: hintFor(full, path) });
    if (!check[1](value)) throw presetError('JNM_CONFIG_VALUE', { key: full, value: show(value, full), expected: check[0] });
  }
}

// A config may hold the options of a data source.
const SECRET = /password|secret|token|authentication|url|connection/i;

function show(value: unknown, name: string): string {
  if (typeof value === 'function') return 'a function';
  return SECRET.test(name) ? HIDDEN_VALUE : JSON.stringify(value, (key, inner: unknown) => (SECRET.test(key) ? '***' : inner));
}

function hintFor(key: string, path: string): string {
  const known = path === '' ? [...new Set(Object.keys(CHECKS).map((k) => k.split('.')[0] ?? k))] : Object.keys(CHECKS).filter((k) => k.startsWith(path));
  const near = known.map((name) => ({ name, distance: editDistance(name.toLowerCase(), key.toLowerCase()) })).sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined && near.distance <= 3) return `Did you mean "${near.name}"?`;
  return `The settings are: ${known.join(', ')}.`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
