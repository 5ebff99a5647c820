// The S3 SDK that the application has loaded in this sandbox, if it has: asking for it never loads it.

const KEY = Symbol.for('jest-nest-mssql.s3-sdk');
type Holder = { [KEY]?: unknown };

/** Notes the exports of `@aws-sdk/client-s3` when the application loads them. */
export function noteS3Sdk<Sdk>(sdk: Sdk): Sdk {
  (globalThis as Holder)[KEY] = sdk;
  return sdk;
}

/** The prototype of the SDK's client; undefined while the application has not loaded it. */
export function loadedS3Client(): object | undefined {
  return ((globalThis as Holder)[KEY] as { S3Client?: { prototype: object } } | undefined)?.S3Client?.prototype;
}
