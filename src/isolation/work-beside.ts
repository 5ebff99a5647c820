// What the application still does on the server while its database is cleaned: statements whose answers have not come. They are read from the
// driver's connections (tedious'), so that a look costs no round trip. Knows nothing of who has sent them.
import { jestGlobals } from '../process/jest-globals';
import type { Worker } from '../process/worker';
import { CLEAN_TEXT } from '../sql/clean-procedure';
import { heldConnections } from './held-connections';

/** A request of tedious'; what begins or ends a transaction has no text. */
interface Request {
  readonly sqlTextOrProcedure?: unknown;
}

const SHOWN_CHARS = 300;

/** Warns of each statement that one of the file's data sources is running now, once a file; not while another clean runs, whose statements they may be. */
export function warnOfWork(worker: Worker): void {
  const { cleans, dataSources } = worker;
  if ((cleans.running ?? 0) > 0) return;
  cleans.beside ??= new Set();
  for (const statement of runningStatements(dataSources)) {
    if (cleans.beside.has(statement)) continue;
    cleans.beside.add(statement);
    console.warn(
      `cleanDatabase${inTest()} ran at the same time as a statement of the application: ${statement}. What a test begins and nobody awaits, such as the handler of an event, `
      + 'goes on into the next test, and may write there after this clean. Await it, or wait for what it does before the test ends: await waitFor(...).',
    );
  }
}

function runningStatements(dataSources: Worker['dataSources']): readonly string[] {
  return heldConnections(dataSources).flatMap((connection) => {
    const { request } = connection as { readonly request?: Request };
    if (request === undefined || request.sqlTextOrProcedure === CLEAN_TEXT) return [];
    const text = request.sqlTextOrProcedure;
    return [typeof text === 'string' ? text.trim().slice(0, SHOWN_CHARS) : 'the beginning or end of a transaction'];
  });
}

function inTest(): string {
  const { currentTestName } = jestGlobals().expect.getState();
  return currentTestName === undefined ? '' : ` in "${currentTestName}"`;
}
