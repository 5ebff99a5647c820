// Statements by the hundred thousand leave nothing behind: caches are bounded; sessions, transactions, handles, locks and databases give back what they took.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { INT, nvarchar } from '../../src/types/sql-type';
import type { ResultSink, RpcParameter, SessionPort } from '../../src/tds/session-port';
import { startEngineServer, type EngineServer } from '../drivers/engine-server';
import { errorsOf, openSession } from './support';

let server: EngineServer;
beforeAll(async () => { server = await startEngineServer(); });
afterAll(() => server.close());

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** How much the heap has grown over `count` turns that follow a few that fill the caches. */
async function growth(warmUp: number, count: number, turn: (i: number) => Promise<void>): Promise<number> {
  for (let i = 0; i < warmUp; i++) await turn(i);
  const before = heapMegabytes();
  for (let i = warmUp; i < warmUp + count; i++) await turn(i);
  return heapMegabytes() - before;
}

/** Far below what one kept object per turn would come to, and above what the test runner itself leaves behind. */
const GENEROUS_MB = 5;

const nothing = (): void => undefined;

/** An outlet that keeps nothing but whether there was an error and what the last row was. */
function lastRow(): { readonly sink: ResultSink; row: unknown; errors: number } {
  const seen = {
    row: undefined as unknown, errors: 0,
    sink: {
      columns: nothing, statementEnd: nothing, info: nothing, environment: nothing, openScopes: 0, procedureBegin: nothing, procedureEnd: nothing, procedureLeave: nothing,
      row: (row) => { seen.row = row; }, error: () => { seen.errors++; },
    } as ResultSink,
  };
  return seen;
}

const argument = (name: string, type: RpcParameter['type'], value: RpcParameter['value']): RpcParameter => ({ name, type, value, isOutput: false, isDefault: false });
const text = (value: string): RpcParameter => argument('', nvarchar(4000), value);

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** One visit of a client that vanishes without tidying up. */
async function visit(work: (session: SessionPort) => Promise<unknown>): Promise<void> {
  const session = openSession(server.engine);
  await work(session);
  session.close();
  await nextTurn();
}

it('100,000 point statements, as drivers send them', async () => {
  const session = openSession(server.engine);
  await errorsOf(session, 'CREATE TABLE p (id int PRIMARY KEY, n int); INSERT p SELECT value, value FROM GENERATE_SERIES(1, 1000)');
  const seen = lastRow();
  const texts = ['SELECT n FROM p WHERE id = @id', 'UPDATE p SET n = n WHERE id = @id; SELECT @id', 'DECLARE @t TABLE (n int); INSERT @t VALUES (@id); SELECT n FROM @t'];
  let wrong = 0;
  const grown = await growth(5000, 100000, async (i) => {
    const id = (i % 1000) + 1;
    await session.executeRpc({ procedure: 'sp_executesql', parameters: [text(texts[i % 3] ?? ''), text('@id int'), argument('@id', INT, id)], resetConnection: i % 50 === 0 }, seen.sink);
    if ((seen.row as unknown[])[0] !== id) wrong++;
  });
  expect([wrong, seen.errors]).toEqual([0, 0]);
  expect(grown).toBeLessThan(GENEROUS_MB);
}, 120000);

it('20,000 texts, no two alike', async () => {
  const session = openSession(server.engine);
  await errorsOf(session, 'CREATE TABLE d (id int IDENTITY PRIMARY KEY, s varchar(30))');
  expect(await growth(2000, 20000, async (i) => {
    expect(await errorsOf(session, i % 2 === 0 ? `INSERT d (s) VALUES ('row ${i}')` : `DELETE d WHERE s = 'row ${i - 1}'`)).toEqual([]);
  })).toBeLessThan(GENEROUS_MB);
}, 120000);

const TURNS: readonly (readonly [string, number, (i: number) => string, RegExp | undefined])[] = [
  ['temporary tables made and dropped', 4000, (i) => `CREATE TABLE #t (a int PRIMARY KEY, b varchar(20) DEFAULT 'x'); INSERT #t (a) VALUES (${i % 100}); DROP TABLE #t`, undefined],
  ['tables, views and procedures made and dropped', 1500, (i) => `EXEC('CREATE TABLE made${i % 7} (a int PRIMARY KEY)'); EXEC('CREATE VIEW v AS SELECT a FROM made${i % 7}'); EXEC('CREATE PROC pr AS SELECT * FROM v'); EXEC pr; DROP PROC pr; DROP VIEW v; DROP TABLE made${i % 7}`, undefined],
  ['transactions rolled back', 8000, (i) => `BEGIN TRAN; UPDATE r SET s = '${i % 100}' WHERE id = ${(i % 50) + 1}; SAVE TRAN s; INSERT r (s) VALUES ('gone'); ROLLBACK TRAN s; ROLLBACK`, undefined],
  ['errors of every kind', 4000, (i) => ['SELECT 1 / 0', 'INSERT r (id, s) VALUES (1, NULL)', 'SELECT * FROM nowhere', 'SELEC 1', "BEGIN TRY; SELECT CAST('x' AS int); END TRY BEGIN CATCH; THROW; END CATCH", "RAISERROR('bad', 16, 1)"][i % 6] ?? '', /./],
  ['databases made and dropped', 150, (i) => `CREATE DATABASE gone${i % 3}; EXEC('CREATE TABLE gone${i % 3}.dbo.t (id int PRIMARY KEY, s char(500)); INSERT gone${i % 3}.dbo.t SELECT value, ''x'' FROM GENERATE_SERIES(1, 200)'); DROP DATABASE gone${i % 3}`, undefined],
];

it.each(TURNS)('%s', async (_name, count, batch, complaint) => {
  const session = openSession(server.engine);
  await errorsOf(session, 'DROP TABLE IF EXISTS r; CREATE TABLE r (id int IDENTITY PRIMARY KEY, s varchar(30)); INSERT r (s) SELECT value FROM GENERATE_SERIES(1, 50)');
  const grown = await growth(Math.ceil(count / 5), count, async (i) => {
    const errors = await errorsOf(session, batch(i));
    if (complaint === undefined ? errors.length > 0 : !complaint.test(errors.join())) throw new Error(`turn ${i}: ${JSON.stringify(errors)}`);
  });
  expect(grown).toBeLessThan(GENEROUS_MB);
}, 120000);

const VISITS: readonly (readonly [string, (session: SessionPort, i: number) => Promise<unknown>])[] = [
  ['in mid-transaction, with a temporary table', (session) => errorsOf(session, 'CREATE TABLE #t (a int); INSERT #t VALUES (1); BEGIN TRAN; UPDATE #t SET a = 2')],
  ['with prepared statements', async (session, i) => {
    const { sink } = lastRow();
    for (let n = 0; n < 10; n++) {
      const handle = argument('@handle', INT, null);
      await session.executeRpc({ procedure: 'sp_prepare', parameters: [{ ...handle, isOutput: true }, text('@a int'), text(`SELECT @a + ${i} + ${n}`), argument('', INT, 1)], resetConnection: false }, sink);
    }
  }],
  ['with application locks', (session, i) => errorsOf(session, `EXEC sp_getapplock 'app ${i}', 'Exclusive', 'Session'; BEGIN TRAN; EXEC sp_getapplock 'mine ${i}', 'Shared'`)],
  ['with open cursors and session context', (session, i) => errorsOf(session, `DECLARE @value int; DECLARE c CURSOR GLOBAL FOR SELECT value FROM GENERATE_SERIES(1, 100); OPEN c; FETCH c INTO @value; EXEC sp_set_session_context 'key${i}', ${i}; SET CONTEXT_INFO 0x0102`)],
];

it.each(VISITS)('clients that vanish %s', async (_name, work) => {
  expect(await growth(200, 1000, (i) => visit((session) => work(session, i)))).toBeLessThan(GENEROUS_MB);
  const observer = openSession(server.engine);
  const seen = lastRow();
  await observer.executeBatch("SELECT COUNT(*) FROM sys.dm_tran_locks WHERE resource_type IN ('APPLICATION', 'OBJECT', 'KEY', 'RID') AND request_session_id <> @@SPID", { resetConnection: false }, seen.sink);
  expect(seen.row).toEqual([0]);
}, 120000);
