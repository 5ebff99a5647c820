// The runbook's global setup.
'use strict';
const { createTemplate } = require('./database-template.cjs');
const { forgetAll } = require('./lock-file.cjs');

/** Makes the template before any worker starts. */
module.exports = async ({ maxWorkers }) => {
  forgetAll(maxWorkers);
  await createTemplate();
};
