// The line of the project's own code that the current call comes from. Knows stacks only.
import * as path from 'node:path';

const FRAMES = 60;
/** What is said where no line is known. */
export const UNKNOWN_PLACE = 'a place that is not known';
const FOREIGN = /node:|node_modules|[\\/]dist[\\/]sandbox(?:-app)?\.js|[\\/](?:src|dist)[\\/]nest[\\/]network[\\/](?:guard|stray-requests|own-line|nock-watch)\.[jt]s/;

/** The innermost line of the stack that is neither Node's, nor a package's, nor the guard's: `file:line`, seen from the project. */
export function ownLine(rootDir: string): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const lines = (new Error('here').stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.find((line) => /:\d+:\d+\)?$/.test(line) && !FOREIGN.test(line));
  const place = own === undefined ? undefined : /\(?((?:file:\/\/)?[^()\s]*:\d+):\d+\)?$/.exec(own)?.[1];
  if (place === undefined) return UNKNOWN_PLACE;
  const file = place.replace(/^file:\/\//, '');
  return file.startsWith(rootDir) ? path.relative(rootDir, file) : file;
}
