// The outside world behind two tokens. Nothing else in the application constructs an SDK client.
import { S3Client } from '@aws-sdk/client-s3';
import { Global, Module } from '@nestjs/common';
import { Stripe } from 'stripe';
import { ObjectStore } from './object-store.js';
import { S3_CLIENT, STRIPE_CLIENT } from './tokens.js';

@Global()
@Module({
  providers: [
    ObjectStore,
    { provide: STRIPE_CLIENT, useFactory: () => new Stripe(process.env.STRIPE_SECRET_KEY ?? 'sk_test_unset') },
    { provide: S3_CLIENT, useFactory: () => new S3Client({ region: process.env.AWS_REGION ?? 'eu-central-1' }) },
  ],
  exports: [ObjectStore, STRIPE_CLIENT, S3_CLIENT],
})
export class ClientsModule {}
