// What the combinations are installed and run with: npm as it is here, pnpm, yarn and other versions of Node from their npm packages, each
// fetched when it is first asked for.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { run } = require('./run-command.cjs');

const PNPM_VERSION = '10.34.9';
const YARN_VERSION = '4.18.1';
const TIMEOUT_MS = 240_000;

/** Tools that are kept in `directory`. */
exports.createTools = (directory) => {
  const fetched = new Map();
  let settings;
  const fetchOnce = (name, version) => {
    const key = `${name}@${version}`;
    if (!fetched.has(key)) fetched.set(key, fetchPackage(path.join(directory, key), key));
    return fetched.get(key);
  };
  const yarn = async () => path.join(await fetchOnce('@yarnpkg/cli-dist', YARN_VERSION), '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
  return {
    /** The path of Node in a major version, or of the one that runs this. */
    async node(major) {
      if (major === null || process.versions.node.startsWith(`${major}.`)) return process.execPath;
      return path.join(await fetchOnce('node', major), 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    },
    /** The environment in which `node` installs a project. npm looks for its global settings (certificates, proxies) beside the Node that it runs on; meant are those of the Node that runs this. Yarn reads none of npm's. */
    async environment(node) {
      const setting = async (key) => (await run('npm', ['config', 'get', key, '--loglevel=silent'], { timeout: TIMEOUT_MS })).output.trim();
      settings ??= Promise.all([setting('globalconfig'), setting('registry')]);
      const [globalConfig, registry] = await settings;
      const own = { ...process.env, YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''), YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname };
      return node === process.execPath ? own : { ...own, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`, npm_config_globalconfig: globalConfig };
    },
    /** The command that installs the project it is run in. */
    async installer(name) {
      if (name === 'npm') return ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'];
      if (name === 'yarn') return [process.execPath, await yarn(), 'install'];
      const script = path.join(await fetchOnce('pnpm', PNPM_VERSION), 'pnpm', 'bin', 'pnpm.cjs');
      return [process.execPath, script, 'install', '--ignore-scripts', '--store-dir', path.join(directory, 'pnpm-store')];
    },
    /** The parameters of Node that run a package's command, with flags of Node's own, in a project that this installer has installed. */
    async launcher(name, flags, { packageName, script }) {
      return name === 'yarn' ? [...flags, await yarn(), 'run', path.basename(script, '.js')] : [...flags, path.join('node_modules', packageName, script)];
    },
  };
};

async function fetchPackage(directory, spec) {
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, 'package.json'), '{ "private": true }\n');
  const { status, output } = await run('npm', ['install', spec, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: directory, timeout: TIMEOUT_MS });
  if (status !== 0) throw new Error(`npm install ${spec} failed:\n${output}`);
  return path.join(directory, 'node_modules');
}
