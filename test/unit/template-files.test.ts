// Templates that are kept as backups in a folder: when one counts, who may take it away, and what is left of builds that broke off.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openCacheFolder } from '../../src/project/cache-folder';
import { packageVersionOf } from '../../src/project/package-version';
import { createOwnedFile, isOwned, withOwnedFile } from '../../src/process/owned-file';
import { backupFileOf, findTemplate, keepTemplate, lockFileOf, sweepTemplates, useTemplate } from '../../src/template/template-files';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'template-files-')));
const state = { folder: '', count: 0 };
beforeEach(() => {
  state.count += 1;
  state.folder = path.join(directory, String(state.count));
  fs.mkdirSync(state.folder);
});
afterAll(() => fs.rmSync(directory, { recursive: true }));

const FILES = [{ logicalName: 'shop', type: 'D' }, { logicalName: 'shop_log', type: 'L' }];
const DAY_MS = 24 * 60 * 60 * 1000;
const isShop = (name: string): boolean => name.startsWith('shop_');
const at = (name: string): string => path.join(state.folder, name);
const age = (name: string, ms: number): void => fs.utimesSync(at(name), new Date(Date.now() - ms), new Date(Date.now() - ms));
const entries = (): string[] => fs.readdirSync(state.folder).sort();
const keep = (name: string, runId = 'aaaaaaaaaa'): string => {
  const backupFile = backupFileOf(state.folder, name, runId);
  fs.writeFileSync(backupFile, `backup of ${name}`);
  keepTemplate(state.folder, name, { backupFile, files: FILES, unkept: [] });
  return backupFile;
};
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const own = (name: string, owner: { pid: number; host?: string }): void => fs.writeFileSync(at(name), JSON.stringify({ host: os.hostname(), ...owner }));

it('finds a template once it is complete, and not before', () => {
  const backupFile = backupFileOf(state.folder, 'shop_1_template', 'aaaaaaaaaa');
  fs.writeFileSync(backupFile, 'half a backup');
  expect(findTemplate(state.folder, 'shop_1_template')).toBeUndefined();
  keepTemplate(state.folder, 'shop_1_template', { backupFile, files: FILES, unkept: ['gone'] });
  expect(findTemplate(state.folder, 'shop_1_template')).toEqual({ backupFile, files: FILES, unkept: ['gone'] });
  expect(entries()).toEqual(['shop_1_template.aaaaaaaaaa.bak', 'shop_1_template.json']);
});

it.each<[string, (backupFile: string) => void]>([
  ['was deleted', (file) => fs.rmSync(file)],
  ['was cut short', (file) => fs.truncateSync(file, 3)],
  ['has a description that was cut short', () => fs.truncateSync(at('shop_1_template.json'), 10)],
])('does not believe a template whose backup %s', (_, spoil) => {
  spoil(keep('shop_1_template'));
  expect(findTemplate(state.folder, 'shop_1_template')).toBeUndefined();
});

it('leaves the backup alone that other runs read when the same template is built twice', () => {
  const first = keep('shop_1_template', 'aaaaaaaaaa');
  const second = keep('shop_1_template', 'bbbbbbbbbb');
  expect(fs.existsSync(first)).toBe(true);
  expect(findTemplate(state.folder, 'shop_1_template')?.backupFile).toBe(second);
});

it('keeps the templates that were used last, and those in use', () => {
  for (let i = 0; i < 12; i++) {
    keep(`shop_${i}_template`);
    age(`shop_${i}_template.json`, (12 - i) * 1000);
  }
  keep('other_1_template');
  const release = useTemplate(state.folder, 'shop_0_template', 'cccccccccc');
  findTemplate(state.folder, 'shop_1_template');
  expect(sweepTemplates(state.folder, isShop, false).dropped).toEqual(['shop_2_template', 'shop_3_template', 'shop_4_template']);
  expect(entries()).toContain('other_1_template.json');
  expect(entries()).not.toContain('shop_2_template.aaaaaaaaaa.bak');
  release();
  expect(sweepTemplates(state.folder, isShop, false).dropped).toEqual(['shop_0_template']);
  age('shop_11_template.json', 31 * DAY_MS);
  expect(sweepTemplates(state.folder, isShop, false).dropped).toEqual(['shop_11_template']);
});

it('drops all that nobody uses when it is told to', () => {
  keep('shop_1_template');
  keep('shop_2_template');
  useTemplate(state.folder, 'shop_1_template', 'cccccccccc');
  own('shop_2_template.dddddddddd.use', { pid: deadPid() });
  expect(sweepTemplates(state.folder, isShop, true)).toEqual({ dropped: ['shop_2_template'], kept: ['shop_1_template'] });
  expect(entries()).toEqual(['shop_1_template.aaaaaaaaaa.bak', 'shop_1_template.cccccccccc.use', 'shop_1_template.json']);
});

it('clears away what builds that broke off have left, when nobody can be building it any more', () => {
  for (const name of ['shop_1_template.aaaaaaaaaa.bak', 'shop_1_template.bbbbbbbbbb.bak', 'other_1_template.aaaaaaaaaa.bak']) fs.writeFileSync(at(name), 'half');
  age('shop_1_template.aaaaaaaaaa.bak', DAY_MS);
  age('other_1_template.aaaaaaaaaa.bak', DAY_MS);
  own('shop_1_template.lock', { pid: deadPid() });
  sweepTemplates(state.folder, isShop, false);
  expect(entries()).toEqual(['other_1_template.aaaaaaaaaa.bak', 'shop_1_template.bbbbbbbbbb.bak']);
});

it('lets one process at a time build', async () => {
  const lock = lockFileOf(state.folder, 'shop_1_template');
  const order: string[] = [];
  const build = (name: string) => withOwnedFile(lock, 10_000, async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} ends`);
    return name;
  });
  expect(await Promise.all([build('a'), build('b')])).toEqual([{ value: 'a' }, { value: 'b' }]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(entries()).toEqual([]);
});

it('gives the lock back when the build fails, and takes that of a process that has died', async () => {
  const lock = lockFileOf(state.folder, 'shop_1_template');
  await expect(withOwnedFile(lock, 0, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  own('shop_1_template.lock', { pid: deadPid() });
  expect(await withOwnedFile(lock, 0, async () => 1)).toEqual({ value: 1 });
  createOwnedFile(lock);
  expect(await withOwnedFile(lock, 0, async () => 1)).toBeUndefined();
});

it('knows whether an owner lives', () => {
  own('here', { pid: process.pid });
  own('dead', { pid: deadPid() });
  own('elsewhere', { pid: deadPid(), host: 'another-computer' });
  expect(['here', 'dead', 'elsewhere', 'nothing'].map((name) => isOwned(at(name)))).toEqual([true, false, true, false]);
  age('elsewhere', 2 * DAY_MS);
  fs.writeFileSync(at('broken'), '');
  expect([isOwned(at('elsewhere')), isOwned(at('broken'))]).toEqual([false, true]);
  age('broken', 5000);
  expect(isOwned(at('broken'))).toBe(false);
});

it('lies beside the packages of the project, or in the temporary folder where nothing can be written there', () => {
  const packageDir = at('app/service');
  fs.mkdirSync(packageDir, { recursive: true });
  const temporary = at('tmp');
  fs.mkdirSync(temporary);
  expect(openCacheFolder(packageDir, temporary)?.startsWith(state.folder)).toBe(true);
  fs.mkdirSync(at('app/node_modules'));
  expect(openCacheFolder(packageDir, temporary)).toBe(at('app/node_modules/.cache/jest-nest-mssql'));
  fs.rmSync(at('app/node_modules/.cache'), { recursive: true });
  fs.writeFileSync(at('app/node_modules/.cache'), 'no folder');
  const other = openCacheFolder(packageDir, temporary);
  expect(path.dirname(other ?? '')).toBe(temporary);
  expect(openCacheFolder(packageDir, temporary)).toBe(other);
  expect(openCacheFolder(packageDir, at('app/node_modules/.cache'))).toBeUndefined();
});

it('tells the builds of a linked package apart, and the versions of an installed one', () => {
  const write = (name: string, text: string): string => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
    return at(name);
  };
  for (const folder of ['node_modules/a', 'linked']) write(`${folder}/package.json`, '{ "version": "1.2.3" }');
  const [installed, linked] = [write('node_modules/a/dist/index.js', ''), write('linked/dist/index.js', '')];
  expect(packageVersionOf(installed)).toBe('1.2.3');
  const before = packageVersionOf(linked);
  expect(before).toMatch(/^1\.2\.3 \d/);
  age('linked/dist/index.js', 5000);
  age('node_modules/a/dist/index.js', 5000);
  expect(packageVersionOf(linked)).not.toBe(before);
  expect(packageVersionOf(installed)).toBe('1.2.3');
});
