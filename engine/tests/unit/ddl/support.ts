// One engine and sessions in it that collect what they are answered. Knows no sockets.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine } from '../../../src/engine';
import type { SqlError } from '../../../src/errors/sql-error';
import type { ResultColumn, ResultSink } from '../../../src/tds/session-port';
import type { Row } from '../../../src/types/value';

/** What one batch was answered. */
export interface Answer { readonly sets: { columns: readonly ResultColumn[]; rows: Row[] }[]; readonly errors: SqlError[]; readonly infos: { number: number; text: string }[]; readonly commands: number[] }

/** A session of the engine under test. */
export interface TestSession { run(text: string, resetConnection?: boolean): Promise<Answer>; rows(text: string): Promise<Row[]>; errors(text: string): Promise<number[]>; ok(text: string): Promise<Answer>; close(): void }

const temporary = mkdtempSync(join(tmpdir(), 'ddl-test-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** An empty folder that is deleted when the test file ends. */
export const emptyFolder = (): string => mkdtempSync(join(temporary, 'folder-'));

/** An engine with an empty backup folder. */
export const startEngine = (): SqlEngine => new SqlEngine({ password: 'pw', serverName: 'test', backupFolder: emptyFolder() });

/** Who logs in. */
export interface Credentials { readonly user: string; readonly password: string; readonly language?: string }

/** Logs in to a database, as sa unless told otherwise. */
export function connect(engine: SqlEngine, database = 'master', who: Credentials = { user: 'sa', password: 'pw' }): TestSession {
  const { session } = engine.login({ language: '', ...who, database, hostName: 'h', applicationName: 'a', clientProcessId: 1 } as Parameters<SqlEngine['login']>[0], { disconnect: () => undefined, listen: () => undefined });
  const run = async (text: string, resetConnection = false): Promise<Answer> => {
    const answer: Answer = { sets: [], errors: [], infos: [], commands: [] };
    await session.executeBatch(text, { resetConnection }, sinkInto(answer));
    return answer;
  };
  const ok = async (text: string): Promise<Answer> => {
    const answer = await run(text);
    const [error] = answer.errors;
    if (error) throw new Error(`${error.number}: ${error.message} in ${text}`);
    return answer;
  };
  return { run, ok, rows: async (text) => (await ok(text)).sets[0]?.rows ?? [], errors: async (text) => (await run(text)).errors.map((error) => error.number), close: () => session.close() };
}

const sinkInto = (answer: Answer): ResultSink => ({
  columns: (columns) => { answer.sets.push({ columns, rows: [] }); },
  row: (row) => { answer.sets.at(-1)?.rows.push(row); },
  statementEnd: ({ command }) => { answer.commands.push(command); },
  info: ({ number, text }) => { answer.infos.push({ number, text }); },
  error: (error) => { answer.errors.push(...error.preceding, error); },
  environment: () => undefined, openScopes: 0, procedureBegin: () => undefined, procedureEnd: () => undefined, procedureLeave: () => undefined,
});
