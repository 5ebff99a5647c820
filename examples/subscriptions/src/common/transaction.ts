// Transactions that are tried again when SQL Server has chosen them as the victim of a deadlock.
import type { DataSource, EntityManager } from 'typeorm';
import { sqlErrorNumber } from './sql-error.js';

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

const DEADLOCK = 1205;
const MOST_TRIES = 3;

/** Runs `work` in a transaction; after a deadlock once more, from its beginning. */
export async function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>, isolation: Isolation = 'READ COMMITTED'): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await dataSource.transaction(isolation, work);
    } catch (error) {
      if (sqlErrorNumber(error) !== DEADLOCK || tries === MOST_TRIES) throw error;
    }
  }
}
