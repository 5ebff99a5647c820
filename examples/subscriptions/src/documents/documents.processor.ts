// The workers of documents and of the month's report, and a listener that notes what became of documents.
import { OnQueueEvent, Processor, QueueEventsHost, QueueEventsListener, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { ObjectStore } from '../clients/object-store.js';
import { QUEUES, type RenderJob, type ReportJob } from '../jobs/queues.js';
import { JobLog } from '../jobs/job-log.js';
import { DocumentsService } from './documents.service.js';

@Processor(QUEUES.documents)
export class DocumentsProcessor extends WorkerHost {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  override async process(job: Job<RenderJob>): Promise<{ objectKey: string; sizeBytes: number }> {
    await job.updateProgress(10);
    const { objectKey, sizeBytes } = await this.documents.render(job.data.invoiceId);
    await job.log(`${objectKey}: ${sizeBytes} bytes`);
    await job.updateProgress(100);
    return { objectKey, sizeBytes };
  }
}

@Processor(QUEUES.reports)
export class ReportsProcessor extends WorkerHost {
  constructor(private readonly store: ObjectStore) {
    super();
  }

  override async process(job: Job<ReportJob>): Promise<string> {
    const documents = Object.values(await job.getChildrenValues<{ objectKey: string; sizeBytes: number }>());
    const rows = documents.map(({ objectKey, sizeBytes }) => `${objectKey};${sizeBytes}`).sort();
    const key = `reports/${job.data.month}.csv`;
    await this.store.put(key, ['key;bytes', ...rows].join('\n'), 'text/csv');
    return key;
  }
}

@QueueEventsListener(QUEUES.documents)
export class DocumentEvents extends QueueEventsHost {
  constructor(private readonly log: JobLog) {
    super();
  }

  @OnQueueEvent('completed')
  async onCompleted({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }): Promise<void> {
    await this.log.write(QUEUES.documents, jobId, 'completed', (returnvalue as { objectKey: string }).objectKey);
  }

  @OnQueueEvent('failed')
  async onFailed({ jobId, failedReason }: { jobId: string; failedReason: string }): Promise<void> {
    await this.log.write(QUEUES.documents, jobId, 'failed', failedReason);
  }
}
