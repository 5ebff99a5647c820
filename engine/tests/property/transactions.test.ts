// Random transactions of several sessions: what they read and leave is what their isolation levels promise.
// HISTORY_SEED starts elsewhere, HISTORY_ROUNDS goes on for longer; a failure names its round.
import { Random } from './logic/random';
import { judge, staleReads } from './transactions/anomalies';
import { brokenInvariants } from './transactions/invariants';
import { replayDifferences } from './transactions/replay';
import { clearRound, drawOptions, playRound, type Round } from './transactions/run';
import { Server } from './transactions/server';

const SEED = Number(process.env.HISTORY_SEED ?? 1);
const ROUNDS = Number(process.env.HISTORY_ROUNDS ?? 40);
const TIMEOUT_MS = 60_000 + ROUNDS * 2000;

/** What rounds gave, over all of them. */
interface Tally { committed: number; rounds: number; /** Rounds with what levels allow: write skew under SNAPSHOT, lost updates and kin below. */ skews: number; losses: number; replayed: number; readonly findings: string[]; readonly errors: Map<number, number> }

async function checkRound(server: Server, seed: number, tally: Tally): Promise<void> {
  const random = new Random(seed * 6007 + 3);
  const options = drawOptions(random);
  const round = await playRound(server, random, options);
  const verdict = judge(round.history);
  const anomalies = [...verdict.anomalies, ...staleReads(round.history, verdict.ledger)];
  const broken = await brokenInvariants(server, round, verdict.ledger);
  const isSerial = options.isPlain && options.abortsOnError && options.levels.every((level) => level === 'SERIALIZABLE');
  const differences = isSerial ? await replayDifferences(server, round, verdict.ledger, verdict.edges) : [];
  const texts = [...anomalies.map((anomaly) => `${anomaly.kind}: ${anomaly.text}`), ...broken, ...differences];
  if (texts.length > 0) tally.findings.push([`round ${seed}: ${JSON.stringify(options)}`, ...texts.slice(0, 12), ...tell(round)].join('\n'));
  tally.committed += verdict.ledger.commits.size - 1;
  tally.rounds++;
  if (isSerial) tally.replayed++;
  if (verdict.allowed.isSkewed) tally.skews++;
  if (verdict.allowed.isLost) tally.losses++;
  for (const [number, count] of round.errors) tally.errors.set(number, (tally.errors.get(number) ?? 0) + count);
  await clearRound(server, round);
}

/** The round's statements, where a failure is to be read by hand. */
const tell = (round: Round): string[] => (process.env.HISTORY_TELL ? [...round.initial, ...round.history.map((event) => JSON.stringify(event)), ...[...round.texts].map(([tx, texts]) => `T${tx}: ${texts.join(' ;; ').replace(/\n/g, ' ')}`)] : []);

test('transactions see and leave what their isolation levels promise', async () => {
  const server = await Server.open();
  const tally: Tally = { committed: 0, rounds: 0, skews: 0, losses: 0, replayed: 0, findings: [], errors: new Map() };
  for (let seed = SEED; seed < SEED + ROUNDS && tally.findings.length < 5; seed++) {
    try {
      await checkRound(server, seed, tally);
    } catch (error) {
      throw new Error(`round ${seed}: ${error instanceof Error ? `${error.message}\n${error.stack}` : String(error)}`);
    }
  }
  await server.close();
  if (process.env.HISTORY_TELL) console.log(JSON.stringify({ ...tally, findings: tally.findings.length, errors: [...tally.errors] }));
  expect(tally.findings.join('\n\n')).toBe('');
  expect(tally.committed).toBeGreaterThan(ROUNDS * 15);
  expect(tally.replayed).toBeGreaterThanOrEqual(Math.floor(ROUNDS / 20));
  // The rounds are such that something would be seen: what may happen does.
  expect(tally.skews + tally.losses).toBeGreaterThan(Math.floor(ROUNDS / 10));
  for (const number of [1205, 2627, 3960, 8134]) expect([number, ROUNDS < 40 || tally.errors.has(number)]).toEqual([number, true]);
}, TIMEOUT_MS);
