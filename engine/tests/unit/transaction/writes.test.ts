import { advanceSequence } from '../../../src/transaction/counters';
import type { SequenceDefinition } from '../../../src/catalog/definitions';
import { INT } from '../../../src/types/sql-type';
import { column, index, keysOf, point, primaryKey, remove, rowsOf, setB, Statement, thrownBy, World } from './support';

const rows = [[1, 10, 'x'], [2, 20, null], [3, 30, 'z']];
const unique = index(2, [2], { isUnique: true, isUniqueConstraint: true, name: 'uq_b' });

describe('writing rows', () => {
  it('rolls inserts, updates, deletes and key changes back, to savepoints and wholly', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const session = world.session();
    session.begin('t');
    session.insert(table, [4, 40, '']);
    const mark = session.savepoint();
    setB(session, table, 1, 25);
    setB(session, table, 1, 10);
    setB(session, table, 1, 35);
    remove(session, table, 2);
    remove(session, table, 4);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([3, 1]);
    session.rollbackTo(mark);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([1, 2, 3, 4]);
    expect(table.store.rowCount).toBe(4);
    session.rollback();
    expect(rowsOf(session, table)).toEqual(rows);
    session.commit();
    const { content } = table.store;
    expect([content.ghosts, content.rowCount, content.rows.size, content.indexes.get(1)?.size, content.indexes.get(2)?.size]).toEqual([0, 3, 3, 3, 3]);
    expect(world.manager.locks.list()).toEqual([]);
    expect([...world.manager.active()]).toEqual([]);
  });

  it('takes ghosts out at commit, revived keys stay', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const session = world.session();
    setB(session, table, 1, 25);
    setB(session, table, 1, 10);
    setB(session, table, 3, 31);
    remove(session, table, 2);
    session.commit();
    const { content } = table.store;
    expect([content.ghosts, content.rowCount, content.rows.size, content.indexes.get(1)?.size, content.indexes.get(2)?.size]).toEqual([0, 2, 2, 2, 2]);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([1, 3]);
  });

  it('raises 2627 and 2601 with the key', () => {
    const world = new World();
    const table = world.table([primaryKey, unique, index(3, [3, 2], { isUnique: true, name: 'ix_cb' })], rows);
    const session = world.session();
    const texts = [[1, 99, 'n'], [9, 20, 'n'], [9, 99, 'Z']].map(row => thrownBy(() => session.insert(table, row))) as (Error | undefined)[];
    expect(texts[0]).toMatchObject({ number: 2627, message: "Violation of PRIMARY KEY constraint 'pk'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (1)." });
    expect(texts[1]).toMatchObject({ number: 2627, message: "Violation of UNIQUE KEY constraint 'uq_b'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (20)." });
    expect(texts[2]).toBeUndefined();
    session.insert(table, [10, null, null]);
    expect(thrownBy(() => session.insert(table, [11, null, 'other']))).toMatchObject({ number: 2627, message: expect.stringContaining('(<NULL>)') });
    expect(thrownBy(() => session.createIndex(table, index(4, [3], { isUnique: true, name: 'ix_c' })))).toMatchObject({ number: 1505, message: expect.stringMatching(/'dbo\.t'.*'ix_c'.*\(<NULL>\)/) });
    const wider = world.table([index(3, [3, 2], { isUnique: true, name: 'ix_cb' })], rows);
    expect(thrownBy(() => session.insert(wider, [9, 30, 'Z']))).toMatchObject({ number: 2601, message: "Cannot insert duplicate key row in object 'dbo.t' with unique index 'ix_cb'. The duplicate key value is (Z, 30)." });
  });

  it('keeps filtered indexes', () => {
    const world = new World();
    const filters = new Map([[2, (row: readonly unknown[]): boolean => Number(row[1]) > 15]]);
    const table = { ...world.table([primaryKey, index(2, [2], { isUnique: true, filter: '([b]>(15))' })], [], {}), filters };
    const session = world.session();
    for (const row of [[1, 10, ''], [2, 10, ''], [3, 30, '']]) session.insert(table, row);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([3]);
    setB(session, table, 1, 40);
    setB(session, table, 3, 5);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([1]);
    session.commit();
    expect([table.store.content.indexes.get(2)?.size, table.store.content.ghosts]).toEqual([1, 0]);
    setB(session, table, 1, 1);
    setB(session, table, 2, 50);
    session.rollback();
    expect([table.store.content.indexes.get(2)?.size, table.store.content.ghosts]).toEqual([1, 0]);
    expect(thrownBy(() => setB(session, table, 2, 40))).toMatchObject({ number: 2601 });
  });

  it('waits for the uncommitted row of an equal key: then success or 2627', () => {
    for (const end of ['rollback', 'commit'] as const) {
      const world = new World();
      const table = world.table([primaryKey, unique], rows);
      const [first, second] = [world.session(), world.session()];
      first.insert(table, [9, 90, '']);
      const statement = new Statement(world, second, () => { second.insert(table, [8, 90, '']); });
      expect(statement.waits.map(w => [w.mode, w.resource.kind])).toEqual([['X', 'KEY']]);
      first[end]();
      expect(statement.outcome).toBe('done');
      expect(statement.error).toEqual(end === 'commit' ? expect.objectContaining({ number: 2627 }) : undefined);
      second.commit();
      expect(world.manager.locks.list()).toEqual([]);
    }
  });

  it('waits for the ghost of an uncommitted delete', () => {
    for (const end of ['rollback', 'commit'] as const) {
      const world = new World();
      const table = world.table([primaryKey], rows);
      const [first, second] = [world.session(), world.session()];
      remove(first, table, 2);
      const statement = new Statement(world, second, () => { second.insert(table, [2, 77, '']); });
      expect(statement.waits).toHaveLength(1);
      first[end]();
      expect(statement.error).toEqual(end === 'rollback' ? expect.objectContaining({ number: 2627 }) : undefined);
    }
  });
});

describe('counters', () => {
  it('gives identity values back to a restarted statement, keeps them for a failed one', () => {
    const world = new World();
    const identity = { seed: 1n, increment: 1n };
    const made = world.table([primaryKey]);
    const definition = { ...made.definition, objectId: 200, columns: [column(1, 'a', INT, identity), ...made.definition.columns.slice(1)] };
    const session = world.session();
    const table = { ...made, definition, store: session.createStore(5, definition) };
    session.commit();
    session.begin();
    let mark = session.beginStatement();
    expect([session.nextIdentity(table), session.nextIdentity(table)]).toEqual([1n, 2n]);
    session.rollbackTo(mark, { restart: true });
    expect(table.store.identity?.lastValue).toBeNull();
    mark = session.beginStatement();
    session.nextIdentity(table);
    const inner = session.beginStatement();
    session.nextIdentity(table);
    session.endStatement(inner);
    session.rollbackTo(mark, { restart: true });
    expect(table.store.identity?.lastValue).toBeNull();
    mark = session.beginStatement();
    session.nextIdentity(table);
    session.rollbackTo(mark);
    session.endStatement(mark);
    expect(session.nextIdentity(table)).toBe(2n);
    session.rollback();
    expect(session.nextIdentity(table)).toBe(3n);
    session.noteIdentity(table, 10n);
    session.noteIdentity(table, 7n);
    expect(session.nextIdentity(table)).toBe(11n);
    session.truncate(table);
    expect(session.nextIdentity(table)).toBe(1n);
    session.rollback();
    expect(session.nextIdentity(table)).toBe(12n);
    session.reseedIdentity(table, 100n);
    expect(session.nextIdentity(table)).toBe(101n);
    session.truncate(table);
    session.reseedIdentity(table, 50n);
    expect(session.nextIdentity(table)).toBe(50n);
    session.reseedIdentity(table, 2147483647n);
    expect(thrownBy(() => session.nextIdentity(table))).toMatchObject({ number: 8115 });
  });

  it('hands out sequence values', () => {
    const world = new World();
    const session = world.session();
    const sequence = { kind: 'sequence', objectId: 7, name: 's', start: 5n, increment: 2n, minValue: 1n, maxValue: 10n, isCycling: false } as SequenceDefinition;
    const mark = session.beginStatement();
    expect([session.nextSequenceValue(5, sequence), session.nextSequenceValue(5, sequence)]).toEqual([5n, 7n]);
    session.rollbackTo(mark, { restart: true });
    expect(session.nextSequenceValue(5, sequence)).toBe(5n);
    session.rollback();
    expect([session.nextSequenceValue(5, sequence), session.nextSequenceValue(5, sequence)]).toEqual([7n, 9n]);
    expect(thrownBy(() => session.nextSequenceValue(5, sequence))).toMatchObject({ number: 11728 });
    session.commit();
    session.restartSequence(5, 7, 1n);
    expect(session.nextSequenceValue(5, sequence)).toBe(1n);
    session.rollback();
    expect(world.store.sequence(7)).toEqual({ lastValue: 9n });
    expect(advanceSequence({ lastValue: 9n }, { ...sequence, isCycling: true })).toEqual({ lastValue: 1n });
  });

  it('counts rowversions in 8 bytes and never back', () => {
    const world = new World();
    const session = world.session();
    const first = session.nextRowVersion(5);
    session.rollback();
    expect(first).toHaveLength(8);
    expect(Buffer.from(session.nextRowVersion(5)).readBigUInt64BE()).toBe(Buffer.from(first).readBigUInt64BE() + 1n);
  });
});

describe('tables', () => {
  it('keeps table variables over a rollback but not over a failed statement', () => {
    const world = new World();
    const table = { ...world.table([primaryKey], rows), isVariable: true };
    const session = world.session();
    session.begin();
    session.insert(table, [4, 40, '']);
    const savepoint = session.savepoint();
    setB(session, table, 1, 99);
    remove(session, table, 2);
    session.rollbackTo(savepoint);
    expect(keysOf(session, table)).toEqual([1, 3, 4]);
    const mark = session.beginStatement();
    session.insert(table, [5, 50, '']);
    session.rollbackTo(mark);
    session.endStatement(mark);
    session.rollback();
    expect(rowsOf(session, table)).toEqual([[1, 99, 'x'], [3, 30, 'z'], [4, 40, '']]);
    expect([table.store.content.ghosts, table.store.content.rows.size]).toEqual([0, 3]);
    expect(world.manager.locks.list()).toEqual([]);
  });

  it('rolls TRUNCATE, ALTER TABLE, CREATE and DROP back', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const session = world.session();
    session.begin();
    session.insert(table, [4, 40, '']);
    session.truncate(table);
    session.insert(table, [7, 70, '']);
    expect(keysOf(session, table)).toEqual([7]);
    const altered = { ...table.definition, columns: [column(2, 'b'), column(1, 'a')] };
    session.rebuild(table, altered, row => [row[1] ?? null, row[0] ?? null], new Map());
    expect(rowsOf(session, table, { range: point(7) })).toEqual([[70, 7]]);
    session.dropIndex(table, 2);
    session.dropStore(5, 100);
    expect(world.store.table(100)).toBeUndefined();
    expect(world.manager.locks.list().map(l => l.mode)).toContain('Sch-M');
    session.rollback();
    expect(world.store.table(100)).toBe(table.store);
    expect(rowsOf(session, table)).toEqual(rows);
    expect(keysOf(session, table, { indexId: 2 })).toEqual([1, 2, 3]);
    expect(table.store.rowCount).toBe(3);
  });

  it('refuses to commit a doomed transaction', () => {
    const world = new World();
    const session = world.session();
    session.begin();
    session.isDoomed = true;
    expect(thrownBy(() => session.commit())).toMatchObject({ number: 3930 });
    session.rollback();
    expect([session.isActive, session.isDoomed]).toEqual([false, false]);
  });

  it('logs catalog changes and shows only committed ones to a copy', () => {
    const world = new World();
    const session = world.session();
    session.applyCatalogChange(5, { kind: 'schema', after: { schemaId: 9, name: 'app', ownerId: 1 } });
    expect(world.catalog.findSchema('APP')?.schemaId).toBe(9);
    expect(world.manager.snapshotCommitted(5).catalog.findSchema('app')).toBeUndefined();
    session.rollback();
    expect(world.catalog.findSchema('app')).toBeUndefined();
  });
});
