// Injection tokens of the outside clients.

/** A Stripe client. */
export const STRIPE_CLIENT = 'STRIPE_CLIENT';
/** An S3Client. */
export const S3_CLIENT = 'S3_CLIENT';
