// What Bull and BullMQ can do and the fakes do not: each method is there, and refuses by its name when it is called.
import { notImitated } from '../not-imitated';

/** Methods of Bull's and BullMQ's queues. */
export const QUEUE_METHODS = [
  'setGlobalConcurrency',
  'setGlobalRateLimit',
  'removeGlobalConcurrency',
  'removeGlobalRateLimit',
  'getGlobalConcurrency',
  'getGlobalRateLimit',
  'getRateLimitTtl',
  'removeRateLimitKey',
  'isMaxed',
  'trimEvents',
  'removeDeprecatedPriorityKey',
  'removeOrphanedJobs',
  'recordJobCountsMetric',
  'getMeta',
  'getVersion',
  'getRanges',
  'getQueueEvents',
  'getMetrics',
  'exportPrometheusMetrics',
  'getBackend',
  'getDependencies',
  'parseClientList',
  'nextRepeatableJob',
  'getNextJob',
  'multi',
  'getStalledCount',
  'getWorkersCount',
  'removeDeduplicationKey',
  'removeDebounceKey',
  'getDebounceJobId',
  'setWorkerName',
  'moveUnlockedJobsToWait',
] as const;

/** Methods of jobs. */
export const JOB_METHODS = [
  'removeUnprocessedChildren',
  'removeChildDependency',
  'getIgnoredChildrenFailures',
  'getFailedChildrenValues',
  'moveToWait',
  'removeDeduplicationKey',
  'toFlowEntry',
] as const;

/** Methods of BullMQ's workers. */
export const WORKER_METHODS = ['cancelJob', 'cancelAllJobs', 'getNextJob', 'processJob', 'startStalledCheckTimer', 'extendJobLocks', 'createSandbox', 'getBackend', 'waitForRateLimit'] as const;

/** Methods of BullMQ's flow producers. */
export const FLOW_METHODS = ['getFlow', 'getBackend'] as const;

/** Puts methods that refuse on a prototype, or on an object; what it has already stays. */
export function refuseMethods(target: object, owner: string, names: readonly string[]): void {
  for (const name of names) {
    if (name in target) continue;
    const refuse = (): never => {
      throw notImitated(owner, `${name}()`);
    };
    Object.defineProperty(target, name, { value: refuse, writable: true, configurable: true });
  }
}
