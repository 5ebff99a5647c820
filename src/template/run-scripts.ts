// Runs the user's SQL scripts on a template's database, each on a connection of its own, as sqlcmd would. Says which file and which
// of its batches failed. Knows neither migrations nor backups.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import type { SqlScripts } from '../config/schema-source';
import { presetError, reasonOf } from '../errors';
import type { Connection } from '../sql/connection';
import { databaseUsed, splitBatches, type ScriptBatch } from '../sql/script';

/** Lends a new connection to the template's database. */
export type Lend = (work: (connection: Connection) => Promise<void>) => Promise<void>;

/** The files of the scripts, in order; raises JNM_SCRIPT for a pattern without files. */
export function scriptFiles(scripts: SqlScripts, packageDir: string): readonly string[] {
  return scripts.files.flatMap((pattern) => {
    const absolute = path.resolve(packageDir, pattern);
    const files = fs.existsSync(absolute) ? [absolute] : globSync(pattern.replace(/\\/g, '/'), { cwd: packageDir, absolute: true }).map((file) => path.normalize(file)).sort(byNameAndNumber);
    if (files.length === 0) throw presetError('JNM_SCRIPT', { file: pattern, reason: 'no such file' });
    return files;
  });
}

// v_2 before v_10: whoever numbers scripts means the numbers.
function byNameAndNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}

/** Which scripts are run, and on what. */
export interface ScriptOrder {
  readonly scripts: SqlScripts;
  readonly packageDir: string;
  readonly database: string;
  /** Told which script runs. */
  readonly progress: (step: string) => void;
}

/** Runs the scripts in order. SET options, NOEXEC among them, last until the end of a file. */
export async function runScripts({ scripts, packageDir, database, progress }: ScriptOrder, lend: Lend): Promise<void> {
  const files = scriptFiles(scripts, packageDir);
  for (const [index, file] of files.entries()) {
    progress(`script ${index + 1} of ${files.length}: ${path.relative(packageDir, file)}`);
    const batches = explain(file, () => splitBatches(readScript(file), { DatabaseName: database, ...scripts.variables }));
    await lend(async (connection) => {
      for (const batch of batches) await runBatch(connection, batch, file, database);
    });
  }
}

async function runBatch(connection: Connection, batch: ScriptBatch, file: string, database: string): Promise<void> {
  const other = databaseUsed(batch.text);
  if (other !== undefined && other.toLowerCase() !== database.toLowerCase()) {
    throw presetError('JNM_SCRIPT', { file, reason: `the batch at line ${batch.line} moves to another database, ${other}; write USE [$(DatabaseName)], or leave it out` });
  }
  try {
    for (let time = 0; time < batch.count; time++) await connection.query(batch.text);
  } catch (error) {
    throw presetError('JNM_SCRIPT', { file, reason: `the batch at line ${batch.line}: ${reasonOf(error)}` }, error);
  }
}

function explain<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw presetError('JNM_SCRIPT', { file, reason: reasonOf(error) }, error);
  }
}

// Management Studio saves UTF-16 with a byte order mark.
function readScript(file: string): string {
  const bytes = fs.readFileSync(file);
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
  return text.replace(/^\uFEFF/, '');
}
