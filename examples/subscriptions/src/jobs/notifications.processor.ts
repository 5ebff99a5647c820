// The worker of notifications: who is to be told something hears it as an event.
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { Job } from 'bullmq';
import { QUEUES, type NotificationJob } from './queues.js';

@Processor(QUEUES.notifications)
export class NotificationsProcessor extends WorkerHost {
  constructor(private readonly events: EventEmitter2) {
    super();
  }

  override async process({ name, data }: Job<NotificationJob>): Promise<void> {
    this.events.emit(`notification.${name}`, data);
  }
}
