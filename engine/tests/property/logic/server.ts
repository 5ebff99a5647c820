// A server in process for generated statements: batches in, rows as text and error numbers out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine } from '../../../src/engine';
import type { ResultColumn, ResultSink, SessionPort } from '../../../src/tds/session-port';
import { engineText } from '../../golden-runner/engine-value';

/** What a batch answered: its last result set, all of them, the counts of statements and the errors. */
export interface Answer { readonly sets: string[][]; readonly counts: (number | undefined)[]; readonly errors: { number: number; text: string }[] }

/** One session: runs a batch. */
type Run = (text: string) => Promise<Answer>;

/** The result sets of a batch that has to succeed. */
export async function must(run: Run, text: string): Promise<string[][]> {
  const { errors, sets } = await run(text);
  if (errors.length > 0) throw new Error(`${errors.map((e) => `${e.number} ${e.text}`).join('; ')}\n${text}`);
  return sets;
}

/** A server with a session in a database of its own, and two beside it. */
export interface TestServer { readonly run: Run; readonly reader: Run; readonly writer: Run; /** A further session, in the same database. */ another(): Promise<Run>; close(): Promise<void> }

const NULL_TEXT = '∅';

function sinkOf(answer: Answer): ResultSink {
  let open: readonly ResultColumn[] = [];
  let rows: string[] = [];
  return {
    columns: (columns) => {
      open = columns;
      rows = [];
      answer.sets.push(rows);
    },
    row: (row) => rows.push(open.map((column, index) => engineText(column.type, row[index] ?? null) ?? NULL_TEXT).join('|')),
    statementEnd: (end) => answer.counts.push(end.rowCount),
    info: () => undefined,
    error: (last) => {
      for (const error of [...last.preceding, last]) answer.errors.push({ number: error.number, text: error.message });
    },
    environment: () => undefined, openScopes: 0, procedureBegin: () => undefined, procedureEnd: () => undefined, procedureLeave: () => undefined,
  };
}

/** Starts a server. */
export async function openTestServer(): Promise<TestServer> {
  const backupFolder = await mkdtemp(join(tmpdir(), 'logic-'));
  const engine = new SqlEngine({ password: 'Logic-1', serverName: 'logic', backupFolder });
  const login = { user: 'sa', password: 'Logic-1', database: 'master', hostName: 'logic', applicationName: 'logic', language: '', clientProcessId: 1 };
  const sessions: SessionPort[] = [];
  const open = (): Run => {
    const { session } = engine.login(login, { disconnect: () => undefined, listen: () => undefined });
    sessions.push(session);
    return async (text) => {
      const answer: Answer = { sets: [], counts: [], errors: [] };
      await session.executeBatch(text, { resetConnection: false }, sinkOf(answer));
      return answer;
    };
  };
  const run = open();
  await run('CREATE DATABASE logic');
  await run('USE logic');
  const close = async (): Promise<void> => {
    for (const session of sessions) session.close();
    await rm(backupFolder, { recursive: true, force: true });
  };
  const another = async (): Promise<Run> => {
    const other = open();
    await other('USE logic');
    return other;
  };
  return { run, reader: await another(), writer: await another(), another, close };
}
