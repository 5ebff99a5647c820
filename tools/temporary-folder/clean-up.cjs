// Ends a run of the tests: what they have left in their temporary folder fails the run by name, and is deleted. Knows no test.
const { readdirSync, rmSync } = require('node:fs');

/** Caches of Jest and Node that tests start: one for all runs where the temporary folder is the system's. */
const CACHE = /^(?:jest_|node-compile-cache$|v8-compile-cache)/;

/** `globalTeardown` of Jest. */
module.exports = () => {
  const folder = process.env.JNM_TESTS_FOLDER;
  const left = readdirSync(folder).filter((name) => !CACHE.test(name));
  rmSync(folder, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`tests have left ${left.length} entries in the temporary folder: ${left.slice(0, 10).join(', ')}`);
};
