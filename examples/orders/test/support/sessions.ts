// Two or more database sessions side by side, each in a transaction of its own, and a way to see that one of them waits.
// Knows nothing of the application.
import { waitFor } from 'jest-nest-mssql';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

type Isolation = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** A statement that was sent and may still be waiting. */
export interface Attempt<T> {
  result: Promise<T>;
  settled(): boolean;
}

/** One session in one transaction. */
export class Session {
  private running: Promise<unknown> | undefined;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
    private readonly spid: number,
  ) {}

  static async begin(dataSource: DataSource, isolation: Isolation): Promise<Session> {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction(isolation);
    const [row] = (await runner.query('SELECT @@SPID AS spid')) as { spid: number }[];
    return new Session(dataSource, runner, row?.spid ?? 0);
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.runner.query(sql, parameters) as Promise<Row[]>;
  }

  /** Starts work in this session without waiting for it. */
  attempt<T>(work: (manager: EntityManager) => Promise<T>): Attempt<T> {
    let settled = false;
    const result = work(this.runner.manager);
    const done = () => {
      settled = true;
      this.running = undefined;
    };
    this.running = result.then(done, done);
    return { result, settled: () => settled };
  }

  /** Returns as soon as the server says that this session waits for a lock. */
  async untilBlocked(): Promise<void> {
    await waitFor(async () => {
      const [row] = await this.dataSource.query<{ waiting: number }[]>(
        `SELECT COUNT(*) AS waiting FROM sys.dm_tran_locks WHERE request_session_id = @0 AND request_status <> 'GRANT'`,
        [this.spid],
      );
      if (!row?.waiting) throw new Error(`Session ${this.spid} does not wait for a lock`);
      return true;
    });
  }

  commit(): Promise<void> {
    return this.runner.commitTransaction();
  }

  async rollback(): Promise<void> {
    // A deadlock victim's transaction is gone already.
    if (this.runner.isTransactionActive) await this.runner.rollbackTransaction().catch(() => undefined);
  }

  isIdle(): boolean {
    return this.running === undefined;
  }

  async close(): Promise<void> {
    await this.running;
    await this.rollback();
    await this.runner.release();
  }
}

/** The sessions of one test: opened in it, closed after it whatever happened. */
export class Sessions {
  private readonly open: Session[] = [];

  constructor(private readonly dataSource: () => DataSource) {}

  async begin(isolation: Isolation = 'READ COMMITTED'): Promise<Session> {
    const session = await Session.begin(this.dataSource(), isolation);
    this.open.push(session);
    return session;
  }

  async closeAll(): Promise<void> {
    const sessions = this.open.splice(0);
    // Those that hold locks first: a session that waits cannot be rolled back before it got its lock.
    for (const session of sessions.filter((each) => each.isIdle())) await session.rollback();
    await Promise.all(sessions.map((session) => session.close()));
  }
}
