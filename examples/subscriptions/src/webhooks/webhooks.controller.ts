// /api/webhooks/stripe: believes nothing that Stripe has not signed.
import { BadRequestException, Controller, HttpCode, Inject, Post, Req, type RawBodyRequest } from '@nestjs/common';
import type { Request } from 'express';
import type { Stripe } from 'stripe';
import { STRIPE_CLIENT } from '../clients/tokens.js';
import { Public } from '../common/signature.guard.js';
import { WebhooksService, type WebhookOutcome } from './webhooks.service.js';

@Controller('webhooks')
export class WebhooksController {
  constructor(
    @Inject(STRIPE_CLIENT) private readonly stripe: Stripe,
    private readonly webhooks: WebhooksService,
  ) {}

  @Post('stripe')
  @HttpCode(200)
  @Public()
  async receive(@Req() request: RawBodyRequest<Request>): Promise<{ outcome: WebhookOutcome }> {
    return { outcome: await this.webhooks.handle(this.verified(request)) };
  }

  private verified(request: RawBodyRequest<Request>): Stripe.Event {
    try {
      return this.stripe.webhooks.constructEvent(request.rawBody ?? '', request.headers['stripe-signature'] ?? '', process.env.STRIPE_WEBHOOK_SECRET ?? 'whsec_test');
    } catch (error) {
      throw new BadRequestException((error as Error).message);
    }
  }
}
