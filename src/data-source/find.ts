// Finds the options of the application's data source: named in the config, given to TypeORM's command by a script, exported by one of the
// usual files, declared by the application's module, or opened by a provider of it. Knows TypeORM only by the look of its objects, and opens no connection.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isPresetError, presetError, reasonOf } from '../errors';
import { existingFiles, requirePeer, type Project } from '../project/project';
import { placesOfSources } from '../project/source-folders';
import type { UserCodeLoader } from '../user-code/loader';
import { appModuleNames, declaresSeveral, openAppModule, type SourceSearch } from './app-module';
import { readDeclaredSources, withAutoLoaded, type DeclaredSource } from './declared';
import { asOptions, exportedOptions, placeOf } from './exported';
import { readOpenedSources } from './opened';
import type { DataSourceOptions } from './options';

/** The first data source, and those beside it that the application's module declares. */
export interface FoundSources {
  readonly options: DataSourceOptions;
  readonly declared: readonly DeclaredSource[];
  /** Why the application could not be asked for others, although the first was found elsewhere. */
  readonly unread?: string;
}

const BASES = [
  'data-source',
  'datasource',
  'ormconfig',
  'typeorm.config',
  'config/db',
  'config/database',
  'config/database.config',
  'config/typeorm',
  'config/typeorm.config',
  'config/data-source',
  'database/data-source',
  'database/datasource',
  'db/data-source',
  'db',
];
/** What TypeORM says of options without a type. */
const UNTYPED = /^Wrong driver: "undefined" given/;
const NO_SOURCE = 'neither a DataSource, nor options with a type, nor one function that gives either';
const EXTENSIONS = ['ts', 'js', 'mts', 'cts', 'mjs', 'cjs', 'json'];

/** The options of the data source that the config names, or that is found; raises a PresetError if there is none for mssql. */
export async function findDataSource(given: unknown, search: SourceSearch, key = 'dataSource'): Promise<DataSourceOptions> {
  const { options } = await findFirst(given, search, key);
  return checked(options, search);
}

/** Likewise, with the data sources that the application declares beside it. */
export async function findDataSources(given: unknown, search: SourceSearch): Promise<FoundSources> {
  const { options, declared } = await findFirst(given, search, 'dataSource');
  const first = checked(options, search);
  const further = declared === undefined ? await furtherSources(first, search) : { declared };
  return { options: first, ...further, declared: further.declared.map((source) => ({ ...source, options: withFiles(source.options, search) })) };
}

/** `declared` is undefined where the application was not asked. */
interface First {
  readonly options: DataSourceOptions;
  readonly declared?: readonly DeclaredSource[];
}

async function findFirst(given: unknown, search: SourceSearch, key: string): Promise<First> {
  return given === undefined ? discover(search) : { options: await fromGiven(given, search, key) };
}

function checked(options: DataSourceOptions, search: SourceSearch): DataSourceOptions {
  if (options.type !== 'mssql') throw presetError('JNM_NOT_MSSQL', { type: String(options.type) });
  return withFiles(options, search);
}

async function discover(search: SourceSearch): Promise<First> {
  const { project, loader } = search;
  const { options, untyped, empty } = await fromUsualFiles(project, loader);
  if (options !== undefined) return { options: await withEntitiesOfApp(options, search) };
  const app = openAppModule(search);
  const declared = app === undefined ? [] : await explain(app.file, () => sourcesOf(app.module, search));
  const mssql = declared.filter(({ options: { type } }) => type === 'mssql');
  const first = mssql.find(({ name }) => name === undefined) ?? mssql[0] ?? declared[0];
  if (first === undefined) {
    const there = empty.map((file) => ` ${file} is there, and exports neither a DataSource nor options with a type (functions are called only if the config names the file).`).join('');
    throw untyped ?? presetError('JNM_DATA_SOURCE_NOT_FOUND', { directory: project.rootDir, tried: BASES.map((base) => `src/${base}.ts`).join(', '), modules: app?.file ?? appModuleNames(), there });
  }
  return { options: first.options, declared: mssql.filter((source) => source !== first) };
}

// What TypeOrmModule is told of goes before what a provider opens by itself.
async function sourcesOf(module: object, { project, loader }: SourceSearch): Promise<readonly DeclaredSource[]> {
  const declared = await readDeclaredSources(module, project.rootDir);
  return declared.some(({ options: { type } }) => type === 'mssql') ? declared : [...declared, ...(await readOpenedSources(module, project.rootDir, loader))];
}

// What a file holds is one data source. The application is asked for others where its sources declare more than one, since that loads all of it.
async function furtherSources(first: DataSourceOptions, search: SourceSearch): Promise<Omit<FoundSources, 'options'>> {
  if (!declaresSeveral(search.project)) return { declared: [] };
  try {
    const app = openAppModule(search);
    const declared = app === undefined ? [] : await readDeclaredSources(app.module, search.project.rootDir);
    const mssql = declared.filter(({ options }) => options.type === 'mssql');
    const isFirst = ({ name }: DeclaredSource): boolean => name === undefined || name === first.name;
    // An application may give the options of the file a name.
    const renamed = mssql.some(isFirst) ? undefined : mssql.find(({ options }) => placeOf(options) === placeOf(first));
    return { declared: mssql.filter((source) => source !== renamed && !isFirst(source)) };
  } catch (error) {
    // Most likely there are none: the first is known without the application.
    return { declared: [], unread: reasonOf(error) };
  }
}

// Only TypeORM's synchronize makes tables of entities: with migrations they need not be known, nor the application be loaded.
async function withEntitiesOfApp(options: DataSourceOptions, search: SourceSearch): Promise<DataSourceOptions> {
  if (options.autoLoadEntities !== true || options.synchronize !== true) return options;
  const app = openAppModule(search);
  return app === undefined ? options : explain(app.file, () => withAutoLoaded(options, options.name, search.project.rootDir));
}

async function explain<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError('JNM_APP_NOT_READ', { file, reason: reasonOf(error) }, error);
  }
}

async function fromGiven(given: unknown, { project, loader, configFile }: SourceSearch, key: string): Promise<DataSourceOptions> {
  if (typeof given === 'string') {
    const [first = '', ...others] = [project.packageDir, path.dirname(configFile ?? project.packageDir)].map((directory) => path.resolve(directory, given));
    return fromFile([first, ...others].find((file) => fs.existsSync(file)) ?? first, loader);
  }
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

/** What the usual files hold; `untyped` is the mistake of one that has no type, for when nothing else is found. */
interface FromFiles {
  readonly options?: DataSourceOptions;
  readonly untyped?: unknown;
  /** The files that hold none. */
  readonly empty: readonly string[];
}

async function fromUsualFiles(project: Project, loader: UserCodeLoader): Promise<FromFiles> {
  const named = filesOfScripts(project, loader);
  const sources = named.flatMap((file) => sourceOf(file, project.packageDir) ?? []);
  // What a script names may be built: that is taken where there is no source, since it may be older than what the tests are about.
  const empty: string[] = [];
  let untyped: unknown;
  for (const file of new Set([...sources, ...usualFiles(project), ...named])) {
    try {
      const options = await optionsIn(file, loader);
      if (options !== undefined) return { options, empty };
      empty.push(file);
    } catch (error) {
      // The application may know its variables from an .env that only its own modules load.
      if (!isPresetError(error) || error.code !== 'JNM_DATA_SOURCE_UNTYPED') throw error;
      untyped ??= error;
    }
  }
  return { untyped, empty };
}

function usualFiles(project: Project): readonly string[] {
  return existingFiles(placesOfSources(project), BASES, EXTENSIONS);
}

// What a script gives to TypeORM's command, as in `typeorm migration:run -d dist/data-source.js`, is what the team itself takes for its data source.
function filesOfScripts({ packageDir }: Project, loader: UserCodeLoader): readonly string[] {
  const manifest = path.join(packageDir, 'package.json');
  const { scripts = {} } = fs.existsSync(manifest) ? (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { scripts?: Record<string, unknown> }) : {};
  const named = Object.values(scripts).flatMap((script) => {
    const text = typeof script === 'string' && script.includes('typeorm') ? script : '';
    return [...text.matchAll(/(?:^|\s)(?:-d|--dataSource)[= ]+["']?([^\s"']+)/g)].map((match) => match[1] ?? '');
  });
  const files = [...new Set(named)].flatMap((name) => loader.expand([/\.[cm]?[jt]s$/.test(name) ? name : `${name}.{ts,js}`]));
  return [...new Set(files)].filter((file) => fs.existsSync(file));
}

// The TypeScript that a file is, or that it was compiled from: beside it, or where the build took it from.
function sourceOf(file: string, packageDir: string): string | undefined {
  if (/\.[cm]?ts$/.test(file)) return file;
  const [, ...below] = path.relative(packageDir, file).split(path.sep);
  const compiled = [file, path.join(packageDir, ...below), path.join(packageDir, 'src', ...below)];
  return compiled.map((name) => name.replace(/js$/, 'ts')).find((name) => fs.existsSync(name));
}

async function fromFile(file: string, loader: UserCodeLoader): Promise<DataSourceOptions> {
  const options = await optionsIn(file, loader, true);
  if (options === undefined) throw presetError('JNM_DATA_SOURCE_NOT_LOADED', { file, reason: `it exports ${NO_SOURCE}` });
  return options;
}

async function optionsIn(file: string, loader: UserCodeLoader, isNamed = false): Promise<DataSourceOptions | undefined> {
  try {
    const module = loader.load(file);
    return await exportedOptions(module, { file, isNamed, held: loader.heldSources });
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw UNTYPED.test(reasonOf(error)) ? presetError('JNM_DATA_SOURCE_UNTYPED', { file }, error) : presetError('JNM_DATA_SOURCE_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

function withFiles(options: DataSourceOptions, { project, loader }: SourceSearch): DataSourceOptions {
  const typeorm = requirePeer<{ EntitySchema: unknown }>(project.rootDir, 'typeorm');
  const isSchema = (value: unknown): boolean => typeof typeorm.EntitySchema === 'function' && value instanceof typeorm.EntitySchema;
  const load = (list: unknown): unknown[] => [
    ...new Set(listOf(list).flatMap((item) => (typeof item === 'string' ? loader.expand([item]).flatMap((file) => classesIn(loadNamed(loader, file), isSchema)) : [item]))),
  ];
  const lists = { entities: load(options.entities), migrations: load(options.migrations) };
  const missing = Object.fromEntries((['entities', 'migrations'] as const).filter((key) => lists[key].length === 0).map((key) => [key, whyNone(key, listOf(options[key]), loader)]));
  return { ...options, ...lists, subscribers: load(options.subscribers), missing };
}

function whyNone(key: string, list: readonly unknown[], loader: UserCodeLoader): string {
  const globs = list.filter((item) => typeof item === 'string');
  if (globs.length === 0) return `\`${key}\` of its options names none`;
  return globs.map((glob) => `${loader.expand([glob]).length === 0 ? 'no file matches' : 'no class is exported by what matches'} ${loader.whole(glob)}`).join(', ');
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

// As TypeORM finds them: what a file exports itself (`module.exports = class ...`), or what is in its lists and objects.
function classesIn(exported: unknown, isSchema: (value: unknown) => boolean, seen = new Set<unknown>()): unknown[] {
  if (typeof exported === 'function' || isSchema(exported)) return [exported];
  if (typeof exported !== 'object' || exported === null || seen.has(exported)) return [];
  seen.add(exported);
  return [...new Set(Object.values(exported).flatMap((value) => classesIn(value, isSchema, seen)))];
}
