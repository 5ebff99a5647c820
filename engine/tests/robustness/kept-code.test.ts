// What Node keeps of compiled code: the server's thread does as the process that started it. Needs the built package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START = 'require(process.argv[1]).startServer().then((server) => server.stop());';
const KEEP = 'require("node:module").enableCompileCache?.(process.argv[2]);';
/** The thread's file makes by far the largest entry. */
const LARGE_BYTES = 50_000;
const canKeep = 'enableCompileCache' in nodeModule;

function largeEntriesAfter(script: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'kept-code-'));
  const { NODE_COMPILE_CACHE: _, NODE_OPTIONS: __, ...env } = process.env;
  try {
    execFileSync(process.execPath, ['-e', script, join(__dirname, '../../dist/index.js'), folder], { env });
    return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, String(name))).size > LARGE_BYTES).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('keeps the compiled thread where the process keeps what it compiles, and nowhere else', () => {
  expect(largeEntriesAfter(KEEP + START)).toBe(canKeep ? 1 : 0);
  expect(largeEntriesAfter(START)).toBe(0);
});
