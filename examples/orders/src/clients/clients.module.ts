// The outside world behind three tokens. Nothing else in the application constructs an SDK client.
import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { S3Client } from '@aws-sdk/client-s3';
import { ServerClient } from 'postmark';
import Stripe from 'stripe';
import { POSTMARK_CLIENT, S3_CLIENT, STRIPE_CLIENT } from './clients.tokens';
import { DocumentStore } from './document-store';

/** Provides STRIPE_CLIENT, POSTMARK_CLIENT and S3_CLIENT to every module. */
@Global()
@Module({
  providers: [
    DocumentStore,
    {
      provide: STRIPE_CLIENT,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => new Stripe(config.getOrThrow<string>('STRIPE_SECRET_KEY')),
    },
    {
      provide: POSTMARK_CLIENT,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => new ServerClient(config.getOrThrow<string>('POSTMARK_API_TOKEN')),
    },
    {
      provide: S3_CLIENT,
      inject: [ConfigService],
      useFactory: (config: ConfigService) =>
        new S3Client({
          region: config.get<string>('AWS_REGION', 'eu-central-1'),
          credentials: {
            accessKeyId: config.getOrThrow<string>('AWS_ACCESS_KEY'),
            secretAccessKey: config.getOrThrow<string>('AWS_SECRET_KEY'),
          },
        }),
    },
  ],
  exports: [DocumentStore, STRIPE_CLIENT, POSTMARK_CLIENT, S3_CLIENT],
})
export class ClientsModule {}
