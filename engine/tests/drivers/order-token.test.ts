// What a client is told of the order of rows: by which of their columns.
import { once } from 'node:events';
import { Request, type Connection } from 'tedious';
import { send } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
beforeAll(async () => {
  server = await startEngineServer();
  connection = await server.client();
  await send(connection, "CREATE TABLE dbo.t (a int, b int, label varchar(8)); INSERT dbo.t VALUES (3, 1, 'c'), (1, 2, 'a')");
});
afterAll(() => server.close());

type Send = (request: Request) => void;
const BATCH: Send = (request) => connection.execSqlBatch(request);

/** What each result set is told of. */
const orders = (sql: string, run: Send = BATCH): Promise<number[][]> => new Promise((resolve, reject) => {
  const told: number[][] = [];
  const request = new Request(sql, (error) => (error ? reject(error) : resolve(told)));
  request.on('columnMetadata', () => told.push([]));
  request.on('order', (columns) => told.at(-1)?.push(...columns));
  run(request);
});

it.each([
  ['SELECT a, b FROM dbo.t', []],
  ['SELECT a, b FROM dbo.t ORDER BY a', [1]],
  ['SELECT b, a FROM dbo.t ORDER BY 2 DESC', [2]],
  ['SELECT b, a AS k FROM dbo.t ORDER BY k', [2]],
  ['SELECT a, b FROM dbo.t ORDER BY b DESC, a', [2, 1]],
  ['SELECT a AS x, a AS y FROM dbo.t ORDER BY a', [1]],
  ['SELECT b FROM dbo.t ORDER BY a', [0]],
  ['SELECT b FROM dbo.t ORDER BY a, b', [0, 1]],
  ['SELECT a + 1 AS k, b FROM dbo.t ORDER BY a + 1', [1]],
  ['SELECT a, b FROM dbo.t ORDER BY a + 1', [0]],
  ['SELECT a, b FROM dbo.t ORDER BY (SELECT NULL)', [0]],
  ['SELECT a, b FROM dbo.t WHERE 1 = 0 ORDER BY b, a', [2, 1]],
  ['SELECT CAST(NULL AS int) AS k FROM dbo.t ORDER BY k', []],
  ['SELECT TOP (0) a, b FROM dbo.t ORDER BY a', [1]],
  ['SELECT a, b FROM dbo.t ORDER BY a OFFSET 1 ROWS', [1]],
  ['SELECT DISTINCT b FROM dbo.t ORDER BY b', [1]],
  ['SELECT b, COUNT(*) AS n FROM dbo.t GROUP BY b ORDER BY b', [1]],
  ['SELECT a, ROW_NUMBER() OVER (ORDER BY a) AS n FROM dbo.t', []],
  ['SELECT a, ROW_NUMBER() OVER (ORDER BY b, a) AS n FROM dbo.t ORDER BY n DESC', [2]],
  ['SELECT a, b FROM (SELECT TOP (3) a, b FROM dbo.t ORDER BY a) AS q', []],
  ['SELECT 2 AS a UNION ALL SELECT 1 ORDER BY a DESC', [1]],
  ['SELECT a FROM dbo.t ORDER BY a FOR JSON PATH', []],
])('%s', async (sql, expected) => {
  expect(await orders(sql)).toEqual([expected]);
});

it('each result set has its own, behind sp_executesql too', async () => {
  const sql = 'SELECT a FROM dbo.t ORDER BY a; SELECT 1 AS plain; SELECT b, a FROM dbo.t ORDER BY a';
  expect(await orders(sql)).toEqual([[1], [], [2]]);
  expect(await orders(sql, (request) => connection.execSql(request))).toEqual([[1], [], [2]]);
});

it('is told when a statement is prepared, and when it runs', async () => {
  const told: number[][] = [];
  const request = new Request('SELECT a, b FROM dbo.t ORDER BY b, a', () => undefined);
  request.on('order', (columns) => told.push(columns));
  const prepared = once(request, 'prepared');
  connection.prepare(request);
  await prepared;
  const completed = once(request, 'requestCompleted');
  connection.execute(request);
  await completed;
  expect(told).toEqual([[2, 1], [2, 1]]);
});
