// Runs every golden transcript: on the engine in process, or on the server that GOLDEN_TARGET names; of those that need a later SQL Server than
// GOLDEN_VERSION, where that is given, none. UPDATE_GOLDEN=1 rewrites the records.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version as tediousVersion } from 'tedious/package.json';
import { countSources, GOLDEN_FOLDER, listTranscripts } from './golden-runner/count';
import { openSharedEngineTarget } from './golden-runner/engine-target';
import { runTranscript } from './golden-runner/runner';
import { openTdsTarget } from './golden-runner/tds-target';

const target = process.env.GOLDEN_TARGET ?? '';
const version = process.env.GOLDEN_VERSION;
const isUpdating = process.env.UPDATE_GOLDEN === '1';
const openTarget = target === '' ? () => openSharedEngineTarget(version) : () => openTdsTarget(target);

if (isUpdating && process.env.CI) throw new Error('UPDATE_GOLDEN rewrites evidence: it is forbidden where CI is set.');

/** Some answers tedious cannot read from any server, or could not before a version: their transcripts run in process only. */
function isReadable(text: string): boolean {
  const unread = target === '' ? null : /^-- not for tedious(?: before (\d+)\.(\d+))?: /m.exec(text);
  if (!unread) return true;
  const [, major = Infinity, minor = 0] = unread;
  const [ownMajor = 0, ownMinor = 0] = tediousVersion.split('.').map(Number);
  return ownMajor > Number(major) || (ownMajor === Number(major) && ownMinor >= Number(minor));
}

const isKnown = (text: string): boolean => version === undefined || version >= (/^-- needs: SQL Server (\d{4})$/m.exec(text)?.[1] ?? '');

describe('golden transcripts', () => {
  for (const name of listTranscripts()) {
    const path = join(GOLDEN_FOLDER, name);
    const expected = readFileSync(path, 'utf8');
    (isReadable(expected) && isKnown(expected) ? test : test.skip)(name, async () => {
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
