// Puts everything that the engine's thread loads into one file, dist/server-thread.js: four hundred files to find, read and compile took
// half of the time a server needed to start. Run by the engine's build, after tsc; knows only the shape of tsc's CommonJS.
'use strict';
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, resolve } = require('node:path');

const DIST = join(__dirname, '../engine/dist');
const THREAD = join(DIST, 'server-thread.js');
const OWN_MODULE = /require\("(\.[^"]+)"\)/g;
const MARK = '// Made by tools/bundle-thread.cjs from the files beside it.';

const fileOf = (from, request) => [`${resolve(dirname(from), request)}.js`, resolve(dirname(from), request, 'index.js')].find((path) => existsSync(path));

/** Every module that `entry` leads to, in order of discovery, its requires of own modules turned into numbers. */
function collect(entry) {
  const numbers = new Map([[entry, 0]]);
  const texts = [];
  for (const file of numbers.keys()) {
    texts.push(readFileSync(file, 'utf8').replace(OWN_MODULE, (_, request) => {
      const wanted = fileOf(file, request);
      if (wanted === undefined) throw new Error(`${file} requires ${request}, which is not there`);
      if (!numbers.has(wanted)) numbers.set(wanted, numbers.size);
      return `load(${numbers.get(wanted)})`;
    }));
  }
  return { files: [...numbers.keys()], texts };
}

/** A text with one letter outside Latin-1 takes two bytes for each of its letters, and V8 keeps this one for as long as the server runs. */
const inAscii = (text) => text.replace(/[^\x00-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

function bundle({ files, texts }) {
  const modules = texts.map((text, i) => `// ${relative(DIST, files[i])}\nfunction (module, exports) {${inAscii(text)}\n}`);
  return `${MARK}
"use strict";
const loaded = [];
function load(number) {
  const known = loaded[number];
  if (known) return known.exports;
  const module = loaded[number] = { exports: {} };
  modules[number].call(module.exports, module, module.exports);
  return module.exports;
}
const modules = [
${modules.join(',\n')}
];
load(0);
`;
}

if (!readFileSync(THREAD, 'utf8').startsWith(MARK)) writeFileSync(THREAD, bundle(collect(THREAD)));
