// Packages that have other files for import than for require().
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findSdks, importEntry } from '../../src/nest/replace/sdk-modules';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-sdk-')));
afterAll(() => fs.rmSync(directory, { recursive: true }));

const install = (name: string, files: Readonly<Record<string, string>>): void => {
  for (const [file, text] of Object.entries({ 'package.json': '{}', ...files })) {
    const full = path.join(directory, 'node_modules', name, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
  }
};
const manifest = (name: string, rest: object): Record<string, string> => ({ 'package.json': JSON.stringify({ name, ...rest }) });

it('finds the file that import gives, by the first condition that fits', () => {
  install('dual', { ...manifest('dual', { exports: { '.': { browser: './b.js', import: { types: './e.d.ts', default: './esm/e.js' }, require: './cjs/c.js' } } }), 'esm/e.js': '', 'cjs/c.js': '', 'cjs/package.json': '{ "type": "commonjs" }' });
  install('short', { ...manifest('short', { exports: { default: { import: './e.mjs', require: './c.js' } } }), 'e.mjs': '', 'c.js': '' });
  expect(importEntry(directory, 'dual')).toBe(path.join(directory, 'node_modules/dual/esm/e.js'));
  expect(importEntry(directory, 'short')).toBe(path.join(directory, 'node_modules/short/e.mjs'));
});

it('finds none where both are one, and where there is none', () => {
  install('single', { ...manifest('single', { main: './c.js', module: './e.mjs' }), 'c.js': '', 'e.mjs': '' });
  install('same', { ...manifest('same', { exports: './c.js' }), 'c.js': '' });
  expect(['single', 'same', 'absent'].map((name) => importEntry(directory, name))).toEqual([undefined, undefined, undefined]);
});

it('requires the SDKs of a CommonJS project, when they are asked for', async () => {
  fs.writeFileSync(path.join(directory, 'package.json'), '{ "type": "commonjs" }');
  install('lazy', { ...manifest('lazy', { exports: { import: './e.mjs', require: './c.js' } }), 'e.mjs': 'throw new Error("imported")', 'c.js': 'exports.kind = "required"' });
  const sdk = await findSdks(directory, ['lazy', 'absent']);
  expect([sdk('lazy')(), sdk('absent')()]).toEqual([{ kind: 'required' }, undefined]);
});
