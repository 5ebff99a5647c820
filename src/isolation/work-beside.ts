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

/** Looks, and gives what to call when the clean has ended: it looks again, and warns of what one of the file's data sources ran, of each statement once a file. */
export function watchWork(worker: Worker): () => void {
  const before = runningStatements(worker);
  return () => {
    worker.cleans.beside ??= new Set();
    const said = worker.cleans.beside;
    const statements = [...new Set([...before, ...runningStatements(worker)])].filter((statement) => !said.has(statement));
    statements.forEach((statement) => said.add(statement));
    if (statements.length > 0)
      console.warn(
        `cleanDatabase${inTest()} ran at the same time as a statement of the application: ${statements.join('; ')}. What a test begins and nobody awaits, such as the handler of an event, `
        + 'goes on into the next test, and may write there after this clean. Await it, or wait for what it does before the test ends: await waitFor(...).',
      );
  };
}

// While another clean runs, whose statements they are is not clear.
function runningStatements({ cleans, dataSources }: Worker): readonly string[] {
  if ((cleans.running ?? 0) > 0) return [];
  return heldConnections(dataSources).flatMap((connection) => {
    const { request } = connection as { readonly request?: Request };
    if (request === undefined || request.sqlTextOrProcedure === CLEAN_TEXT) return [];
    const text = request.sqlTextOrProcedure;
    return [typeof text === 'string' ? text.trim().replace(/\s+/g, ' ').slice(0, SHOWN_CHARS) : 'the beginning or end of a transaction'];
  });
}

function inTest(): string {
  const { currentTestName } = jestGlobals().expect.getState();
  return currentTestName === undefined ? '' : ` in "${currentTestName}"`;
}
