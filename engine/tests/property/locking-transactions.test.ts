import type { LockWait } from '../../src/locking/lock-wait';
import type { WaitOutcome } from '../../src/locking/lock-owner';
import type { TableHandle } from '../../src/transaction/row-access';
import type { Transaction } from '../../src/transaction/transaction';
import { index, point, primaryKey, rowsOf, World } from '../unit/transaction/support';

function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ROWS = 12;

/** A session that moves random amounts between random rows, statement by statement, and now and then rolls back. */
class Mover {
  isWaiting = false;
  done = 0;
  victims = 0;
  #steps: (() => void)[] = [];
  constructor(readonly world: World, readonly session: Transaction, readonly table: TableHandle, readonly next: (below: number) => number) {}

  #plan(): void {
    const { next, session } = this;
    const [from, to, amount] = [next(ROWS), next(ROWS), next(50)];
    const isUndone = next(5) === 0;
    this.session.begin();
    this.#steps = [() => this.#add(from, -amount), () => this.#add(to, amount), () => { if (isUndone) session.rollback(); else session.commit(); this.done++; }];
    if (next(3) === 0) this.#steps.splice(1, 0, () => this.#readAll());
    if (next(3) === 0) this.#steps.splice(2, 0, () => this.#savepoint());
  }

  #add(key: number, amount: number): void {
    const byIndex = this.next(2) === 0;
    const cursor = this.session.read({ table: this.table, range: byIndex ? point(key) : undefined, hints: {}, purpose: 'update', predicate: row => row[0] === key });
    for (let row = cursor.next(); row; row = cursor.next()) this.session.update(this.table, row.rowId, [key, Number(row.values[1]) + amount, ''], [1]);
  }

  #readAll(): void { expect(rowsOf(this.session, this.table, { hints: { isolation: this.next(2) === 0 ? 'READCOMMITTED' : 'REPEATABLEREAD' } })).toHaveLength(ROWS); }

  #savepoint(): void {
    const mark = this.session.savepoint();
    this.#add(this.next(ROWS), 7);
    this.session.rollbackTo(mark);
  }

  step(): void {
    if (this.isWaiting) return;
    if (this.#steps.length === 0) this.#plan();
    const step = this.#steps[0] ?? (() => undefined);
    const mark = this.session.beginStatement();
    try {
      step();
      this.session.endStatement(mark);
      this.#steps.shift();
    } catch (error) {
      if (error instanceof Error) throw error;
      this.session.rollbackTo(mark, { restart: true });
      this.isWaiting = true;
      this.world.manager.locks.wait(this.session.owner, error as LockWait, { timeoutMs: -1, onEnd: outcome => this.#wake(outcome) });
    }
  }

  #wake(outcome: WaitOutcome): void {
    this.isWaiting = false;
    if (outcome === 'granted') return;
    this.victims++;
    this.#steps = [() => this.session.rollback()];
  }

  finish(): void { while (!this.isWaiting && this.#steps.length > 0) this.step(); }
}

describe('random transactions on random rows', () => {
  it.each([[1, false], [2, true], [3, false], [4, true], [5, false]])('keep the sum and leave no lock (seed %i, versions %s)', (seed, isVersioned) => {
    const world = new World();
    const next = random(seed);
    const table = world.table([primaryKey, index(2, [2])], Array.from({ length: ROWS }, (_, i) => [i, 100, '']));
    world.options(isVersioned, 'OFF');
    const movers = Array.from({ length: 6 }, () => new Mover(world, world.session(), table, next));
    for (let step = 0; step < 20_000; step++) movers[next(movers.length)]?.step();
    for (let turn = 0; turn < 100; turn++) for (const mover of movers) mover.finish();
    expect(movers.some(mover => mover.isWaiting)).toBe(false);
    expect(movers.reduce((sum, mover) => sum + mover.done, 0)).toBeGreaterThan(300);
    expect(movers.reduce((sum, mover) => sum + mover.victims, 0)).toBeGreaterThan(0);
    expect(rowsOf(world.session(), table, { hints: { isolation: 'NOLOCK' } }).reduce((sum, row) => sum + Number(row[1]), 0)).toBe(ROWS * 100);
    for (const active of [...world.manager.active()]) active.commit();
    expect(world.manager.locks.list()).toEqual([]);
    const { content } = table.store;
    expect([content.ghosts, content.rows.size, content.indexes.get(1)?.size, content.indexes.get(2)?.size, content.unsettled.length]).toEqual([0, ROWS, ROWS, ROWS, 0]);
  });
});
