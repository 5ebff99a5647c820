// 1,000 open connections, each sending one point select at the same moment. The clients run here, the server in a process of its own;
// connecting comes first and is not timed.
'use strict';
const { connect } = require('./client.cjs');
const { startOutside } = require('./outside.cjs');
const { executeSql, openWire } = require('./wire-client.cjs');

const COUNT = 1000;
const AT_ONCE = 50;
const ROUNDS = 10;
const WARM_ROUNDS = 3;

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];

async function point(wire, i) {
  const message = executeSql('SELECT name FROM tempdb.dbo.point WHERE id = @id', '@id', i + 1);
  const from = performance.now();
  const answer = await wire.send(message);
  const took = performance.now() - from;
  if (!answer.includes(Buffer.from(`n${i + 1}.`))) throw new Error(`connection ${i} was given something else`);
  return took;
}

/** Milliseconds from sending to the whole answer: median and p95, and the p95 as a multiple of one point select on an idle server. */
async function measureConnections() {
  const server = await startOutside();
  const first = await connect(server);
  await first.batch("CREATE TABLE tempdb.dbo.point (id int PRIMARY KEY, name varchar(20)); INSERT tempdb.dbo.point SELECT value, CONCAT('n', value, '.') FROM GENERATE_SERIES(1, 1000)");
  const wires = [];
  while (wires.length < COUNT) wires.push(...await Promise.all(Array.from({ length: AT_ONCE }, () => openWire(server))));
  const alone = [];
  for (let i = 0; i < 500; i++) alone.push(await point(wires[0], i));
  const took = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const these = await Promise.all(wires.map(point));
    if (round >= WARM_ROUNDS) took.push(...these);
  }
  await Promise.all([first, ...wires].map((client) => client.close()));
  await server.stop();
  const p95Ms = at(took, 0.95);
  const aloneMs = at(alone, 0.5);
  return { count: COUNT, medianMs: at(took, 0.5), p95Ms, aloneMs, toOne: p95Ms / aloneMs };
}

module.exports = { measureConnections };

if (require.main === module) measureConnections().then((result) => console.log(result));
