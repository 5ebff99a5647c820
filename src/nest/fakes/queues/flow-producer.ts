// BullMQ's flows: trees of jobs over several queues, in which a parent waits for its children. Knows the fakes, not Nest.
import type { FakeJob } from '../jobs/job';
import type { JobOptions } from '../jobs/options';
import { linkChild } from '../jobs/parents';
import type { FakeQueue } from './queue';
import { FLOW_METHODS, refuseMethods } from './refused-methods';
import type { QueueRegistry } from './registry';

/** A job and the jobs that must be completed before it. */
export interface Flow {
  readonly name: string;
  readonly queueName: string;
  readonly data?: unknown;
  readonly opts?: JobOptions;
  readonly children?: readonly Flow[];
}

/** A flow that was added. */
export interface FlowNode {
  readonly job: FakeJob;
  readonly children: readonly FlowNode[] | undefined;
}

/** Stands for BullMQ's FlowProducer. */
export interface FakeFlowProducer {
  add(flow: Flow): Promise<FlowNode>;
  addBulk(flows: readonly Flow[]): Promise<FlowNode[]>;
  on(): FakeFlowProducer;
  close(): Promise<void>;
  disconnect(): Promise<void>;
  waitUntilReady(): Promise<object>;
}

interface Planned {
  readonly job: FakeJob;
  readonly queue: FakeQueue;
  readonly children: readonly Planned[];
}

/** A flow producer whose jobs go to `queues`. */
export function createFlowProducer(queues: () => QueueRegistry): FakeFlowProducer {
  // All jobs are made before any is put into its line: in the mode 'inline' the first child runs at once.
  const add = async (flow: Flow): Promise<FlowNode> => {
    const planned = plan(flow, queues());
    await startLeaves(planned);
    return describe(planned);
  };
  const producer: FakeFlowProducer = {
    add,
    addBulk: async (flows) => {
      const nodes: FlowNode[] = [];
      for (const flow of flows) nodes.push(await add(flow));
      return nodes;
    },
    on: () => producer,
    close: async () => undefined, disconnect: async () => undefined, waitUntilReady: async () => ({}),
  };
  refuseMethods(producer, 'FlowProducer', FLOW_METHODS);
  return producer;
}

function plan(flow: Flow, queues: QueueRegistry): Planned {
  const queue = queues.provide(flow.queueName, 'bullmq');
  const { job } = queue.make(flow.name, flow.data, flow.opts ?? {});
  const children = (flow.children ?? []).map((child) => plan(child, queues));
  if (children.length > 0) link(queue, job, children);
  return { job, queue, children };
}

function link(queue: FakeQueue, parent: FakeJob, children: readonly Planned[]): void {
  queue.store.toState(parent, 'waiting-children');
  for (const { job } of children) linkChild(queue, parent, job);
}

async function startLeaves({ job, queue, children }: Planned): Promise<void> {
  if (children.length === 0) await queue.start(job);
  for (const child of children) await startLeaves(child);
}

function describe({ job, children }: Planned): FlowNode {
  return { job, children: children.length === 0 ? undefined : children.map(describe) };
}
