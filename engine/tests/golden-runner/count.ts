// Counts the transcripts by the evidence their headers claim. Knows files, not servers.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseTranscript, type SourceRank } from './format';

/** The folder of the transcripts. */
export const GOLDEN_FOLDER = join(__dirname, '..', 'golden');

/** Every transcript, as `area/feature.tsql`, in order. */
export function listTranscripts(): string[] {
  const names = readdirSync(GOLDEN_FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsql'));
  return names.map((name) => relative('.', name).split(sep).join('/')).sort();
}

/** How many transcripts there are of each rank: verified on a server, stated by documentation, unverified. */
export function countSources(): Record<SourceRank | 'total', number> {
  const counts = { total: 0, verified: 0, documentation: 0, unverified: 0 };
  for (const name of listTranscripts()) {
    counts.total++;
    counts[parseTranscript(readFileSync(join(GOLDEN_FOLDER, name), 'utf8')).rank]++;
  }
  return counts;
}
