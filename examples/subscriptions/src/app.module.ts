// The whole application.
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientsModule } from './clients/clients.module.js';
import { databaseOptions } from './config/database.js';
import { AccountGraphqlModule } from './graphql/graphql.module.js';
import { HealthController } from './health.controller.js';
import { QueuesModule } from './jobs/queues.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    EventEmitterModule.forRoot({ wildcard: true }),
    ScheduleModule.forRoot(),
    TypeOrmModule.forRootAsync({ useFactory: () => databaseOptions() }),
    QueuesModule,
    ClientsModule,
    SubscriptionsModule,
    WebhooksModule,
    AccountGraphqlModule,
  ],
  controllers: [HealthController],
})
export class AppModule {}
