// Matchers for a data source's schema: toMatchEntities. What differs is found out in src/migrations.
import type { DataSource } from 'typeorm';
import { driftOf } from '../migrations/drift';
import type { MatcherResult } from './contains';

/** The matchers, as they are seen on expect(...). */
export interface SchemaMatchers {
  /** TypeORM would change nothing to make the data source's database as its entities say; to be awaited. */
  toMatchEntities(): Promise<void>;
}

/** The implementations, for expect.extend. */
export const schemaMatchers = {
  async toMatchEntities(received: unknown): Promise<MatcherResult> {
    const drift = await driftOf(received as DataSource, 'toMatchEntities');
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
