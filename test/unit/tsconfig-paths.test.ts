// Names of tsconfig become names that Jest knows; packages of the same look are found all the same.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { modulePlacesOf } from '../../src/project/tsconfig-paths';

let directory: string;
beforeEach(() => {
  directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-paths-')));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));
const write = (name: string, text: string): void => fs.writeFileSync(path.join(directory, name), text);

it('reads paths and baseUrl, inherited ones beside own ones', () => {
  write('base.json', '{ "compilerOptions": { "baseUrl": "./lib", /* a comment */ "paths": { "hidden": ["x"] } } }');
  write('tsconfig.json', '{ "extends": "./base.json", "compilerOptions": { "paths": { "@app/core": ["core/src"], "@app/*": ["*/src", "more/*"], "*": ["types/*"], } } }');
  const at = (name: string): string => path.join(directory, 'lib', name).split(path.sep).join('/');
  expect(modulePlacesOf(directory, false)).toEqual({
    moduleNameMapper: { '^@app/core$': [at('core/src'), '@app/core'], '^@app/(.*)$': [at('$1/src'), at('more/$1'), '@app/$1'] },
    modulePaths: [path.join(directory, 'lib')],
  });
});

it('reads paths without baseUrl beside the file that has them, and the base of a workspace', () => {
  write('tsconfig.base.json', '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }');
  const target = path.join(directory, 'src/$1').split(path.sep).join('/');
  expect(modulePlacesOf(directory, false)).toEqual({ moduleNameMapper: { '^~/(.*)$': [target, '~/$1'] }, modulePaths: [] });
  expect(Object.keys(modulePlacesOf(directory, true).moduleNameMapper)).toEqual(['^~/(.+)\\.js$', '^~/(.*)$']);
});

it('has nothing to say where there is no tsconfig, or none that can be read', () => {
  expect(modulePlacesOf(directory, false)).toEqual({ moduleNameMapper: {}, modulePaths: [] });
  write('tsconfig.json', '{ "extends": "./nowhere.json", "compilerOptions": { "baseUrl": "." } }');
  expect(modulePlacesOf(directory, false)).toEqual({ moduleNameMapper: {}, modulePaths: [] });
});
