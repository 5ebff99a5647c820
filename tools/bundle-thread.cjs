// Puts everything that the engine's thread loads into one file, dist/server-thread.js: four hundred files to find, read and compile took
// half of the time a server needed to start. Run by the engine's build, after tsc.
// The sources are the start, whose modules esbuild makes one scope of: of what tsc makes of them, each would be a function that V8 reads twice, and
// what it exports a property that is looked up at each use. But V8 keeps a syntax tree of all that one function does, and what it has taken for that
// stays resident: so the scope has the names only, and what is done is done in parts.
'use strict';
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');
const ts = require('typescript');

const ENGINE = join(__dirname, '../engine');
/** How much text a part has, about: with a third or thrice of it a server starts later. */
const PART = 60_000;
const NAMES_OF_A_LINE = 20;

/** The thread as one text without imports but of packages and Node's own. */
function bundled() {
  // Without its blanks and comments a fifth of the text is gone, which is resident as long as the server runs; names stay, for what a stack tells.
  const shape = { charset: 'ascii', minifyWhitespace: true, lineLimit: 200, platform: 'node', format: 'cjs', target: 'node20' };
  const entry = { entryPoints: [join(ENGINE, 'src/server-thread.ts')], tsconfig: join(ENGINE, 'tsconfig.build.json') };
  return buildSync({ ...shape, ...entry, bundle: true, packages: 'external', write: false, logLevel: 'warning' }).outputFiles[0].text;
}

/** What a statement of the top declares, and what it does there. All functions are there before anything is done, as ever. */
function readStatement(statement, file) {
  const textOf = (node) => file.text.slice(node.getStart(file), node.end);
  if (ts.isFunctionDeclaration(statement)) {
    const { name } = statement;
    const unnamed = file.text.slice(statement.getStart(file), name.getStart(file)).trimEnd() + file.text.slice(name.end, statement.end);
    return { names: [name.text], functions: `${name.text}=${unnamed};`, steps: '' };
  }
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const assigned = declarations.filter(({ initializer }) => initializer !== undefined);
    return { names: declarations.map(({ name }) => nameOf(name)), functions: '', steps: assigned.map(({ name, initializer }) => `${name.text}=${textOf(initializer)};`).join('') };
  }
  if (ts.isExpressionStatement(statement) || ts.isIfStatement(statement)) return { names: [], functions: '', steps: `${textOf(statement)};` };
  throw new Error(`the thread has a ${ts.SyntaxKind[statement.kind]} that is no part of a function`);
}

function nameOf(name) {
  if (!ts.isIdentifier(name)) throw new Error(`the thread declares a ${ts.SyntaxKind[name.kind]} and not a name`);
  return name.text;
}

/** The same program, one function for each of its parts. */
function inParts(text) {
  const file = ts.createSourceFile('server-thread.js', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const statements = file.statements.map((statement) => readStatement(statement, file));
  const lines = statements.flatMap(({ names }) => names).map((name, index) => (index % NAMES_OF_A_LINE === 0 ? `\n${name}` : name));
  const parts = [...cut(statements.map(({ functions }) => functions)), ...cut(statements.map(({ steps }) => steps))];
  return `"use strict";var ${lines};\n${parts.map((part, index) => `function part${index}$(){${part}}\npart${index}$();\n`).join('')}`;
}

function cut(texts) {
  const parts = [''];
  for (const text of texts) {
    parts.push(parts.pop() + text);
    if (parts.at(-1).length > PART) parts.push('');
  }
  return parts;
}

// One letter that is not ASCII would make V8 keep two bytes for each letter of the text, 2.7 MB more for as long as the server runs.
// `charset` leaves those in regular expressions as they are, where an escape means the same.
const escaped = (text) => text.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

writeFileSync(join(ENGINE, 'dist/server-thread.js'), escaped(inParts(bundled())));
