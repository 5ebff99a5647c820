// /api/plans
import { Body, Controller, Get, HttpCode, Param, Put } from '@nestjs/common';
import { IsInt, Min } from 'class-validator';
import { ForOperators, Public } from '../common/signature.guard.js';
import { Plan } from './plan.entity.js';
import { PlansService } from './plans.service.js';

class PriceChange {
  @IsInt()
  @Min(0)
  priceCents: number;
}

@Controller('plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  @Public()
  onOffer(): Promise<Plan[]> {
    return this.plans.onOffer();
  }

  @Get(':code/prices')
  @ForOperators()
  prices(@Param('code') code: string): Promise<number[]> {
    return this.plans.prices(code);
  }

  @Put(':code/price')
  @HttpCode(204)
  @ForOperators()
  changePrice(@Param('code') code: string, @Body() { priceCents }: PriceChange): Promise<void> {
    return this.plans.changePrice(code, priceCents);
  }
}
