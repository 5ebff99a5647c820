// S3's errors, as objects of the installed SDK's own classes where there is one. They carry what code for SDK v2 looks at as well.
import type { MakeS3Error } from './objects';

type ErrorClass = new (options: object) => Error;

/** Errors by the classes of `loadSdk` (`@aws-sdk/client-s3`); by plain ones where it gives undefined. */
export function createS3Errors(loadSdk: () => unknown): MakeS3Error {
  return (code, message, statusCode) => {
    const sdk = (loadSdk() ?? {}) as Record<string, ErrorClass | undefined>;
    const options = { name: code, message, $fault: 'client', $metadata: { httpStatusCode: statusCode, attempts: 1 } };
    const Class = sdk[code] ?? sdk['S3ServiceException'];
    const error = Class === undefined ? Object.assign(new Error(message), options) : new Class(options);
    return Object.assign(error, { Code: code, code, statusCode });
  };
}
