// An app that a spec has not closed: it is closed at the end of the file, and its spec is told where it was made.
import * as path from 'node:path';

/** Where createTestApp was called, `file:line`; undefined if that is not known. */
export function callerOf(stack: string | undefined, rootDir: string): string | undefined {
  const lines = (stack ?? '').split('\n').slice(1);
  const own = lines.find((line) => /:\d+:\d+\)?$/.test(line) && !/node:|node_modules|(?:nest[\\/](?:create-test-app|open-app)|dist[\\/]sandbox(?:-app)?)\.[jt]s/.test(line));
  const place = own === undefined ? undefined : /\(?([^()\s]*:\d+):\d+\)?$/.exec(own)?.[1];
  return place === undefined ? undefined : place.startsWith(rootDir) ? path.relative(rootDir, place) : place;
}

/** What is printed about an app that was not closed. */
export function unclosedMessage(caller: string | undefined): string {
  return `The app that createTestApp made${caller === undefined ? '' : ` at ${caller}`} was not closed; it has been closed now. Add: afterAll(() => t.close())`;
}
