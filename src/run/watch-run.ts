// What goes on beside a run for as long as it lives: its locks are looked after, and it is ended if the process is told to end.
import { leaseName, templateUseName } from '../database/database-name';
import type { RunFacts } from '../process/run-facts';
import type { Connection } from '../sql/connection';
import { keepLocks, type HeldLock } from './keep-locks';
import { stopOnSignals } from './signals';
import { stopRuns, stopRunsAtExit } from './stop-run';

/** Begins to watch over a run, and, if it is the `first` of its process, over the end of that; the function returned ends that, and what it gives back settles when the lease's connection is free. */
export function watchRun(lease: Connection, facts: RunFacts, isFirst: boolean): () => Promise<void> {
  const stopKeeping = keepLocks(lease, locksOf(facts));
  const forgetSignals = isFirst ? stopOnSignals(stopRuns, stopRunsAtExit) : () => undefined;
  return () => {
    forgetSignals();
    return stopKeeping();
  };
}

function locksOf(facts: RunFacts): readonly HeldLock[] {
  const templates = [facts, ...(facts.sources ?? [])].filter(({ clone }) => clone !== 'migrate');
  return [
    { resource: leaseName(facts.prefix, facts.runId), mode: 'Exclusive' },
    ...templates.map(({ template }) => ({ resource: templateUseName(template), mode: 'Shared' as const })),
  ];
}
