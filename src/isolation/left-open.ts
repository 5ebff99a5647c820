// What a test file has left open when its last hook has run: transactions that nobody ended, sessions that nobody closed. Knows the
// worker, not the runner.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPresetError, presetError, type PresetError } from '../errors';
import { withRealTimers } from '../process/real-timers';
import { databasesOf, type Worker } from '../process/worker';
import { nativePeer } from '../project/project';
import { IDLE_SESSIONS_TEXT, LEFT_OPEN_TEXT, MISSING_DATABASE_TEXT, RUNNING_TEXT } from '../sql/blocker-statements';
import { openConnection, type Connection, type Mssql, type Row } from '../sql/connection';
import { namedLoss } from '../sql/connection-loss';
import { describeIdleSession, describeRunningSession, describeSession } from './blocked';

/** Asks what is open in a worker's databases, over one connection. What cannot be asked is nothing: the file's own outcome matters more. */
export interface LeftOpen {
  /** What has become of the databases: an error to be told, JNM_SERVER_GONE or JNM_DATABASE_GONE, if one cannot be reached any more. */
  loss(): Promise<PresetError | undefined>;
  /** Sentences about transactions. */
  transactions(): Promise<readonly string[]>;
  /** Sentences about statements of this process that have not ended. */
  running(): Promise<readonly string[]>;
  /** Sentences about sessions without a transaction that this process has opened in the last `ageMs`; those that are just ending are waited for. */
  sessions(ageMs: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A session is gone from the server's list a moment after its client has closed it. */
const ENDING_PAUSES_MS = [20, 40, 80, 160, 300];

/** Opens the connection that asks; a server that is gone is met without an error. */
export async function openLeftOpen(worker: Pick<Worker, 'facts' | 'database' | 'others'>): Promise<LeftOpen> {
  const { facts } = worker;
  const gone: { error?: unknown } = {};
  const master = await withRealTimers(() => openConnection(nativePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master')).catch((error: unknown) => {
    gone.error = namedLoss(error, facts.address);
    return undefined;
  });
  const ask = async (text: string, parameters: Readonly<Record<string, number>> = {}): Promise<readonly Row[]> => {
    if (master === undefined) return [];
    try {
      return await withRealTimers(() => askAll(master, databasesOf(worker), text, parameters));
    } catch {
      return [];
    }
  };
  return {
    async loss() {
      if (master === undefined) return isPresetError(gone.error) ? gone.error : undefined;
      const rows = await ask(MISSING_DATABASE_TEXT);
      return rows.length === 0 ? undefined : presetError('JNM_DATABASE_GONE', { database: rows.map((row) => String(row['name'])).join(', '), address: `${facts.address.host}:${facts.address.port}` });
    },
    transactions: async () => (await ask(LEFT_OPEN_TEXT)).map((row) => describeSession(row, [])),
    running: async () => (await ask(RUNNING_TEXT, { process: process.pid })).map(describeRunningSession),
    async sessions(ageMs) {
      const askIdle = (waitedMs: number): Promise<readonly Row[]> => ask(IDLE_SESSIONS_TEXT, { process: process.pid, age: Math.ceil(ageMs + waitedMs) });
      const started = performance.now();
      let found = await askIdle(0);
      for (const pauseMs of ENDING_PAUSES_MS) {
        if (found.length === 0) return [];
        await sleep(pauseMs);
        found = await askIdle(performance.now() - started);
      }
      return found.map(describeIdleSession);
    },
    close: async () => withRealTimers(async () => master?.close()).catch(() => undefined),
  };
}

async function askAll(master: Connection, databases: readonly string[], text: string, parameters: Readonly<Record<string, number>>): Promise<readonly Row[]> {
  const found = [];
  for (const database of databases) found.push(...(await master.query(text, { ...parameters, database })));
  return found;
}
