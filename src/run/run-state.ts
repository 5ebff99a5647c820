// The run file: how a worker learns of the run it belongs to. Readable by its owner only, and free of secrets: those travel in
// the environment.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isPresetError, presetError, PresetError, reasonOf, type PresetErrorCode } from '../errors';
import { createOwnedFile, isOwned } from '../process/owned-file';
import { OWNER_FILE, RUN_FILE_VARIABLE, RUN_PROJECTS_VARIABLE, RUN_REFUSED_VARIABLE, RUN_SECRET_VARIABLE, type RunFacts, type ServerSecret } from '../process/run-facts';
import type { Variables } from './environment';

const BEGINNING_MS = 60_000;
const RUN_FOLDER = /^jest-nest-mssql-[0-9a-z]{10}-\w{6}$/;

/** Makes the folder of a run's own files, in the temporary folder, and takes those away that killed runs have left there. */
export function createRunDirectory(runId: string, temporaryDir = os.tmpdir()): string {
  sweepRunDirectories(temporaryDir);
  const directory = fs.mkdtempSync(path.join(temporaryDir, `jest-nest-mssql-${runId}-`));
  createOwnedFile(path.join(directory, OWNER_FILE));
  return directory;
}

// Those of others cannot be looked into; whatever else begins as ours do has no owner's file, and is left alone.
function sweepRunDirectories(temporaryDir: string): void {
  for (const name of fs.readdirSync(temporaryDir)) {
    if (!RUN_FOLDER.test(name)) continue;
    const directory = path.join(temporaryDir, name);
    try {
      const owner = path.join(directory, OWNER_FILE);
      if (!fs.existsSync(owner)) removeIfForgotten(directory);
      else if (!isOwned(owner)) fs.rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      // Another run has taken it away meanwhile, or it belongs to somebody else.
      if (!['ENOENT', 'EACCES', 'EPERM', 'ENOTEMPTY', 'EBUSY'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

// A run that is killed right after it has made its folder leaves it empty; so is that of a run which begins just now.
function removeIfForgotten(directory: string): void {
  if (Date.now() - fs.statSync(directory).mtimeMs > BEGINNING_MS && fs.readdirSync(directory).length === 0) fs.rmdirSync(directory);
}

/** Writes the run file, under a name of its own for a further project that shares the run's folder; returns the environment variables that lead a worker to it. */
export function writeRunFile(facts: RunFacts, name = 'run.json'): Record<string, string> {
  // tedious' options may hold a key or a passphrase.
  const { password, authentication, options, ...address } = facts.address;
  const file = path.join(facts.directory, name);
  fs.writeFileSync(file, JSON.stringify({ ...facts, address }, null, 2), { mode: 0o600 });
  const secret: ServerSecret = { password, authentication, options };
  return { [RUN_FILE_VARIABLE]: file, [RUN_SECRET_VARIABLE]: JSON.stringify(secret) };
}

/** The variable that tells the test files of each Jest project how their environment differs. */
export function projectsVariable(projects: ReadonlyMap<string, Variables>): Record<string, string> {
  const plain = [...projects].map(([rootDir, variables]) => [rootDir, Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]))] as const);
  return { [RUN_PROJECTS_VARIABLE]: JSON.stringify(Object.fromEntries(plain)) };
}

/** Leaves word for the test files of a run that it could not start, and why. */
export function noteRefusal(environment: Record<string, string | undefined>, error: unknown): void {
  const said = isPresetError(error) ? { code: error.code, message: error.message } : { message: (error as { readonly stack?: string } | undefined)?.stack ?? String(error) };
  environment[RUN_REFUSED_VARIABLE] = JSON.stringify(said);
}

/** Raises the error that a run could not start for, if word of one was left. */
export function raiseRefusal(environment: Readonly<Record<string, string | undefined>>): void {
  const text = environment[RUN_REFUSED_VARIABLE];
  if (text === undefined) return;
  const { code, message } = JSON.parse(text) as { readonly code?: PresetErrorCode; readonly message: string };
  throw Object.assign(code === undefined ? new Error(message) : new PresetError(code, message), { stack: message });
}

/** Makes `environment` that of the Jest project in `rootDir`; raises JNM_PROJECT_NOT_STARTED if the run knows its projects, and this one is not among them. */
export function enterProject(environment: Record<string, string | undefined>, rootDir: string | undefined): void {
  const text = environment[RUN_PROJECTS_VARIABLE];
  if (text === undefined || rootDir === undefined) return;
  const projects = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  const own = projects[rootDir];
  if (own === undefined) throw presetError('JNM_PROJECT_NOT_STARTED', { project: rootDir, started: Object.keys(projects).join(', ') });
  for (const [name, value] of Object.entries(own)) {
    if (value === null) delete environment[name];
    else environment[name] = value;
  }
}

/** Reads the run file that the environment names; raises JNM_NO_RUN if there is none. */
export function readRunFile(environment: Readonly<Record<string, string | undefined>>): RunFacts {
  const file = environment[RUN_FILE_VARIABLE];
  if (file === undefined) throw presetError('JNM_NO_RUN', { reason: `${RUN_FILE_VARIABLE} is not set, so globalSetup has not run.` });
  try {
    const facts = JSON.parse(fs.readFileSync(file, 'utf8')) as RunFacts;
    const secret = JSON.parse(environment[RUN_SECRET_VARIABLE] ?? '{}') as ServerSecret;
    return { ...facts, address: { ...facts.address, ...secret } };
  } catch (error) {
    throw presetError('JNM_NO_RUN', { reason: `the run file cannot be read: ${reasonOf(error)}` }, error);
  }
}

/** What the workers of a run have done, summed up from their small files. */
export interface RunCounts {
  readonly workers: number;
  readonly cleans: number;
  readonly cleanMs: number;
}

/** Notes that a test has failed in a worker's databases. */
export function noteFailure(directory: string, workerId: string, databases: readonly string[]): void {
  fs.writeFileSync(path.join(directory, `worker-${workerId}.failed`), databases.join('\n'), { mode: 0o600 });
}

/** The databases in which tests have failed. */
export function failedDatabases(directory: string): readonly string[] {
  const files = filesIn(directory).filter((name) => name.endsWith('.failed'));
  return files.flatMap((name) => fs.readFileSync(path.join(directory, name), 'utf8').split('\n'));
}

/** Adds one test file's cleans to the run's counts. */
export function appendCleans(directory: string, workerId: string, cleans: { readonly count: number; readonly ms: number }): void {
  if (cleans.count > 0) fs.appendFileSync(path.join(directory, `worker-${workerId}.cleans`), `${JSON.stringify(cleans)}\n`, { mode: 0o600 });
}

/** Sums the counts of a run. */
export function readCounts(directory: string): RunCounts {
  const files = filesIn(directory);
  const lines = files.filter((name) => name.endsWith('.cleans')).flatMap((name) => fs.readFileSync(path.join(directory, name), 'utf8').split('\n').filter(Boolean));
  const cleans = lines.map((line) => JSON.parse(line) as { count: number; ms: number });
  return {
    workers: files.filter((name) => name.endsWith('.ready')).length,
    cleans: cleans.reduce((sum, clean) => sum + clean.count, 0),
    cleanMs: cleans.reduce((sum, clean) => sum + clean.ms, 0),
  };
}

// Somebody may have emptied the temporary folder: the run's databases are dropped all the same.
function filesIn(directory: string): readonly string[] {
  return fs.existsSync(directory) ? fs.readdirSync(directory) : [];
}
