// Which packages need a transform before Jest can require them.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { esmDependenciesOf } from '../../src/project/esm-dependencies';

let directory: string;
beforeEach(() => {
  directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-esm-')));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

function write(folder: string, manifest: object): void {
  fs.mkdirSync(path.join(directory, folder), { recursive: true });
  fs.writeFileSync(path.join(directory, folder, 'package.json'), JSON.stringify(manifest));
}

it('finds ES modules among the dependencies, and those that they need', () => {
  write('.', { dependencies: { ids: '1', plain: '1', dual: '1', '@scope/limits': '1' }, devDependencies: { faker: '1', runner: '1', absent: '1' } });
  write('node_modules/ids', { type: 'module', exports: { '.': { default: './index.js' } }, dependencies: { inner: '1', plain: '1' } });
  write('node_modules/ids/node_modules/inner', { type: 'module', dependencies: { ids: '1' } });
  write('node_modules/plain', { dependencies: { hidden: '1' } });
  write('node_modules/hidden', { type: 'module', dependencies: { plain: '1' } });
  write('node_modules/runner', { dependencies: { colours: '1' } });
  write('node_modules/colours', { type: 'module' });
  write('node_modules/dual', { type: 'module', exports: { '.': { import: './index.js', require: './index.cjs' } } });
  write('node_modules/@scope/limits', { type: 'module' });
  write('node_modules/faker', { type: 'module' });
  expect(esmDependenciesOf(directory)).toEqual(['@scope/limits', 'faker', 'hidden', 'ids', 'inner']);
});

it('finds none without a manifest', () => {
  expect(esmDependenciesOf(directory)).toEqual([]);
});
