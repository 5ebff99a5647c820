// Mails: from event to queue to Postmark.
import { Module } from '@nestjs/common';
import { EmailListener } from './email.listener';
import { EmailProcessor } from './email.processor';

/** Exports nothing: other modules emit events. */
@Module({ providers: [EmailListener, EmailProcessor] })
export class EmailModule {}
