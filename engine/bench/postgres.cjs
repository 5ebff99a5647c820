// A PostgreSQL of the system's packages, started for one measurement in a folder of its own. It refuses to run as root, so root starts it as `postgres`.
'use strict';
const { spawnSync } = require('node:child_process');
const { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const ROOT = '/usr/lib/postgresql';

/** The folder of the newest installed version's programs; undefined where there is none. */
function findPostgres() {
  if (!existsSync(ROOT)) return undefined;
  const versions = readdirSync(ROOT).map(Number).filter((version) => existsSync(join(ROOT, String(version), 'bin', 'initdb')));
  return versions.length === 0 ? undefined : join(ROOT, String(Math.max(...versions)), 'bin');
}

const idOf = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);

function run(program, args, identity) {
  const ended = spawnSync(program, args, { ...identity, encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  if (ended.status !== 0) throw new Error(`${program} ended with ${ended.status ?? ended.error}: ${ended.stderr}`);
}

const freePort = () => new Promise((resolve) => {
  const socket = createServer().listen(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.close(() => resolve(port));
  });
});

/** Makes a cluster and starts it with its defaults. `stop()` ends it and removes the folder. */
async function startPostgres() {
  const bin = findPostgres();
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'));
  if (isRoot) chownSync(folder, identity.uid, identity.gid);
  const port = await freePort();
  const data = join(folder, 'data');
  run(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], identity);
  const began = performance.now();
  run(join(bin, 'pg_ctl'), ['-D', data, '-l', join(folder, 'log'), '-w', '-o', `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`, 'start'], identity);
  return {
    port, user: 'bench', startedMs: performance.now() - began,
    stop() {
      run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], identity);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

module.exports = { findPostgres, startPostgres };
