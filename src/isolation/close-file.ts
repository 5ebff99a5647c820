// The end of a test file: what it has left open in its databases is named, and closed as far as we have hold of it.
import { performance } from 'node:perf_hooks';
import { withRealTimers } from '../process/real-timers';
import type { Worker } from '../process/worker';
import { awaitClosing, giveBackHeld, stuckClosing } from './held-connections';
import { openLeftOpen } from './left-open';

type Settled = ReadonlyArray<PromiseSettledResult<unknown>>;

/** What the end of a file asks and tells. */
export interface FileEnd {
  /** False where nothing can have been left open on the server. */
  hasConnected(): boolean;
  /** The file's databases are gone. */
  onLoss(): void;
}

/** To be called when a file begins; the function returned ends it: it names and closes what the file has left open, and raises the first error of a closing, after all of them. */
export function beginFile(worker: Worker, end: FileEnd): () => Promise<void> {
  const started = performance.now();
  return async () => {
    await openingEnds(worker);
    if (end.hasConnected()) await closeFile(worker, () => performance.now() - started, () => end.onLoss());
    else raiseFirst((await unheld(worker, settleEnd(worker), async () => void giveBackHeld(worker.dataSources))).results);
  };
}

/** Ends a file whose tests never began, and says nothing: why they did not is told already. Nothing that it has left goes on in another file. */
export async function dropFile(worker: Worker): Promise<void> {
  worker.isDropped = true;
  const giveBack = async (): Promise<void> => void giveBackHeld(worker.dataSources);
  await openingEnds(worker);
  await unheld(worker, settleEnd(worker), giveBack);
  await unheld(worker, settleAll(opened(worker)), giveBack);
}

// What a module opens while it is imported, a spec may never have waited for.
async function openingEnds(worker: Worker): Promise<void> {
  await unheld(worker, Promise.allSettled([...(worker.opening ?? [])]), async () => undefined);
}

function opened({ dataSources }: Worker): ReadonlyArray<() => Promise<unknown>> {
  return [...dataSources].filter(({ isInitialized }) => isInitialized).map((dataSource) => () => dataSource.destroy());
}

async function closeFile(worker: Worker, ageMs: () => number, onLoss: () => void): Promise<void> {
  const leftOpen = await openLeftOpen(worker);
  const name = worker.spec ?? 'This file';
  try {
    const loss = await leftOpen.loss();
    if (loss !== undefined) {
      onLoss();
      // A file that never had a database has said so already.
      if (worker.unavailable === undefined) console.warn(`${name} ends without its database. ${loss.message}`);
    }
    const transactions = await leftOpen.transactions();
    if (transactions.length > 0) console.warn(`${name} ends with a transaction open. ${transactions.join(' ')}`);
    const giveBack = async (): Promise<void> => {
      const running = await leftOpen.running();
      const count = giveBackHeld(worker.dataSources);
      if (count > 0 && transactions.length === 0) console.warn(`${name} ends with ${describeHeld(count, running)}`);
    };
    const closed = await unheld(worker, settleEnd(worker), giveBack);
    // Apps are closed now, and have said so themselves: what is open still, nobody would have closed.
    // Where one does not end, its sessions are open for that reason, which is told.
    const sessions = closed.isStuck ? [] : await leftOpen.sessions(ageMs());
    if (sessions.length > 0)
      console.warn(
        `${name} ends with ${sessions.length === 1 ? 'a session' : 'sessions'} open. ${sessions.join(' ')} Add what closes it: afterAll(() => app.close()), or dataSource.destroy(), or pool.close().`,
      );
    raiseFirst([...closed.results, ...(await unheld(worker, settleAll(opened(worker)), giveBack)).results]);
  } finally {
    await leftOpen.close();
  }
}

// A test that has run out of time leaves its statement running.
function describeHeld(count: number, running: readonly string[]): string {
  if (running.length > 0) return `${running.length === 1 ? 'a statement' : 'statements'} running. ${running.join(' ')} Await it, and give its test the time that it takes: it(name, work, timeoutMs).`;
  return `${count === 1 ? 'a connection' : `${count} connections`} of a pool in use, and nothing that uses it. Add what gives it back: await queryRunner.release().`;
}

// Nothing that is in use now will be given back: the tests have ended. What does not end must not keep the other files from running.
async function unheld(worker: Worker, closing: Promise<Settled>, giveBack: () => Promise<void>): Promise<{ readonly results: Settled; readonly isStuck: boolean }> {
  for (;;) {
    const state = await awaitClosing(closing, worker.dataSources);
    if (state === 'ended') return { results: await closing, isStuck: false };
    if (state === 'held') await giveBack();
    if (state === 'stuck') return { results: [{ status: 'rejected', reason: stuckClosing(worker.spec) }], isStuck: true };
  }
}

// What ends may leave something to be ended after it: an app whose connections are in use closes once they have been given back.
async function settleEnd(worker: Worker): Promise<Settled> {
  const begun = new Set<() => Promise<unknown>>();
  const results: Array<PromiseSettledResult<unknown>> = [];
  for (;;) {
    const next = [...worker.onEnd].filter((end) => !begun.has(end)).reverse();
    if (next.length === 0) return results;
    next.forEach((end) => begun.add(end));
    results.push(...(await settleAll(next)));
  }
}

// A file may end with Jest's timers still faked.
async function settleAll(closings: ReadonlyArray<() => Promise<unknown>>): Promise<ReadonlyArray<PromiseSettledResult<unknown>>> {
  const results = [];
  for (const close of closings) results.push(...(await Promise.allSettled([withRealTimers(close)])));
  return results;
}

function raiseFirst(results: ReadonlyArray<PromiseSettledResult<unknown>>): void {
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
