// The runbook's lock file, which says that a worker has its database. Its name is the bench's, and global setup deletes it: the runbook's
// outlives the run, whose databases are dropped, and the next run fails.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const lockFile = (workerId) => path.join(os.tmpdir(), `jnm-bench-hand-${workerId}.lock`);

/** Whether the worker has its database. */
exports.isReady = (workerId) => fs.existsSync(lockFile(workerId));
/** The worker has its database. */
exports.markReady = (workerId) => fs.writeFileSync(lockFile(workerId), new Date().toISOString());
/** No worker has one. */
exports.forgetAll = (workers) => {
  for (let workerId = 1; workerId <= workers; workerId++) fs.rmSync(lockFile(workerId), { force: true });
};
