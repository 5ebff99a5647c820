// Matchers for a data source's schema: toMatchEntities. What differs is found out in src/migrations.
import type { DataSource } from 'typeorm';
import { schemaDrift } from '../migrations/drift';
import type { MatcherResult } from './contains';

/** The matchers, as they are seen on expect(...). */
export interface SchemaMatchers {
  /** TypeORM would change nothing to make the data source's database as its entities say; to be awaited. */
  toMatchEntities(): Promise<void>;
}

/** The implementations, for expect.extend. */
export const schemaMatchers = {
  async toMatchEntities(received: unknown): Promise<MatcherResult> {
    const dataSource = asDataSource(received);
    const drift = await schemaDrift(dataSource);
    const pass = drift.length === 0;
    const list = drift.map((statement) => `  ${statement}`).join('\n');
    return {
      pass,
      message: () =>
        pass
          ? 'expected the database to differ from the entities, but TypeORM would change nothing'
          : `expected the database to be as the entities say, but TypeORM would run:\n${list}`,
    };
  },
};

function asDataSource(value: unknown): DataSource {
  if (typeof value === 'object' && value !== null && (value as { isInitialized?: unknown }).isInitialized === true && 'driver' in value) return value as DataSource;
  throw new Error('toMatchEntities expects a DataSource that is initialised');
}
