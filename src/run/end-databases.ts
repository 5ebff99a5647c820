// What becomes of a run's databases when it ends: dropped, or kept where the settings say so. Never touches another run's.
import { dropRunDatabases } from '../database/drop';
import type { RunFacts } from '../process/run-facts';
import type { Connection } from '../sql/connection';
import { dropDatabase } from '../sql/server-statements';
import { keptLines, printLine } from './report';
import { failedDatabases } from './run-state';

/** Drops or keeps the databases of a run; `master` is any connection to master. */
export async function endDatabases(master: Connection, facts: RunFacts): Promise<void> {
  if (facts.serverKind === 'embedded') {
    // It takes everything with it.
    if (facts.keep !== 'never') printLine('keep has nothing to keep: the embedded server ends with the run');
    return;
  }
  for (const source of [facts, ...(facts.sources ?? [])]) {
    if (!source.isTemplateKept) await dropDatabase(master, source.template);
  }
  const failed = new Set(failedDatabases(facts.directory));
  const isKept = (name: string): boolean => facts.keep === 'always' || (facts.keep === 'failed' && failed.has(name));
  const { kept } = await dropRunDatabases(master, facts.prefix, facts.runId, isKept);
  keptLines(kept, facts.address).forEach(printLine);
}
