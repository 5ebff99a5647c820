// What happens when the heap is full: the statement fails and takes its transaction with it; room can be made, and then all goes on.
import { SqlEngine } from '../../../src/engine';
import { MemoryGuard } from '../../../src/instance/memory';
import { connect, emptyFolder, type TestSession } from '../ddl/support';

/** A heap that fills by itself: each look finds it fuller by `growth`; `live` of it is no garbage. */
const heap = { used: 0, live: 0, growth: 0, collections: 0, fullness: () => (heap.used += heap.growth), collect: () => { heap.collections++; heap.used = heap.live; } };
let session: TestSession;
beforeEach(async () => {
  Object.assign(heap, { used: 0, live: 0, growth: 0, collections: 0 });
  session = connect(new SqlEngine({ password: 'pw', serverName: 'test', backupFolder: emptyFolder(), heap }));
  await session.ok('CREATE TABLE dbo.t (n int)');
});

const fill = (live: number): void => { Object.assign(heap, { used: 0.9, live }); };

it('ends a large statement with 701, whole', async () => {
  Object.assign(heap, { growth: 0.2, live: 0.8 });
  expect(await session.errors('INSERT dbo.t SELECT value FROM GENERATE_SERIES(1, 100000)')).toEqual([701]);
  heap.growth = 0;
  heap.used = 0;
  expect(await session.rows('SELECT COUNT(*) FROM dbo.t')).toEqual([[0]]);
});

it('ends the transaction of a small one, and the batch', async () => {
  await session.ok('BEGIN TRANSACTION; INSERT dbo.t VALUES (1)');
  fill(0.8);
  const { errors } = await session.run('INSERT dbo.t VALUES (2); SELECT 1');
  expect(errors.map(({ number, severity, message }) => [number, severity, message])).toEqual([[701, 17, "There is insufficient system memory in resource pool 'default' to run this query."]]);
  fill(0);
  expect(await session.rows('SELECT @@TRANCOUNT, COUNT(*) FROM dbo.t')).toEqual([[0, 0]]);
});

it('can be caught', async () => {
  fill(0.8);
  expect(await session.rows('BEGIN TRY INSERT dbo.t VALUES (2) END TRY BEGIN CATCH SELECT ERROR_NUMBER(), XACT_STATE() END CATCH')).toEqual([[701, 0]]);
});

it('lets what makes room run', async () => {
  await session.ok('INSERT dbo.t VALUES (1), (2)');
  fill(0.8);
  await session.ok('DELETE dbo.t WHERE n = 1; TRUNCATE TABLE dbo.t; DROP TABLE dbo.t');
});

it('goes on where it was garbage that filled it', async () => {
  fill(0.3);
  await session.ok('INSERT dbo.t VALUES (1)');
  expect(heap.collections).toBe(1);
});

it('is looked at while rows are sorted and numbered, not only while they are read', async () => {
  heap.growth = 1e-9;
  const looks = async (query: string): Promise<number> => {
    heap.used = 0;
    await session.ok(query);
    return Math.round(heap.used / heap.growth);
  };
  const read = await looks('DECLARE @a bigint; SELECT @a = value FROM GENERATE_SERIES(1, 100000)');
  expect(await looks('DECLARE @a bigint; SELECT @a = value FROM GENERATE_SERIES(1, 100000) ORDER BY value % 7')).toBeGreaterThan(read * 1.5);
  expect(await looks('DECLARE @a bigint; SELECT @a = RANK() OVER (ORDER BY value % 7) FROM GENERATE_SERIES(1, 100000)')).toBeGreaterThan(read * 2.5);
});

it('finds memory left when it asks V8, as it does by default', () => {
  expect(() => new MemoryGuard().check()).not.toThrow();
});
