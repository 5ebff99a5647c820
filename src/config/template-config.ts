// What a user may say of a template database, of the first data source or of another one.
import type { DataSource, QueryRunner } from 'typeorm';
import type { SchemaSource } from './schema-source';

/** The settings of the template database. */
export interface TemplateConfig {
  /** How the schema is made: by the migrations (default), `synchronize` (asked for by name), `sqlScripts(...)`, `backup(path)`, or a function. */
  readonly schema?: SchemaSource;
  /** By name of a migration (with or without its timestamp): what is done right before it, in its transaction, with the query runner that it gets. */
  readonly before?: Readonly<Record<string, (runner: QueryRunner) => unknown>>;
  /** Writes the rows that belong to every test, through the template's data source, initialised; they are part of the template. */
  readonly seed?: (dataSource: DataSource) => Promise<unknown> | unknown;
  /** Whether a template of an earlier run is used again while nothing it depends on has changed. */
  readonly reuse?: boolean;
}
