// Runs every golden transcript: on the engine in process, or on the server that GOLDEN_TARGET names. UPDATE_GOLDEN=1 rewrites the records.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countSources, GOLDEN_FOLDER, listTranscripts } from './golden-runner/count';
import { openSharedEngineTarget } from './golden-runner/engine-target';
import { runTranscript } from './golden-runner/runner';
import { openTdsTarget } from './golden-runner/tds-target';

const target = process.env.GOLDEN_TARGET ?? '';
const isUpdating = process.env.UPDATE_GOLDEN === '1';
const openTarget = target === '' ? openSharedEngineTarget : () => openTdsTarget(target);

if (isUpdating && process.env.CI) throw new Error('UPDATE_GOLDEN rewrites evidence: it is forbidden where CI is set.');

/** Some answers tedious cannot read from any server: their transcripts run in process only. */
const isRun = (text: string): boolean => target === '' || !/^-- not for tedious: /m.test(text);

describe('golden transcripts', () => {
  for (const name of listTranscripts()) {
    const path = join(GOLDEN_FOLDER, name);
    const expected = readFileSync(path, 'utf8');
    (isRun(expected) ? test : test.skip)(name, async () => {
      const actual = await runTranscript(expected, openTarget);
      if (isUpdating && actual !== expected) writeFileSync(path, actual);
      else expect(actual).toBe(expected);
    }, 60_000);
  }

  test('every transcript says where its claim comes from', () => {
    const counts = countSources();
    expect(counts.verified + counts.documentation + counts.unverified).toBe(counts.total);
  });
});
