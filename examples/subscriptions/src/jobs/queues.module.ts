// BullMQ: the connection, the queues, and the producer of flows. Every module gets them.
import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { MONTH_END, QUEUES } from './queues.js';

const queues = BullModule.registerQueue(...Object.values(QUEUES).map((name) => ({ name, defaultJobOptions: { removeOnFail: false } })));
const flows = BullModule.registerFlowProducer({ name: MONTH_END });

@Global()
@Module({
  imports: [BullModule.forRootAsync({ useFactory: () => ({ connection: { host: process.env.REDIS_HOST ?? 'localhost', port: 6379 } }) }), queues, flows],
  exports: [queues, flows],
})
export class QueuesModule {}
