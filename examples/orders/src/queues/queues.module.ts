// The four Bull queues. Modules inject them by name; processors live next to the code they call.
import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

const retries = { attempts: 3, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true };

/** Connects to Redis once and registers email, payment, billing and reporting. */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        redis: { host: config.get<string>('REDIS_HOST', 'localhost'), port: Number(config.get('REDIS_PORT', 6379)) },
        defaultJobOptions: retries,
      }),
    }),
    BullModule.registerQueue({ name: 'email' }, { name: 'payment' }, { name: 'billing' }, { name: 'reporting' }),
  ],
  exports: [BullModule],
})
export class QueuesModule {}
