// Measures the example's whole integration suite on one server in one run: with this preset (its template reused, and built anew), with
// a test/setup folder made by hand as the runbook says, whose script builds the application first, and with migrations run for every
// spec file. `loading` is what each of these takes to load every spec file with its application, no test run, under Jest's own runtime;
// `loadingWithPreset` the same under the preset's, its start and its hooks included.
// `npm run build` first; `--json` prints one JSON object, `--repeats=3` is the default; DATABASE_HOST names a server, without it the
// embedded one is started outside of all of them.
'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const REPEATS = Number(process.argv.find((word) => word.startsWith('--repeats='))?.slice('--repeats='.length) ?? '3');
const EXAMPLE = path.join(__dirname, '..', 'examples', 'orders');
const CPU_FILE = path.join(os.tmpdir(), `jnm-bench-suite-${process.pid}`);
const bin = (name) => require.resolve(name, { paths: [EXAMPLE] });
const jest = (config, ...rest) => [bin('jest/bin/jest'), '--config', config, ...rest];
const OURS = jest(path.join(EXAMPLE, 'jest.integration.config.js'));
const BY_HAND = jest(path.join(__dirname, 'suite', 'jest.config.cjs'));
const NO_TEST = ['--testNamePattern', '^no test has this name$'];
const BUILD = [bin('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', path.join(os.tmpdir(), `jnm-bench-build-${process.pid}`)];

/** Each way: the commands of one run, and what they need in the environment. */
const WAYS = {
  reused: { commands: [OURS], env: {} },
  cold: { commands: [OURS], env: { MSSQL_TEST_REUSE: 'false' } },
  runbook: { commands: [BUILD, BY_HAND], env: { BENCH_WAY: 'runbook' } },
  runbookWithoutBuild: { commands: [BY_HAND], env: { BENCH_WAY: 'runbook' } },
  migrations: { commands: [BY_HAND], env: { BENCH_WAY: 'migrations' } },
  loading: { commands: [[...BY_HAND, ...NO_TEST]], env: { BENCH_WAY: 'none' } },
  loadingWithPreset: { commands: [[...OURS, ...NO_TEST]], env: {} },
};

function run(parameters, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { cwd: EXAMPLE, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

function environmentOf(server, more) {
  const { CI: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, ...server.env, ...more, NODE_ENV: 'test', MSSQL_TEST_SERVER: 'external', MSSQL_TEST_PREFIX: 'jnm_bench_suite' };
}

/** One run of a way: wall clock and processor time of all its processes and, where it is ours, of the server's. */
async function measureOnce(way, server) {
  const env = environmentOf(server, { ...way.env, BENCH_CPU_FILE: CPU_FILE, NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'suite', 'cpu-record.cjs'))}` });
  fs.writeFileSync(CPU_FILE, '');
  const serverBefore = process.cpuUsage();
  const started = performance.now();
  let output = '';
  for (const command of way.commands) output = await run(command, env);
  const wallSeconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(serverBefore);
  const clientMicros = fs.readFileSync(CPU_FILE, 'utf8').split('\n').reduce((sum, line) => sum + Number(line), 0);
  const tests = /^Tests: .*$/m.exec(output)?.[0];
  if (tests === undefined) throw new Error(output);
  const passed = Number(/(\d+) passed/.exec(tests)?.[1] ?? 0);
  const [, cleans = 0, meanMs = 0] = /(\d+) cleans, mean ([\d.]+) ms/.exec(output) ?? [];
  return { wallSeconds, cpuSeconds: (clientMicros + used.user + used.system) / 1e6, passed, cleanSeconds: (Number(cleans) * Number(meanMs)) / 1000 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The ways take turns, so that what else the machine does meets them all; the first turn fills Jest's cache and makes the template. */
async function measure(server) {
  const runs = Object.fromEntries(Object.keys(WAYS).map((name) => [name, []]));
  for (let turn = -1; turn < REPEATS; turn++) {
    for (const [name, way] of Object.entries(WAYS)) {
      const result = await measureOnce(way, server);
      if (result.passed === 0 && !isLoading(name)) throw new Error(`${name}: no test passed`);
      if (turn >= 0) runs[name].push(result);
    }
  }
  const middle = (results, unit) => median(results.map((each) => each[unit]));
  const summary = (results) => ({ wallSeconds: middle(results, 'wallSeconds'), cpuSeconds: middle(results, 'cpuSeconds'), cleanSeconds: middle(results, 'cleanSeconds'), passed: results[0].passed });
  return Object.fromEntries(Object.entries(runs).map(([name, results]) => [name, summary(results)]));
}

const isLoading = (name) => name.startsWith('loading');

/** Both Jest configs say so. */
const WORKERS = 2;

/** What a run with the preset is made of, in processor time. Cleans are told by the clock: their part of the workers' time is taken for their part of the processor's. */
function partsOf({ reused, loadingWithPreset }) {
  const loadingSeconds = loadingWithPreset.cpuSeconds;
  const cleanSeconds = (reused.cleanSeconds / (reused.wallSeconds * WORKERS)) * reused.cpuSeconds;
  return { loadingSeconds, cleanSeconds, restSeconds: reused.cpuSeconds - loadingSeconds - cleanSeconds };
}

/** How much longer each takes than the preset with its template reused. */
function ratios(results) {
  const { reused } = results;
  return Object.fromEntries(Object.entries(results).map(([name, { wallSeconds, cpuSeconds }]) => [name, { wall: wallSeconds / reused.wallSeconds, cpu: cpuSeconds / reused.cpuSeconds }]));
}

async function startServer() {
  if (process.env.DATABASE_HOST !== undefined) return { kind: 'external', env: {}, stop: async () => undefined };
  const started = await require('mssql-memory-server').startServer();
  return { kind: 'embedded', env: { DATABASE_HOST: started.host, DATABASE_PORT: String(started.port), DATABASE_USER: started.user, DATABASE_PASSWORD: started.password }, stop: () => started.stop() };
}

async function main() {
  const server = await startServer();
  // The server alone does not keep this process alive, nor does waiting for it.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const results = await measure(server);
    const report = { server: server.kind, repeats: REPEATS, results, parts: partsOf(results), timesOfReused: ratios(results) };
    if (process.argv.includes('--json')) console.log(JSON.stringify(report, null, 2));
    else print(report);
  } finally {
    await run([path.join(__dirname, '..', 'dist', 'cli', 'main.js'), 'prune'], environmentOf(server, {}));
    clearInterval(alive);
    fs.rmSync(CPU_FILE, { force: true });
    fs.rmSync(BUILD.at(-1), { recursive: true, force: true });
    await server.stop();
  }
}

function print({ results, parts: { loadingSeconds, cleanSeconds, restSeconds }, timesOfReused }) {
  const cell = (value, unit) => `${value.toFixed(1)}${unit}`.padStart(8);
  for (const [name, { wallSeconds, cpuSeconds, passed }] of Object.entries(results)) {
    const { wall, cpu } = timesOfReused[name];
    console.log(`${name.padEnd(20)} ${String(passed).padStart(3)} passed ${cell(wallSeconds, ' s')} wall ${cell(cpuSeconds, ' s')} processor |${cell(wall, 'x')} wall, ${cell(cpu, 'x')} processor`);
  }
  const seconds = (value) => `${value.toFixed(2)} s`;
  console.log(`of ${seconds(results.reused.cpuSeconds)} with the preset: loading, its start and its hooks ${seconds(loadingSeconds)} (loading by hand ${seconds(results.loading.cpuSeconds)}), its cleans about ${seconds(cleanSeconds)}, the applications and the tests themselves ${seconds(restSeconds)}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
