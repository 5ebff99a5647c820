// The Jest preset: names the hooks of this package and a transform for TypeScript. Everything in it can be overridden by the
// user's Jest config; globalSetup, globalTeardown and setupFilesAfterEnv are what makes it work.
'use strict';
const path = require('node:path');
const { presetPartsOf, startedFor } = require('./dist/jest/preset-parts.js');

const hook = (name) => path.join(__dirname, 'dist', 'jest', `${name}.js`);
// Where this is another project's package, global setup puts its own parts in the place of these.
const { extensionsToTreatAsEsm, ...parts } = presetPartsOf(startedFor(process.argv.slice(2), process.cwd()));

module.exports = {
  testEnvironment: 'node',
  testTimeout: 30_000,
  globalSetup: hook('global-setup'),
  globalTeardown: hook('global-teardown'),
  setupFilesAfterEnv: [hook('setup-after-env')],
  runtime: hook('runtime'),
  ...parts,
  // Jest gives all projects the list that it gets here: each needs one of its own.
  get extensionsToTreatAsEsm() {
    return [...extensionsToTreatAsEsm];
  },
};
