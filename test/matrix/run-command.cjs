// Runs a command to its end and gives back all that it has said. Knows nothing of what is run.
'use strict';
const { spawn } = require('node:child_process');

/** The status (null if it was ended from outside) and the output of a command; `timeout` is in milliseconds. */
exports.run = (command, parameters, options) => new Promise((resolve) => {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], shell: command === 'npm' && process.platform === 'win32', ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  child.once('error', (error) => resolve({ status: null, output: `${output}${error.message}` }));
  child.once('close', (status, signal) => resolve({ status, output: signal === null ? output : `${output}${command} was ended by ${signal} (allowed: ${options.timeout} ms).\n` }));
});
