// What the DONE tokens of an answer say of its statements.
import { batch, completions, RawClient } from '../wire/support/raw-client';
import { send } from '../wire/support/tedious-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let client: RawClient;
beforeAll(async () => {
  server = await startEngineServer();
  const setup = await server.client();
  await send(setup, 'CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY, v int); INSERT dbo.t (id) VALUES (1)');
  await send(setup, "CREATE PROCEDURE dbo.told AS IF 1 = 1 PRINT 'told'");
  await send(setup, "CREATE PROCEDURE dbo.untold AS SET NOCOUNT ON; IF 1 = 1 PRINT 'untold'; BEGIN TRY DECLARE @n int = 1 END TRY BEGIN CATCH END CATCH");
});
afterAll(() => server.close());
beforeEach(async () => {
  client = await RawClient.open(server.port);
  await client.login({ password: PASSWORD });
});
afterEach(() => client.close());

const told = async (sql: string): Promise<string> => completions((await client.ask(batch(sql))).body).join(' ');

it.each([
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
])('%s', async (sql, expected) => {
  expect(await told(sql)).toBe(expected);
});
