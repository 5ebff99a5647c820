// Statements by the ten thousand leave nothing behind: caches are bounded, sessions and transactions give back what they took.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

const GENEROUS_MB = 30;

it('20,000 statements', async () => {
  const session = openSession(server.engine);
  await errorsOf(session, 'CREATE TABLE t (id int IDENTITY PRIMARY KEY, s varchar(30))');
  const round = async (from: number, count: number): Promise<void> => {
    for (let i = from; i < from + count; i++) {
      await errorsOf(session, `INSERT t (s) VALUES ('row ${i}')`);
      await errorsOf(session, `SELECT id FROM t WHERE id = ${i}`);
      await errorsOf(session, `BEGIN TRAN; UPDATE t SET s = '${i}' WHERE id = ${i}; ROLLBACK`);
      await errorsOf(session, `CREATE TABLE #t (a int); INSERT #t VALUES (${i}); DROP TABLE #t`);
      await errorsOf(session, `DELETE t WHERE s = 'row ${i}'`);
    }
  };
  await round(0, 1000);
  const before = heapMegabytes();
  await round(1000, 3000);
  const grown = heapMegabytes() - before;
  expect(grown).toBeLessThan(GENEROUS_MB);
}, 30000);

it('sessions that come and go', async () => {
  const visit = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const session = openSession(server.engine);
      await errorsOf(session, 'CREATE TABLE #t (a int); INSERT #t VALUES (1); BEGIN TRAN; UPDATE #t SET a = 2');
      session.close();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await visit(300);
  const before = heapMegabytes();
  await visit(1500);
  expect(heapMegabytes() - before).toBeLessThan(GENEROUS_MB);
}, 30000);
