// How many jobs of a queue may start in a span of time, as Bull and BullMQ count them: the span begins with the first job. Knows no queue.

/** `limiter` of Bull's queues and BullMQ's workers. */
export interface LimiterOptions {
  readonly max: number;
  readonly duration: number;
}

/** Counts the starts of jobs. */
export class RateLimit {
  #options: LimiterOptions | undefined;
  #endsAtMs = 0;
  #count = 0;
  #closedUntilMs = 0;

  /** Takes over the options; without any, every job may start. */
  configure(options: LimiterOptions | undefined): void {
    this.#options = options;
  }

  /** When the next job may start; undefined if that is now. */
  opensAtMs(nowMs: number): number | undefined {
    if (nowMs < this.#closedUntilMs) return this.#closedUntilMs;
    const isFull = this.#options !== undefined && nowMs < this.#endsAtMs && this.#count >= this.#options.max;
    return isFull ? this.#endsAtMs : undefined;
  }

  /** A job starts. */
  note(nowMs: number): void {
    if (this.#options === undefined) return;
    if (nowMs >= this.#endsAtMs) [this.#endsAtMs, this.#count] = [nowMs + this.#options.duration, 0];
    this.#count += 1;
  }

  /** No job starts for a while: `worker.rateLimit(ms)`. */
  close(untilMs: number): void {
    this.#closedUntilMs = untilMs;
  }

  /** Forgets what was counted. */
  clear(): void {
    [this.#endsAtMs, this.#count, this.#closedUntilMs] = [0, 0, 0];
  }
}
