// Makes one file of each hook that Jest runs in its own process, dist/jest/global-setup.js and dist/jest/global-teardown.js: sixty files to
// find, read and compile took as long as a login. Packages are left outside. Run by the build, after tsc; a folder below dist stays
// a folder below dist, so paths from __dirname keep their meaning.
'use strict';
const { join } = require('node:path');
const { buildSync } = require('esbuild');

for (const name of ['global-setup', 'global-teardown']) {
  const entry = join(__dirname, `../src/jest/${name}.ts`);
  buildSync({ entryPoints: [entry], outfile: join(__dirname, `../dist/jest/${name}.js`), tsconfig: join(__dirname, '../tsconfig.build.json'), bundle: true, packages: 'external', platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' });
}
