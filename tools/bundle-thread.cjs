// Puts everything that the engine's thread loads into one file, dist/server-thread.js: four hundred files to find, read and compile took
// half of the time a server needed to start. Run by the engine's build, after tsc.
'use strict';
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const engine = join(__dirname, '../engine');
const thread = join(engine, 'dist/server-thread.js');
// Without its blanks and comments a fifth of the text is gone, which is resident as long as the server runs; names stay, for what a stack tells.
const shape = { charset: 'ascii', minifyWhitespace: true, lineLimit: 200 };
// From the sources, whose modules become one scope: of what tsc makes of them, each would stay a function that is read twice, and what it exports a
// property that is looked up at each use.
const entry = { entryPoints: [join(engine, 'src/server-thread.ts')], tsconfig: join(engine, 'tsconfig.build.json') };
const options = { ...shape, ...entry, write: false, bundle: true, packages: 'external', platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' };
const [bundle] = buildSync(options).outputFiles;

// One letter that is not ASCII would make V8 keep two bytes for each letter of the text, 2.7 MB more for as long as the server runs.
// `charset` leaves those in regular expressions as they are, where an escape means the same.
writeFileSync(thread, bundle.text.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`));
