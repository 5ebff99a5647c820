// Random databases are copied by BACKUP and RESTORE and by the folder that keeps them. BACKUP_SEED starts elsewhere, BACKUP_ROUNDS goes on for longer; a failure names its round.
import { Random } from './logic/random';
import { copyDifferences } from './objects/backups';

const SEED = Number(process.env.BACKUP_SEED ?? 1);
const ROUNDS = Number(process.env.BACKUP_ROUNDS ?? 3);
const TIMEOUT_MS = 60_000 + ROUNDS * 10_000;

test('a copy of a database shows all that the original shows, and changes as it does', async () => {
  const findings: string[] = [];
  for (let seed = SEED; seed < SEED + ROUNDS && findings.length < 4; seed++) findings.push(...(await copyDifferences(new Random(seed * 4001 + 11))).map((text) => `round ${seed}: ${text}`));
  expect(findings.join('\n\n')).toBe('');
}, TIMEOUT_MS);
