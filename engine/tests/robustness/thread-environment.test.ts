// What the server's thread has of what Node was told for the process that started it: where compiled code is kept, what is to be loaded first, no
// debugger. Needs the built package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START = 'require(process.argv[1]).startServer().then((server) => server.stop());';
const KEEP = 'require("node:module").enableCompileCache?.(process.argv[2]);';
/** The thread's file makes by far the largest entry. */
const LARGE_BYTES = 50_000;
const canKeep = 'enableCompileCache' in nodeModule;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-code-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, flags: readonly string[] = [], nodeOptions = ''): string {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  return execFileSync(process.execPath, [...flags, '-e', script, join(__dirname, '../../dist/index.js'), folder], { env: { ...env, NODE_OPTIONS: nodeOptions }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function largeEntriesAfter(script: string): number {
  run(script);
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, String(name))).size > LARGE_BYTES).length;
}

it('keeps the compiled thread where the process keeps what it compiles, and nowhere else', () => {
  expect(largeEntriesAfter(KEEP + START)).toBe(canKeep ? 1 : 0);
  expect(largeEntriesAfter(START)).toBe(0);
});

it('starts as Node was told to start the process, but for a debugger', () => {
  const first = join(folder, 'first.cjs');
  writeFileSync(first, "require('node:fs').writeSync(1, `${require('node:worker_threads').isMainThread ? 'process' : 'thread'} ${/--inspect/.test(process.execArgv.join() + process.env.NODE_OPTIONS) ? 'debugged' : 'alone'};`);");
  const options = `--require ${JSON.stringify(first)}`;
  expect(run(START, ['--require', first])).toBe('process alone;thread alone;');
  expect(run(START, [], options)).toBe('process alone;thread alone;');
  expect(run(START, [], `--inspect=0 ${options}`)).toBe('process debugged;thread alone;');
  expect(run(START, ['--inspect=0'], options)).toBe('process debugged;thread alone;');
});
