// node engine/bench/run.cjs [--json]: how long things take, and in what ratio to one point select, so that runs on different machines can be compared.
// Needs a build (npm run build -w engine).
'use strict';
const { restoreCases, serverCases } = require('./cases.cjs');
const { connect } = require('./client.cjs');
const { casesOf, others } = require('./others.cjs');

const { startServer } = require(process.env.BENCH_ENGINE ?? '../dist/index.js');
const ROUNDS = 5;
const asJson = process.argv.includes('--json');

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Milliseconds of one operation: the median of some rounds, after one that does not count. */
async function measure({ run, count, rounds = ROUNDS }) {
  const took = [];
  await run();
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await run();
    took.push((performance.now() - from) / count);
  }
  return median(took);
}

async function startUp() {
  const took = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    const server = await startServer();
    const listening = performance.now();
    const client = await connect(server);
    await client.batch('SELECT 1');
    took.push([listening - from, performance.now() - from]);
    await client.close();
    await server.stop();
  }
  return [{ name: 'startServer()', ms: median(took.map(([listens]) => listens)) }, { name: 'startServer() to the first answer', ms: median(took.map(([, answered]) => answered)) }];
}

async function measureAll(make) {
  const server = await startServer();
  const { cases, close } = await make(server);
  const results = [];
  for (const one of cases) results.push({ name: one.name, ms: await measure(one) });
  await close();
  await server.stop();
  return results;
}

async function measureOthers() {
  const results = [];
  for (const start of others) {
    const engine = await start();
    if (!engine.isInstalled) results.push({ engine: engine.name });
    else for (const one of await casesOf(engine)) results.push({ engine: engine.name, name: one.name, ms: await measure(one) });
  }
  return results;
}

const text = (ms) => (ms < 1 ? `${(ms * 1000).toFixed(0)} µs` : `${ms.toFixed(1)} ms`);

function print(own, other) {
  const unit = own.find(({ name }) => name === 'point select').ms;
  for (const { name, ms } of own) console.log(`${name.padEnd(52)} ${text(ms).padStart(10)}  ${(ms / unit).toFixed(1).padStart(9)} x a point select`);
  const restores = own.filter(({ name }) => name.startsWith('RESTORE'));
  console.log(`${'RESTORE: 1,000,000 rows to 10 rows'.padEnd(52)} ${''.padStart(10)}  ${(restores[1].ms / restores[0].ms).toFixed(1).padStart(9)} x`);
  for (const { engine, name, ms } of other) {
    if (name === undefined) console.log(`${engine}: not installed`);
    else console.log(`${`${engine}: ${name}`.padEnd(52)} ${text(ms).padStart(10)}  ${(own.find((one) => one.name === name).ms / ms).toFixed(1).padStart(9)} x is this server's time, wire included`);
  }
}

async function main() {
  const own = [...await startUp(), ...await measureAll(serverCases), ...await measureAll(restoreCases)];
  const other = await measureOthers();
  if (asJson) console.log(JSON.stringify({ node: process.version, own, others: other }, null, 2));
  else print(own, other);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
