// /api/usage
import { Body, Controller, NotFoundException, Post } from '@nestjs/common';
import { IsInt, IsString, Length, Matches, Min } from 'class-validator';
import { CurrentCaller } from '../common/signature.guard.js';
import type { Caller } from '../common/signed-header.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { UsageService } from './usage.service.js';

class UsageReport {
  @Matches(/^[a-z_]{1,40}$/)
  metric: string;

  @IsInt()
  @Min(1)
  units: number;

  @IsString()
  @Length(1, 80)
  key: string;
}

@Controller('usage')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  @Post()
  async record(@CurrentCaller() caller: Caller, @Body() report: UsageReport): Promise<{ units: number }> {
    const subscription = await this.subscriptions.current(caller.customerId ?? 0);
    if (subscription === null) throw new NotFoundException('You have no subscription.');
    return { units: await this.usage.record({ subscriptionId: subscription.id, ...report }) };
  }
}
