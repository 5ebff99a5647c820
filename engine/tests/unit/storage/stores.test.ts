import { decodeSnapshot, encodeSnapshot } from '../../../src/storage/snapshot-codec';
import { keysOf, primaryKey, index, remove, rowsOf, setB, World } from '../transaction/support';

const rows = [[1, 10, 'x'], [2, 20, null], [3, 30, 'z']];

describe('stores', () => {
  it('encodes and decodes rows, indexes, identities and sequences', () => {
    const world = new World();
    world.table([primaryKey, index(2, [2, 3])], rows);
    world.store.setSequence(7, { lastValue: 5n });
    world.store.rowVersion = 2077n;
    const { store } = world.manager.snapshotCommitted(5);
    const decoded = decodeSnapshot(encodeSnapshot(store));
    expect([decoded.rowVersion, decoded.sequence(7)]).toEqual([2077n, { lastValue: 5n }]);
    const other = new World();
    const table = { ...other.table([primaryKey]), store: decoded.table(100) ?? fail() };
    expect(rowsOf(other.session(), table)).toEqual(rows);
    expect(keysOf(other.session(), table, { indexId: 2, range: { low: { key: [20], isInclusive: true } } })).toEqual([2, 3]);
    expect(table.store.rowCount).toBe(3);
    other.session().insert(table, [4, 40, '']);
    expect(decoded.clone().table(100)?.rowCount).toBe(4);
  });

  it('leaves the uncommitted out of a committed copy, and the original alone', () => {
    const world = new World();
    const table = world.table([primaryKey, index(2, [2])], rows);
    const writer = world.session();
    writer.insert(table, [9, 9, 'new']);
    setB(writer, table, 1, 99);
    remove(writer, table, 2);
    const { store } = world.manager.snapshotCommitted(5);
    const copied = { ...table, store: store.table(100) ?? fail() };
    const reader = new World().session();
    expect(rowsOf(reader, copied)).toEqual(rows);
    expect(keysOf(reader, copied, { indexId: 2 })).toEqual([1, 2, 3]);
    expect([copied.store.content.ghosts, copied.store.rowCount, copied.store.content.indexes.get(2)?.size]).toEqual([0, 3, 3]);
    writer.commit();
    expect(rowsOf(reader, copied)).toEqual(rows);
    expect(keysOf(world.session(), table, { indexId: 2 })).toEqual([9, 3, 1]);
  });

  it('takes TRUNCATE, new tables and new indexes of an open transaction out of the copy', () => {
    const world = new World();
    const table = world.table([primaryKey], rows);
    const writer = world.session();
    writer.insert(table, [8, 8, '']);
    writer.truncate(table);
    writer.insert(table, [9, 9, '']);
    writer.createIndex(table, index(3, [2]));
    writer.createStore(5, { ...table.definition, objectId: 101 });
    const { store } = world.manager.snapshotCommitted(5);
    expect([...store.tables()].map(t => t.objectId)).toEqual([100]);
    const copied = { ...table, store: store.table(100) ?? fail() };
    expect([...copied.store.content.indexes.keys()]).toEqual([1]);
    expect(rowsOf(new World().session(), copied)).toEqual(rows);
    writer.rollback();
    expect(rowsOf(world.session(), table)).toEqual(rows);
  });
});

function fail(): never { throw new Error('no such table'); }
