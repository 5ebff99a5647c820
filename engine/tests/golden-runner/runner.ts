// Steps the sessions of a transcript one batch at a time and collects its records. Knows no server: a Target does.
import { parseTranscript, printTranscript, TranscriptError, type Batch, type Transcript } from './format';
import { RecordPrinter } from './print-result';
import type { Target, TargetSession } from './target';

interface Running { readonly name: string; readonly session: TargetSession; waiting?: { readonly batch: Batch; readonly printer: RecordPrinter; isDone: boolean; promise: Promise<void> } }

/** Runs every step of a transcript's text on a fresh target and returns the text with the records that came out. */
export async function runTranscript(text: string, openTarget: () => Promise<Target>): Promise<string> {
  const transcript = parseTranscript(text);
  const target = await openTarget();
  const sessions = new Map<string, Running>();
  try {
    return printTranscript(transcript, await runSteps(transcript, target, sessions));
  } finally {
    await Promise.all([...sessions.values()].map((running) => running.session.close()));
    await target.close();
  }
}

async function runSteps(transcript: Transcript, target: Target, sessions: Map<string, Running>): Promise<string[][]> {
  const records: string[][] = [];
  for (const step of transcript.steps) {
    const record: string[] = [];
    for (const batch of step.batches) {
      const running = sessions.get(batch.session) ?? { name: batch.session, session: await target.openSession() };
      sessions.set(batch.session, running);
      record.push(...await runBatch(running, batch), ...await resumed(sessions, running));
    }
    records.push(record);
  }
  return records;
}

async function runBatch(running: Running, batch: Batch): Promise<readonly string[]> {
  if (running.waiting) throw new TranscriptError(0, `${running.name} still waits: its next batch cannot start`);
  const waiting = start(running.session, batch);
  running.waiting = waiting;
  if (batch.tags.has('ends')) await waiting.promise;
  else await settled(running);
  if (!waiting.isDone) return [`${running.name} waits`];
  return finish(running);
}

function start(session: TargetSession, batch: Batch): NonNullable<Running['waiting']> {
  const printer = new RecordPrinter({ showsNullability: batch.tags.has('types'), isQuiet: batch.tags.has('quiet') });
  const waiting = { batch, printer, isDone: false, promise: Promise.resolve() };
  waiting.promise = session.run(batch.text, printer).finally(() => { waiting.isDone = true; });
  return waiting;
}

/** The answer of a batch that is done, with the locks it left behind when asked for. */
async function finish(running: Running): Promise<readonly string[]> {
  const waiting = running.waiting;
  if (!waiting) return [];
  await waiting.promise;
  running.waiting = undefined;
  if (waiting.batch.tags.has('locks')) await running.session.run(LOCKS, waiting.printer);
  return waiting.printer.lines;
}

const LOCKS = `SELECT resource_type AS lock_on, request_mode AS mode, request_status AS status, COUNT(*) AS locks FROM sys.dm_tran_locks
WHERE request_session_id = @@SPID AND resource_database_id = DB_ID() AND resource_type NOT IN ('DATABASE', 'PAGE', 'METADATA', 'XACT')
GROUP BY resource_type, request_mode, request_status ORDER BY resource_type, request_mode, request_status`;

/** Resolves once the batch is done or blocked. */
async function settled(running: Running): Promise<void> {
  const patienceMs = 10_000;
  const end = Date.now() + patienceMs;
  while (running.waiting && !running.waiting.isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    if (running.waiting.isDone || await running.session.isBlocked()) return;
    if (Date.now() > end) throw new TranscriptError(0, `${running.name} neither ends nor waits for a lock`);
  }
}

/** What came of the sessions that waited while this batch ran, in the order of their names. */
async function resumed(sessions: Map<string, Running>, current: Running): Promise<string[]> {
  const lines: string[] = [];
  for (const other of [...sessions.values()].sort((a, b) => a.name.localeCompare(b.name))) {
    if (other === current || !other.waiting) continue;
    await settled(other);
    if (other.waiting.isDone) lines.push(`${other.name} resumes`, ...await finish(other));
  }
  return lines;
}
