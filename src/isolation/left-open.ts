// What a test file has left open when its last hook has run: a transaction that nobody ended. Knows the worker, not the runner.
import { databasesOf, type Worker } from '../config/worker';
import { nativePeer } from '../config/project';
import { LEFT_OPEN_TEXT } from '../sql/blocker-statements';
import { withConnection, type Mssql } from '../sql/connection';
import { withRealTimers } from '../sql/real-timers';
import { describeSession } from './blocked';

/** Sentences about the transactions that are open in the worker's databases; none if that cannot be asked. */
export async function findLeftOpen(worker: Pick<Worker, 'facts' | 'database' | 'others'>): Promise<readonly string[]> {
  try {
    const { facts } = worker;
    const rows = await withRealTimers(() => withConnection(nativePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master', async (master) => {
      const found = [];
      for (const database of databasesOf(worker)) found.push(...(await master.query(LEFT_OPEN_TEXT, { database })));
      return found;
    }));
    return rows.map((row) => describeSession(row, []));
  } catch {
    // The file's own outcome matters more: a server that is gone fails it elsewhere.
    return [];
  }
}
