// The fingerprint of a template: everything its content depends on, in twelve characters. Another fingerprint is another template.
// In doubt it differs: a template built once too often costs seconds, one that is out of date costs trust.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { SchemaSource } from '../config/schema-source';
import type { DataSourceOptions } from '../data-source/options';
import { scriptFiles } from './run-scripts';

/** What a template depends on. */
export interface TemplateInputs {
  readonly packageDir: string;
  /** The data source, if it is not the first. */
  readonly source?: string;
  readonly configFile: string | undefined;
  readonly schema: SchemaSource;
  /** How clones are made of it. */
  readonly clone: string;
  /** The seed, and what is done before migrations. */
  readonly functions: readonly unknown[];
  /** The data source's options. */
  readonly options: DataSourceOptions;
  readonly migrations: readonly unknown[];
  /** The user's modules that are loaded, by file. */
  readonly modules: ReadonlyMap<string, NodeModule>;
  readonly serverVersion: string;
  readonly libraryVersion: string;
  readonly cleanTimeoutMs: number;
  readonly cleanKeep: readonly string[];
}

/** The fingerprint: twelve hexadecimal digits. */
export function fingerprintOf(inputs: TemplateInputs): string {
  const hash = createHash('sha256');
  const add = (...parts: unknown[]): void => void hash.update(JSON.stringify(parts));
  add(inputs.libraryVersion, inputs.serverVersion, inputs.clone, inputs.cleanTimeoutMs, inputs.cleanKeep, inputs.functions.map(String));
  add(valuesOf(inputs.options));
  // Whether the migrations have made their tables was looked at when the template was built, if there were any.
  if (inputs.schema === 'migrations') add(hasEntities(inputs.options));
  add(typeof inputs.schema === 'function' ? String(inputs.schema) : inputs.schema);
  if (typeof inputs.schema === 'object' && inputs.schema.kind === 'backup') add(stampOf(inputs.schema.path));
  if (inputs.source !== undefined) add(inputs.source);
  // Classes are hashed as well as files: those made on the fly have no file.
  for (const migration of inputs.migrations) add(typeof migration === 'function' ? [migration.name, String(migration)] : String(migration));
  for (const file of filesOf(inputs)) add(path.relative(inputs.packageDir, file).split(path.sep).join('/'), fs.readFileSync(file, 'latin1'));
  return hash.digest('hex').slice(0, 12);
}

// What leads to a server, secrets among it, makes no other template; classes are told by their files.
const NOT_SCHEMA: ReadonlySet<string> = new Set([
  'name',
  'url',
  'host',
  'port',
  'username',
  'password',
  'database',
  'domain',
  'authentication',
  'replication',
  'extra',
  'pool',
  'entities',
  'migrations',
  'subscribers',
]);

function valuesOf(options: DataSourceOptions): unknown {
  const plain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return Object.entries(options).filter(([key, value]) => !NOT_SCHEMA.has(key) && plain(value)).sort(([a], [b]) => (a < b ? -1 : 1));
}

function hasEntities({ entities }: DataSourceOptions): boolean {
  return typeof entities === 'object' && entities !== null && Object.values(entities).length > 0;
}

// A backup may be large, and may lie where only the server can read it.
function stampOf(file: string): unknown {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? undefined : [stat.size, stat.mtimeMs];
}

function filesOf(inputs: TemplateInputs): readonly string[] {
  const files = new Set<string>();
  const follow = (file: string): void => {
    const module = inputs.modules.get(file);
    if (module === undefined || files.has(file)) return;
    files.add(file);
    module.children.forEach((child) => follow(child.filename));
  };
  const functions = [...inputs.functions, inputs.schema].filter((value) => typeof value === 'function');
  const migrations = inputs.schema === 'migrations' ? inputs.migrations : [];
  const shown = [...inputs.modules].map(([file, module]) => ({ file, values: exportsOf(module) }));
  const exported = new Set(shown.flatMap(({ values }) => values));
  const wanted = new Set<unknown>([...migrations, ...functions]);
  // What a migration that no module shows may call, any module may hold.
  const isAnyModule = inputs.schema === 'synchronize' || migrations.some((migration) => typeof migration === 'function' && !exported.has(migration));
  for (const { file, values } of shown) {
    if (isAnyModule || values.some((value) => wanted.has(value))) follow(file);
  }
  if (inputs.configFile !== undefined) {
    // A function written in the config itself may call whatever the config imports.
    if (functions.some((value) => !exported.has(value))) follow(inputs.configFile);
    files.add(inputs.configFile);
  }
  if (typeof inputs.schema === 'object' && inputs.schema.kind === 'sqlScripts') scriptFiles(inputs.schema, inputs.packageDir).forEach((file) => files.add(file));
  return [...files].sort();
}

// TypeORM takes migrations in a list or an object that a file exports, too.
function exportsOf(module: NodeModule): readonly unknown[] {
  return membersOf(module.exports).flatMap((member) => [member, ...(isPlain(member) ? Object.values(member) : [])]);
}

function membersOf(exported: unknown): readonly unknown[] {
  return typeof exported === 'object' && exported !== null ? Object.values(exported) : [exported];
}

function isPlain(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
}
