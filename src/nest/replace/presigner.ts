// `getSignedUrl` of @aws-sdk/s3-request-presigner: it signs for the S3 fake as the fake itself does, and for real clients as ever.
import { noteS3Sdk } from '../fakes/s3/loaded-sdk';
import { mockPackage } from './mock-package';

interface PresignerPackage {
  getSignedUrl(client: unknown, command: unknown, options?: unknown): Promise<string>;
}
interface PresigningClient {
  presign(command: unknown, options?: unknown): string;
}

/** Mocks the package in this sandbox, where the project has it; of the S3 SDK itself it only notes that it was loaded. */
export function mockPresigner(rootDir: string): void {
  mockPackage(rootDir, '@aws-sdk/client-s3', noteS3Sdk);
  mockPackage(rootDir, '@aws-sdk/s3-request-presigner', (actual) => wrapPresigner(actual as PresignerPackage));
}

/** The package with a getSignedUrl that knows the fake. */
export function wrapPresigner<Package extends PresignerPackage>(actual: Package): Package {
  const getSignedUrl: PresignerPackage['getSignedUrl'] = async (client, command, options) => (isFake(client) ? client.presign(command, options) : actual.getSignedUrl(client, command, options));
  return { ...actual, getSignedUrl };
}

function isFake(client: unknown): client is PresigningClient {
  return typeof (client as Partial<PresigningClient> | undefined)?.presign === 'function';
}
