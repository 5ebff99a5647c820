// What the DONE tokens of an answer say of its statements.
import { batch, completions, RawClient, tokenTypes } from '../wire/support/raw-client';
import { send } from '../wire/support/tedious-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let client: RawClient;
beforeAll(async () => {
  server = await startEngineServer();
  const setup = await server.client();
  await send(setup, 'CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY, v int); INSERT dbo.t (id) VALUES (1)');
  await send(setup, "CREATE PROCEDURE dbo.told AS IF 1 = 1 PRINT 'told'");
  await send(setup, "CREATE PROCEDURE dbo.failing AS SELECT 1 AS n; SELECT CAST('x' AS int) AS n; SELECT 2 AS n");
  await send(setup, 'CREATE PROCEDURE dbo.defines AS SET NOCOUNT ON; CREATE TABLE #t (id int); DROP TABLE #t');
  await send(setup, "CREATE PROCEDURE dbo.untold AS SET NOCOUNT ON; IF 1 = 1 PRINT 'untold'; BEGIN TRY DECLARE @n int = 1 END TRY BEGIN CATCH END CATCH");
});
afterAll(() => server.close());
beforeEach(async () => {
  client = await RawClient.open(server.port);
  await client.login({ password: PASSWORD });
});
afterEach(() => client.close());

/** A batch, and its messages and DONE tokens. */
type Told = readonly [sql: string, expected: string];
const told = async (sql: string): Promise<string> => completions((await client.ask(batch(sql))).body).join(' ');

const STATEMENTS: readonly Told[] = [
  ["PRINT 'a'; PRINT 'b'", '0 f7 0 f7'],
  ["IF 1 = 0 PRINT 'skipped'; PRINT 'after'", 'c0 0 f7'],
  ["IF 1 = 1 BEGIN PRINT 'a'; PRINT 'b' END", 'c0 0 f7 0 f7'],
  ['DECLARE @i int = 0; WHILE @i < 2 SET @i += 1', '.c1 c0 .c1 c0 .c1 c0'],
  ['WHILE 1 = 1 BREAK', 'c0 ca'],
  ["BEGIN TRY PRINT 'a' END TRY BEGIN CATCH PRINT 'caught' END CATCH", '15d 0 f7 15f'],
  ["BEGIN TRY RAISERROR('oops', 16, 1) END TRY BEGIN CATCH PRINT 'caught' END CATCH", '15d f6 15e 0 f7 15f'],
  ["BEGIN TRY THROW 50001, 'oops', 1 END TRY BEGIN CATCH RETURN END CATCH", '15d f6 15e db'],
  ['SET NOCOUNT ON; SET XACT_ABORT OFF; SET ROWCOUNT 0; SET TEXTSIZE 100; SET DATEFIRST 7', 'b9 ba bd be f9'],
  ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'f9'],
  ['BEGIN TRAN; COMMIT; BEGIN TRAN; ROLLBACK', 'd4 d5 d4 d2'],
  ['DECLARE c CURSOR FOR SELECT 1; OPEN c; CLOSE c; DEALLOCATE c', 'c1 20 2b 2c'],
  ["WAITFOR DELAY '0:0'", 'f3'],
  ["RAISERROR('told', 10, 1)", '50000 f6'],
  ['SET NOCOUNT ON; DECLARE @i int = 0', 'b9 c1'],
  ['SET QUOTED_IDENTIFIER ON', 'fd'],
  ['DECLARE @i int', 'fd'],
  ['SELECT * FROM dbo.missing', '208 !fd'],
  ['SELECT FROM', '156 !fd'],
  ['INSERT dbo.t (id) VALUES (NULL)', '515 3621 !c3'],
  ['UPDATE dbo.t SET v = 1 / 0 WHERE 1 / 0 = 1', '8134 3621 !c5'],
  ['SET XACT_ABORT ON; INSERT dbo.t (id) VALUES (NULL)', 'b9 515 !fd'],
  ['EXEC dbo.told', 'c0 0 f7 e0'],
  ["EXEC dbo.missing; PRINT 'after'", '2812 !e0 0 f7'],
  ["EXEC dbo.told 1; PRINT 'after'", '8146 !e0 0 f7'],
  ["EXEC ('SELECT * FROM dbo.missing'); PRINT 'after'", '208 !e0 0 f7'],
  ["EXEC ('EXEC dbo.missing; PRINT ''after''')", '2812 !e0 0 f7 e0'],
  ["EXEC ('THROW 50001, ''ends the batch'', 1'); PRINT 'not reached'", '50001 !fd'],
  ['EXEC dbo.untold', '0 e0'],
];

/** In this order: each finds what those before it have made. */
const DEFINITIONS: readonly Told[] = [
  ['CREATE TABLE dbo.made (id int NOT NULL, v int); ALTER TABLE dbo.made ADD w int; CREATE INDEX i ON dbo.made (v)', 'c6 d8 c8'],
  ['ALTER INDEX i ON dbo.made REBUILD; DROP INDEX i ON dbo.made; TRUNCATE TABLE dbo.made', '151 c9 ea'],
  ['CREATE VIEW dbo.seen AS SELECT id FROM dbo.made', 'cf'],
  ['ALTER VIEW dbo.seen AS SELECT v FROM dbo.made', 'cf'],
  ['CREATE VIEW dbo.seen AS SELECT 1 AS n', '2714 !cf'],
  ['ALTER VIEW dbo.unseen AS SELECT 1 AS n', '208 !fd'],
  ['CREATE FUNCTION dbo.one () RETURNS int AS BEGIN RETURN 1 END', 'de'],
  ['CREATE PROCEDURE dbo.seen AS RETURN', '2714 !de'],
  ['CREATE TRIGGER dbo.fires ON dbo.made AFTER INSERT AS RETURN', 'dd'],
  ['ALTER TABLE dbo.made DISABLE TRIGGER fires; DISABLE TRIGGER dbo.fires ON dbo.made', 'd8'],
  ['DROP TRIGGER dbo.fires; DROP FUNCTION dbo.one; DROP VIEW dbo.seen', 'e1 b3 d0'],
  ["DROP TABLE dbo.missing; PRINT 'after'", '3701 !c7 0 f7'],
  ['DROP FUNCTION dbo.missing', '3701 !b3'],
  ['DROP INDEX missing ON dbo.made', '3701 !c9'],
  ['ALTER TABLE dbo.made DROP COLUMN missing', '4924 !fd'],
  ['CREATE SCHEMA apart', 'fd'],
  ["ALTER SCHEMA apart TRANSFER dbo.made; DROP TABLE apart.made; DROP SCHEMA apart; PRINT 'after'", 'c7 0 f7'],
  ['DROP SCHEMA apart', '15151 !aa'],
  ["CREATE TYPE dbo.short FROM varchar(5); DROP TYPE dbo.short; CREATE SEQUENCE dbo.q AS int; ALTER SEQUENCE dbo.q RESTART; PRINT 'after'", '0 f7'],
  ['DROP SEQUENCE dbo.q', '204'],
  ['CREATE SYNONYM dbo.also FOR dbo.t', 'fd'],
  ['CREATE SYNONYM dbo.also FOR dbo.t', '2714 !aa'],
  ['DROP SYNONYM dbo.also', '149'],
  ['CREATE DATABASE other; ALTER DATABASE other SET RECOVERY SIMPLE; DROP DATABASE other', 'cb d7 cc'],
  ['DROP DATABASE other', '3701 !cc'],
  ['EXEC dbo.defines', 'e0'],
];

it.each([...STATEMENTS, ...DEFINITIONS])('%s is told of by %s', async (sql, expected) => {
  expect(await told(sql)).toBe(expected);
});

const lastDone = async (sql: string): Promise<string> => (await client.ask(batch(sql))).body.subarray(-13).toString('hex');

it.each([
  ['SELECT 1 / (id - 1) AS n FROM dbo.t', 'fd0200c1000000000000000000'],
  ["SELECT CAST('x' AS int) AS n FROM dbo.t; PRINT 'not reached'", 'fd0200c1000000000000000000'],
  ['EXEC dbo.failing', 'fd0200c1000000000000000000'],
  ['SET XACT_ABORT ON; BEGIN TRAN; EXEC dbo.failing', 'fd0200c1000000000000000000'],
])('rows that an error breaks off end as a SELECT: %s', async (sql, expected) => {
  expect(await lastDone(sql)).toBe(expected);
});

it('rows of DBCC end as DBCC', async () => {
  const { body } = await client.ask(batch('DBCC USEROPTIONS'));
  expect(body.indexOf('fd1100e600', 0, 'hex')).toBeGreaterThan(0);
  expect(body.subarray(-13, -8).toString('hex')).toBe('fd0000e600');
});

it('USE tells of the collation behind its message', async () => {
  expect(tokenTypes((await client.ask(batch('USE tempdb'))).body)).toEqual(['ENVCHANGE 1', 'INFO 5701 0', 'ENVCHANGE 7', 'DONE 0']);
  expect(await told('USE master')).toBe('5701 e2');
});
