// Runs a whole small Jest project in a child process and reads its JSON report. The project is a copy of a fixture in the temporary
// folder, with this package linked into its node_modules as if it were installed there.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..');
const OURS = /^(DATABASE_|MSSQL_TEST_|JEST_|CI$|NODE_ENV$|NODE_OPTIONS$)/;

/** A child that hangs must not outlive its test. */
const LIMIT_MS = 50_000;

/** What a child Jest did. */
export interface JestOutcome {
  readonly exitCode: number | null;
  /** What it printed. */
  readonly output: string;
  /** The lines of the preset. */
  readonly lines: readonly string[];
  /** Titles of tests, by state. */
  readonly passed: readonly string[];
  readonly failed: ReadonlyArray<{ readonly title: string; readonly message: string }>;
}

/** A folder for projects, with packages to be found from them. */
export class Workshop {
  readonly directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-projects-')));
  #count = 0;

  constructor() {
    const modules = path.join(this.directory, 'node_modules');
    fs.mkdirSync(modules);
    for (const name of packagesIn(path.join(ROOT, 'node_modules'))) link(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    link(ROOT, path.join(modules, 'jest-nest-mssql'));
  }

  /** Copies a fixture and changes files of it; undefined takes a file away; projects without a cache of their own share the workshop's. Returns the project's folder. */
  make(fixture: string, changes: Readonly<Record<string, string | undefined>> = {}, hasOwnCache = true): string {
    this.#count += 1;
    const directory = path.join(this.directory, `project-${this.#count}`);
    fs.cpSync(path.join(__dirname, 'fixtures', fixture), directory, { recursive: true });
    // What a run keeps for the next one is kept there: each project has its own.
    if (hasOwnCache) fs.mkdirSync(path.join(directory, 'node_modules'));
    for (const [name, text] of Object.entries(changes)) {
      const file = path.join(directory, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      if (text === undefined) fs.rmSync(file, { recursive: true });
      else fs.writeFileSync(file, text);
    }
    return directory;
  }

  /** Takes the folder away. */
  remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

function packagesIn(directory: string): string[] {
  return fs.readdirSync(directory).flatMap((name) => {
    if (name.startsWith('.') || name === 'jest-nest-mssql') return [];
    return name.startsWith('@') ? fs.readdirSync(path.join(directory, name)).map((inner) => `${name}/${inner}`) : [name];
  });
}

function link(target: string, at: string): void {
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.symlinkSync(target, at, 'junction');
}

/** What is done to Jest once its output shows `when`; each is done once, in order. */
export interface Interruption {
  readonly when: RegExp;
  /** A signal to send, at once or after some time. */
  readonly signal?: NodeJS.Signals;
  readonly afterMs?: number;
  /** Something else to do; told what has been printed since the last one. */
  readonly act?: (seen: string) => Promise<void> | void;
}

/** Runs Jest in a project and waits for its end. */
export async function runJest(directory: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}, ...interruptions: Interruption[]): Promise<JestOutcome> {
  // Beside the project, not in it: Jest must not see them change while it watches.
  const temporary = temporaryOf(directory);
  // One of its own: runs may be side by side, and one that writes none must not be judged by another's.
  const report = path.join(temporary, `report-${randomUUID()}.json`);
  fs.mkdirSync(temporary, { recursive: true });
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', '--outputFile', report, ...args], {
    cwd: directory,
    env: { ...inherited, MSSQL_TEST_SERVER: 'embedded', TMPDIR: temporary, JEST_TEST_CACHE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  const waiting = [...interruptions];
  let seen = '';
  child.stdout.on('data', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    seen += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !next.when.test(seen)) return;
    waiting.shift();
    const before = seen;
    seen = '';
    void interrupt(child, next, before);
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(limit);
  const output = Buffer.concat(chunks).toString();
  return { exitCode, output, lines: output.split('\n').filter((line) => line.startsWith('jest-nest-mssql ')), ...readReport(report) };
}

/** Runs the command `jest-nest-mssql` in a project's folder. */
export async function runCommand(directory: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const child = spawn(process.execPath, [path.join(ROOT, 'dist', 'cli', 'main.js'), ...args], { cwd: directory, env: { ...inherited, ...environment } });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, output: Buffer.concat(chunks).toString() };
}

async function interrupt(child: ChildProcess, { signal, afterMs = 0, act }: Interruption, seen: string): Promise<void> {
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
  if (signal !== undefined) child.kill(signal);
  await act?.(seen);
}

function temporaryOf(directory: string): string {
  return `${directory}-tmp`;
}

/** What a run has left in its temporary folder. */
export function leftovers(directory: string): string[] {
  return fs.readdirSync(temporaryOf(directory)).filter((name) => /mssql/.test(name));
}

interface Report {
  readonly testResults: ReadonlyArray<{ readonly message: string; readonly name: string; readonly assertionResults: ReadonlyArray<{ readonly fullName: string; readonly status: string; readonly failureMessages: readonly string[] }> }>;
}

function readReport(file: string): Pick<JestOutcome, 'passed' | 'failed'> {
  if (!fs.existsSync(file)) return { passed: [], failed: [] };
  const { testResults } = JSON.parse(fs.readFileSync(file, 'utf8')) as Report;
  const all = testResults.flatMap((result) => result.assertionResults);
  const broken = testResults.filter((result) => result.assertionResults.length === 0).map((result) => ({ title: path.basename(result.name), message: result.message }));
  return {
    passed: all.filter((test) => test.status === 'passed').map((test) => test.fullName),
    failed: [...all.filter((test) => test.status === 'failed').map((test) => ({ title: test.fullName, message: test.failureMessages.join('\n') })), ...broken],
  };
}
