// Whole runs of a small project on the embedded server: several workers, one process, and what the preset prints.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { leftovers, runJest, Workshop, type JestOutcome } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const expectGreen = (outcome: JestOutcome): void => {
  expect({ failed: outcome.failed, exitCode: outcome.exitCode, output: outcome.output }).toMatchObject({ failed: [], exitCode: 0 });
  expect(outcome.passed.length).toBeGreaterThan(0);
};

it('runs two workers, each on a database of its own', async () => {
  const directory = workshop.make('shop', { 'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'] };" });
  const outcome = await runJest(directory, ['--maxWorkers=2']);
  expectGreen(outcome);
  expect(outcome.passed).toHaveLength(12);
  expect(outcome.lines[0]).toMatch(/^jest-nest-mssql embedded server \(asked for by name\): Microsoft SQL Server /);
  expect(outcome.lines[1]).toMatch(/^jest-nest-mssql template built in \d+\.\d s; 2 workers restored; 15 cleans, mean \d+\.\d ms$/);
  expect(outcome.lines).toHaveLength(2);
  expect(leftovers(directory)).toEqual([]);
});

it('runs in one process, restored once', async () => {
  const directory = workshop.make('mini');
  const outcome = await runJest(directory, ['--runInBand']);
  expectGreen(outcome);
  expect(outcome.lines.at(-1)).toMatch(/; 1 worker restored; /);
});

it('seeds the template, and puts the seed back', async () => {
  const directory = workshop.make('shop', {
    'mssql-test.config.ts': `
      import { defineConfig } from 'jest-nest-mssql';
      import { options } from './src/data-source';
      import { AppModule } from './src/app.module';
      import { Customer } from './src/entities';
      export default defineConfig({
        dataSource: () => options,
        prefix: 'seeded',
        template: { seed: (dataSource) => dataSource.getRepository(Customer).save([{ name: 'first' }, { name: 'second' }]) },
        app: { module: AppModule, configure: (app: { setGlobalPrefix(prefix: string): void }) => app.setGlobalPrefix('v1') },
      });`,
    'test/app.spec.ts': `
      import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
      import { Customer } from '../src/entities';
      let t: TestApp;
      beforeAll(async () => { t = await createTestApp(); });
      beforeEach(() => cleanDatabase(t.dataSource));
      it.each([1, 2])('has the seed, and goes on after it', async () => {
        const customers = t.dataSource.getRepository(Customer);
        expect((await customers.find({ order: { id: 'ASC' } })).map((c) => [c.id, c.name])).toEqual([[100, 'first'], [105, 'second']]);
        expect((await customers.save({ name: 'third' })).id).toBe(110);
        await customers.delete({ id: 100 });
        await t.http.get('/v1/customers').expect(200);
      });`,
    'test/plain.spec.ts': undefined,
  });
  const outcome = await runJest(directory);
  expectGreen(outcome);
  expect(outcome.passed).toHaveLength(2);
});

it('reads .env.test, and leaves what is set alone', async () => {
  const directory = workshop.make('shop', {
    '.env.test': 'MSSQL_TEST_PREFIX=from_file\nAPP_GREETING=hello\nAPP_NAME=file\n',
    'test/app.spec.ts': `
      import { workerDatabase } from 'jest-nest-mssql';
      it('sees it', () => {
        expect(process.env.APP_GREETING).toBe('hello');
        expect(process.env.APP_NAME).toBe('shell');
        expect(workerDatabase().name).toMatch(/^from_file_/);
      });`,
    'test/plain.spec.ts': undefined,
  });
  expectGreen(await runJest(directory, [], { APP_NAME: 'shell' }));
});

it('follows a Jest config inside of test/, path aliases, @swc/jest and a config beside package.json', async () => {
  const directory = workshop.make('shop', {
    'jest.config.js': undefined,
    'test/jest.config.js': `module.exports = { preset: 'jest-nest-mssql', rootDir: '.', testRegex: 'plain.spec.ts$', moduleNameMapper: { '^@shop/(.*)$': '<rootDir>/../src/$1' },
      transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022' }, module: { type: 'commonjs' } }] } };`,
    'mssql-test.config.ts': `import { options } from '@shop/data-source';\nexport default { dataSource: () => options, prefix: 'aliased' };`,
    'test/plain.spec.ts': `
      import { cleanDatabase, workerDatabase } from 'jest-nest-mssql';
      import dataSource from '@shop/data-source';
      import { Customer } from '@shop/entities';
      beforeAll(() => dataSource.initialize());
      it('works, and is closed by the preset', async () => {
        expect(workerDatabase().name).toMatch(/^aliased_/);
        expect((await dataSource.getRepository(Customer).save({ name: 'a' })).id).toBe(100);
        expect((await cleanDatabase(dataSource)).tables).toBe(1);
      });`,
  });
  expectGreen(await runJest(directory, ['--config', 'test/jest.config.js']));
});

it('finds what the `resolver` of the Jest config finds', async () => {
  const directory = workshop.make('shop', {
    'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', resolver: '<rootDir>/resolver.js', testMatch: ['<rootDir>/test/plain.spec.ts'] };",
    'resolver.js': `
      const path = require('node:path');
      module.exports = (request, options) => request.startsWith('@shop/') ? options.defaultResolver(path.join(options.rootDir, 'src', request.slice(6)), options) : options.defaultResolver(request, options);`,
    'mssql-test.config.ts': `import { options } from '@shop/data-source';\nexport default { dataSource: () => options, prefix: 'resolved' };`,
    'test/plain.spec.ts': `
      import { workerDatabase } from 'jest-nest-mssql';
      import dataSource from '@shop/data-source';
      beforeAll(() => dataSource.initialize());
      it('works', () => expect(workerDatabase().name).toMatch(/^resolved_/));`,
  });
  expectGreen(await runJest(directory));
});

it('finds the sources that a package of the workspace exports under a condition of the Jest config, built or not', async () => {
  const directory = workshop.make('mini', {
    'jest.config.js': "module.exports = { ...require('./given.config.js'), testEnvironmentOptions: { customExportConditions: ['sources', 'node'] } };",
    'given.config.js': fs.readFileSync(path.join(__dirname, 'fixtures/mini/jest.config.js'), 'utf8'),
    'packages/rows/package.json': JSON.stringify({ name: 'rows', exports: { '.': { sources: './src/index.ts', default: './dist/index.js' } } }),
    'packages/rows/src/index.ts': "export { CreateItems1700000000000 } from '../../../src/migrations/1700000000000-create-items';",
    'packages/rows/dist/index.js': "throw new Error('an old build');",
    'src/data-source.ts': "import { DataSource, type DataSourceOptions } from 'typeorm';\nimport { CreateItems1700000000000 } from 'rows';\nexport const options: DataSourceOptions = { type: 'mssql', migrations: [CreateItems1700000000000] };\nexport default new DataSource(options);",
  });
  fs.symlinkSync(path.join(directory, 'packages/rows'), path.join(directory, 'node_modules/rows'), 'junction');
  expectGreen(await runJest(directory));
});

it('loads the TypeScript of an ESM project', async () => {
  const directory = workshop.make('shop', {
    'package.json': '{ "name": "shop", "type": "module" }',
    'jest.config.js': "export default { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/plain.spec.ts'] };",
    'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "module": "ESNext", "moduleResolution": "Bundler", "strict": true, "skipLibCheck": true, "experimentalDecorators": true, "emitDecoratorMetadata": true, "isolatedModules": true } }',
    'src/data-source.ts': `
      import { DataSource, type DataSourceOptions } from 'typeorm';
      import { Customer, Order, Status } from './entities.js';
      import { First1700000000000 } from './migrations/1700000000000-first.js';
      import { Second1700000000001 } from './migrations/1700000000001-second.js';
      export const options: DataSourceOptions = { type: 'mssql', entities: [Customer, Order, Status], migrations: [First1700000000000, Second1700000000001] };
      export default new DataSource(options);`,
    'test/plain.spec.ts': `
      import { cleanDatabase } from 'jest-nest-mssql';
      import dataSource from '../src/data-source.js';
      import { Status } from '../src/entities.js';
      beforeAll(async () => { await dataSource.initialize(); });
      it('works', async () => {
        expect(await dataSource.getRepository(Status).count()).toBe(3);
        expect((await cleanDatabase(dataSource)).tables).toBe(0);
      });`,
  });
  expectGreen(await runJest(directory, [], { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' }));
});

it('names the session that a test has left open', async () => {
  const directory = workshop.make('shop', {
    'mssql-test.config.ts': "export default { clean: { timeoutMs: 300 } };",
    'test/app.spec.ts': undefined,
    'test/plain.spec.ts': `
      import { cleanDatabase } from 'jest-nest-mssql';
      import dataSource from '../src/data-source';
      beforeAll(() => dataSource.initialize());
      afterAll(() => dataSource.destroy());
      it('leaks', async () => {
        const runner = dataSource.createQueryRunner();
        await runner.startTransaction();
        await runner.query("INSERT INTO [sales].[customer] ([name]) VALUES (N'leaked')");
        await expect(cleanDatabase(dataSource)).rejects.toThrow(/cleanDatabase waited 300 ms for a lock\\. Session \\d+, opened by test.plain\\.spec\\.ts, has a transaction open with locks on sales\\.customer/);
        await runner.rollbackTransaction();
        await runner.release();
        expect((await cleanDatabase(dataSource)).tables).toBe(1);
        await dataSource.query("INSERT INTO [sales].[customer] ([name]) VALUES (N'x')");
        expect(await dataSource.query('SELECT [id] FROM [sales].[customer]')).toEqual([{ id: 100 }]);
      });`,
  });
  expectGreen(await runJest(directory));
});
