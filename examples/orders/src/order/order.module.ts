// Orders and their fulfilment.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { KitModule } from '../kit/kit.module';
import { FulfilmentJob } from './fulfilment-job.entity';
import { FulfilmentService } from './fulfilment.service';
import { OrderLine } from './order-line.entity';
import { OrderController } from './order.controller';
import { Order } from './order.entity';
import { OrderService } from './order.service';

/** Exports OrderService and FulfilmentService. */
@Module({
  imports: [TypeOrmModule.forFeature([Order, OrderLine, FulfilmentJob]), KitModule],
  controllers: [OrderController],
  providers: [OrderService, FulfilmentService],
  exports: [OrderService, FulfilmentService],
})
export class OrderModule {}
