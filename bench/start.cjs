// Measures what the preset adds to the start of a run whose template is there already: one trivial spec under plain Jest, and the same
// spec under the preset, each in a process of its own, in turns, by the clock and in processor time. A spec of the second kind is one
// that opens its database as well.
// `npm run build` first; `--json` prints one JSON object; DATABASE_HOST names a server, without it the embedded one is measured.
// `--repeats=5` and `--migrations=20` are the defaults; `--ts-jest` takes ts-jest instead of @swc/jest.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const option = (name, otherwise) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const REPEATS = Number(option('repeats', '5'));
const MIGRATIONS = Number(option('migrations', '20'));
const ROOT = path.resolve(__dirname, '..');
const JEST = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');

const TRANSFORM = process.argv.includes('--ts-jest')
  ? "['ts-jest', { tsconfig: { target: 'es2022', module: 'commonjs', isolatedModules: true, experimentalDecorators: true } }]"
  : "['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }]";
const config = (preset, spec) => `module.exports = { ${preset}testMatch: ['<rootDir>/test/${spec}.spec.ts'], transform: { '^.+\\\\.ts$': ${TRANSFORM} } };\n`;

const migration = (i) => `
import type { QueryRunner } from 'typeorm';
export class CreateT${i}${1_700_000_000_000 + i} {
  async up(runner: QueryRunner): Promise<void> { await runner.query('CREATE TABLE dbo.t${i} (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)'); }
  async down(runner: QueryRunner): Promise<void> { await runner.query('DROP TABLE dbo.t${i}'); }
}
`;

const FILES = {
  'package.json': '{ "name": "bench_start", "version": "0.0.0", "private": true }\n',
  'plain.config.js': config('', 'trivial'),
  'preset.config.js': config("preset: 'jest-nest-mssql', ", 'trivial'),
  'opens.config.js': config("preset: 'jest-nest-mssql', ", 'opens'),
  'src/data-source.ts': "import { DataSource } from 'typeorm';\nimport * as path from 'node:path';\nexport default new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [path.join(__dirname, 'migrations', '*.ts')] });\n",
  // Jest's reporter shows a file's progress a tenth of a second after it, and Jest waits for that at its end: a spec that ends before it began
  // would have plain Jest spared of what every real suite pays.
  'test/trivial.spec.ts': "it('adds', async () => { await new Promise((resolve) => setTimeout(resolve, 200)); expect(1 + 1).toBe(2); });\n",
  'test/opens.spec.ts': "import dataSource from '../src/data-source';\nafterAll(() => dataSource.destroy());\nit('asks', async () => { await dataSource.initialize(); expect(await dataSource.query('SELECT COUNT(*) AS n FROM dbo.t0')).toEqual([{ n: 0 }]); });\n",
};

function makeProject() {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-bench-start-')));
  const write = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), text);
  };
  for (const [name, text] of Object.entries(FILES)) write(name, text);
  for (let i = 0; i < MIGRATIONS; i++) write(`src/migrations/${1_700_000_000_000 + i}-create-t${i}.ts`, migration(i));
  const modules = path.join(directory, 'node_modules');
  for (const name of packagesIn(path.join(ROOT, 'node_modules'))) link(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  link(ROOT, path.join(modules, 'jest-nest-mssql'));
  return directory;
}

function packagesIn(directory) {
  return fs.readdirSync(directory).flatMap((name) => {
    if (name.startsWith('.') || name === 'jest-nest-mssql') return [];
    return name.startsWith('@') ? fs.readdirSync(path.join(directory, name)).map((inner) => `${name}/${inner}`) : [name];
  });
}

function link(target, at) {
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.symlinkSync(target, at, 'junction');
}

function runJest(directory, name) {
  const server = process.env.DATABASE_HOST === undefined ? { MSSQL_TEST_SERVER: 'embedded' } : {};
  const cpuFile = path.join(directory, 'processor-time');
  fs.writeFileSync(cpuFile, '');
  const recorded = { BENCH_CPU_FILE: cpuFile, NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'suite', 'cpu-record.cjs'))}` };
  const started = performance.now();
  const child = spawnSync(process.execPath, [JEST, '--config', `${name}.config.js`, '--runInBand'], { cwd: directory, encoding: 'utf8', env: { ...process.env, CI: '', NODE_ENV: '', ...server, ...recorded } });
  const ms = performance.now() - started;
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
  // The process's time has the server's thread in it.
  return { ms, cpuMs: Math.max(...fs.readFileSync(cpuFile, 'utf8').split('\n').map(Number)) / 1000, output: child.stderr };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function main() {
  const directory = makeProject();
  const kinds = ['plain', 'preset', 'opens'];
  try {
    const first = runJest(directory, 'preset').ms;
    // The first run of each kind fills Jest's caches of transforms.
    for (const kind of kinds) runJest(directory, kind);
    const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
    const cpuTimes = Object.fromEntries(kinds.map((kind) => [kind, []]));
    let reused = 0;
    for (let i = 0; i < REPEATS; i++) {
      for (const kind of kinds) {
        const { ms, cpuMs, output } = runJest(directory, kind);
        times[kind].push(ms);
        cpuTimes[kind].push(cpuMs);
        if (/template reused/.test(output)) reused += 1;
      }
    }
    const [plainMs, presetMs, opensMs] = kinds.map((kind) => median(times[kind]));
    print({ server: process.env.DATABASE_HOST === undefined ? 'embedded' : 'external', repeats: REPEATS, migrations: MIGRATIONS, reused, runs: 2 * REPEATS, firstMs: first, plainMs, presetMs, opensMs, addedMs: presetMs - plainMs, timesPlain: presetMs / plainMs, addedCpuMs: median(cpuTimes.preset) - median(cpuTimes.plain) });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function print(r) {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(r, null, 2));
    return;
  }
  const ms = (value) => `${value.toFixed(0)} ms`;
  console.log(`${r.server} server, ${r.migrations} migrations, template reused in ${r.reused} of ${r.runs} runs: plain Jest ${ms(r.plainMs)} | with the preset ${ms(r.presetMs)} (${r.timesPlain.toFixed(2)}x, ${ms(r.addedMs)} more, ${ms(r.addedCpuMs)} of processor time) | a spec that opens its database ${ms(r.opensMs)} | first run, template built ${ms(r.firstMs)}`);
}

main();
