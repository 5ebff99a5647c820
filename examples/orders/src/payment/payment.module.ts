// Payments.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderModule } from '../order/order.module';
import { PaymentController } from './payment.controller';
import { Payment } from './payment.entity';
import { PaymentProcessor } from './payment.processor';
import { PaymentService } from './payment.service';

/** Exports PaymentService. */
@Module({
  imports: [TypeOrmModule.forFeature([Payment]), OrderModule],
  controllers: [PaymentController],
  providers: [PaymentService, PaymentProcessor],
  exports: [PaymentService],
})
export class PaymentModule {}
