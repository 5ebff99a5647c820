// The packing stations' work list. Any number of stations may ask at the same time.
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FulfilmentJob } from './fulfilment-job.entity';

/** A job that belongs to the station that claimed it. */
export interface ClaimedJob {
  id: string;
  orderId: number;
  claimedBy: string;
}

const CLAIM_SQL = `
  WITH next_job AS (
    SELECT TOP (1) id, order_id, status, claimed_by, claimed_at
    FROM dbo.fulfilment_jobs WITH (UPDLOCK, READPAST, ROWLOCK)
    WHERE status = 'queued'
    ORDER BY id
  )
  UPDATE next_job
  SET status = 'claimed', claimed_by = @0, claimed_at = SYSUTCDATETIME()
  OUTPUT inserted.id, inserted.order_id AS orderId, inserted.claimed_by AS claimedBy;
`;

/** Claims jobs one at a time: no two stations get the same one and none waits for another. */
@Injectable()
export class FulfilmentService {
  constructor(private readonly dataSource: DataSource) {}

  async enqueue(manager: EntityManager, orderId: number): Promise<void> {
    await manager.insert(FulfilmentJob, { orderId });
  }

  /** The oldest free job, or null. The claim lasts as long as the caller's transaction does, if there is one. */
  async claim(station: string, manager: EntityManager = this.dataSource.manager): Promise<ClaimedJob | null> {
    const [job] = await manager.query<ClaimedJob[]>(CLAIM_SQL, [station]);
    return job ?? null;
  }

  async finish(jobId: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(FulfilmentJob, { id: jobId }, { status: 'done' });
      await manager.query(
        `UPDATE o SET o.status = 'shipped'
         FROM dbo.orders AS o
         INNER JOIN dbo.fulfilment_jobs AS j ON j.order_id = o.id
         WHERE j.id = @0`,
        [jobId],
      );
    });
  }
}
