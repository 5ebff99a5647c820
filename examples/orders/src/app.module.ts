// The whole application.
import { CacheModule } from '@nestjs/cache-manager';
import { Module, ValidationPipe } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingModule } from './billing/billing.module';
import { ClientsModule } from './clients/clients.module';
import { DatabaseErrorFilter } from './common/database-error.filter';
import { dbconfig } from './config/db';
import { EmailModule } from './email/email.module';
import { KitModule } from './kit/kit.module';
import { OrderModule } from './order/order.module';
import { PaymentModule } from './payment/payment.module';
import { PractitionerModule } from './practitioner/practitioner.module';
import { QueuesModule } from './queues/queues.module';
import { ReportingModule } from './reporting/reporting.module';
import { UserModule } from './user/user.module';

/** Validation (422) and database errors (409, 422, 503) are configured here, so that tests get them too. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    EventEmitterModule.forRoot(),
    CacheModule.register({ isGlobal: true, ttl: 60_000 }),
    TypeOrmModule.forRootAsync({ useFactory: () => dbconfig.getTypeOrmConfig() }),
    QueuesModule,
    ClientsModule,
    EmailModule,
    UserModule,
    PractitionerModule,
    KitModule,
    PaymentModule,
    OrderModule,
    BillingModule,
    ReportingModule,
  ],
  providers: [
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({ whitelist: true, transform: true, errorHttpStatusCode: 422 }),
    },
    { provide: APP_FILTER, useClass: DatabaseErrorFilter },
  ],
})
export class AppModule {}
