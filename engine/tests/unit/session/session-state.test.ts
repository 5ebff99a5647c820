// What a session holds on to and what it lets go of: after an attention, after a reset of the connection, and between databases whose tables have one id.
import { tmpdir } from 'node:os';
import { SqlEngine } from '../../../src/engine';
import { BufferSink } from '../../../src/session/buffer-sink';
import type { SessionPort } from '../../../src/tds/session-port';
import { PASSWORD } from '../../drivers/engine-server';
import { errorsOf, openSession } from '../../robustness/support';

let engine: SqlEngine;

beforeEach(async () => {
  engine = new SqlEngine({ password: PASSWORD, serverName: 'test', backupFolder: tmpdir() });
  await errorsOf(openSession(engine), 'CREATE DATABASE own');
});

async function rowsOf(session: SessionPort, text: string, resetConnection = false): Promise<unknown[][]> {
  const sink = new BufferSink();
  await session.executeBatch(text, { resetConnection }, sink);
  return sink.resultSets().flatMap(({ rows }) => rows.map((row) => [...row]));
}

it('a statement that is called off while it waits for a lock leaves none of its own behind, and its transaction goes on', async () => {
  const [writer, reader, changer] = [openSession(engine, 'own'), openSession(engine, 'own'), openSession(engine, 'own')];
  await errorsOf(writer, 'CREATE TABLE t (id int PRIMARY KEY, v int); INSERT t VALUES (1, 1), (2, 2); CREATE TABLE u (id int); BEGIN TRAN; UPDATE t SET v = 9 WHERE id = 2');
  await errorsOf(reader, 'BEGIN TRAN; INSERT u VALUES (1)');
  const waiting = errorsOf(reader, 'SELECT * FROM t');
  setImmediate(() => reader.cancel());
  await waiting;
  await errorsOf(writer, 'COMMIT');
  expect(await errorsOf(changer, 'SET LOCK_TIMEOUT 0; ALTER TABLE t ADD late int')).toEqual([]);
  expect(await rowsOf(reader, 'SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM u)')).toEqual([[1, 1]]);
});

it('a table that is gone keeps nobody from setting IDENTITY_INSERT for another', async () => {
  const session = openSession(engine, 'own');
  await errorsOf(session, 'CREATE TABLE t (id int IDENTITY); CREATE TABLE u (id int IDENTITY); SET IDENTITY_INSERT t ON');
  expect(await errorsOf(session, 'SET IDENTITY_INSERT u ON')).toEqual([expect.stringMatching(/^8107 /)]);
  expect(await errorsOf(session, 'DROP TABLE t; SET IDENTITY_INSERT u ON; INSERT u (id) VALUES (7)')).toEqual([]);
});

it('a reset leads back to the database of the login and forgets what the session was told', async () => {
  const session = openSession(engine, 'own');
  await errorsOf(session, 'CREATE TABLE t (id int IDENTITY); INSERT t DEFAULT VALUES');
  await errorsOf(session, "USE master; SELECT 1 UNION SELECT 2; SELECT CAST('x' AS int)");
  expect(await rowsOf(session, 'SELECT DB_NAME(), @@IDENTITY, @@ERROR', true)).toEqual([['own', null, 0]]);
});

it('a reset leads to master where the database of the login is gone', async () => {
  const session = openSession(engine, 'own');
  expect(await errorsOf(session, 'USE master; DROP DATABASE own')).toEqual([]);
  expect(await rowsOf(session, 'SELECT DB_NAME()', true)).toEqual([['master']]);
});

it('IDENTITY_INSERT of a table in one database says nothing of the table with the same id in another', async () => {
  const session = openSession(engine, 'own');
  await errorsOf(session, 'CREATE DATABASE other');
  for (const name of ['own', 'other']) await errorsOf(session, `USE ${name}; CREATE TABLE t (id int IDENTITY)`);
  expect(await rowsOf(session, "SELECT IIF(OBJECT_ID('own.dbo.t') = OBJECT_ID('other.dbo.t'), 1, 0)")).toEqual([[1]]);
  const insert = 'INSERT other.dbo.t (id) VALUES (5)';
  expect([await errorsOf(session, 'SET IDENTITY_INSERT other.dbo.t ON'), await errorsOf(session, insert)]).toEqual([[], []]);
  await errorsOf(session, 'SET IDENTITY_INSERT other.dbo.t OFF; SET IDENTITY_INSERT own.dbo.t ON');
  expect((await errorsOf(session, insert)).map((error) => error.slice(0, 3))).toEqual(['544']);
});

it('a reset leaves the session in its database: another cannot drop it', async () => {
  const [resting, other] = [openSession(engine, 'own'), openSession(engine)];
  expect(await rowsOf(resting, 'SELECT DB_NAME()', true)).toEqual([['own']]);
  expect((await errorsOf(other, 'DROP DATABASE own')).map((error) => error.slice(0, 4))).toEqual(['3702']);
});

it('an application lock of a session that a transaction has taken too counts from one again in the next transaction', async () => {
  const session = openSession(engine, 'own');
  await errorsOf(session, "EXEC sp_getapplock 'a', 'Shared', 'Session'; BEGIN TRAN; EXEC sp_getapplock 'a', 'Exclusive'; EXEC sp_getapplock 'a', 'Exclusive'; COMMIT");
  await errorsOf(session, "BEGIN TRAN; EXEC sp_getapplock 'a', 'Exclusive'; EXEC sp_releaseapplock 'a'");
  expect(await rowsOf(session, "SELECT APPLOCK_MODE('public', 'a', 'Transaction'), APPLOCK_MODE('public', 'a', 'Session')")).toEqual([['NoLock', 'Shared']]);
});

it('a wait for a lock in a trigger that has undone more than its statement is refused, and the transaction with it', async () => {
  const [session, other] = [openSession(engine, 'own'), openSession(engine, 'own')];
  await errorsOf(session, 'CREATE TABLE t (v int); CREATE TABLE busy (v int); INSERT busy VALUES (0)');
  await errorsOf(session, 'CREATE TRIGGER back ON t AFTER UPDATE AS BEGIN ROLLBACK TRAN s; UPDATE busy SET v = 1 END');
  await errorsOf(other, 'BEGIN TRAN; UPDATE busy SET v = 2');
  const text = 'BEGIN TRAN; INSERT t VALUES (1); SAVE TRAN s; INSERT t VALUES (2); UPDATE t SET v = v + 1';
  expect((await errorsOf(session, text)).join()).toContain('a savepoint older than its statement');
  await errorsOf(other, 'ROLLBACK');
  expect(await rowsOf(session, 'SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM t)')).toEqual([[0, 0]]);
  await errorsOf(session, text);
  expect(await rowsOf(session, 'SELECT v FROM t')).toEqual([[1]]);
});
