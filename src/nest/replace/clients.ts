// The fakes of the outside clients and the tokens that they take the place of. Which providers an application has is found out
// by the scan, not here.
import type { AppConfig, Token } from '../../config/config';
import { lazyMembers } from '../fakes/lazy-members';
import { createPostmarkFake } from '../fakes/postmark/client';
import { createS3Fake } from '../fakes/s3/client';
import { createStripeFake } from '../fakes/stripe/client';
import type { TestAppMocks } from '../fakes/typed';
import type { ProviderToken, ScannedApp } from './builder';
import type { LoadSdk } from './sdk-modules';

const DEFAULT_TOKENS = { stripe: 'STRIPE_CLIENT', postmark: 'POSTMARK_CLIENT', s3: 'S3_CLIENT' } as const;

/** The packages whose classes of errors the fakes use. */
export const SDKS = ['stripe', 'postmark', '@aws-sdk/client-s3'] as const;

/** The fakes of one app. */
export interface ClientFakes {
  readonly mocks: TestAppMocks;
  /** Empties the memories of those that were ever looked at. */
  reset(): void;
}

/** New fakes, without memories; errors are of the classes of the SDKs in the project. A fake is made when it is first asked for. */
export function createMocks(sdk: (name: (typeof SDKS)[number]) => LoadSdk): ClientFakes {
  const made: Array<{ reset(): void }> = [];
  const keep = <Fake extends { reset(): void }>(fake: Fake): Fake => {
    made.push(fake);
    return fake;
  };
  const mocks = lazyMembers({
    stripe: () => keep(createStripeFake(sdk('stripe'))), postmark: () => keep(createPostmarkFake(sdk('postmark'))), s3: () => keep(createS3Fake(sdk('@aws-sdk/client-s3'))),
  });
  // The types of the project's SDKs are only known where its specs are compiled.
  return { mocks: mocks as TestAppMocks, reset: () => made.forEach((fake) => fake.reset()) };
}

/** Replaces the clients that the application provides under the tokens of the config, or under the usual ones. */
export function replaceClients(scanned: ScannedApp, mocks: TestAppMocks, config: AppConfig): void {
  for (const client of ['stripe', 'postmark', 's3'] as const) {
    const named: Token | readonly Token[] = config.tokens?.[client] ?? DEFAULT_TOKENS[client];
    for (const token of Array.isArray(named) ? (named as readonly Token[]) : [named as Token]) {
      if (scanned.tokens.has(token as ProviderToken)) scanned.replace(token as ProviderToken, { useValue: mocks[client] });
    }
  }
}
