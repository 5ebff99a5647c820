// Finds the options of the application's data source: named in the config, or exported by one of the usual files.
// Knows TypeORM only by the look of its objects, and opens no connection.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isPresetError, presetError, reasonOf } from '../errors';
import { requirePeer, type Project } from './project';
import type { UserCodeLoader } from './user-code';

/** The options of a TypeORM data source, as far as the preset looks into them. */
export interface DataSourceOptions {
  readonly type?: string;
  readonly name?: string;
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  readonly domain?: string;
  readonly entities?: unknown;
  readonly migrations?: unknown;
  readonly subscribers?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly authentication?: unknown;
  readonly migrationsTransactionMode?: 'all' | 'none' | 'each';
}

const BASES = ['data-source', 'datasource', 'ormconfig', 'typeorm.config', 'config/db', 'config/database', 'config/database.config', 'config/typeorm', 'config/typeorm.config', 'config/data-source', 'database/data-source', 'database/datasource', 'db/data-source', 'db'];
const EXTENSIONS = ['ts', 'js', 'mts', 'cts', 'mjs', 'cjs'];

/** The options of the data source that the config names, or that a usual file exports; raises a PresetError if there is none for mssql. */
export async function findDataSource(given: unknown, project: Project, loader: UserCodeLoader, key = 'dataSource'): Promise<DataSourceOptions> {
  const options = given === undefined ? await fromUsualFiles(project, loader) : await fromGiven(given, project, loader, key);
  if (options.type !== 'mssql') throw presetError('JNM_NOT_MSSQL', { type: String(options.type) });
  return withFiles(options, project, loader);
}

async function fromGiven(given: unknown, project: Project, loader: UserCodeLoader, key: string): Promise<DataSourceOptions> {
  if (typeof given === 'string') return fromFile(path.resolve(project.packageDir, given), loader);
  const value = await callOrExplain(given, key);
  const options = asOptions(value);
  if (options === undefined) throw presetError('JNM_CONFIG_VALUE', { key, value: String(value), expected: 'a DataSource, its options, a function of either, or a path' });
  return options;
}

async function callOrExplain(given: unknown, key: string): Promise<unknown> {
  if (typeof given !== 'function') return given;
  try {
    return await (given as () => unknown)();
  } catch (error) {
    throw presetError('JNM_DATA_SOURCE_NOT_LOADED', { file: `the function \`${key}\` of the config`, reason: reasonOf(error) }, error);
  }
}

async function fromUsualFiles(project: Project, loader: UserCodeLoader): Promise<DataSourceOptions> {
  for (const directory of [path.join(project.packageDir, 'src'), project.packageDir]) {
    for (const base of BASES) {
      const file = EXTENSIONS.map((extension) => path.join(directory, `${base}.${extension}`)).find((name) => fs.existsSync(name));
      const options = file === undefined ? undefined : await optionsIn(file, loader);
      if (options !== undefined) return options;
    }
  }
  throw presetError('JNM_DATA_SOURCE_NOT_FOUND', { tried: BASES.map((base) => `src/${base}.ts`).join(', ') });
}

async function fromFile(file: string, loader: UserCodeLoader): Promise<DataSourceOptions> {
  const options = await optionsIn(file, loader);
  if (options === undefined) throw presetError('JNM_DATA_SOURCE_NOT_LOADED', { file, reason: 'it exports neither a DataSource nor options with a type' });
  return options;
}

async function optionsIn(file: string, loader: UserCodeLoader): Promise<DataSourceOptions | undefined> {
  try {
    const module = loader.load(file);
    const exported = typeof module === 'object' && module !== null ? [module, ...Object.values(module)] : [module];
    for (const value of exported) {
      const options = asOptions(await callNamed(value));
      if (options !== undefined) return options;
    }
    return undefined;
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError('JNM_DATA_SOURCE_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

async function callNamed(value: unknown): Promise<unknown> {
  const getOptions = typeof value === 'object' && value !== null ? (value as { getTypeOrmConfig?: unknown }).getTypeOrmConfig : undefined;
  return typeof getOptions === 'function' ? ((await getOptions.call(value)) as unknown) : value;
}

function asOptions(value: unknown): DataSourceOptions | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { initialize, options, type } = value as { initialize?: unknown; options?: unknown; type?: unknown };
  if (typeof initialize === 'function' && typeof options === 'object' && options !== null) return options;
  return typeof type === 'string' ? (value as DataSourceOptions) : undefined;
}

function withFiles(options: DataSourceOptions, project: Project, loader: UserCodeLoader): DataSourceOptions {
  const typeorm = requirePeer<{ EntitySchema: unknown }>(project.rootDir, 'typeorm');
  const isSchema = (value: unknown): boolean => typeof typeorm.EntitySchema === 'function' && value instanceof typeorm.EntitySchema;
  const load = (list: unknown): unknown[] => listOf(list).flatMap((item) => (typeof item === 'string' ? loader.expand([item]).flatMap((file) => classesIn(loadNamed(loader, file), isSchema)) : [item]));
  return { ...options, entities: load(options.entities), migrations: load(options.migrations), subscribers: load(options.subscribers) };
}

function loadNamed(loader: UserCodeLoader, file: string): unknown {
  try {
    return loader.load(file);
  } catch (error) {
    throw presetError('JNM_DATA_SOURCE_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

function listOf(list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  return typeof list === 'object' && list !== null ? Object.values(list) : [];
}

function classesIn(module: unknown, isSchema: (value: unknown) => boolean): unknown[] {
  if (typeof module !== 'object' || module === null) return [];
  return [...new Set(Object.values(module))].filter((value) => typeof value === 'function' || isSchema(value));
}
