// A project as `nest new` and the pages about TypeORM leave it: no config of the preset, no file for TypeORM's command, the data source
// declared in the application's module, names of folders from tsconfig.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
jest.setTimeout(180_000);
afterAll(() => workshop.remove());

const appModule = (imports: string, more = ''): string => `
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ThingModule } from 'src/thing/thing.module';
${more}
@Module({ imports: [${imports}] })
export class AppModule {}
`;

it('takes the data source that the application declares, and makes its tables as the application does', async () => {
  const directory = workshop.make('declared');
  const first = await runJest(directory, ['--runInBand']);
  expect(first.failed).toEqual([]);
  expect(first.passed).toEqual(['stores a thing', 'finds none of another test']);
  expect(first.output).toContain("the schema is made by TypeORM's synchronize");
  const second = await runJest(directory, ['--runInBand']);
  expect(second.lines.at(-1)).toMatch(/template reused; 1 worker restored; /);
});

it('reads options of forRoot, of a class, and of a module that is imported for them', async () => {
  const options = "type: 'mssql' as const, autoLoadEntities: true, synchronize: true";
  const classOf = `import { Settings } from '@settings/settings';\nimport { SettingsModule } from '@settings/settings.module';\nimport { Injectable } from '@nestjs/common';
@Injectable() class Factory { constructor(private readonly settings: Settings) {} createTypeOrmOptions() { return { ${options}, host: this.settings.host }; } }`;
  for (const source of [appModule(`TypeOrmModule.forRoot({ ${options} }), ThingModule`), appModule('TypeOrmModule.forRootAsync({ imports: [SettingsModule], useClass: Factory }), ThingModule', classOf)]) {
    const outcome = await runJest(workshop.make('declared', { 'src/app.module.ts': source }), ['--runInBand']);
    expect(outcome.output).not.toContain('What to do');
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toHaveLength(2);
  }
});

it('gives each of several declared data sources a database of its own', async () => {
  const source = appModule(`TypeOrmModule.forRoot({ type: 'mssql', entities: [Thing], synchronize: true }), TypeOrmModule.forRootAsync({ name: 'archive', useFactory: () => ({ type: 'mssql' as const, name: 'archive', entities: [Thing], synchronize: true }) }), ThingModule`, "import { Thing } from 'src/thing/thing.entity';");
  const spec = `
import { getDataSourceToken } from '@nestjs/typeorm';
import { createTestApp, workerDatabase } from 'jest-nest-mssql';
import { AppModule } from 'src/app.module';
import { DataSource } from 'typeorm';
it('has both', async () => {
  const t = await createTestApp({ imports: [AppModule] });
  const archive = t.get<DataSource>(getDataSourceToken('archive'));
  expect([t.dataSource.options.database, archive.options.database]).toEqual([workerDatabase().name, workerDatabase('archive').name]);
  await archive.query("INSERT INTO [things] ([name]) VALUES ('old')");
  expect([await t.dataSource.query('SELECT COUNT(*) AS n FROM [things]'), await archive.query('SELECT COUNT(*) AS n FROM [things]')]).toEqual([[{ n: 0 }], [{ n: 1 }]]);
  await t.close();
});`;
  const outcome = await runJest(workshop.make('declared', { 'src/app.module.ts': source, 'test/thing.spec.ts': spec }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toEqual(['has both']);
});

it('takes the file that a script gives to the command of TypeORM, and its migrations', async () => {
  const migration = "export class Things1700000000000 { async up(runner) { await runner.query('CREATE TABLE [things] ([id] int IDENTITY PRIMARY KEY, [name] nvarchar(20) NOT NULL)'); } async down() {} }";
  const outcome = await runJest(workshop.make('declared', {
    'package.json': JSON.stringify({ name: 'declared', scripts: { 'migration:run': 'typeorm-ts-node-commonjs migration:run -d ./orm/connection.ts' } }),
    'orm/connection.ts': "import { DataSource } from 'typeorm';\nimport { Things1700000000000 } from './things';\nexport default new DataSource({ type: 'mssql', migrations: [Things1700000000000], synchronize: true });",
    'orm/things.ts': `// @ts-nocheck\n${migration}`,
  }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
  expect(outcome.output).not.toContain('synchronize');
});

it('takes the source of a file that a script names as it was built, which may be long ago', async () => {
  const things = (column: string): string => `export class Things1700000000000 { async up(runner) { await runner.query('CREATE TABLE [things] ([id] int IDENTITY PRIMARY KEY, [${column}] nvarchar(20) NOT NULL)'); } async down() {} }`;
  const outcome = await runJest(workshop.make('declared', {
    'package.json': JSON.stringify({ name: 'declared', scripts: { 'migration:run': 'npm run build && typeorm migration:run -d dist/orm/connection.js' } }),
    'dist/orm/connection.js': `${things('title').replace('export ', '')}\nexports.default = new (require('typeorm').DataSource)({ type: 'mssql', migrations: [Things1700000000000] });`,
    'src/orm/connection.ts': "import { DataSource } from 'typeorm';\nimport { Things1700000000000 } from './things';\nexport default new DataSource({ type: 'mssql', migrations: [Things1700000000000] });",
    'src/orm/things.ts': `// @ts-nocheck\n${things('name')}`,
  }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
});

it('says which module was read and what is wrong in it', async () => {
  const failing = await runJest(workshop.make('declared', { 'src/app.module.ts': appModule("TypeOrmModule.forRootAsync({ useFactory: () => { throw new Error('ORDERS_KEY is missing'); } }), ThingModule") }), ['--runInBand']);
  expect(failing.output).toMatch(/The data source that .*src.app\.module\.ts declares could not be read: ORDERS_KEY is missing\n.*\.env\.test.*\[JNM_APP_NOT_READ\]/);
  const none = await runJest(workshop.make('declared', { 'src/app.module.ts': appModule('ThingModule') }), ['--runInBand']);
  expect(none.output).toMatch(/No TypeORM data source was found\. Tried: .*, and TypeOrmModule\.forRoot in .*src.app\.module\.ts\.\n.*\[JNM_DATA_SOURCE_NOT_FOUND\]/);
  expect([failing.exitCode, none.exitCode]).toEqual([1, 1]);
});

it('loads a dependency that is an ES module only, as Node does', async () => {
  const outcome = await runJest(workshop.make('declared', {
    'package.json': JSON.stringify({ name: 'declared', dependencies: { 'short-names': '1' } }),
    'node_modules/short-names/package.json': JSON.stringify({ name: 'short-names', version: '1.0.0', type: 'module', exports: './index.js' }),
    'node_modules/short-names/index.js': "export const shorten = (name) => name.slice(0, 3);\n",
    'node_modules/short-names/index.d.ts': 'export declare function shorten(name: string): string;\n',
    'test/thing.spec.ts': "import { shorten } from 'short-names';\nit('shortens', () => expect(shorten('lampshade')).toBe('lam'));\n",
  }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toEqual(['shortens']);
});
