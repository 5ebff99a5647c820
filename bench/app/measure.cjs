// What runs in the spec files of bench/app.cjs: makes and closes apps of one module, bare and with createTestApp in turn, and notes
// the milliseconds of each, by the clock and of the processor. The first app of a file finds neither Nest's testing package nor the preset loaded, as in every spec file.
'use strict';
const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

const MODULES = {
  example: () => require('../../examples/orders/src/app.module').AppModule,
  tiny: () => require('./tiny.module.cjs').TinyModule,
};
const CLIENTS = ['STRIPE_CLIENT', 'POSTMARK_CLIENT', 'S3_CLIENT'];
const QUEUES = ['email', 'payment', 'billing', 'reporting'];

/** Nest's own way, with the least that keeps the example from connecting to anything but the database. */
async function makeBare(imports, name) {
  const { Test } = require('@nestjs/testing');
  const builder = Test.createTestingModule({ imports });
  if (name === 'example') {
    for (const token of CLIENTS) builder.overrideProvider(token).useValue({});
    for (const queue of QUEUES) builder.overrideProvider(`BullQueue_${queue}`).useValue({ process: () => undefined, on: () => undefined });
  }
  const app = (await builder.compile()).createNestApplication();
  await app.init();
  return app;
}

const makeOurs = (imports) => require('../../dist/index').createTestApp({ imports });
const WAYS = { bare: makeBare, createTestApp: makeOurs };

async function measure(way, imports, name) {
  const before = process.cpuUsage();
  const started = performance.now();
  const app = await WAYS[way](imports, name);
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  await app.close();
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Defines the one test of a file: `first` makes its first app, then both take turns. */
module.exports = ({ module, first, warmPairs, output }) => {
  it(`${module}, ${first} first`, async () => {
    const imports = [MODULES[module]()];
    const lines = [{ module, way: first, kind: 'first', ...(await measure(first, imports, module)) }];
    const second = first === 'bare' ? 'createTestApp' : 'bare';
    await measure(second, imports, module);
    for (let i = 0; i < warmPairs; i++) {
      for (const way of [second, first]) lines.push({ module, way, kind: 'next', ...(await measure(way, imports, module)) });
    }
    fs.appendFileSync(output, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }, 300_000);
};
