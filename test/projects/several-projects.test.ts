// Jest projects in one run: the preset is started once, for one of them. Tables that another one misses are named, and every copy of TypeORM is led
// to the worker's database.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(60_000);

const SWC = `{ '^.+\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', transform: { legacyDecorator: true, decoratorMetadata: true } }, module: { type: 'commonjs' } }] }`;
const project = (name: string): string => `module.exports = { displayName: '${name}', preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'], transform: ${SWC} };`;
const spec = (name: string): string => `
  import { DataSource, EntitySchema } from 'typeorm';
  import { workerDatabase } from 'jest-nest-mssql';
  const entity = new EntitySchema({ name: '${name}', columns: { id: { type: Number, primary: true, generated: true } } });
  const dataSource = new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', entities: [entity] });
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  it('${name}', async () => expect(await dataSource.query('SELECT DB_NAME() AS name')).toEqual([{ name: workerDatabase().name }]));`;

const ORDER = ['--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')];

it('says that the tables of another project are not there, and of which', async () => {
  const directory = workshop.make('mini', {
    'jest.config.js': "module.exports = { projects: ['<rootDir>/a', '<rootDir>/b', '<rootDir>/c'] };",
    'a/jest.config.js': project('a'), 'a/test/item.spec.ts': spec('item'),
    'b/jest.config.js': project('b'), 'b/test/bill.spec.ts': spec('bill'),
    'c/jest.config.js': project('c'), 'c/test/item.spec.ts': spec('item'),
    'test': undefined,
  });
  const outcome = await runJest(directory, ORDER);
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: ['item', 'bill', 'item'] });
  const told = outcome.output.split('\n').filter((line) => line.includes('Jest starts a run once'));
  expect(told).toEqual([expect.stringMatching(/has started this one for .*project-\d+.a: the database has no table for bill of .*project-\d+.b\. Run each of these projects by itself/)]);
});

it('leads a second copy of TypeORM to the database too', async () => {
  const directory = workshop.make('mini', {
    'lib/data-source.ts': "import { DataSource } from 'typeorm';\nimport { CreateItems1700000000000 } from '../src/migrations/1700000000000-create-items';\nexport default new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [CreateItems1700000000000] });",
    'mssql-test.config.ts': "export default { dataSource: 'lib/data-source.ts' };",
    'test/a.spec.ts': `
      import { DataSource } from 'typeorm';
      import { workerDatabase } from 'jest-nest-mssql';
      import dataSource from '../lib/data-source';
      afterAll(() => dataSource.destroy());
      it('is another copy', async () => {
        expect(dataSource).not.toBeInstanceOf(DataSource);
        await dataSource.initialize();
        expect(await dataSource.query('SELECT DB_NAME() AS name')).toEqual([{ name: workerDatabase().name }]);
      });`,
    'test/b.spec.ts': undefined,
  });
  fs.cpSync(path.join(__dirname, '..', '..', 'node_modules', 'typeorm'), path.join(directory, 'lib', 'node_modules', 'typeorm'), { recursive: true });
  const outcome = await runJest(directory);
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: ['is another copy'] });
});
