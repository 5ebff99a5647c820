// node engine/bench/subject-process.cjs NAME: measures one subject and prints JSON. A process for each, so that none pays for another's memory or warm code.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { connect } = require('./client.cjs');
const { restoreCases, statementCases, typeormCases } = require('./cases.cjs');
const { subjects } = require('./subjects.cjs');

const ROUNDS = 5;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const nothing = () => undefined;

/** Milliseconds of one operation: the median of some rounds, after one that does not count. */
async function measure({ run, count, rounds = ROUNDS, prepare = nothing, after = nothing, end = nothing }) {
  const took = [];
  for (let round = 0; round <= rounds; round++) {
    await prepare();
    const from = performance.now();
    await run();
    if (round > 0) took.push((performance.now() - from) / count);
    await after();
  }
  await end();
  return median(took);
}

async function measureAll(cases) {
  const results = [];
  for (const one of cases) results.push({ name: one.name, ms: await measure(one) });
  return results;
}

/** TypeORM is the application's: no subject pays for loading it. */
function loadTypeorm() {
  if (existsSync(join(__dirname, 'rivals/node_modules/typeorm'))) require('./rivals/node_modules/typeorm');
  require('typeorm');
  require('tedious');
}

/** From nothing of the subject loaded to the first answer; for this server a few times more, which is what a second start in one process costs. */
async function startUp(subject) {
  loadTypeorm();
  const from = performance.now();
  const open = await subject.open();
  if (!open.run) return { open, results: [] };
  await open.run('SELECT 1');
  return { open, results: [{ name: 'start to the first answer', ms: performance.now() - from }] };
}

async function again() {
  const { startServer } = require(process.env.BENCH_ENGINE ?? '../dist/index.js');
  const took = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    const server = await startServer();
    const client = await connect(server);
    await client.batch('SELECT 1');
    took.push(performance.now() - from);
    await client.close();
    await server.stop();
  }
  return { name: 'another start to the first answer', ms: median(took) };
}

async function main(name) {
  const subject = subjects.find((one) => one.name === name);
  const { open, results } = await startUp(subject);
  if (open.server) results.push(await again());
  if (open.run) results.push(...await measureAll(await statementCases(open)));
  results.push(...await measureAll(await typeormCases(open)));
  if (open.server) {
    const { cases, close } = await restoreCases(open.server);
    results.push(...await measureAll(cases));
    await close();
  }
  await open.close();
  process.stdout.write(JSON.stringify(results));
}

main(process.argv[2]).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
