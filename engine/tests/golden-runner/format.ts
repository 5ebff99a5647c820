// Reads and writes golden transcripts (*.tsql). Knows the notation of a file, not what a record means or who runs it.
//
// A file: a header of comments (what it shows, then `-- source:`), a blank line, then steps. A step is one or more batches, each ended
// by GO, then a line `----`, then the record, which ends at the first blank line. A batch's first line may carry tags: `-- [s2] [types]`.

/** The rank of evidence a file's header claims. */
export type SourceRank = 'verified' | 'documentation' | 'unverified';

/** One batch as it is sent: its text (tag line included, so that line numbers are those of the text) and where it runs. */
export interface Batch { readonly session: string; readonly text: string; readonly tags: ReadonlySet<BatchTag> }

/** A step: batches above a `----` and the record under it. */
export interface Step { readonly batches: readonly Batch[]; readonly input: string; readonly record: readonly string[] }

/** A transcript: `header` as written, the source line's rank and text, the steps in order. */
export interface Transcript { readonly header: string; readonly rank: SourceRank; readonly source: string; readonly steps: readonly Step[] }

/** What a batch's first line may ask for besides a session: types = nullability in headers, locks = the session's locks after it, ends = wait for its end, quiet = no messages of class 0 to 10. */
export type BatchTag = 'types' | 'locks' | 'ends' | 'quiet';

const TAGS: readonly string[] = ['types', 'locks', 'ends', 'quiet'];
const RECORD = '----';

/** A file that breaks the notation. */
export class TranscriptError extends Error {
  constructor(readonly lineNumber: number, text: string) {
    super(`line ${lineNumber}: ${text}`);
  }
}

/** Parses a transcript. Raises TranscriptError for a missing header or source, an unknown tag, a batch without GO or without a record. */
export function parseTranscript(text: string): Transcript {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const headerEnd = lines.findIndex((line) => !line.startsWith('--'));
  const header = lines.slice(0, Math.max(headerEnd, 0));
  const sourceLine = header.find((line) => line.startsWith('-- source:'));
  if (header.length < 2 || sourceLine === undefined) throw new TranscriptError(1, 'a transcript opens with a comment and a `-- source:` line');
  const source = sourceLine.slice('-- source:'.length).trim();
  return { header: header.join('\n'), source, rank: rankOf(source), steps: parseSteps(lines, headerEnd) };
}

function rankOf(source: string): SourceRank {
  if (source === 'unverified') return 'unverified';
  if (/^documentation: \S/.test(source)) return 'documentation';
  if (/^SQL Server \d{4}/.test(source)) return 'verified';
  throw new TranscriptError(1, `unknown source '${source}': unverified, documentation: <Title> or SQL Server <year>, <build> and date`);
}

function parseSteps(lines: readonly string[], from: number): Step[] {
  const steps: Step[] = [];
  let at = skipBlank(lines, from);
  while (at < lines.length) {
    const mark = lines.indexOf(RECORD, at);
    if (mark < 0) throw new TranscriptError(at + 1, 'input without a record (`----`)');
    const end = recordEnd(lines, mark + 1);
    steps.push({ input: lines.slice(at, mark).join('\n'), batches: parseBatches(lines.slice(at, mark), at), record: lines.slice(mark + 1, end) });
    at = skipBlank(lines, end);
  }
  if (steps.length === 0) throw new TranscriptError(lines.length, 'a transcript without a step');
  return steps;
}

function recordEnd(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length && lines[end] !== '') end++;
  return end;
}

function skipBlank(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]?.trim() === '') at++;
  return at;
}

function parseBatches(lines: readonly string[], offset: number): Batch[] {
  const batches: Batch[] = [];
  let start = 0;
  lines.forEach((line, index) => {
    if (!/^GO\s*$/i.test(line)) return;
    const first = skipBlank(lines, start);
    batches.push({ ...parseTags(lines[first] ?? '', offset + first + 1), text: lines.slice(first, index).join('\n') });
    start = index + 1;
  });
  if (lines.slice(start).some((line) => line.trim() !== '')) throw new TranscriptError(offset + start + 1, 'a batch ends with GO');
  return batches;
}

function parseTags(line: string, lineNumber: number): { session: string; tags: ReadonlySet<BatchTag> } {
  const tags = new Set<BatchTag>();
  let session = 's1';
  if (!/^-- \[/.test(line)) return { session, tags };
  for (const [, tag = ''] of line.matchAll(/\[([^\]]*)\]/g)) {
    if (/^s[1-9]$/.test(tag)) session = tag;
    else if (isTag(tag)) tags.add(tag);
    else throw new TranscriptError(lineNumber, `unknown tag [${tag}]`);
  }
  return { session, tags };
}

const isTag = (tag: string): tag is BatchTag => TAGS.includes(tag);

/** Prints a transcript with other records: the form in which files are kept. */
export function printTranscript(transcript: Transcript, records: readonly (readonly string[])[]): string {
  const steps = transcript.steps.map((step, index) => [step.input, RECORD, ...(records[index] ?? [])].join('\n'));
  return `${[transcript.header, ...steps].join('\n\n')}\n`;
}
