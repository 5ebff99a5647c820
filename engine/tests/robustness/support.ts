// What the robustness tests share: seeded chance, the statements of the golden transcripts, and sessions without a wire.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlEngine } from '../../src/engine';
import { BufferSink } from '../../src/session/buffer-sink';
import type { ResultSink, SessionPort } from '../../src/tds/session-port';
import { PASSWORD } from '../drivers/engine-server';

/** Numbers from 0 up to 1, the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of the items. */
export const pick = <T>(random: () => number, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** A whole number from 0 up to `limit`. */
export const upTo = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** The batches of every golden transcript of one session, without what they print. */
export function goldenBatches(): string[] {
  const folder = join(__dirname, '../golden');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsql'));
  return files.sort().flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^GO\s*$/m).map((part) => part.replace(/^[\s\S]*?^----$[\s\S]*?\n\n/m, '').trim())).filter((text) => text !== '' && !text.startsWith('----'));
}

/** Statements that a test of chance must not make: they reach files, other sessions or the clock. */
export const isUnsafe = (text: string): boolean => /\b(BACKUP|RESTORE|KILL|WAITFOR|SHUTDOWN|WHILE|GOTO|MAXRECURSION|SINGLE_USER|OFFLINE|ROLLBACK IMMEDIATE|GENERATE_SERIES|REPLICATE|SPACE)\b|\bLOGIN\b[^]*\bsa\b/i.test(text);

/** A session of the engine, reached without a wire. */
export function openSession(engine: SqlEngine, database = ''): SessionPort {
  return engine.login({ user: 'sa', password: PASSWORD, database, hostName: 'test', applicationName: 'test', language: '', clientProcessId: 1 }, { disconnect: () => undefined, listen: () => undefined }).session;
}

/** The messages of one batch. */
export async function errorsOf(session: SessionPort, text: string): Promise<string[]> {
  const sink = new BufferSink();
  await session.executeBatch(text, { resetConnection: false }, sink);
  const errors: string[] = [];
  const nothing = (): void => undefined;
  const reader: ResultSink = {
    columns: nothing, row: nothing, statementEnd: nothing, info: nothing, environment: nothing, openScopes: 0, procedureBegin: nothing, procedureEnd: nothing, procedureLeave: nothing,
    error: (error) => errors.push(`${error.number} ${error.message}`),
  };
  sink.flush(reader);
  return errors;
}
