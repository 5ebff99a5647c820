// Which of a worker's databases a data source belongs to, where an application has several: decided by its options alone.
// Knows neither TypeORM nor the server.
import { presetError } from '../errors';
import type { RunFacts } from '../process/run-facts';
import { scratchDatabaseName, workerDatabaseName } from './database-name';

/** The options of a data source that tell which one it is. */
export interface SourceOptions {
  readonly name?: unknown;
  readonly url?: unknown;
  readonly database?: unknown;
}

/** A worker's database for a data source beside the first. */
export interface NamedDatabase {
  readonly name: string;
  /** The database that its options name in the config. */
  readonly declared: string | undefined;
  readonly database: string;
}

/** What the choice is made from. */
export interface Databases {
  /** The database of the first data source. */
  readonly first: string;
  /** The database that the options of the first data source name in the config. */
  readonly declared: string | undefined;
  readonly others: readonly NamedDatabase[];
}

/** The worker's databases beside the first. */
export function namedDatabases(facts: RunFacts, workerId: string): readonly NamedDatabase[] {
  return (facts.sources ?? []).map(({ name, declared }) => ({ name, declared, database: workerDatabaseName(facts.prefix, facts.runId, workerId, name) }));
}

/** The database that options name, by `database` or in `url`. */
export function declaredDatabase({ database, url }: SourceOptions): string | undefined {
  if (typeof database === 'string' && database !== '') return database;
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  try {
    return decodeURIComponent(new URL(url).pathname.slice(1)) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Gives a function that is told of each data source of a test file where only one is configured, and gives the names of their databases, once, when
 * they are more than one: they are all connected to one.
 */
export function differingDatabases({ first, declared }: Pick<Databases, 'first' | 'declared'>): (options: SourceOptions) => readonly string[] | undefined {
  const names = new Map<string, string>();
  const scratch = scratchDatabaseName(first);
  let isTold = false;
  return (options) => {
    const wanted = declaredDatabase(options) ?? first;
    if (isTold || wanted === scratch) return undefined;
    const name = wanted === first || same(wanted, declared) ? (declared ?? first) : wanted;
    names.set(name.toLowerCase(), name);
    isTold = names.size > 1;
    return isTold ? [...names.values()] : undefined;
  };
}

/**
 * Gives a function that chooses the database of each data source of a test file: by the database it names already, by `name`, by the
 * database of its options in the config, else the first. With several configured it raises JNM_DATA_SOURCE_UNMATCHED for a second
 * one that matches none.
 */
export function databaseChooser({ first, declared, others }: Databases): (options: SourceOptions) => string {
  const scratch = scratchDatabaseName(first);
  let taken: string | undefined;
  const takeFirst = (key: string): string => {
    taken ??= key;
    return first;
  };
  return (options) => {
    const wanted = declaredDatabase(options);
    if (wanted === scratch) return scratch;
    if (others.length === 0) return first;
    const name = typeof options.name === 'string' && options.name !== 'default' ? options.name : undefined;
    const key = JSON.stringify([name, wanted]);
    const other = others.find((source) => source.database === wanted) ?? others.find((source) => source.name === name);
    if (other !== undefined) return other.database;
    if (wanted === first || (name === undefined && (wanted === undefined || same(wanted, declared)))) return takeFirst(key);
    const byDatabase = others.find((source) => same(source.declared, wanted));
    if (byDatabase !== undefined) return byDatabase.database;
    if (taken !== undefined && taken !== key) throw unmatched(`${name === undefined ? '' : `"${name}" `}of the database "${wanted ?? ''}"`, others);
    return takeFirst(key);
  };
}

/** The error about a data source that is none of those configured. */
export function unmatched(source: string, others: readonly NamedDatabase[]): Error {
  return presetError('JNM_DATA_SOURCE_UNMATCHED', { source, known: ['the default', ...others.map(({ name }) => `"${name}"`)].join(', ') });
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}
