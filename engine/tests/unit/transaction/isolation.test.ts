import { decideRead } from '../../../src/transaction/isolation';
import type { LockHints } from '../../../src/transaction/row-access';
import { index, keysOf, point, primaryKey, remove, rowsOf, setB, Statement, thrownBy, World } from './support';

const rows = [[1, 10, 'x'], [3, 30, null], [5, 50, 'z']];
const range = (low: number, high: number) => ({ low: { key: [low], isInclusive: true }, high: { key: [high], isInclusive: true } });
const modes = (world: World, spid: number): string[] => world.manager.locks.list().filter(l => l.spid === spid && l.resourceType !== 'OBJECT').map(l => l.mode).sort();

describe('READ COMMITTED', () => {
  it('waits for an uncommitted row, and sees what was committed', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [writer, reader] = [world.session(), world.session()];
    setB(writer, table, 3, 31);
    const seen: unknown[] = [];
    const statement = new Statement(world, reader, () => { seen.splice(0, 9, ...rowsOf(reader, table).map(row => row[1])); });
    expect(statement.waits.map(w => [w.mode, w.duration])).toEqual([['S', 'statement']]);
    expect(world.manager.locks.waits()).toMatchObject([{ spid: reader.spid, blockingSpid: writer.spid, waitType: 'LCK_M_S' }]);
    writer.commit();
    expect(seen).toEqual([10, 31, 50]);
    reader.commit();
    expect(world.manager.locks.list()).toEqual([]);
  });

  it('holds nothing of a read, and makes no lock objects for it', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const reader = world.session();
    const mark = reader.beginStatement();
    expect(keysOf(reader, table)).toEqual([1, 3, 5]);
    expect(world.manager.locks.list().map(l => [l.resourceType, l.mode])).toEqual([['OBJECT', 'IS']]);
    reader.endStatement(mark);
    expect(world.manager.locks.list()).toEqual([]);
  });

  it('does not see rows of a rolled back insert, and reads by an index whose key is being changed', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const [writer, reader] = [world.session(), world.session()];
    writer.insert(table, [4, 40, '']);
    setB(writer, table, 1, 45);
    let seen: unknown[] = [];
    const statement = new Statement(world, reader, () => { seen = keysOf(reader, table, { indexId: 2 }); });
    writer.rollback();
    expect([statement.outcome, seen]).toEqual(['done', [1, 3, 5]]);
  });

  it('reads through NOLOCK what is not committed', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const [writer, reader] = [world.session(), world.session()];
    setB(writer, table, 1, 55);
    remove(writer, table, 3);
    expect(keysOf(reader, table, { hints: { isolation: 'NOLOCK' }, indexId: 2 })).toEqual([5, 1]);
    expect(world.manager.locks.list().filter(l => l.spid === reader.spid).map(l => l.mode)).toEqual(['Sch-S']);
  });

  it('updates different rows at the same time, the same row one after the other', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [world.session(), world.session()];
    setB(a, table, 1, 11);
    setB(b, table, 5, 51);
    const statement = new Statement(world, b, () => setB(b, table, 1, 12));
    expect(statement.waits.map(w => w.mode)).toEqual(['U']);
    a.commit();
    b.commit();
    expect(rowsOf(a, table).map(row => row[1])).toEqual([12, 30, 51]);
  });

  it('lets readers who wait for two rows in turn not block a writer in a circle', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b, reader] = [world.session(), world.session(), world.session()];
    setB(a, table, 1, 11);
    setB(b, table, 3, 31);
    const reading = new Statement(world, reader, () => { keysOf(reader, table); });
    a.commit();
    expect(reading.waits).toHaveLength(2);
    const writing = new Statement(world, b, () => setB(b, table, 1, 13));
    expect(writing.outcome).toBe('done');
    b.commit();
    expect(reading.outcome).toBe('done');
  });

  it('makes a heap wait by RID', () => {
    const world = new World();
    const table = world.table([], rows);
    const [a, b] = [world.session(), world.session()];
    setB(a, table, 1, 11);
    const reading = new Statement(world, b, () => { keysOf(b, table); });
    expect(reading.waits[0]?.resource.kind).toBe('RID');
    a.commit();
    expect(reading.outcome).toBe('done');
  });

  it('waits at Sch-M', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b, c] = [world.session(), world.session(), world.session()];
    a.truncate(table);
    const dirty = new Statement(world, b, () => { keysOf(b, table, { hints: { isolation: 'NOLOCK' } }); });
    const schema = new Statement(world, c, () => c.lockSchema(5, 100, 'Sch-S'));
    expect([dirty.waits[0]?.mode, schema.waits[0]?.mode]).toEqual(['Sch-S', 'Sch-S']);
    a.rollback();
    expect([dirty.outcome, schema.outcome]).toEqual(['done', 'done']);
  });
});

describe('hints', () => {
  it('skips locked rows under READPAST: the queue idiom', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [world.session(), world.session()];
    const take = (session: typeof a): unknown => {
      const cursor = session.read({ table, hints: { mode: 'UPDLOCK', granularity: 'ROWLOCK', readPast: true }, purpose: 'read' });
      return cursor.next()?.values[0];
    };
    expect([take(a), take(b)]).toEqual([1, 3]);
    expect(keysOf(b, table, { hints: { readPast: true } })).toEqual([1, 3, 5]);
    setB(a, table, 1, 0);
    expect(keysOf(b, table, { hints: { readPast: true } })).toEqual([3, 5]);
  });

  it('takes whole tables, and does not wait under NOWAIT', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [world.session(), world.session()];
    expect(keysOf(a, table, { hints: { granularity: 'TABLOCKX' } })).toEqual([1, 3, 5]);
    expect(world.manager.locks.list().map(l => [l.resourceType, l.mode])).toEqual([['OBJECT', 'X']]);
    expect(thrownBy(() => keysOf(b, table, { hints: { noWait: true } }))).toMatchObject({ timeoutMs: 0, mode: 'IS' });
    const statement = new Statement(world, b, () => { keysOf(b, table, { hints: { noWait: true } }); });
    expect(statement.outcome).toBe('timeout');
  });

  it('decides modes by level, hints and purpose', () => {
    const plan = (level: Parameters<typeof decideRead>[0]['level'], hints: LockHints, purpose: 'read' | 'update' | 'check' = 'read', isReadCommittedSnapshot = false): unknown[] => {
      const p = decideRead({ level, hints, purpose, isReadCommittedSnapshot });
      return [p.tableMode, p.rowMode, p.hold, p.isRange, p.versions];
    };
    expect(plan('READ UNCOMMITTED', {})).toEqual(['Sch-S', undefined, 'test', false, undefined]);
    expect(plan('READ UNCOMMITTED', { mode: 'UPDLOCK' })).toEqual(['IX', 'U', 'transaction', false, undefined]);
    expect(plan('READ UNCOMMITTED', {}, 'check')).toEqual(['IS', 'S', 'test', false, undefined]);
    expect(plan('READ UNCOMMITTED', {}, 'update')).toEqual(['IX', 'U', 'statement', false, undefined]);
    expect(plan('REPEATABLE READ', {})).toEqual(['IS', 'S', 'transaction', false, undefined]);
    expect(plan('READ COMMITTED', { isolation: 'HOLDLOCK', mode: 'UPDLOCK' })).toEqual(['IX', 'U', 'transaction', true, undefined]);
    expect(plan('READ COMMITTED', { granularity: 'TABLOCK' })).toEqual(['S', undefined, 'test', false, undefined]);
    expect(plan('READ COMMITTED', { granularity: 'TABLOCK', mode: 'UPDLOCK' })).toEqual(['X', undefined, 'test', false, undefined]);
    expect(plan('READ COMMITTED', {}, 'read', true)).toEqual(['Sch-S', undefined, 'test', false, 'statement']);
    expect(plan('READ COMMITTED', { isolation: 'READCOMMITTEDLOCK' }, 'read', true)).toEqual(['IS', 'S', 'test', false, undefined]);
    expect(plan('READ COMMITTED', { granularity: 'TABLOCK' }, 'read', true)[4]).toBe('statement');
    expect(plan('READ COMMITTED', {}, 'check', true)).toEqual(['IS', 'S', 'test', false, undefined]);
    expect(plan('SNAPSHOT', {})[4]).toBe('transaction');
    expect(plan('SNAPSHOT', { isolation: 'REPEATABLEREAD' })).toEqual(['IS', 'S', 'transaction', false, undefined]);
    for (const [level, isRcsi] of [['SERIALIZABLE', false], ['READ UNCOMMITTED', false], ['READ COMMITTED', true]] as const) {
      expect(thrownBy(() => plan(level, { readPast: true }, 'read', isRcsi))).toMatchObject({ number: 650 });
    }
    expect(thrownBy(() => plan('READ COMMITTED', { isolation: 'NOLOCK', mode: 'XLOCK' }))).toMatchObject({ number: 1047 });
  });
});

describe('REPEATABLE READ', () => {
  it('keeps S on the rows it returned only, and lets new rows in', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [world.session(), world.session()];
    a.isolationLevel = 'REPEATABLE READ';
    keysOf(a, table, { predicate: row => row[0] === 3 });
    expect(modes(world, a.spid)).toEqual(['S']);
    setB(b, table, 1, 11);
    b.insert(table, [4, 40, '']);
    const statement = new Statement(world, b, () => setB(b, table, 3, 33));
    expect(statement.waits[0]?.mode).toBe('X');
    a.commit();
    expect(statement.outcome).toBe('done');
  });
});

describe('SERIALIZABLE', () => {
  const serializable = (world: World): ReturnType<World['session']> => {
    const session = world.session();
    session.isolationLevel = 'SERIALIZABLE';
    return session;
  };

  it('lets no phantom into a range that was read, in either direction', () => {
    for (const isBackward of [false, true]) {
      const world = new World();
      const table = world.table([primaryKey], rows);
      const [a, b] = [serializable(world), world.session()];
      expect(keysOf(a, table, { range: range(2, 4), isBackward })).toEqual([3]);
      expect(modes(world, a.spid)).toEqual(['RangeS-S', 'RangeS-S']);
      b.insert(table, [6, 60, '']);
      b.insert(table, [0, 0, '']);
      const phantom = new Statement(world, b, () => { b.insert(table, [4, 40, '']); });
      expect(phantom.waits.map(w => w.mode)).toEqual(['RangeI-N']);
      a.commit();
      expect(phantom.outcome).toBe('done');
    }
  });

  it('locks a hit of a unique key plainly, a miss by the next key', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [serializable(world), world.session()];
    keysOf(a, table, { range: point(3) });
    expect(modes(world, a.spid)).toEqual(['S']);
    b.insert(table, [2, 0, '']);
    b.rollback();
    expect(keysOf(a, table, { range: point(4) })).toEqual([]);
    expect(modes(world, a.spid)).toEqual(['RangeS-S', 'S']);
    expect(thrownBy(() => b.insert(table, [4, 0, '']))).toMatchObject({ mode: 'RangeI-N' });
    expect(keysOf(a, table, { range: point(9) })).toEqual([]);
    expect(world.manager.locks.list().map(l => l.description)).toContain('(ffffffffffff)');
    expect(thrownBy(() => b.insert(table, [7, 0, '']))).toMatchObject({ mode: 'RangeI-N' });
  });

  it('locks all keys and infinity for a scan, the table for a heap', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const a = serializable(world);
    keysOf(a, table);
    expect(modes(world, a.spid)).toEqual(['RangeS-S', 'RangeS-S', 'RangeS-S', 'RangeS-S']);
    a.commit();
    const heap = world.table([], rows);
    keysOf(a, heap);
    expect(world.manager.locks.list().map(l => [l.resourceType, l.mode])).toEqual([['OBJECT', 'S']]);
  });

  it('takes RangeS-U to search and RangeX-X to write', () => {
    const world = new World();
    const table = world.table([index(1, [1])], rows);
    const a = serializable(world);
    setB(a, table, 3, 33);
    expect(modes(world, a.spid)).toEqual(['RangeS-U', 'RangeX-X']);
  });

  it('guards the gap before a key that its own transaction put into the range', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [serializable(world), world.session()];
    keysOf(a, table, { range: range(2, 9) });
    a.insert(table, [8, 80, '']);
    expect(thrownBy(() => b.insert(table, [7, 0, '']))).toMatchObject({ mode: 'RangeI-N' });
    expect(thrownBy(() => b.insert(table, [9, 0, '']))).toMatchObject({ mode: 'RangeI-N' });
  });

  it('lets no row move into a range of a nonclustered index', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const [a, b] = [serializable(world), world.session()];
    expect(keysOf(a, table, { indexId: 2, range: range(25, 35) })).toEqual([3]);
    const statement = new Statement(world, b, () => setB(b, table, 1, 26));
    expect(statement.waits.map(w => w.mode)).toEqual(['RangeI-N']);
    a.commit();
    expect(statement.outcome).toBe('done');
  });
});

describe('row versions', () => {
  it('reads under READ_COMMITTED_SNAPSHOT what is committed, without waiting', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    world.options(true, 'OFF');
    const [writer, reader] = [world.session(), world.session()];
    setB(writer, table, 1, 55);
    remove(writer, table, 3);
    writer.insert(table, [4, 40, '']);
    expect(rowsOf(reader, table)).toEqual(rows);
    expect(keysOf(reader, table, { indexId: 2 })).toEqual([1, 3, 5]);
    expect(keysOf(writer, table, { indexId: 2 })).toEqual([4, 5, 1]);
    expect(world.manager.locks.list().filter(l => l.spid === reader.spid).map(l => l.mode)).toEqual(['Sch-S']);
    writer.commit();
    reader.commit();
    expect(keysOf(reader, table)).toEqual([1, 4, 5]);
    expect(table.store.content.ghosts).toBe(0);
  });

  it('reads under SNAPSHOT as of its first access, and keeps old versions only for that long', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    world.options(false, 'ON');
    const [writer, reader] = [world.session(), world.session()];
    reader.isolationLevel = 'SNAPSHOT';
    reader.begin();
    setB(writer, table, 1, 11);
    writer.commit();
    const before = [[1, 11, 'x'], ...rows.slice(1)];
    expect(rowsOf(reader, table)).toEqual(before);
    for (const b of [12, 60, 13]) {
      setB(writer, table, 1, b);
      writer.commit();
    }
    remove(writer, table, 3);
    writer.insert(table, [7, 70, '']);
    writer.commit();
    expect(rowsOf(reader, table)).toEqual(before);
    expect(keysOf(reader, table, { indexId: 2 })).toEqual([1, 3, 5]);
    expect(keysOf(writer, table, { indexId: 2 })).toEqual([1, 5, 7]);
    reader.commit();
    const { content } = table.store;
    expect([content.ghosts, content.unsettled.length, content.rows.size, content.indexes.get(2)?.size, content.slot(1)?.prior]).toEqual([0, 0, 3, 3, undefined]);
    expect(keysOf(reader, table)).toEqual([1, 5, 7]);
  });

  it('raises 3960 for a row that changed since, after waiting for its writer', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    world.options(false, 'ON');
    const [writer, session] = [world.session(), world.session()];
    session.isolationLevel = 'SNAPSHOT';
    session.begin();
    keysOf(session, table);
    setB(writer, table, 1, 11);
    const statement = new Statement(world, session, () => setB(session, table, 1, 12));
    expect(statement.waits[0]?.mode).toBe('U');
    setB(session, table, 5, 51);
    writer.commit();
    expect(statement.error).toMatchObject({ number: 3960, message: expect.stringContaining("'dbo.t'") });
  });

  it('raises 3952, 3951 and 3961', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const [a, b] = [world.session(), world.session()];
    a.isolationLevel = 'SNAPSHOT';
    expect(thrownBy(() => keysOf(a, table))).toMatchObject({ number: 3952 });
    expect(thrownBy(() => a.insert(table, [9, 9, '']))).toMatchObject({ number: 3952 });
    expect(keysOf(a, table, { hints: { isolation: 'READCOMMITTED' } })).toEqual([1, 3, 5]);
    a.rollback();
    world.options(false, 'ON');
    b.begin();
    keysOf(b, table);
    b.isolationLevel = 'SNAPSHOT';
    expect(thrownBy(() => keysOf(b, table))).toMatchObject({ number: 3951 });
    expect(b.isDoomed).toBe(true);
    b.rollback();
    const other = world.table([primaryKey], rows);
    b.begin();
    keysOf(b, other);
    a.isolationLevel = 'READ COMMITTED';
    a.truncate(table);
    a.commit();
    expect(thrownBy(() => keysOf(b, table))).toMatchObject({ number: 3961 });
  });
});
