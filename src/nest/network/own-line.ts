// The line of the project's own code that the current call comes from. Knows stacks only.
import * as path from 'node:path';

const FRAMES = 60;
/** What is said where no line is known. */
export const UNKNOWN_PLACE = 'a place that is not known';
const FOREIGN = /node:|node_modules|[\\/]dist[\\/]sandbox(?:-app)?\.js|[\\/](?:src|dist)[\\/]nest[\\/]network[\\/](?:guard|stray-requests|own-line|nock-watch|looked-up-names)\.[jt]s/;
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/**
 * The innermost line of the stack that is neither Node's, nor a package's, nor the guard's: `file:line`, seen from the project. Where a client has connected
 * later than it was called, there is none, and the client's package is named.
 */
export function ownLine(rootDir: string): string {
  const lines = linesHere();
  const place = placeIn(lines.find(isOwn));
  if (place === undefined) return packageOf(lines);
  const file = place.replace(/^file:\/\//, '');
  return file.startsWith(rootDir) ? path.relative(rootDir, file) : file;
}

/** Whether a package makes the current call, whoever may have called that. */
export function isCalledByPackage(): boolean {
  const line = linesHere().find((each) => isOwn(each) || packageIn(each) !== undefined);
  return line !== undefined && !isOwn(line);
}

/** The error, of whose stack the project's own lines are left: those between are of packages and of Node. */
export function withOwnLines(error: Error): Error {
  error.stack = [`${error.name}: ${error.message}`, ...(error.stack ?? '').split('\n').filter(isOwn)].join('\n');
  return error;
}

function linesHere(): readonly string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const lines = (new Error('here').stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  return lines;
}

const isOwn = (line: string): boolean => /:\d+:\d+\)?$/.test(line) && !FOREIGN.test(line);

const placeIn = (line: string | undefined): string | undefined => (line === undefined ? undefined : /\(?((?:file:\/\/)?[^()\s]*:\d+):\d+\)?$/.exec(line)?.[1]);

function packageOf(lines: readonly string[]): string {
  const name = lines.flatMap((line) => packageIn(line) ?? [])[0];
  return name === undefined ? UNKNOWN_PLACE : `a line of the package ${name}`;
}

function packageIn(line: string): string | undefined {
  const name = PACKAGE.exec(line)?.[1]?.replace('\\', '/');
  return name === 'jest-nest-mssql' ? undefined : name;
}
