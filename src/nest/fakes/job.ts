// A job of the fake queues: Bull's and BullMQ's methods on plain data. Data make a JSON round trip, as they do through Redis.

/** Where a job stands. */
export type JobState = 'waiting' | 'delayed' | 'active' | 'completed' | 'failed';

/** Options of a job, as far as the fake acts on them. */
export type JobOptions = { readonly attempts?: number; readonly delay?: number; readonly jobId?: string | number } & Readonly<Record<string, unknown>>;

/** A job that a fake queue has recorded. */
export class FakeJob {
  readonly id: string;
  readonly name: string;
  data: unknown;
  readonly opts: JobOptions;
  readonly timestamp = Date.now();
  readonly queueName: string;
  readonly logs: string[] = [];
  state: JobState;
  attemptsMade = 0;
  returnvalue: unknown = undefined;
  failedReason: string | undefined = undefined;
  progressValue: unknown = 0;

  constructor(made: Pick<FakeJob, 'id' | 'name' | 'data' | 'opts' | 'queueName'>) {
    this.id = made.id;
    this.name = made.name;
    this.data = throughJson(made.data);
    this.opts = made.opts;
    this.queueName = made.queueName;
    this.state = (made.opts.delay ?? 0) > 0 ? 'delayed' : 'waiting';
  }

  /** Bull's progress: sets it with an argument, reads it without. */
  progress(value?: unknown): unknown {
    if (value === undefined) return this.progressValue;
    this.progressValue = value;
    return Promise.resolve();
  }

  /** BullMQ's way to set the progress. */
  async updateProgress(value: unknown): Promise<void> {
    this.progressValue = value;
  }

  /** Replaces the data (Bull). */
  async update(data: unknown): Promise<void> {
    this.data = throughJson(data);
  }

  /** Replaces the data (BullMQ). */
  async updateData(data: unknown): Promise<void> {
    this.data = throughJson(data);
  }

  /** Keeps a line of the job's log. */
  async log(line: string): Promise<number> {
    return this.logs.push(line);
  }

  async getState(): Promise<JobState> {
    return this.state;
  }

  async isCompleted(): Promise<boolean> {
    return this.state === 'completed';
  }

  async isFailed(): Promise<boolean> {
    return this.state === 'failed';
  }

  /** What the job gave; undefined until it has been run. */
  async finished(): Promise<unknown> {
    return this.returnvalue;
  }

  toJSON(): object {
    return { id: this.id, name: this.name, data: this.data, opts: this.opts, attemptsMade: this.attemptsMade, failedReason: this.failedReason };
  }
}

function throughJson(data: unknown): unknown {
  return data === undefined ? {} : (JSON.parse(JSON.stringify(data)) as unknown);
}
