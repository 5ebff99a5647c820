// Does the preset work on the versions that it says it works on? Packs both packages, makes a whole project of each combination,
// installs it from the registry and runs its tests on the embedded server. --only takes names or parts of them, divided by commas;
// --node a version of Node to run the tests on (from the npm package "node"); --keep leaves the projects where they are.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const combinations = require('./combinations.cjs');
const writeProject = require('./project.cjs');

const ROOT = path.join(__dirname, '..', '..');
const INSTALL_TIMEOUT_MS = 600_000;
const TEST_TIMEOUT_MS = 300_000;
const { values } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' }, keep: { type: 'boolean', default: false } } });

main();

function main() {
  const wanted = values.only?.split(',') ?? [''];
  const chosen = combinations.filter(({ name }) => wanted.some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error(`No combination is called ${values.only}. There are: ${combinations.map(({ name }) => name).join(', ')}.`);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jest-nest-mssql-matrix-'));
  const tarballs = pack(directory);
  const results = [];
  for (const combination of chosen) {
    const result = measure(path.join(directory, combination.name), combination, tarballs);
    console.log(`${result.passed ? 'passed' : 'FAILED'} ${combination.name}${result.passed ? '' : `\n${result.output}`}`);
    results.push(result);
  }
  console.log(`\n${table(results)}`);
  if (values.keep) console.log(`The projects are in ${directory}.`);
  else fs.rmSync(directory, { recursive: true, force: true });
  if (results.some(({ passed }) => !passed)) process.exitCode = 1;
}

function pack(directory) {
  const { status, output } = run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory, '.', './engine'], { cwd: ROOT, timeout: INSTALL_TIMEOUT_MS });
  if (status !== 0) throw new Error(`npm pack failed:\n${output}`);
  const file = (name) => `file:${path.join(directory, fs.readdirSync(directory).find((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.tgz')))}`;
  return { 'jest-nest-mssql': file('jest-nest-mssql'), 'mssql-memory-server': file('mssql-memory-server') };
}

function measure(directory, combination, tarballs) {
  writeProject(directory, combination, { ...tarballs, ...(values.node === undefined ? {} : { node: values.node }) });
  const started = Date.now();
  const installed = run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: directory, timeout: INSTALL_TIMEOUT_MS });
  const installSeconds = (Date.now() - started) / 1000;
  const facts = { name: combination.name, installSeconds, node: values.node ?? process.version, testSeconds: 0 };
  if (installed.status !== 0) return { ...facts, passed: false, output: installed.output };
  const node = values.node === undefined ? process.execPath : path.join(directory, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const flags = combination.type === 'module' ? ['--experimental-vm-modules'] : [];
  const began = Date.now();
  const jest = path.join(directory, 'node_modules', 'jest', 'bin', 'jest.js');
  const { CI: _, NODE_OPTIONS: __, ...env } = process.env;
  const tested = run(node, [...flags, jest], { cwd: directory, timeout: TEST_TIMEOUT_MS, env: { ...env, MSSQL_TEST_SERVER: 'embedded' } });
  const version = run(node, ['--version'], { cwd: directory, timeout: TEST_TIMEOUT_MS }).output.trim();
  return { ...facts, node: version, passed: tested.status === 0 && /^Tests: +3 passed, 3 total$/m.test(tested.output), testSeconds: (Date.now() - began) / 1000, output: tested.output };
}

function run(command, parameters, options) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell: command === 'npm' && process.platform === 'win32', ...options });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : error.message}` };
}

function table(results) {
  const rows = [['combination', 'Node', 'result', 'install s', 'tests s'], ...results.map((r) => [r.name, r.node, r.passed ? 'passed' : 'FAILED', r.installSeconds.toFixed(0), r.testSeconds.toFixed(1)])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
