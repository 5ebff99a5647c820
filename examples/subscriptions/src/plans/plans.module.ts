// Plans.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Plan } from './plan.entity.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';

@Module({ imports: [TypeOrmModule.forFeature([Plan])], controllers: [PlansController], providers: [PlansService], exports: [PlansService] })
export class PlansModule {}
