// Measures createTestApp against a bare Test.createTestingModule of the same module on the same database: the example's AppModule and a
// module with one entity; the first app of a spec file, with what either has to load for it, and the apps after it.
// `npm run build` first; `--json` prints one JSON object, `--files=6` spec files a module and way are the default; DATABASE_HOST names a server,
// without it the embedded one is used.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const FILES = Number(process.argv.find((word) => word.startsWith('--files='))?.slice('--files='.length) ?? '6');
const WARM_PAIRS = 5;
const EXAMPLE = path.join(__dirname, '..', 'examples', 'orders');
const MODULES = ['example', 'tiny'];
const WAYS = ['bare', 'createTestApp'];

/** One spec file for each turn, as only the first app of a file is a first one. */
function writeSpecs(directory, output) {
  const measure = JSON.stringify(path.join(__dirname, 'app', 'measure.cjs'));
  for (const module of MODULES) {
    for (const first of WAYS) {
      for (let i = 0; i < FILES; i++) {
        const turn = JSON.stringify({ module, first, warmPairs: WARM_PAIRS, output });
        fs.writeFileSync(path.join(directory, `${i}-${module}-${first}.spec.cjs`), `require(${measure})(${turn});\n`);
      }
    }
  }
}

function runJest(directory) {
  const config = path.join(directory, 'jest.config.cjs');
  fs.writeFileSync(config, `module.exports = ${JSON.stringify({ rootDir: EXAMPLE, roots: [directory], testMatch: ['**/*.spec.cjs'], preset: 'jest-nest-mssql' })};\n`);
  const { CI: _, ...env } = process.env;
  const server = env.DATABASE_HOST === undefined ? 'embedded' : 'external';
  const jest = require.resolve('jest/bin/jest', { paths: [EXAMPLE] });
  // In one process: two at once would measure each other.
  const { status, stderr } = spawnSync(process.execPath, [jest, '--config', config, '--runInBand'], { cwd: EXAMPLE, encoding: 'utf8', env: { ...env, NODE_ENV: 'test', MSSQL_TEST_SERVER: server } });
  if (status !== 0) throw new Error(stderr);
  return server;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Processor time beside the clock's: other work on the machine hardly changes it. An embedded server's is in it, for both ways alike. */
function summarize(lines) {
  return MODULES.flatMap((module) => ['first', 'next'].map((kind) => {
    const of = (unit) => {
      const [bareMs, createTestAppMs] = WAYS.map((way) => median(lines.filter((line) => line.module === module && line.kind === kind && line.way === way).map((line) => line[unit])));
      return { bareMs, createTestAppMs, ratio: createTestAppMs / bareMs, overheadMs: createTestAppMs - bareMs };
    };
    return { module, kind, wall: of('wallMs'), cpu: of('cpuMs') };
  }));
}

function print({ module, kind, ...units }) {
  for (const [unit, { bareMs, createTestAppMs, ratio, overheadMs }] of Object.entries(units)) {
    console.log(`${module.padEnd(8)} ${`${kind} app of a file`.padEnd(20)} ${unit.padEnd(4)} bare ${bareMs.toFixed(0).padStart(5)} ms | createTestApp ${createTestAppMs.toFixed(0).padStart(5)} ms  ${ratio.toFixed(2)}x  ${overheadMs.toFixed(1)} ms more`);
  }
}

function main() {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-bench-app-')));
  const output = path.join(directory, 'output');
  try {
    writeSpecs(directory, output);
    const server = runJest(directory);
    const results = summarize(fs.readFileSync(output, 'utf8').trim().split('\n').map((line) => JSON.parse(line)));
    if (process.argv.includes('--json')) console.log(JSON.stringify({ server, files: FILES, results }, null, 2));
    else results.forEach(print);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

main();
