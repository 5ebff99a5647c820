// Gives the tests of a run a temporary folder of their own, so that clean-up.cjs sees what they leave in it. Knows no test.
const { mkdtempSync, realpathSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** `globalSetup` of Jest: workers and what tests start inherit the variables. */
module.exports = () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jnm-tests-')));
  process.env.JNM_TESTS_FOLDER = folder;
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
};
