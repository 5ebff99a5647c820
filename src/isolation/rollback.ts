// withRollback: a transaction that is always rolled back. For code that takes an entity manager; identity values are not given back.
import { checkDataSource } from '../data-source/given';

/** What withRollback needs of a TypeORM data source. */
export interface TransactionalDataSource<Manager> {
  createQueryRunner(): {
    readonly manager: Manager;
    connect(): Promise<unknown>;
    startTransaction(): Promise<void>;
    rollbackTransaction(): Promise<void>;
    release(): Promise<void>;
    readonly isTransactionActive: boolean;
  };
}

/** Runs `work` in a transaction and rolls it back, whether it succeeds or not; gives back what `work` gave. */
export async function withRollback<Manager, T>(dataSource: TransactionalDataSource<Manager>, work: (manager: Manager) => Promise<T>): Promise<T> {
  checkDataSource('withRollback', dataSource);
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.startTransaction();
    return await work(runner.manager);
  } finally {
    // A deadlock victim's transaction is gone already.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}
