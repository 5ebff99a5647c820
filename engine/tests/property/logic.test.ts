// Queries and writes in several forms that must agree. LOGIC_SEED starts elsewhere, LOGIC_ROUNDS goes on for longer; a failure names its seed.
import { prepareCopies } from './logic/copies';
import { checkIdentity, checkIndexes, checkQuery, newTally, setUp, tearDown, type Tally } from './logic/oracles';
import { Random } from './logic/random';
import { checkSeeks, MATRIX } from './logic/seek-matrix';
import { openTestServer } from './logic/server';
import { checkWrite } from './logic/writes';

const SEED = Number(process.env.LOGIC_SEED ?? 1);
const ROUNDS = Number(process.env.LOGIC_ROUNDS ?? 6);
const PER_ROUND = 12;
const TIMEOUT_MS = 60_000 + ROUNDS * 5000;

/** What was found, as text that names the seed of the tables and of the statement. */
const told = (tally: Tally): string => tally.findings.map((finding) => [`seed ${finding.seed}: ${finding.kind}`, ...finding.texts].join('\n')).join('\n\n');

test('a query gives the same rows in all its forms, and writes leave what queries foretell', async () => {
  const server = await openTestServer();
  const tally = newTally();
  await prepareCopies(server);
  for (let round = SEED; round < SEED + ROUNDS; round++) {
    const tables = await setUp(server, new Random(round * 7919 + 1));
    for (const table of tables) await checkIndexes(server, table, tally, round);
    for (let i = 0; i < PER_ROUND; i++) {
      const seed = round * 100_000 + i;
      await checkQuery(server, tables, seed, tally);
      await checkIdentity(server, tables, seed, tally);
      await checkWrite(server, tables, seed, tally);
    }
    await tearDown(server, tables);
  }
  await server.close();
  expect(told(tally)).toBe('');
  expect(tally.queries).toBeGreaterThan(ROUNDS * PER_ROUND * 10);
  expect(tally.rows).toBeGreaterThan(tally.queries);
}, TIMEOUT_MS);

test('an index finds what a scan finds, whatever the types of column and value', async () => {
  const server = await openTestServer();
  const tally = newTally();
  for (const kind of MATRIX) await checkSeeks(server, kind, tally, { random: new Random(SEED), share: ROUNDS });
  await server.close();
  expect(told(tally)).toBe('');
  expect(tally.rows).toBeGreaterThan(tally.queries);
}, TIMEOUT_MS);
