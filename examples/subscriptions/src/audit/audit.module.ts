// The audit trail, the job log, exports and notifications. Every module may write to the job log.
import { Global, Module } from '@nestjs/common';
import { JobLog } from '../jobs/job-log.js';
import { NotificationsProcessor } from '../jobs/notifications.processor.js';
import { AuditService } from './audit.service.js';
import { ExportsService } from './exports.service.js';

@Global()
@Module({ providers: [AuditService, ExportsService, JobLog, NotificationsProcessor], exports: [ExportsService, JobLog] })
export class AuditModule {}
