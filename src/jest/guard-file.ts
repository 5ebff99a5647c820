// What keeps a test file from the world outside, in place before the spec loads: queues that the app makes itself are replaced, the
// network is closed, and nock answers for what the spec tells it to.
import { guardNetwork, networkRulesOf } from '../nest/network/guard';
import { watchNock } from '../nest/network/nock-watch';
import { mockQueuePackages } from '../nest/replace/bare-queues';
import { mockPresigner } from '../nest/replace/presigner';
import { jestGlobals } from '../process/jest-globals';
import type { Worker } from '../process/worker';
import { aroundTests } from './end-of-file';

/** Guards the file of a worker until its end. `hasConnected` tells whether it may have opened a connection: without a guard that cannot be known. */
export function guardFile({ facts, onEnd }: Worker): { hasConnected(): boolean } {
  mockQueuePackages(facts.rootDir);
  mockPresigner(facts.rootDir);
  const guard = facts.network === 'block' ? guardNetwork(networkRulesOf(facts)) : undefined;
  const nock = watchNock(facts.rootDir, { onLoad: () => guard?.watchFetch(), onUnmatched: (request) => guard?.refuse(request) });
  // What is added first is closed last. nock's patches lie above the guard's.
  onEnd.add(async () => {
    nock.remove();
    guard?.remove();
    guard?.raise();
  });
  aroundTests(nock.look, nock.clean);
  if (guard !== undefined) jestGlobals().afterEach(() => guard.raise());
  return { hasConnected: () => guard?.hasConnected() ?? true };
}
