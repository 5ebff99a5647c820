// The checker itself: histories with a planted anomaly are caught, each by its name, and good ones pass.
import { judge, staleReads } from './anomalies';
import { findCycle, orderOf, type Edge } from './graph';
import type { Event, Item, Level } from './history';

/** A history in few words: `step` makes the next event, times are given in order. */
class Told {
  readonly events: Event[] = [];
  #values = new Map<number, number | null>();
  constructor(private readonly level: Level, ids: readonly number[] = [1, 2]) {
    for (const id of ids) this.write(0, id, id);
  }

  /** Transaction `tx` writes `v` into row `id`, or deletes it; `before` where it is not what was there. */
  write(tx: number, id: number, v: number | null, before: number | null = this.#values.get(id) ?? null): this {
    this.events.push({ kind: 'write', at: tx === 0 ? 0 : this.events.length, tx, level: this.level, table: 't', id, before, after: v === null ? null : { id, v, g: v % 10 } });
    this.#values.set(id, v);
    return this;
  }

  /** It reads rows by their values. */
  read(tx: number, predicate: { id?: number; g?: number }, values: readonly (readonly [number, number])[], level = this.level): this {
    const rows: Item[] = values.map(([id, v]) => ({ id, v, g: v % 10 }));
    this.events.push({ kind: 'read', at: this.events.length, tx, level, table: 't', predicate: predicate.id !== undefined ? { kind: 'key', id: predicate.id } : predicate.g !== undefined ? { kind: 'group', g: predicate.g } : { kind: 'all' }, rows });
    return this;
  }

  end(kind: 'commit' | 'abort', tx: number): this {
    this.events.push({ kind, at: this.events.length, tx });
    return this;
  }

  undo(tx: number, since: number): this {
    this.events.push({ kind: 'undo', at: this.events.length, tx, since });
    return this;
  }
}

const kindsOf = (told: Told): string[] => [...new Set(judge(told.events).anomalies.map((anomaly) => anomaly.kind))].sort();
const staleOf = (told: Told): number => staleReads(told.events, judge(told.events).ledger).length;

test('one transaction after the other has no anomaly', () => {
  const told = new Told('SER').read(1, { id: 1 }, [[1, 1]]).write(1, 1, 11).end('commit', 1).read(2, {}, [[1, 11], [2, 2]]).write(2, 2, null).end('commit', 2).read(3, { id: 2 }, []).end('commit', 3);
  expect([kindsOf(told), staleOf(told)]).toEqual([[], 0]);
});

test('G0: writes of two transactions in each other', () => {
  expect(kindsOf(new Told('RU').write(1, 1, 11).write(2, 1, 21).write(2, 2, 22).write(1, 2, 12).end('commit', 1).end('commit', 2))).toEqual(expect.arrayContaining(['G0', 'order']));
});

test('G1a: a value is read that is taken back, by ROLLBACK or to a savepoint', () => {
  const undone = (level: Level): Told => new Told(level).write(1, 1, 11).read(2, { id: 1 }, [[1, 11]]).end('abort', 1).end('commit', 2);
  expect([kindsOf(undone('RC')), kindsOf(undone('RCV')), kindsOf(undone('RU'))]).toEqual([['G1a'], ['G1a'], []]);
  expect(kindsOf(new Told('RC').write(1, 1, 11).read(2, { id: 1 }, [[1, 11]]).undo(1, 1).end('commit', 1).end('commit', 2))).toEqual(['G1a']);
});

test('G1b: a value is read that its writer overwrites', () => {
  expect(kindsOf(new Told('RC').write(1, 1, 11).read(2, { id: 1 }, [[1, 11]]).write(1, 1, 12).end('commit', 1).end('commit', 2))).toEqual(['G1b']);
});

test('G1c: two transactions that read each other', () => {
  expect(kindsOf(new Told('RC').write(1, 1, 11).write(2, 2, 22).read(1, { id: 2 }, [[2, 22]]).read(2, { id: 1 }, [[1, 11]]).end('commit', 1).end('commit', 2))).toEqual(['G1c', 'order']);
});

test('a value is read before it is committed', () => {
  const told = new Told('RC').write(1, 1, 11).read(2, { id: 1 }, [[1, 11]]).end('commit', 2).end('commit', 1);
  expect([kindsOf(told), staleOf(told)]).toEqual([['order'], 1]);
});

test('a lost update is allowed under READ COMMITTED and caught under REPEATABLE READ, SERIALIZABLE and SNAPSHOT', () => {
  const lost = (level: Level): Told => new Told(level).read(1, { id: 1 }, [[1, 1]]).read(2, { id: 1 }, [[1, 1]]).write(2, 1, 21).end('commit', 2).write(1, 1, 11).end('commit', 1);
  expect([kindsOf(lost('RC')), kindsOf(lost('RR')), kindsOf(lost('SER')), kindsOf(lost('SI'))]).toEqual([[], ['G2-item', 'order'], ['G2-item', 'order'], ['G-single']]);
  expect(judge(lost('RC').events).allowed).toEqual({ isSkewed: false, isLost: true });
});

test('a fuzzy read likewise', () => {
  const fuzzy = (level: Level): Told => new Told(level).read(1, { id: 1 }, [[1, 1]]).write(2, 1, 21).end('commit', 2).read(1, { id: 1 }, [[1, 21]]).end('commit', 1);
  expect([kindsOf(fuzzy('RC')), kindsOf(fuzzy('RR')), kindsOf(fuzzy('SI')), staleOf(fuzzy('SI'))]).toEqual([[], ['G2-item', 'order'], ['G-single'], 1]);
});

test('read skew: two rows of different times', () => {
  const skew = (level: Level): Told => new Told(level).read(1, { id: 1 }, [[1, 1]]).write(2, 1, 21).write(2, 2, 22).end('commit', 2).read(1, { id: 2 }, [[2, 22]]).end('commit', 1);
  expect([kindsOf(skew('RC')), kindsOf(skew('RR')), kindsOf(skew('SI'))]).toEqual([[], ['G2-item', 'order'], ['G-single']]);
});

test('write skew is allowed under SNAPSHOT and caught under SERIALIZABLE', () => {
  const skew = (level: Level): Told => new Told(level).read(1, { id: 1 }, [[1, 1]]).read(2, { id: 2 }, [[2, 2]]).write(1, 2, 12).write(2, 1, 21).end('commit', 1).end('commit', 2);
  expect([kindsOf(skew('SI')), judge(skew('SI').events).allowed.isSkewed, kindsOf(skew('SER'))]).toEqual([[], true, ['G2-item', 'order']]);
});

test('phantoms are allowed under REPEATABLE READ and caught under SERIALIZABLE', () => {
  const phantom = (level: Level): Told => new Told(level).read(1, { g: 5 }, []).write(2, 3, 35).end('commit', 2).read(1, { g: 5 }, [[3, 35]]).end('commit', 1);
  expect([kindsOf(phantom('RR')), kindsOf(phantom('SER'))]).toEqual([[], ['G2', 'order']]);
  const predicates = (level: Level): Told => new Told(level).read(1, { g: 5 }, []).read(2, { g: 6 }, []).write(1, 3, 36).write(2, 4, 45).end('commit', 1).end('commit', 2);
  expect([kindsOf(predicates('RR')), kindsOf(predicates('SER'))]).toEqual([[], ['G2', 'order']]);
});

test('a row that no longer matches is a phantom as well', () => {
  const gone = (level: Level): Told => new Told(level, [1, 15]).read(1, { g: 5 }, [[15, 15]]).write(2, 15, null).end('commit', 2).read(1, { g: 5 }, []).end('commit', 1);
  expect([kindsOf(gone('RC')), kindsOf(gone('SER'))]).toEqual([[], ['G2-item', 'order']]);
});

test('what nobody wrote, what does not match and what was not there last', () => {
  expect(kindsOf(new Told('RU', [1]).read(1, { id: 1 }, [[1, 77]], 'RC').end('commit', 1))).toEqual(['unknown']);
  expect(kindsOf(new Told('RC', [1]).read(1, { g: 4 }, [[1, 1]]).end('commit', 1))).toEqual(['unknown']);
  expect(kindsOf(new Told('RC').write(1, 1, 11).end('commit', 1).write(2, 1, 21, 1).end('commit', 2))).toEqual(['chain']);
});

test('a read of too few, too many or old rows is told from what was there', () => {
  expect(staleOf(new Told('RC').read(1, {}, [[1, 1]]).end('commit', 1))).toBe(1);
  expect(staleOf(new Told('RC').write(1, 1, 11).end('commit', 1).read(2, { id: 1 }, [[1, 1]]).end('commit', 2))).toBe(1);
  expect(staleOf(new Told('SI').read(2, { id: 2 }, [[2, 2]]).write(1, 1, 11).end('commit', 1).read(2, { id: 1 }, [[1, 11]]).end('commit', 2))).toBe(1);
  expect(staleOf(new Told('SI').read(2, { id: 2 }, [[2, 2]]).write(1, 1, 11).end('commit', 1).read(2, { id: 1 }, [[1, 1]]).end('commit', 2))).toBe(0);
});

test('graphs: the shortest circle, and an order that keeps to the edges', () => {
  const edge = (from: number, to: number): Edge => ({ from, to, kind: 'ww', why: '' });
  const edges = [edge(1, 2), edge(2, 3), edge(3, 4), edge(4, 1), edge(3, 2)];
  expect(findCycle(edges)?.map(({ from, to }) => [from, to])).toEqual([[2, 3], [3, 2]]);
  expect(findCycle([edge(1, 2), edge(1, 3), edge(2, 3)])).toBeUndefined();
  expect(orderOf([edge(4, 1), edge(3, 1), edge(1, 2)], [1, 2, 3, 4])).toEqual([3, 4, 1, 2]);
  expect(orderOf(edges, [1, 2, 3, 4])).toEqual([]);
});
