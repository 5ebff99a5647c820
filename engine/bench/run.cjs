// node engine/bench/run.cjs [--json] [--only=NAME,...]: how long things take here and in what people run tests on instead, as ratios of one run,
// so that runs on different machines can be compared. Needs a build (npm run build -w engine); rivals are installed by npm run bench:rivals.
'use strict';
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { measureConnections } = require('./connections.cjs');
const { subjects } = require('./subjects.cjs');

const asJson = process.argv.includes('--json');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length).split(',');

function measureSubject(name) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(__dirname, 'subject-process.cjs'), name], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => { said += chunk; });
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`${name} could not be measured`))));
  });
}

const text = (ms) => (ms < 1 ? `${(ms * 1000).toFixed(0)} µs` : `${ms.toFixed(1)} ms`);
const find = (results, name) => results.find((one) => one.name === name)?.ms;

function print({ results, missing, connections }) {
  const [own, ...others] = results;
  console.log(`${''.padEnd(40)}${own.subject.padStart(22)}${others.map(({ subject }) => subject.padStart(22)).join('')}`);
  for (const { name, ms } of own.lines) {
    const beside = others.map(({ lines }) => {
      const theirs = find(lines, name);
      return (theirs === undefined ? '-' : `${text(theirs)} (${(ms / theirs).toFixed(2)}x)`).padStart(22);
    });
    console.log(`${name.padEnd(40)}${text(ms).padStart(22)}${beside.join('')}`);
  }
  const restores = own.lines.filter(({ name }) => name.startsWith('RESTORE'));
  console.log(`${'RESTORE: 1,000,000 rows to 10 rows'.padEnd(40)}${`${(restores[1].ms / restores[0].ms).toFixed(2)}x`.padStart(22)}`);
  console.log('\nIn brackets: this server\'s time, wire included, to the other\'s; below 1 this server is the faster.');
  for (const { subject, why } of missing) console.log(`${subject} is not measured: ${why}`);
  const { count, medianMs, p95Ms, toOne } = connections;
  console.log(`${count} connections, each with one point select at once: median ${text(medianMs)}, p95 ${text(p95Ms)}; ${toOne.toFixed(0)} x one point select alone`);
}

async function main() {
  const results = [];
  const missing = [];
  for (const subject of subjects) {
    const why = only && subject.name !== 'mssql-memory-server' && !only.includes(subject.name) ? 'not asked for' : subject.missing();
    if (why === undefined) results.push({ subject: subject.name, lines: await measureSubject(subject.name) });
    else missing.push({ subject: subject.name, why });
  }
  const report = { node: process.version, results, missing, connections: await measureConnections() };
  if (asJson) console.log(JSON.stringify(report, null, 2));
  else print(report);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
