// node engine/bench/memory.cjs [--json]: how much of the server's process is resident at most while the example's integration suite runs against it.
'use strict';
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { startOutside } = require('./outside.cjs');

function runSuite(server) {
  const env = { ...process.env, DATABASE_HOST: server.host, DATABASE_PORT: String(server.port), DATABASE_USER: server.user, DATABASE_PASSWORD: server.password };
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', 'test:integration', '-w', 'examples/orders'], { cwd: join(__dirname, '../..'), env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => { said += chunk; });
    child.on('close', (code) => resolve({ code, summary: /^Tests:.*$/m.exec(said)?.[0] ?? said.slice(-1000) }));
  });
}

async function main() {
  const server = await startOutside();
  const startMb = server.peakMb();
  const { code, summary } = await runSuite(server);
  const peakMb = server.peakMb();
  await server.stop();
  if (code !== 0) throw new Error(`the example's suite ended with ${code}: ${summary}`);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, startMb, peakMb }, null, 2));
  else console.log(peakMb === undefined ? 'how much is resident is read from /proc, which is Linux only' : `${summary}\nserver's process: ${startMb.toFixed(0)} MB resident at the start, ${peakMb.toFixed(0)} MB at most during the suite`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
