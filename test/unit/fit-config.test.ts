// A config of Jest's that was read for another package than the project's: what was guessed makes room, and what the user says stays.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { exchangeParts, type FittedConfig } from '../../src/jest/fit-config';
import { startedFor, type PresetParts } from '../../src/jest/preset-parts';

const parts = (name: string, more: Partial<PresetParts> = {}): PresetParts => ({
  extensionsToTreatAsEsm: [], modulePaths: [`/${name}`], moduleNameMapper: { '^@/(.*)$': [`/${name}/src/$1`, '@/$1'] }, transform: { [`/${name}/`]: '/preset/esm-packages.js', ts: '/preset/project-transform.js' }, transformIgnorePatterns: [`/not-${name}/`],
  ...more,
});

it('exchanges what was guessed for what the package says, behind what the user says', () => {
  const config: FittedConfig = {
    rootDir: '/a', extensionsToTreatAsEsm: [], modulePaths: ['/root'], transformIgnorePatterns: ['/not-root/'],
    moduleNameMapper: [['^own$', '/own.ts'], ['^@/(.*)$', ['/root/src/$1', '@/$1']]],
    transform: [['js', '/own.js', {}], ['/root/', '/preset/esm-packages.js', {}], ['ts', '/preset/project-transform.js', {}]],
  };
  exchangeParts(config, parts('root'), parts('a', { extensionsToTreatAsEsm: ['.ts'] }));
  expect(config).toEqual({
    rootDir: '/a', extensionsToTreatAsEsm: ['.ts'], modulePaths: ['/a'], transformIgnorePatterns: ['/not-a/'],
    moduleNameMapper: [['^own$', '/own.ts'], ['^@/(.*)$', ['/a/src/$1', '@/$1']]],
    transform: [['js', '/own.js', {}], ['/a/', '/preset/esm-packages.js', {}], ['ts', '/preset/project-transform.js', {}]],
  });
});

it('leaves what the user has said in place of the preset', () => {
  const own = { rootDir: '/a', modulePaths: ['/mine'], transformIgnorePatterns: ['/mine/'], moduleNameMapper: [['^@/(.*)$', '/mine/$1'] as const], transform: [['ts', '/mine.js', {}] as const] };
  const config = structuredClone(own) as unknown as FittedConfig;
  exchangeParts(config, parts('root'), parts('a', { transform: { ts: '/preset/project-transform.js' } }));
  expect(config).toEqual(own);
});

it('takes the package below the folder that Jest was started in, which its arguments name', () => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-started-')));
  try {
    for (const name of ['package.json', 'jest.shared.js', 'apps/api/package.json', 'apps/api/test/jest.config.js']) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), '{}');
    }
    const api = path.join(root, 'apps', 'api');
    const cases: ReadonlyArray<readonly [args: readonly string[], directory: string, expected: string]> = [
      [[], root, root],
      [['some.spec.ts', '-c', 'apps/api/test/jest.config.js', '-t', 'a'], root, api],
      [['--config=apps/api/test/jest.config.js'], root, api],
      [['--rootDir', 'apps/api'], root, api],
      [['--config', '../../jest.shared.js'], api, api],
      [['-c', '{"preset":"jest-nest-mssql"}'], root, root],
      [['-c', 'ci'], root, root],
      [['-c'], path.join(api, 'test'), api],
    ];
    expect(cases.map(([args, directory]) => startedFor(args, directory))).toEqual(cases.map(([, , expected]) => expected));
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});
