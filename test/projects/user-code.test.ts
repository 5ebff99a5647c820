// What loading a project's own code before the tests does to it: ES modules find themselves, and nothing of it is seen by test files.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

it('hides globals that the config and what it imports have left from test files of the same process', async () => {
  const directory = workshop.make('mini', {
    'mssql-test.config.ts': "import './registry';\nexport default {};",
    'registry.ts': "(globalThis as { registry?: string }).registry ??= 'made outside of tests';",
    'test/a.spec.ts': "it('sees nothing of them', () => expect([(globalThis as { registry?: string }).registry, (globalThis as { typeormMetadataArgsStorage?: object }).typeormMetadataArgsStorage]).toEqual([undefined, undefined]));",
  });
  const outcome = await runJest(directory, ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(3);
});

const SPEC = `
      import { dataSource } from '../src/data-source.js';
      beforeAll(() => dataSource.initialize());
      afterAll(() => dataSource.destroy());
      it('has the rows', async () => expect([await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item'), dataSource.migrations.map((migration) => migration.constructor.name)]).toEqual([[{ n: 2 }], ['CreateItems1700000000000']]));`;

it('loads ES modules that ask where they lie, and globs of them in every test file of a process', async () => {
  const directory = workshop.make('mini', {
    'package.json': '{ "name": "mini", "version": "0.0.0", "private": true, "type": "module" }',
    'jest.config.js': "export default { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'] };",
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "moduleResolution": "nodenext", "target": "es2022", "isolatedModules": true, "types": ["jest", "node"] } }',
    'src/data-source.ts': `
      import { existsSync } from 'node:fs';
      import { join } from 'node:path';
      import { fileURLToPath } from 'node:url';
      import { DataSource, type DataSourceOptions } from 'typeorm';
      if (![import.meta.filename, fileURLToPath(import.meta.url), join(import.meta.dirname, 'data-source.ts')].every((file) => existsSync(file))) throw new Error('lost');
      export const options: DataSourceOptions = { type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [join(import.meta.dirname, 'migrations/*.ts')] };
      export const dataSource = new DataSource(options);`,
    'test/items.ts': undefined,
    'test/a.spec.ts': SPEC, 'test/b.spec.ts': SPEC,
  });
  const outcome = await runJest(directory, ['--runInBand'], { NODE_OPTIONS: '--experimental-vm-modules' });
  expect({ failed: outcome.failed, output: outcome.exitCode === 0 ? '' : outcome.output }).toEqual({ failed: [], output: '' });
  expect(outcome.passed).toEqual(['has the rows', 'has the rows']);
});

const WITHOUT_GLOBALS = `
  import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
  import { cleanDatabase, createTestApp, useCleanDatabase, type TestApp } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  let t: TestApp;
  useCleanDatabase();
  beforeAll(async () => { t = await createTestApp({ imports: [], providers: [{ provide: 'OWN', useFactory: () => dataSource.initialize() }, { provide: 'STRIPE_CLIENT', useValue: {} }] }); });
  afterAll(() => t.close());
  it('has fakes, a clock and a clean database', async () => {
    t.clock.set('2020-01-01');
    expect(new Date().getFullYear()).toBe(2020);
    t.clock.restore?.();
    const charge = await t.mocks.stripe.charges.create({ amount: 500, currency: 'eur', source: 'tok_visa' });
    expect(jest.isMockFunction(t.mocks.stripe.charges.create)).toBe(true);
    (expect(t.mocks.stripe) as never as { toHaveCharged(amount: number): void }).toHaveCharged(charge.amount);
    expect(await cleanDatabase(dataSource)).toMatchObject({ tables: 0 });
  });
  it('has no globals', () => expect([typeof (globalThis as any).expect, typeof (globalThis as any).beforeEach]).toEqual(['undefined', 'undefined']));`;

it('works where Jest gives no globals', async () => {
  const directory = workshop.make('shop', {
    'test/app.spec.ts': WITHOUT_GLOBALS, 'test/plain.spec.ts': undefined,
    'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', injectGlobals: false };",
  });
  const { failed, passed, lines } = await runJest(directory, ['--runInBand']);
  expect(failed).toEqual([]);
  expect(passed).toHaveLength(2);
  expect(lines.at(-1)).toMatch(/1 worker restored; 3 cleans/);
});

it('takes migrations as TypeORM does: the class that a file of plain JavaScript is, and those in a list or an object', async () => {
  const migration = (name: string, text: string): string => `class ${name} { async up(runner) { await runner.query(${JSON.stringify(text)}); } async down() {} }`;
  const outcome = await runJest(workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'src/data-source.ts': "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'mssql', migrations: [__dirname + '/plain/*.js'] });",
    'src/plain/1.js': `module.exports = ${migration('CreateItems1700000000000', 'CREATE TABLE dbo.item (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)')};`,
    'src/plain/2.js': `module.exports = { all: [${migration('One1700000000001', "INSERT INTO dbo.item (name) VALUES (N'one')")}, ${migration('Two1700000000002', "INSERT INTO dbo.item (name) VALUES (N'two')")}] };`,
  }), ['--runInBand']);
  expect(outcome.output).not.toContain('What to do');
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
});
