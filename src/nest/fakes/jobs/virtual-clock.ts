// The time that the fake queues go by: the real one (or Jest's), and ahead of it while a drain skips delays instead of waiting.

/** A clock that can be put forward. */
export class VirtualClock {
  #aheadMs = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Math.max(Date.now(), this.#aheadMs);
  }

  /** Puts the clock forward; it never goes back. */
  advanceTo(timeMs: number): void {
    this.#aheadMs = Math.max(this.#aheadMs, timeMs);
  }

  /** Goes by the real time again. */
  reset(): void {
    this.#aheadMs = 0;
  }
}
