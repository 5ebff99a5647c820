// Reads back what the application uploaded.
import type { TestApp } from 'jest-nest-mssql';

/** The text of an uploaded document; fails when there is no such key. */
export function storedText(t: TestApp, key: string): string {
  for (const [name, object] of t.mocks.s3.objects) {
    if (name.endsWith(key)) return object.Body.toString();
  }
  throw new Error(`Nothing was uploaded as ${key}; there is: ${[...t.mocks.s3.objects.keys()].join(', ')}`);
}
