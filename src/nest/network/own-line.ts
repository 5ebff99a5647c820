// The line of the project's own code that the current call comes from. Knows stacks only.
import * as path from 'node:path';

const FRAMES = 60;
/** What is said where no line is known. */
export const UNKNOWN_PLACE = 'a place that is not known';
const FOREIGN = /node:|node_modules|[\\/]dist[\\/]sandbox(?:-app)?\.js|[\\/](?:src|dist)[\\/]nest[\\/]network[\\/](?:guard|stray-requests|own-line|nock-watch)\.[jt]s/;
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/**
 * The innermost line of the stack that is neither Node's, nor a package's, nor the guard's: `file:line`, seen from the project. Where a client has connected
 * later than it was called, there is none, and the client's package is named.
 */
export function ownLine(rootDir: string): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const lines = (new Error('here').stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.find((line) => /:\d+:\d+\)?$/.test(line) && !FOREIGN.test(line));
  const place = own === undefined ? undefined : /\(?((?:file:\/\/)?[^()\s]*:\d+):\d+\)?$/.exec(own)?.[1];
  if (place === undefined) return packageOf(lines);
  const file = place.replace(/^file:\/\//, '');
  return file.startsWith(rootDir) ? path.relative(rootDir, file) : file;
}

function packageOf(lines: readonly string[]): string {
  const names = lines.flatMap((line) => PACKAGE.exec(line)?.[1]?.replace('\\', '/') ?? []);
  const name = names.find((one) => one !== 'jest-nest-mssql');
  return name === undefined ? UNKNOWN_PLACE : `a line of the package ${name}`;
}
