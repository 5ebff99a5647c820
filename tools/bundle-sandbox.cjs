// Puts what a spec file loads of the preset into two files, dist/sandbox.js for every spec file and dist/sandbox-app.js for those that make an
// app: Jest finds, reads, compiles and runs each file anew for every spec file, and these were a hundred and twenty. A module runs when something
// of it is first used. The entries are left with the names of their exports. Run by the build, after tsc; knows only the shape of tsc's CommonJS.
'use strict';
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, resolve } = require('node:path');
const ts = require('typescript');

const DIST = join(__dirname, '../dist');
const ENTRIES = ['jest/setup-after-env.js', 'index.js'].map((name) => join(DIST, name));
/** Modules that the first entry leads to and seldom uses, by the beginnings of their names. */
const LATER = /^(?:nest\/fakes\/(?!s3\/loaded-sdk)|migrations\/)/;
/** The module that has to stay a file of its own. */
const ALONE = 'project/import-file';
const MARK = '// Made by tools/bundle-sandbox.cjs from the files beside it.';

const OWN_MODULE = /\brequire\("(\.[^"]+)"\)/g;
/** What tsc makes of `import { … } from` anything but a module of Node's: every use of it names a member. */
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:loadOwn|require)\("(?!node:)[^"]+"\));$/gm;

const nameOf = (file) => relative(DIST, file).replaceAll('\\', '/').replace(/\.js$/, '');

/** The text of a module with its requires of own modules turned into loadOwn("name"), each of which it adds to `found`. */
function link(file, found) {
  const text = readFileSync(file, 'utf8');
  if (/\b(?:loadOwn|__dirname|__filename)\b/.test(text)) throw new Error(`${file} has a name that means something else in the bundle`);
  return deferImports(file, text.replace(OWN_MODULE, (_, request) => {
    const wanted = `${resolve(dirname(file), request)}.js`;
    if (!existsSync(wanted)) throw new Error(`${file} requires ${request}, which is not there`);
    if (nameOf(wanted) === ALONE) return `require("./${ALONE}")`;
    found.add(wanted);
    return `loadOwn(${JSON.stringify(nameOf(wanted))})`;
  }));
}

/** Imports become functions, called where a member is used. */
function deferImports(file, text) {
  const names = [...text.matchAll(IMPORT)].map(([, name]) => name);
  if (names.length === 0) return text;
  const known = names.join('|');
  const deferred = text.replace(new RegExp(`\\b(${known})\\.`, 'g'), '($1()).').replace(IMPORT, 'const $1 = () => $2;');
  const whole = new RegExp(`\\b(?:${known})\\b(?!\\(\\)\\)\\.| = \\(\\) => )`).exec(deferred);
  if (whole !== null) throw new Error(`${file} uses ${whole[0]} as a whole`);
  return deferred;
}

const WHEN_USED = 'const whenUsed = (load) => new Proxy({}, { get: (_, name) => load()[name] });';

/** What ES modules import by name is found in the text, by Node and by Jest, and only where a getter returns a member of a variable. */
function readable(text) {
  return text.replace(/\((\w+_\d+)\(\)\)\./g, '$1.').replace(/^const (\w+_\d+) = \(\) => (.+);$/gm, 'const $1 = whenUsed(() => $2);').replace('\nconst loadOwn', `\n${WHEN_USED}\nconst loadOwn`);
}

/** They would be read for every spec file, too. */
function withoutComments(text) {
  if (/\bimport\(/.test(text)) throw new Error(`import() belongs in ${ALONE}: with it, the bundle would be compiled for every spec file`);
  return ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Preserve, removeComments: true } }).outputText;
}

/** The modules that an entry leads to, those of `found` left out; the entry itself is written anew. */
function bundleEntry(entry, found) {
  const known = found.size;
  const isApi = entry === join(DIST, 'index.js');
  const text = link(entry, found).replace(/^"use strict";\n/, `"use strict";\nconst loadOwn = require("${isApi ? '.' : '..'}/sandbox");\n`);
  const modules = new Map();
  let index = 0;
  for (const file of found) if (index++ >= known) modules.set(nameOf(file), withoutComments(link(file, found)));
  writeFileSync(entry, isApi ? readable(text) : text);
  return modules;
}

const table = (modules) => `{\n${modules.map(([name, text]) => `${JSON.stringify(name)}(module, exports) {\n${text}}`).join(',\n')}\n}`;

const sandbox = (modules) => `${MARK}
"use strict";
const loaded = new Map();
let later;
function loadOwn(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const modules = name in now ? now : (later ??= require("./sandbox-app")(loadOwn));
  modules[name].call(module.exports, module, module.exports);
  return module.exports;
}
const now = ${table(modules)};
module.exports = loadOwn;
`;

function main() {
  const found = new Set();
  const [forAll, forApps] = ENTRIES.map((entry) => [...bundleEntry(entry, found)]);
  const isLater = ([name]) => LATER.test(name);
  writeFileSync(join(DIST, 'sandbox.js'), sandbox(forAll.filter((module) => !isLater(module))));
  writeFileSync(join(DIST, 'sandbox-app.js'), `${MARK}\n"use strict";\nmodule.exports = (loadOwn) => (${table([...forAll.filter(isLater), ...forApps])});\n`);
}

main();
