// Puts everything that the engine's thread loads into one file, dist/server-thread.js: four hundred files to find, read and compile took
// half of the time a server needed to start. Run by the engine's build, after tsc.
'use strict';
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const thread = join(__dirname, '../engine/dist/server-thread.js');

// One letter outside Latin-1 would make V8 keep two bytes for each letter of the text, for as long as the server runs: hence ASCII.
buildSync({ entryPoints: [thread], outfile: thread, allowOverwrite: true, bundle: true, packages: 'external', platform: 'node', format: 'cjs', target: 'node20', charset: 'ascii', logLevel: 'warning' });
