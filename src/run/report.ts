// What a run prints: which server it is on, what it is doing (to people at a terminal only), and one line at the end.
import pc from 'picocolors';
import { isCi } from '../config/ci';
import type { ServerAddress } from '../process/run-facts';
import type { StartedServer } from '../provider/provider';
import type { RunCounts } from './run-state';

const NAME = 'jest-nest-mssql';
const DEFAULT_COLUMNS = 80;
const CLEAR = '\u001b[2K\r';

/** Prints one line of the preset. */
export function printLine(text: string): void {
  clearProgress();
  process.stderr.write(`${pc.bold(NAME)} ${text}\n`);
}

/** Whether somebody at a terminal sees what this process prints. */
export function isWatched(): boolean {
  return process.stderr.isTTY === true && !isCi(process.env);
}

/** Shows what is being done, to somebody who watches only; the next line takes its place. */
export function showProgress(step: string): void {
  if (!isWatched()) return;
  // A line that is wider than the terminal could not be taken away again.
  const line = `${NAME} ${step} ...`.slice(0, (process.stderr.columns || DEFAULT_COLUMNS) - 1);
  process.stderr.write(`${CLEAR}${pc.dim(line)}`);
}

/** Takes the last progress away. */
export function clearProgress(): void {
  if (isWatched()) process.stderr.write(CLEAR);
}

/** A text about one data source, with its name; the first one has none. */
export function ofSource(source: string | undefined, text: string): string {
  return source === undefined ? text : `data source "${source}": ${text}`;
}

/** The first line: which server, why, and the first line of its @@VERSION. */
export function serverLine(server: StartedServer, reason: string): string {
  const place = server.kind === 'embedded' ? 'embedded server' : `server ${server.address.host}:${server.address.port}`;
  return `${place} (${reason}): ${server.facts.version}`;
}

/** How to connect to the databases that a run has left; never with the password. */
export function keptLines(databases: readonly string[], { host, port, user }: ServerAddress): readonly string[] {
  const login = user === undefined ? '-E' : `-U ${user}`;
  return databases.map((name) => `kept ${name} until the next run: sqlcmd -C -S ${host},${port} ${login} -d ${name}`);
}

/** How a template was come by. */
export interface TemplateNote {
  readonly how: 'reused' | 'built' | 'migrated';
  readonly seconds: number;
}

/** One note of the templates of several data sources: reused only if all are. */
export function joinedNote(notes: readonly TemplateNote[]): TemplateNote {
  const how = (['migrated', 'built'] as const).find((kind) => notes.some((note) => note.how === kind)) ?? 'reused';
  return { how, seconds: notes.reduce((sum, note) => sum + note.seconds, 0) };
}

/** The last line: template, workers, cleans; where there are several Jest projects, of which. */
export function summaryLine(template: TemplateNote, counts: RunCounts, project?: string): string {
  const seconds = template.seconds.toFixed(1);
  const made = { reused: 'template reused', built: `template built in ${seconds} s`, migrated: `databases built in ${seconds} s` }[template.how];
  const workers = `${counts.workers} ${counts.workers === 1 ? 'worker' : 'workers'}${template.how === 'migrated' ? '' : ' restored'}`;
  const mean = counts.cleans === 0 ? '' : `, mean ${(counts.cleanMs / counts.cleans).toFixed(1)} ms`;
  return `${project === undefined ? '' : `${project}: `}${made}; ${workers}; ${counts.cleans} ${counts.cleans === 1 ? 'clean' : 'cleans'}${mean}`;
}
