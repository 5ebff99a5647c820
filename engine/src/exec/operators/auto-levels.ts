// The nesting of FOR ... AUTO over several tables: rows next to each other with equal values share what stands above them.
import type { Row } from '../../types/value';

/** One object or element: what it says of itself, and what is nested in it. */
export interface LevelNode<T> { readonly own: T; readonly children: LevelNode<T>[] }

/** Adds rows to a forest. `write` gives a level's own part of a row, `sameAs` tells whether two parts are equal. */
export class LevelForest<T> {
  readonly roots: LevelNode<T>[] = [];
  #open: LevelNode<T>[] = [];

  constructor(readonly depth: number, readonly write: (row: Row, level: number) => T, readonly sameAs: (left: T, right: T) => boolean) {}

  add(row: Row): void {
    const parts = Array.from({ length: this.depth }, (_, level) => this.write(row, level));
    let kept = 0;
    while (kept < this.depth - 1 && this.#isSame(kept, parts[kept] as T)) kept++;
    this.#open = this.#open.slice(0, kept);
    for (const own of parts.slice(kept)) {
      const node: LevelNode<T> = { own, children: [] };
      (this.#open.at(-1)?.children ?? this.roots).push(node);
      this.#open.push(node);
    }
  }

  #isSame(level: number, part: T): boolean {
    const open = this.#open[level];
    return open !== undefined && this.sameAs(open.own, part);
  }
}
