// The user's TypeScript, compiled once: what a second run takes from the cache, and what it does not.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openOwnCompiler } from '../../src/user-code/own-compiler';
import { tsConfigTexts } from '../../src/project/tsconfig-chain';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'compiler-')));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const write = (name: string, text: string): string => {
  const file = path.join(directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
};
const project = { rootDir: directory, packageDir: directory };
const cache = path.join(directory, 'node_modules/.cache/jest-nest-mssql/compiled');

/** A compiler that says when it is loaded, and marks what it compiles. */
const COMPILER = (mark: string): string => `
  globalThis.loaded = (globalThis.loaded ?? 0) + 1;
  exports.ModuleKind = exports.ModuleResolutionKind = exports.ScriptTarget = {};
  exports.sys = { fileExists: () => false };
  exports.findConfigFile = () => undefined;
  ${mark === '' ? '' : `exports.transpileModule = (text) => ({ outputText: text + '${mark}' });`}`;
const installs = { count: 0 };
const install = (version: string, mark: string): void => {
  jest.resetModules();
  write('node_modules/typescript/package.json', JSON.stringify({ name: 'typescript', version, main: 'index.js' }));
  const file = write('node_modules/typescript/index.js', COMPILER(mark));
  // Jest takes a file for the one that it has loaded when its time of change is the same millisecond.
  installs.count += 1;
  fs.utimesSync(file, installs.count, installs.count);
};
const loads = (): number => (globalThis as { loaded?: number }).loaded ?? 0;

beforeEach(() => {
  delete (globalThis as { loaded?: number }).loaded;
  write('tsconfig.json', '{ "extends": "./base", /* why not */ "compilerOptions": {}, }');
  write('base.json', '{ "extends": ["shared/tsconfig"] }');
  write('node_modules/shared/tsconfig.json', '{}');
});

it('compiles a file once for as long as file, options and compiler are the same', () => {
  install('5.9.3', '// 1');
  const file = write('src/a.ts', 'const a = 1;');
  const compile = (): string | undefined => openOwnCompiler(project)?.compile(file);
  expect(compile()).toBe('const a = 1;// 1');
  expect(compile()).toBe('const a = 1;// 1');
  expect(loads()).toBe(1);
  expect(fs.readdirSync(cache)).toHaveLength(1);

  install('5.9.3', '// unseen');
  expect(compile()).toBe('const a = 1;// 1');
  expect(loads()).toBe(1);
  write('src/a.ts', 'const a = 2;');
  expect(compile()).toBe('const a = 2;// unseen');
  install('5.9.4', '// 2');
  expect(compile()).toBe('const a = 2;// 2');
  install('5.9.4', '// 3');
  write('node_modules/shared/tsconfig.json', '{ "compilerOptions": { "target": "ES2023" } }');
  expect(compile()).toBe('const a = 2;// 3');
});

it('forgets what was compiled long ago', () => {
  install('5.9.3', '// 1');
  const file = write('src/b.ts', 'const b = 1;');
  openOwnCompiler(project)?.compile(file);
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  for (const name of fs.readdirSync(cache)) fs.utimesSync(path.join(cache, name), old, old);
  openOwnCompiler(project);
  expect(fs.readdirSync(cache)).toEqual([]);
});

it('keeps nothing when it does not know the options', () => {
  install('5.9.3', '// 1');
  const before = fs.readdirSync(cache);
  write('base.json', '{ "extends": "not-installed" }');
  expect(tsConfigTexts(directory)).toBeUndefined();
  expect(openOwnCompiler(project)?.compile(write('src/c.ts', 'let c;'))).toBe('let c;// 1');
  expect(fs.readdirSync(cache)).toEqual(before);
  write('base.json', '{ broken');
  expect(tsConfigTexts(directory)).toBeUndefined();
});

it('is not there without a TypeScript that compiles single files', () => {
  install('7.0.0', '');
  expect(openOwnCompiler(project)).toBeUndefined();
  const bare = fs.mkdtempSync(path.join(os.tmpdir(), 'compiler-'));
  expect(openOwnCompiler({ rootDir: bare, packageDir: bare })).toBeUndefined();
  fs.rmSync(bare, { recursive: true });
});
