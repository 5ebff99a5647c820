// A server in process for generated statements: batches in, rows as text and error numbers out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine } from '../../../src/engine';
import type { ResultColumn, ResultSink, SessionPort } from '../../../src/tds/session-port';
import { engineText } from '../../golden-runner/engine-value';

/** What a batch answered: its last result set, all of them, the counts of statements and the errors. */
export interface Answer { readonly sets: string[][]; readonly counts: (number | undefined)[]; readonly errors: { number: number; text: string }[] }

/** A server with one session in a database of its own. */
export interface TestServer { run(text: string): Promise<Answer>; /** A further session, in the same database. */ another(): Promise<(text: string) => Promise<Answer>>; close(): Promise<void> }

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
  const open = (): ((text: string) => Promise<Answer>) => {
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
  const another = async (): Promise<(text: string) => Promise<Answer>> => {
    const other = open();
    await other('USE logic');
    return other;
  };
  return { run, another, close };
}
