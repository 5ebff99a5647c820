// Random changes in transactions that are taken back leave nothing. UNDO_SEED starts elsewhere, UNDO_ROUNDS goes on for longer; a failure names its round.
import { Random } from './logic/random';
import { drawSchema } from './objects/schema';
import { newUndoTally, Undoer } from './objects/undo';
import { Server } from './transactions/server';

const SEED = Number(process.env.UNDO_SEED ?? 1);
const ROUNDS = Number(process.env.UNDO_ROUNDS ?? 3);
const PER_ROUND = 6;
const TIMEOUT_MS = 60_000 + ROUNDS * 20_000;

test('what is rolled back, fails or loses its client leaves the database as it was', async () => {
  const tally = newUndoTally();
  const findings: string[] = [];
  for (let seed = SEED; seed < SEED + ROUNDS && findings.length < 4; seed++) {
    const random = new Random(seed * 9001 + 7);
    const server = await Server.open();
    const client = server.client();
    const { must, may } = drawSchema(random);
    for (const text of must) await client.must(text);
    for (const text of may) await client.run(text);
    client.close();
    await new Undoer(server, random, tally).run(PER_ROUND);
    await server.close();
    findings.push(...tally.findings.splice(0).map((text) => `round ${seed}: ${text}`));
  }
  if (process.env.UNDO_TELL) console.log(JSON.stringify({ ...tally, endings: [...tally.endings], errors: [...tally.errors].sort((a, b) => b[1] - a[1]) }));
  expect(findings.join('\n\n')).toBe('');
  expect(tally.statements).toBeGreaterThan(ROUNDS * PER_ROUND);
  expect(tally.failed).toBeGreaterThan(0);
}, TIMEOUT_MS);
