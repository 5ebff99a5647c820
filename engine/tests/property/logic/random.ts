// Numbers drawn from a seed, so that a finding can be made again from the seed that a failure prints.

/** A source of choices; the same seed makes the same choices. */
export class Random {
  constructor(private state: number) {
    for (let i = 0; i < 4; i++) this.below(2);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** True about `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Some of `items`, at least `least`, in an order of its own. */
  some<T>(items: readonly T[], least: number, most: number): T[] {
    const rest = [...items];
    const chosen: T[] = [];
    const count = Math.min(items.length, least + this.below(most - least + 1));
    while (chosen.length < count) chosen.push(...rest.splice(this.below(rest.length), 1));
    return chosen;
  }
}
