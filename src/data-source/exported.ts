// Which data source a module exports: one, whatever else is exported beside it. Knows TypeORM only by the look of its objects, and loads nothing.
import { presetError } from '../errors';
import type { DataSourceOptions } from './options';

/** The options that a value is, or that a DataSource was made with; undefined if it is neither. */
export function asOptions(value: unknown): DataSourceOptions | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { initialize, options, type } = value as { initialize?: unknown; options?: unknown; type?: unknown };
  if (typeof initialize === 'function' && typeof options === 'object' && options !== null) return options;
  return typeof type === 'string' ? (value as DataSourceOptions) : undefined;
}

/** What is known of the module beside its exports. */
interface Surroundings {
  readonly file: string;
  /** The config names the file. */
  readonly isNamed: boolean;
  /** The data sources that its import would have opened. */
  readonly held: readonly object[];
}

/**
 * The options that a module exports: its default export before others, those for mssql before others, those with migrations before others of the same
 * database. Raises JNM_DATA_SOURCE_SEVERAL where they are of several databases. `isNamed` says that the config names the file: then a function that it
 * exports is called, if there is nothing else.
 */
export async function exportedOptions(module: unknown, { file, isNamed, held }: Surroundings): Promise<DataSourceOptions | undefined> {
  const itself = asOptions(module);
  if (itself !== undefined || typeof module !== 'object' || module === null) return itself ?? (isNamed ? called(module) : undefined);
  const found: Array<{ readonly name: string; readonly options: DataSourceOptions }> = [];
  for (const [name, value] of Object.entries(module)) {
    const options = asOptions(await callNamed(settled(value, held)));
    if (options !== undefined) found.push({ name, options });
  }
  if (found.length === 0) return isNamed ? called(functionOf(module)) : undefined;
  const mssql = found.filter(({ options }) => options.type === 'mssql');
  const fitting = mssql.length > 0 ? mssql : found;
  const chosen = fitting.find(({ name }) => name === 'default');
  if (chosen !== undefined) return chosen.options;
  const isOne = new Set(fitting.map(({ options }) => `${options.name ?? ''} ${placeOf(options)}`)).size === 1;
  if (isOne) return (fitting.find(({ options }) => hasMigrations(options)) ?? fitting[0])?.options;
  const names = fitting.map(({ name, options }) => `${name} (${options.name ?? options.database ?? 'no name'})`).join(', ');
  throw presetError('JNM_DATA_SOURCE_SEVERAL', { file, names, first: fitting.map(({ name }) => name).join(' or ') });
}

// A promise of a data source that was held back will not be kept; what it promises is most likely that data source.
function settled(value: unknown, held: readonly object[]): unknown {
  return value instanceof Promise ? (held.at(-1) ?? value) : value;
}

/** Where a data source is, as its options say it: options and the data source that was made with them are of one place. */
export function placeOf({ host, port, database, url }: DataSourceOptions): string {
  return JSON.stringify([host, port, database, url]);
}

function hasMigrations({ migrations }: DataSourceOptions): boolean {
  return typeof migrations === 'object' && migrations !== null && Object.keys(migrations).length > 0;
}

function functionOf(module: object): unknown {
  const functions = Object.entries(module).filter(([, value]) => typeof value === 'function');
  return (functions.find(([name]) => name === 'default') ?? (functions.length === 1 ? functions[0] : undefined))?.[1];
}

async function called(value: unknown): Promise<DataSourceOptions | undefined> {
  const isPlain = typeof value === 'function' && !/^class\b/.test(String(value));
  return isPlain ? asOptions(await (value as () => unknown)()) : undefined;
}

async function callNamed(value: unknown): Promise<unknown> {
  // What registerAs of @nestjs/config gives back.
  if (typeof value === 'function' && 'KEY' in value && String(value.KEY).startsWith('CONFIGURATION(')) return (value as unknown as () => unknown)();
  const getOptions = typeof value === 'object' && value !== null ? (value as { getTypeOrmConfig?: unknown }).getTypeOrmConfig : undefined;
  return typeof getOptions === 'function' ? ((await getOptions.call(value)) as unknown) : value;
}
