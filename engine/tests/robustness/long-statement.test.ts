// A statement that keeps the server's thread to itself: its client cancels it, times out or goes away in the middle.
// The server runs in a thread of its own, as it does for users; here the clients would be deaf while it is busy.
import type { Socket } from 'node:net';
import type { Connection } from 'tedious';
import type { MemoryServer } from '../../src';
import { connect, disconnect, send, type Options } from '../wire/support/tedious-client';

// The thread's file exists only where it is built.
const { startServer } = jest.requireActual<typeof import('../../src')>('../../dist');

let server: MemoryServer;
const clients: Connection[] = [];

async function client(options: Options = {}): Promise<Connection> {
  const connection = await connect(server.port, { requestTimeout: 20000, ...options }, server.password);
  clients.push(connection);
  return connection;
}

beforeAll(async () => {
  server = await startServer();
  await send(await client(), `CREATE DATABASE long_statement`);
  await send(await client(), `USE long_statement;
    CREATE TABLE dbo.t (id int PRIMARY KEY, n int NOT NULL);
    INSERT dbo.t SELECT value, 0 FROM GENERATE_SERIES(1, 3000);
    EXEC ('CREATE FUNCTION dbo.endless() RETURNS int AS BEGIN WHILE 1 = 1 CONTINUE; RETURN 1 END')`);
});
afterAll(async () => {
  await Promise.all(clients.map(disconnect));
  await server.stop();
});

// Windows' sockets cannot be read while the thread is busy: there these statements would run on.
const [describeHere, itHere] = process.platform === 'win32' ? [describe.skip, it.skip] : [describe, it];

const HOURS = 'SELECT COUNT_BIG(*) FROM dbo.t a CROSS JOIN dbo.t b CROSS JOIN dbo.t c WHERE a.n + b.n + c.n > 0';
const rows = async (connection: Connection, text: string): Promise<unknown> => (await send(connection, text)).sets.at(-1)?.rows;

const KINDS: readonly (readonly [string, string])[] = [
  ['a join of billions of pairs', HOURS],
  ['a join on an expression', 'SELECT COUNT_BIG(*) FROM dbo.t a JOIN dbo.t b ON a.n = b.n JOIN dbo.t c ON c.n = b.n AND c.id + a.id < 0'],
  ['EXISTS without an end', 'SELECT COUNT(*) FROM dbo.t a WHERE EXISTS (SELECT 1 FROM dbo.t b CROSS JOIN dbo.t c WHERE b.n + c.n > a.id)'],
  ['a function that loops for ever', 'SELECT dbo.endless()'],
  ['a recursion for ever', 'WITH r AS (SELECT 1 AS a UNION ALL SELECT a FROM r) SELECT COUNT_BIG(*) FROM r OPTION (MAXRECURSION 0)'],
  ['an aggregate over a series', 'SELECT SUM(a.value % 7) FROM GENERATE_SERIES(CAST(1 AS bigint), CAST(1000000000000 AS bigint)) a'],
];

describeHere.each([['in clear', false], ['through TLS', true]] as const)('a request timeout in the middle of one statement, %s', (_, encrypt) => {
  it.each(KINDS)('%s', async (_name, text) => {
    const connection = await client({ requestTimeout: 300, encrypt, database: 'long_statement' });
    expect((await send(connection, text)).error).toMatchObject({ code: 'ETIMEOUT' });
    expect(await rows(connection, "SELECT 'alive', @@TRANCOUNT")).toEqual([['alive', 0]]);
  });
});

itHere('undoes the statement and leaves the transaction open', async () => {
  const connection = await client({ requestTimeout: 300, database: 'long_statement' });
  await send(connection, 'BEGIN TRANSACTION; UPDATE dbo.t SET n = 5 WHERE id = 1');
  expect((await send(connection, `UPDATE dbo.t SET n = 7 WHERE id <= 2 OR id = (${HOURS})`)).error).toMatchObject({ code: 'ETIMEOUT' });
  expect(await rows(connection, 'SELECT @@TRANCOUNT, (SELECT n FROM dbo.t WHERE id = 1), (SELECT n FROM dbo.t WHERE id = 2)')).toEqual([[1, 5, 0]]);
  await send(connection, 'ROLLBACK');
});

itHere('a client that goes away leaves no lock', async () => {
  const [gone, other] = [await client({ database: 'long_statement' }), await client({ database: 'long_statement' })];
  await send(gone, 'BEGIN TRANSACTION; UPDATE dbo.t SET n = 9 WHERE id = 10');
  void send(gone, HOURS);
  setTimeout(() => (gone as unknown as { socket: Socket }).socket.destroy(), 200);
  expect(await rows(other, 'SET LOCK_TIMEOUT 5000; SELECT n FROM dbo.t WHERE id = 10')).toEqual([[0]]);
});

describeHere.each([['in clear', false], ['through TLS', true]] as const)('KILL of a session in the middle of one statement, %s', (_, encrypt) => {
  it.each([['as a batch', false], ['as a request with sp_executesql', true]] as const)('%s', async (_name, isRpc) => {
    const [victim, killer] = [await client({ database: 'long_statement', encrypt }), await client({ database: 'long_statement', encrypt })];
    const [spid] = ((await rows(victim, 'BEGIN TRANSACTION; UPDATE dbo.t SET n = 4 WHERE id = 20; SELECT @@SPID')) as number[][])[0] ?? [];
    const ended = new Promise<void>((resolve) => { victim.once('end', () => resolve()); });
    const outcome = send(victim, HOURS);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await send(killer, `KILL ${String(spid)}`, isRpc ? 'sql' : 'batch')).error).toBeUndefined();
    expect((await outcome).error).toMatchObject({ number: 596, class: 21 });
    await ended;
    expect(await rows(killer, 'SET LOCK_TIMEOUT 5000; SELECT n FROM dbo.t WHERE id = 20')).toEqual([[0]]);
  });
});

itHere('requests of others wait for the end of the statement and are answered then', async () => {
  const [busy, other] = [await client({ requestTimeout: 500, database: 'long_statement' }), await client({ database: 'long_statement' })];
  const outcome = send(busy, HOURS);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await rows(other, "SELECT 'answered'")).toEqual([['answered']]);
  expect((await outcome).error).toMatchObject({ code: 'ETIMEOUT' });
});
