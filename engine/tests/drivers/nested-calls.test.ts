// What a client is told of calls inside calls: only what it called itself has a return status. Asks nothing of what the calls do.
import type { Connection } from 'tedious';
import { send } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
beforeAll(async () => {
  server = await startEngineServer();
  connection = await server.client();
  await send(connection, 'CREATE PROCEDURE dbo.inner_call @n int = 1 AS BEGIN SELECT @n AS n; IF @n = 0 THROW 50001, N\'none\', 1; RETURN 3; END');
  await send(connection, 'CREATE PROCEDURE dbo.outer_call AS BEGIN EXEC dbo.inner_call; RETURN 4; END');
  await send(connection, 'CREATE TABLE dbo.fired (id int); CREATE TABLE dbo.told (id int)');
  await send(connection, 'CREATE TRIGGER dbo.tell ON dbo.fired AFTER INSERT AS BEGIN INSERT dbo.told SELECT id FROM inserted; IF EXISTS (SELECT * FROM inserted WHERE id < 0) THROW 50002, N\'negative\', 1; END');
});
afterAll(() => server.close());

const dones = async (sql: string, mode?: 'batch' | 'sql' | 'procedure'): Promise<string[]> => (await send(connection, sql, mode)).dones;

it('a procedure that a batch calls has its return status, those that it calls have none', async () => {
  const outer = ['doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneProc - 4'];
  expect(await dones('EXEC dbo.outer_call')).toEqual(outer);
  expect(await dones('dbo.outer_call', 'procedure')).toEqual(outer);
});

it('a call in a text with parameters ends as a statement does', async () => {
  expect(await dones('EXEC dbo.inner_call; SELECT 1 AS one', 'sql')).toEqual(['doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneProc - 0']);
  expect(await dones("EXEC sp_executesql N'SELECT 1 AS one'", 'sql')).toEqual(['doneInProc 1', 'doneInProc -', 'doneProc - 0']);
});

it('NOCOUNT hides the end of a call', async () => {
  await send(connection, 'SET NOCOUNT ON');
  expect(await dones('EXEC dbo.inner_call', 'sql')).toEqual(['doneInProc -', 'doneProc - 0']);
  await send(connection, 'SET NOCOUNT OFF');
});

it('a value assigned counts as a row, by whatever statement', async () => {
  expect(await dones('DECLARE @a int, @b int = 1, @c int = 2; SET @a = 3; SET @a += 1')).toEqual(['done 1', 'done 1', 'done 1', 'done 1']);
  expect(await dones('DECLARE @a int; SELECT @a = n FROM (VALUES (1), (2)) AS v(n); SELECT @a = n FROM (VALUES (1)) AS v(n) WHERE n > 1')).toEqual(['done 2', 'done 0']);
  expect(await dones('DECLARE @a int = 1; SELECT @a AS a', 'sql')).toEqual(['doneInProc 1', 'doneInProc 1', 'doneProc - 0']);
  expect(await dones('SET NOCOUNT ON; DECLARE @a int = 1; SET NOCOUNT OFF')).toEqual(['done -', 'done -', 'done -']);
});

it('a bare RETURN counts nothing, one with a status counts that', async () => {
  await send(connection, 'CREATE PROCEDURE dbo.status_of @n int OUTPUT AS BEGIN IF @n IS NULL RETURN; SET @n = @n * 2; RETURN 5; END');
  expect(await dones('DECLARE @n int; EXEC dbo.status_of @n OUTPUT')).toEqual(['doneInProc -', 'doneInProc -', 'doneProc - 0']);
  expect(await dones('DECLARE @n int = 2; EXEC dbo.status_of @n OUTPUT')).toEqual(['done 1', 'doneInProc -', 'doneInProc 1', 'doneInProc 1', 'doneProc - 5']);
});

it('an assignment in a trigger counts before its statement does, one in a function never', async () => {
  await send(connection, 'CREATE TABLE dbo.counted (id int)');
  await send(connection, 'CREATE TRIGGER dbo.count_it ON dbo.counted AFTER INSERT AS DECLARE @n int = @@ROWCOUNT');
  await send(connection, 'CREATE FUNCTION dbo.twice (@n int) RETURNS int AS BEGIN DECLARE @r int = @n; SET @r += @n; RETURN @r; END');
  expect(await dones('INSERT dbo.counted VALUES (1), (2)')).toEqual(['doneInProc 1', 'done 2']);
  expect(await dones('SELECT dbo.twice(2) AS four')).toEqual(['done 1']);
});

it('the end of a trigger is not told', async () => {
  expect(await dones('INSERT dbo.fired VALUES (1)')).toEqual(['doneInProc 1', 'doneInProc -', 'done 1']);
  expect(await dones('INSERT dbo.fired VALUES (2)', 'sql')).toEqual(['doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneProc - 0']);
});

it('after an error that a TRY caught, the batch goes on where it was', async () => {
  const caught = 'BEGIN TRY EXEC dbo.inner_call 0 END TRY BEGIN CATCH SELECT 2 AS two END CATCH; EXEC dbo.inner_call; SELECT 3 AS three';
  expect((await dones(caught)).slice(-7)).toEqual(['done 1', 'done -', 'doneInProc 1', 'doneInProc -', 'doneInProc 1', 'doneProc - 3', 'done 1']);
  const fired = 'BEGIN TRY INSERT dbo.fired VALUES (-1) END TRY BEGIN CATCH SELECT 2 AS two END CATCH; SELECT 3 AS three';
  expect((await dones(fired)).slice(-3)).toEqual(['done 1', 'done -', 'done 1']);
});
