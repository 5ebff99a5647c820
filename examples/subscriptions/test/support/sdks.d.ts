// The mocks of the test app have the types of the application's own SDKs.
import type { S3Client } from '@aws-sdk/client-s3';
import type { Stripe } from 'stripe';

declare global {
  namespace JestNestMssql {
    interface Sdks {
      stripe: Stripe;
      s3: S3Client;
    }
  }
}
