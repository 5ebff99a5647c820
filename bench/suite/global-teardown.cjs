// The runbook's global teardown; its LIKE pattern, which matches databases of others, has become a comparison.
'use strict';
const { dropAll } = require('./database-template.cjs');

/** Drops the databases of the run. */
module.exports = dropAll;
