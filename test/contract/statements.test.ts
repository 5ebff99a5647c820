// The printed script of all statements: a server reads every one of them without a complaint, and runs none.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isExternal, startContractServer, type ContractServer } from './contract-server';

let server: ContractServer;
beforeAll(async () => { server = await startContractServer(); }, 60_000);
afterAll(() => server.stop());

it('reads every statement of test/unit/statements.sql', async () => {
  const [head = '', ...batches] = fs.readFileSync(path.resolve(__dirname, '../unit/statements.sql'), 'utf8').split(/^GO\n/m).filter((batch) => batch.trim() !== '');
  expect(batches.length).toBeGreaterThan(80);
  const session = await server.connect('master');
  await session.query(head);
  const refused: string[] = [];
  for (const batch of batches) {
    // Only Azure SQL Database has it in its grammar.
    if (isExternal && batch.includes(' AS COPY OF ')) continue;
    await session.query(batch).catch((error: Error) => refused.push(`${error.message}\n${batch}`));
  }
  expect(refused).toEqual([]);
  await expect(session.query('SELECT 1 AS x FROM')).rejects.toThrow(/Incorrect syntax/);
  expect(await session.query('SELECT 1 AS x;')).toEqual([]);
});
