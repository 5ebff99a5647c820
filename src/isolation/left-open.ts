// What a test file has left open when its last hook has run: a transaction that nobody ended. Knows the worker, not the runner.
import type { Worker } from '../config/worker';
import { requirePeer } from '../config/project';
import { LEFT_OPEN_TEXT } from '../sql/blocker-statements';
import { withConnection, type Mssql } from '../sql/connection';
import { withRealTimers } from '../sql/real-timers';
import { describeSession } from './blocked';

/** Sentences about the transactions that are open in the worker's database; none if that cannot be asked. */
export async function findLeftOpen({ facts, database }: Pick<Worker, 'facts' | 'database'>): Promise<readonly string[]> {
  try {
    const rows = await withRealTimers(() => withConnection(requirePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master', (master) => master.query(LEFT_OPEN_TEXT, { database })));
    return rows.map((row) => describeSession(row, []));
  } catch {
    // The file's own outcome matters more: a server that is gone fails it elsewhere.
    return [];
  }
}
