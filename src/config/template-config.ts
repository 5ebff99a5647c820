// What a user may say of a template database, of the first data source or of another one.
import type { SchemaSource } from './schema-source';

/** What `template.seed` is given: the data source of the template database, initialised. */
export interface SeedDataSource {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
  getRepository(target: unknown): { save(value: unknown): Promise<unknown>; insert(value: unknown): Promise<unknown> };
}

/** What `template.before` is given: the query runner of the migration that comes next. */
export interface MigrationRunner {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
}

/** The settings of the template database. */
export interface TemplateConfig {
  /** How the schema is made: by the migrations (default), `synchronize` (asked for by name), `sqlScripts(...)`, `backup(path)`, or a function. */
  readonly schema?: SchemaSource;
  /** By name of a migration (with or without its timestamp): what is done right before it, in its transaction. */
  readonly before?: Readonly<Record<string, (runner: MigrationRunner) => unknown>>;
  /** Writes the rows that belong to every test; they are part of the template. */
  readonly seed?: (dataSource: SeedDataSource) => Promise<unknown> | unknown;
  /** Whether a template of an earlier run is used again while nothing it depends on has changed. */
  readonly reuse?: boolean;
}
