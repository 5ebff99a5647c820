// The command line's server in a process of its own, so that what its clients cost is not charged to it.
'use strict';
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const PASSWORD = 'Bench#Password1';

/** Starts it on a free port. `stop()` ends it; `peakMb()` is the most that was resident so far, undefined where /proc does not tell. */
function startOutside() {
  const child = spawn(process.execPath, [process.env.BENCH_CLI ?? join(__dirname, '../dist/cli.js'), '--port', '0', '--password', PASSWORD], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const peakMb = () => {
    if (process.platform !== 'linux') return undefined;
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  };
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const port = /listens on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve({ host: '127.0.0.1', port: Number(port), user: 'sa', password: PASSWORD, peakMb, stop });
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
}

module.exports = { startOutside };
