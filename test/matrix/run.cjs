// Does the preset work on the versions that it says it works on? Packs both packages, makes a whole project of each combination,
// installs it from the registry with npm, pnpm or yarn and runs its tests on the embedded server. --only takes names or parts of them, divided
// by commas; --node a major version of Node to run every combination on (the npm package "node"); --keep leaves the projects where they are.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const combinations = require('./combinations.cjs');
const writeProject = require('./project.cjs');
const { run } = require('./run-command.cjs');
const { createTools } = require('./tools.cjs');

const ROOT = path.join(__dirname, '..', '..');
const INSTALL_TIMEOUT_MS = 240_000;
const TEST_TIMEOUT_MS = 300_000;
const AT_ONCE = 2;
const { values } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' }, keep: { type: 'boolean', default: false } } });

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  const wanted = values.only?.split(',') ?? [''];
  const chosen = combinations.filter(({ name }) => wanted.some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error(`No combination is called ${values.only}. There are: ${combinations.map(({ name }) => name).join(', ')}.`);
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jest-nest-mssql-matrix-')));
  try {
    const results = await measureAll(directory, chosen);
    console.log(`\n${table(results)}`);
    if (results.some(({ passed }) => !passed)) process.exitCode = 1;
  } finally {
    if (values.keep) console.log(`The projects are in ${directory}.`);
    else fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function measureAll(directory, chosen) {
  const surroundings = { directory, tarballs: await pack(directory), tools: createTools(path.join(directory, 'tools')) };
  const results = [];
  const waiting = [...chosen];
  const work = async () => {
    for (let combination = waiting.shift(); combination !== undefined; combination = waiting.shift()) {
      const result = await measure(combination, surroundings).catch((error) => ({ name: combination.name, node: '', installSeconds: 0, testSeconds: 0, passed: false, output: error.stack }));
      results.push(result);
      report(result, `${results.length} of ${chosen.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return chosen.map(({ name }) => results.find((result) => result.name === name));
}

// Jest's own line of totals is repeated, so that whoever sums such lines counts these tests too.
function report({ name, passed, output, installSeconds, testSeconds }, progress) {
  const totals = /^Tests: .*$/m.exec(output)?.[0] ?? 'Tests:       1 failed, 1 total';
  console.log(`${passed ? 'passed' : 'FAILED'} ${name} (${progress}; installed in ${installSeconds.toFixed(0)} s, tested in ${testSeconds.toFixed(0)} s)`);
  if (!passed) console.log(output.replace(/^Tests: .*$/gm, ''));
  console.log(totals);
}

async function pack(directory) {
  const { status, output } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory, '.', './engine'], { cwd: ROOT, timeout: INSTALL_TIMEOUT_MS });
  if (status !== 0) throw new Error(`npm pack failed:\n${output}`);
  const file = (name) => `file:${path.join(directory, fs.readdirSync(directory).find((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.tgz')))}`;
  return { 'jest-nest-mssql': file('jest-nest-mssql'), 'mssql-memory-server': file('mssql-memory-server') };
}

async function measure(combination, { directory: parent, tarballs, tools }) {
  const directory = path.join(parent, combination.name);
  writeProject(directory, combination, tarballs);
  const began = Date.now();
  const node = await tools.node(values.node ?? combination.node);
  const [command, ...parameters] = await tools.installer(combination.installer);
  // npm chooses versions by the Node that it runs on.
  const installed = await run(command, parameters, { cwd: directory, timeout: INSTALL_TIMEOUT_MS, env: await tools.environment(node) });
  const installSeconds = (Date.now() - began) / 1000;
  const facts = { name: combination.name, node: (await run(node, ['--version'], { cwd: directory, timeout: TEST_TIMEOUT_MS })).output.trim(), installSeconds };
  if (installed.status !== 0) return { ...facts, passed: false, testSeconds: 0, output: installed.output };
  const started = Date.now();
  const { passed, output } = await test(directory, combination, node, tools);
  return { ...facts, passed, output, testSeconds: (Date.now() - started) / 1000 };
}

async function test(directory, { type, installer, checksTypes }, node, tools) {
  const { CI: _, NODE_OPTIONS: __, ...rest } = process.env;
  const options = { cwd: directory, timeout: TEST_TIMEOUT_MS, env: { ...rest, MSSQL_TEST_SERVER: 'embedded' } };
  const start = async (flags, command, ...parameters) => run(node, [...(await tools.launcher(installer, flags, command)), ...parameters], options);
  const checked = checksTypes ? await start([], { packageName: 'typescript', script: 'bin/tsc' }, '--noEmit') : { status: 0, output: '' };
  const tested = await start(type === 'module' ? ['--experimental-vm-modules'] : [], { packageName: 'jest', script: 'bin/jest.js' });
  return { passed: checked.status === 0 && tested.status === 0 && /^Tests: +3 passed, 3 total$/m.test(tested.output), output: checked.output + tested.output };
}

function table(results) {
  const rows = [['combination', 'Node', 'result', 'install s', 'tests s'], ...results.map((r) => [r.name, r.node, r.passed ? 'passed' : 'FAILED', r.installSeconds.toFixed(0), r.testSeconds.toFixed(1)])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
