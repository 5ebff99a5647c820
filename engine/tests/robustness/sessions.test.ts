// Many sessions, sessions that vanish, are cancelled or killed: locks come free, work is undone, the others go on.
import type { Socket } from 'node:net';
import type { Connection } from 'tedious';
import { send } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from '../drivers/engine-server';

let server: EngineServer;
beforeAll(async () => {
  server = await startEngineServer();
  const client = await server.client();
  await send(client, 'CREATE TABLE t (id int PRIMARY KEY, n int); INSERT t SELECT value, 0 FROM GENERATE_SERIES(1, 1000)');
});
afterAll(async () => {
  await server.close();
  expect(server.problems).toEqual([]);
});

const rows = async (client: Connection, text: string): Promise<unknown> => (await send(client, text)).sets.at(-1)?.rows;
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await condition()) return;
    await pause(20);
  }
  throw new Error('it did not come to that');
}

async function spidOf(client: Connection): Promise<number> {
  return ((await rows(client, 'SELECT @@SPID')) as number[][])[0]?.[0] ?? 0;
}

const isWaiting = (observer: Connection, spid: number) => async (): Promise<boolean> =>
  JSON.stringify(await rows(observer, `SELECT COUNT(*) FROM sys.dm_exec_requests WHERE session_id = ${spid} AND blocking_session_id <> 0`)) === '[[1]]';

it('1,000 connections, each with a point query at the same moment', async () => {
  const clients: Connection[] = [];
  while (clients.length < 1000) clients.push(...await Promise.all(Array.from({ length: 50 }, () => server.client({ connectTimeout: 20000 }))));
  const answers = await Promise.all(clients.map((client, i) => rows(client, `SELECT id, n FROM t WHERE id = ${i + 1}`)));
  expect(answers).toEqual(clients.map((_, i) => [[i + 1, 0]]));
  const [observer] = clients;
  expect(observer && await rows(observer, 'SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE is_user_process = 1')).toEqual([[1001]]);
}, 60000);

it('a client that vanishes in mid-transaction', async () => {
  const [gone, other] = [await server.client(), await server.client()];
  await send(gone, 'BEGIN TRAN; UPDATE t SET n = 99 WHERE id = 1');
  (gone as unknown as { socket: Socket }).socket.destroy();
  expect(await rows(other, 'SELECT n FROM t WHERE id = 1')).toEqual([[0]]);
  await until(async () => JSON.stringify(await rows(other, "SELECT COUNT(*) FROM sys.dm_tran_locks WHERE request_mode = 'X'")) === '[[0]]');
});

it('a client that vanishes while it waits', async () => {
  const [holder, waiter, observer] = [await server.client(), await server.client(), await server.client()];
  const spid = await spidOf(waiter);
  await send(holder, 'BEGIN TRAN; UPDATE t SET n = 1 WHERE id = 2');
  void send(waiter, 'BEGIN TRAN; UPDATE t SET n = 7 WHERE id = 3; UPDATE t SET n = 7 WHERE id = 2');
  await until(isWaiting(observer, spid));
  (waiter as unknown as { socket: Socket }).socket.destroy();
  expect(await rows(observer, 'SET LOCK_TIMEOUT 3000; SELECT n FROM t WHERE id = 3')).toEqual([[0]]);
  await send(holder, 'ROLLBACK');
  expect(await rows(observer, 'SELECT n FROM t WHERE id = 2')).toEqual([[0]]);
});

it('cancels a statement that waits', async () => {
  const [holder, waiter, observer] = [await server.client(), await server.client(), await server.client()];
  const spid = await spidOf(waiter);
  await send(holder, 'BEGIN TRAN; UPDATE t SET n = 1 WHERE id = 4');
  const waiting = send(waiter, 'UPDATE t SET n = 5 WHERE id = 4');
  await until(isWaiting(observer, spid));
  waiter.cancel();
  expect((await waiting).error?.code).toBe('ECANCEL');
  expect(await rows(waiter, 'SELECT 1')).toEqual([[1]]);
  await send(holder, 'ROLLBACK');
});

it.each([
  ['a loop', 'DECLARE @i int = 0; WHILE 1 = 1 SET @i += 1'],
  ['a delay', "WAITFOR DELAY '00:00:30'"],
])('cancels %s, and the others are served meanwhile', async (_, text) => {
  const [busy, other] = [await server.client(), await server.client()];
  let isOver = false;
  const running = send(busy, text).finally(() => { isOver = true; });
  await pause(60);
  expect(await rows(other, 'SELECT 1')).toEqual([[1]]);
  expect(isOver).toBe(false);
  busy.cancel();
  expect((await running).error?.code).toBe('ECANCEL');
  expect(await rows(busy, 'SELECT 2')).toEqual([[2]]);
});

it('cancels with its own time-out, in a transaction that lives on', async () => {
  const client = await server.client({ requestTimeout: 100 });
  await send(client, 'BEGIN TRAN; UPDATE t SET n = 8 WHERE id = 5');
  expect((await send(client, "WAITFOR DELAY '00:00:10'")).error?.code).toBe('ETIMEOUT');
  expect(await rows(client, 'SELECT @@TRANCOUNT')).toEqual([[1]]);
  await send(client, 'ROLLBACK');
});

it('KILL undoes and disconnects', async () => {
  const [victim, killer] = [await server.client(), await server.client()];
  const spid = await spidOf(victim);
  await send(victim, 'BEGIN TRAN; UPDATE t SET n = 6 WHERE id = 6');
  const ended = new Promise<void>((resolve) => { victim.once('end', () => resolve()); });
  await send(killer, `KILL ${spid}`);
  await ended;
  expect(await rows(killer, 'SELECT n FROM t WHERE id = 6')).toEqual([[0]]);
  expect((await send(killer, `KILL ${spid}`)).error?.number).toBe(6106);
});

it('KILL ends a loop and a wait', async () => {
  const [looping, holder, waiting, killer] = [await server.client(), await server.client(), await server.client(), await server.client()];
  const spids = [await spidOf(looping), await spidOf(waiting)];
  await send(holder, 'BEGIN TRAN; UPDATE t SET n = 1 WHERE id = 7');
  const ends = [send(looping, 'WHILE 1 = 1 PRINT 1'), send(waiting, 'UPDATE t SET n = 2 WHERE id = 7')];
  await until(isWaiting(killer, spids[1] ?? 0));
  for (const spid of spids) await send(killer, `KILL ${spid}`);
  for (const outcome of await Promise.all(ends)) expect(outcome.error).toBeDefined();
  await send(holder, 'ROLLBACK');
  expect(await rows(killer, 'SELECT n FROM t WHERE id = 7')).toEqual([[0]]);
});
