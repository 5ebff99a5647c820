// BullMQ's parents and children: a parent runs when all of its children are completed, or were let go. Knows jobs, not how they are added.
import type { FakeJob } from './job';
import type { JobStore } from './store';

/** The queue of a parent, as far as its children go. */
export interface ParentQueue {
  readonly store: JobStore;
  start(job: FakeJob): Promise<FakeJob>;
  failJob(job: FakeJob, error: unknown): Promise<void>;
}

/** Makes a job wait for another one. */
export function linkChild(queue: ParentQueue, parent: FakeJob, child: FakeJob): void {
  parent.openChildren.add(child);
  const release = (): void => {
    parent.openChildren.delete(child);
    if (parent.openChildren.size === 0 && parent.state === 'waiting-children') void queue.start(parent);
  };
  child.whenSettled(() => {
    const { failParentOnFailure, ignoreDependencyOnFailure, removeDependencyOnFailure } = child.opts;
    if (child.state === 'completed') {
      parent.setChildValue(child.toKey(), child.returnvalue);
      release();
    } else if (failParentOnFailure === true) {
      parent.discard();
      void queue.failJob(parent, new Error(`child ${child.toKey()} failed`));
    } else if (ignoreDependencyOnFailure === true || removeDependencyOnFailure === true) release();
  });
}

/** The name of the queue in `{ id, queue: 'bull:name' }`. */
export function queueOfParent(parent: unknown): { readonly id: string; readonly queue: string } | undefined {
  const { id, queue } = (parent ?? {}) as { id?: unknown; queue?: unknown };
  return id === undefined || typeof queue !== 'string' ? undefined : { id: String(id), queue: queue.slice(queue.indexOf(':') + 1) };
}
