// Loaded into every process of a measured run: notes at its end the processor time it has used, which other work on the machine
// hardly changes.
'use strict';
const fs = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  fs.appendFileSync(process.env.BENCH_CPU_FILE, `${user + system}\n`);
});
