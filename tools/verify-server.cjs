// `npm run verify:server`: the golden transcripts, the contract suite and the examples' suites against the SQL Server that
// DATABASE_HOST, DATABASE_PORT, DATABASE_USER and DATABASE_PASSWORD name. Prints where that server and the embedded engine's records differ;
// --json prints the same as one object. Exit code 1 if anything differs.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');
const { askServer } = require('./ask-server.cjs');

const ROOT = join(__dirname, '..');
const JEST = require.resolve('jest/bin/jest');
const FIRST_LINES = 40;

const { DATABASE_HOST, DATABASE_PORT = '1433', DATABASE_USER, DATABASE_PASSWORD } = process.env;
if (!DATABASE_HOST || !DATABASE_USER || !DATABASE_PASSWORD) {
  console.error('verify:server needs a SQL Server: set DATABASE_HOST, DATABASE_PORT, DATABASE_USER and DATABASE_PASSWORD.');
  process.exit(2);
}

/** The years of the versions that transcripts know apart; a server of none of them is asked everything. */
const YEARS = { 14: '2017', 15: '2019', 16: '2022' };

async function yearOfServer() {
  const { major } = await askServer("SELECT CONVERT(int, SERVERPROPERTY('ProductMajorVersion')) AS major");
  return YEARS[major];
}

const target = JSON.stringify({ server: DATABASE_HOST, port: Number(DATABASE_PORT), user: DATABASE_USER, password: DATABASE_PASSWORD });
const suitesFor = (year) => [
  { name: 'golden transcripts', folder: ROOT, arguments: ['--selectProjects', 'engine', '--testPathPatterns', 'engine/tests/golden\\.test'], environment: { GOLDEN_TARGET: target, ...(year && { GOLDEN_VERSION: year }) } },
  { name: 'contract of cleanDatabase', folder: ROOT, arguments: ['--selectProjects', 'preset', '--testPathPatterns', 'test/contract'], environment: {} },
  { name: 'example orders', folder: join(ROOT, 'examples/orders'), arguments: ['--config', 'jest.integration.config.js'], environment: { MSSQL_TEST_SERVER: 'external' } },
  { name: 'example subscriptions', folder: join(ROOT, 'examples/subscriptions'), node: ['--experimental-vm-modules'], arguments: ['--config', 'jest.integration.config.mjs'], environment: { MSSQL_TEST_SERVER: 'external' } },
];

/** Runs one suite and returns its counts and what failed. */
function run(suite) {
  const folder = mkdtempSync(join(tmpdir(), 'verify-server-'));
  const report = join(folder, 'report.json');
  process.stderr.write(`${suite.name} ...\n`);
  const child = spawnSync(process.execPath, [...(suite.node ?? []), JEST, ...suite.arguments, '--json', `--outputFile=${report}`, '--silent'], {
    cwd: suite.folder, env: { ...process.env, ...suite.environment }, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8',
  });
  try {
    return summary(suite, JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return { suite: suite.name, passed: 0, failed: 1, differences: [{ title: 'the suite did not run', file: suite.folder, message: child.stderr }] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '').split('\n').slice(0, FIRST_LINES).join('\n');

function summary(suite, report) {
  const differences = report.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((t) => t.status === 'failed').map((t) => ({ title: t.fullName, file: relative(ROOT, file.name), message: plain(t.failureMessages.join('\n')) }));
    return tests.length === 0 && file.status === 'failed' ? [{ title: 'the file did not run', file: relative(ROOT, file.name), message: plain(file.message) }] : tests;
  });
  return { suite: suite.name, passed: report.numPassedTests, failed: differences.length, differences };
}

async function main() {
  const results = suitesFor(await yearOfServer()).map(run);
  if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
  else {
    for (const result of results) {
      console.log(`\n${result.suite}: ${result.passed} agree, ${result.failed} differ`);
      for (const difference of result.differences) console.log(`\n  ${difference.title} (${difference.file})\n${difference.message.replace(/^/gm, '    ')}`);
    }
  }
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
