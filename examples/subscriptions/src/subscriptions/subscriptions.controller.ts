// /api/subscriptions
import { Body, Controller, Delete, ForbiddenException, Param, ParseIntPipe, Post, Put, Query } from '@nestjs/common';
import { IsHexadecimal, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { CurrentCaller } from '../common/signature.guard.js';
import type { Caller } from '../common/signed-header.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

class SubscribeRequest {
  @IsString()
  planCode: string;

  @IsInt()
  @Min(1)
  @Max(1000)
  seats: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  trialDays?: number;
}

class ChangePlanRequest {
  @IsString()
  planCode: string;

  @IsHexadecimal()
  version: string;
}

@Controller('subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Post()
  async subscribe(@CurrentCaller() caller: Caller, @Body() { planCode, seats, trialDays = 0 }: SubscribeRequest): Promise<object> {
    return present(await this.subscriptions.subscribe({ customerId: caller.customerId ?? 0, planCode, seats, trialDays }));
  }

  @Put(':id/plan')
  async changePlan(@CurrentCaller() caller: Caller, @Param('id', ParseIntPipe) id: number, @Body() { planCode, version }: ChangePlanRequest): Promise<object> {
    await this.demandOwn(caller, id);
    return present(await this.subscriptions.changePlan(id, planCode, Buffer.from(version.replace(/^0x/, ''), 'hex')));
  }

  @Delete(':id')
  async cancel(@CurrentCaller() caller: Caller, @Param('id', ParseIntPipe) id: number, @Query('now') now?: string): Promise<object> {
    await this.demandOwn(caller, id);
    return present(await this.subscriptions.cancel(id, now !== 'true'));
  }

  private async demandOwn(caller: Caller, id: number): Promise<void> {
    const { customerId } = await this.subscriptions.byId(id);
    if (caller.role !== 'operator' && caller.customerId !== customerId) throw new ForbiddenException('This is not your subscription.');
  }
}

function present({ id, status, plan, seats, periodEnd, cancelAtPeriodEnd, version }: Subscription): object {
  return { id, status, plan: plan.code, seats, periodEnd, cancelAtPeriodEnd, version: version.toString('hex') };
}
