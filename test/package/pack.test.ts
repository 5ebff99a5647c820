// Both packages as they would be published: what is in them, and one spec in an empty project with nothing but the preset line.
// Needs `npm run build` before, as `npm test` does it.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, makeFolder, pack, readManifest, type PackedPackage } from './installed-project';

jest.setTimeout(180_000);

const folder = makeFolder();
const project = path.join(folder, 'project');
const packed: { preset: PackedPackage; engine: PackedPackage } = { preset: pack('.', folder), engine: pack('engine', folder) };
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'empty-shop', private: true }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'ES2022', module: 'CommonJS', strict: true, esModuleInterop: true, skipLibCheck: true, types: ['jest', 'node'] } }),
  'jest.config.js': "module.exports = { preset: 'jest-nest-mssql' };\n",
  'src/data-source.ts': `
    import { DataSource } from 'typeorm';
    import { CreateItems1700000000000 } from './create-items';
    export default new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', entities: [], migrations: [CreateItems1700000000000], options: { encrypt: true } });`,
  'src/create-items.ts': `
    import type { MigrationInterface, QueryRunner } from 'typeorm';
    export class CreateItems1700000000000 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('CREATE TABLE dbo.item (id int IDENTITY(10, 5) PRIMARY KEY, name nvarchar(40) NOT NULL)');
      }
      async down(runner: QueryRunner): Promise<void> {
        await runner.query('DROP TABLE dbo.item');
      }
    }`,
  'src/item.spec.ts': `
    import { cleanDatabase, workerDatabase } from 'jest-nest-mssql';
    import dataSource from './data-source';

    beforeAll(() => dataSource.initialize());
    afterAll(() => dataSource.destroy());

    it('stores an item, and cleans it away', async () => {
      const [{ name }] = await dataSource.query('SELECT DB_NAME() AS name');
      expect(name).toBe(workerDatabase().name);
      for (let round = 1; round <= 2; round++) {
        await dataSource.query('INSERT INTO dbo.item (name) VALUES (@0)', ['first']);
        expect(await dataSource.query('SELECT id, name FROM dbo.item')).toEqual([{ id: 10, name: 'first' }]);
        await cleanDatabase(dataSource);
        expect(await dataSource.query('SELECT id, name FROM dbo.item')).toEqual([]);
      }
    });`,
};

describe('the packages', () => {
  it.each([
    ['preset', ['jest-preset.js', 'dist/index.js', 'dist/index.d.ts', 'dist/jest/global-setup.js', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docker-compose.test.yml', '.env.test.example', 'package.json']],
    ['engine', ['dist/index.js', 'dist/index.d.ts', 'dist/server-thread.js', 'README.md', 'LICENSE', 'package.json']],
  ] as const)('%s: hold what is needed, and no sources and no tests', (name, needed) => {
    const { files } = packed[name];
    expect(files).toEqual(expect.arrayContaining([...needed]));
    expect(files.filter((file) => /^(src|test|tests|examples|engine|tools|node_modules)\//.test(file))).toEqual([]);
    expect(files.filter((file) => (file.endsWith('.ts') && !file.endsWith('.d.ts')) || /\.(test|spec)\.[cm]?[jt]s$/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.env(\.test)?$/.test(file))).toEqual([]);
  });

  it.each(['preset', 'engine'] as const)('%s: the manifest leads to files of the package', (name) => {
    const { files } = packed[name];
    const manifest = readManifest(path.resolve(__dirname, '..', '..', name === 'engine' ? 'engine' : '.'));
    const targets = [manifest.main, manifest.types, ...Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : [target.types, target.default]))];
    expect(targets.map((target) => target.replace(/^\.\//, '')).filter((target) => !files.includes(target))).toEqual([]);
    expect(manifest).toMatchObject({ license: 'MIT', engines: { node: expect.stringContaining('20.19') as string } });
  });
});

// Node and Jest read them in the text of the entry, not in what it exports.
it('an ES module imports each export of the preset by its name', () => {
  const entry = path.resolve(__dirname, '..', '..', 'dist', 'index.js');
  const names = Object.keys(jest.requireActual<object>(entry));
  expect(names).toContain('cleanDatabase');
  const script = `import { ${names.join(', ')} } from ${JSON.stringify(pathToFileURL(entry).href)}; console.log([${names.join(', ')}].filter((value) => typeof value === 'function').length);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout.trim()).toBe(String(names.length));
});

it('a spec runs in an empty project with nothing but the preset line', () => {
  for (const [name, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    fs.writeFileSync(path.join(project, name), text);
  }
  install(project, [packed.preset, packed.engine], ['typescript', 'ts-jest', '@types/jest', '@types/node']);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_|MSSQL_TEST_|JEST_|NODE_ENV$|NODE_OPTIONS$)/.test(name)));
  const jestBin = path.join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const run = spawnSync(process.execPath, [jestBin], { cwd: project, encoding: 'utf8', timeout: 150_000, env: { ...inherited, NO_COLOR: '1', MSSQL_TEST_SERVER: 'embedded' } });
  const output = `${run.stdout}\n${run.stderr}`;
  expect(run.status === 0 ? '' : output).toBe('');
  expect(output).toMatch(/^Tests: +1 passed, 1 total$/m);
  expect(output).toMatch(/^jest-nest-mssql embedded server \(asked for by name\): Microsoft SQL Server /m);
  expect(output).toMatch(/1 worker restored; 2 cleans/);
});
