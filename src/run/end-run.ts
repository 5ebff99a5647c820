// The end of a run's databases, done by another process than the run's own.
import { reasonOf } from '../errors';
import { requirePeer } from '../project/project';
import { withConnection, type Mssql } from '../sql/connection';
import { endDatabases } from './end-databases';
import { printLine } from './report';
import { readRunFile } from './run-state';

/** Ends the databases of the run that the environment names; returns an exit code. */
export async function endRun(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  try {
    const facts = readRunFile(environment);
    await withConnection(requirePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master', (master) => endDatabases(master, facts));
    return 0;
  } catch (error) {
    printLine(`the databases of this run could not be dropped (the next run does it): ${reasonOf(error)}`);
    return 1;
  }
}
