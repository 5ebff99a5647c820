// Exports of customers' data: a line in the database that several workers take from at once.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

const STALE_MS = 15 * 60_000;

@Injectable()
export class ExportsService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async request(customerId: number): Promise<void> {
    await this.dataSource.query('INSERT INTO ops.export_tasks (customer_id) VALUES (@0)', [customerId]);
  }

  /** Takes the oldest tasks that nobody has or is about to take; gives their ids. */
  async claim(worker: string, count: number, manager: EntityManager = this.dataSource.manager): Promise<number[]> {
    const rows = await manager.query<{ id: number }[]>(
      `WITH next AS (
         SELECT TOP (@2) id, claimed_by, claimed_at
         FROM ops.export_tasks WITH (UPDLOCK, READPAST, ROWLOCK)
         WHERE claimed_by IS NULL AND done_at IS NULL
         ORDER BY id
       )
       UPDATE next SET claimed_by = @0, claimed_at = @1 OUTPUT inserted.id`,
      [worker, new Date(), count],
    );
    // The rows of OUTPUT have no order.
    return rows.map(({ id }) => id).sort((a, b) => a - b);
  }

  async finish(id: number): Promise<void> {
    await this.dataSource.query('UPDATE ops.export_tasks SET done_at = @1 WHERE id = @0', [id, new Date()]);
  }

  /** Gives back what a worker has taken and not finished; gives its number. */
  async releaseStale(): Promise<number> {
    const rows = await this.dataSource.query<{ id: number }[]>(
      'UPDATE ops.export_tasks SET claimed_by = NULL, claimed_at = NULL OUTPUT inserted.id WHERE done_at IS NULL AND claimed_at < @0',
      [new Date(Date.now() - STALE_MS)],
    );
    return rows.length;
  }
}
