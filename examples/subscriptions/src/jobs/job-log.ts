// What happened to background jobs, in ops.job_log.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

@Injectable()
export class JobLog {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async write(queue: string, jobId: string, event: string, detail: string | null): Promise<void> {
    await this.dataSource.query('INSERT INTO ops.job_log (queue, job_id, event, detail) VALUES (@0, @1, @2, @3)', [queue, jobId, event, detail]);
  }
}
