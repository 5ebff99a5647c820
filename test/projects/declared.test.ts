// A project as `nest new` and the pages about TypeORM leave it: no config of the preset, no file for TypeORM's command, the data source
// declared in the application's module, names of folders from tsconfig.
import * as fs from 'node:fs';
import * as path from 'node:path';
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
  expect(outcome.lines.filter((line) => line.includes('synchronize'))).toEqual([
    expect.stringMatching(/^jest-nest-mssql the schema is made by /), expect.stringMatching(/^jest-nest-mssql data source "archive": the schema is made by /),
  ]);
});

it('takes the data source that a provider of the application opens, and gives it as the one of the app', async () => {
  const settings = "import { Settings } from '@settings/settings';\nimport { SettingsModule } from '@settings/settings.module';";
  const provider = (inject: string): string => `{ provide: 'DATA_SOURCE', inject: [${inject}], useFactory: async (settings?: Settings) => {
    await Promise.resolve();
    const dataSource = new DataSource({ type: 'mssql', host: settings?.host ?? 'db.things.example', database: 'things', entities: [Thing], synchronize: true });
    return dataSource.initialize();
  } }, { provide: 'THINGS', inject: ['DATA_SOURCE'], useFactory: (dataSource: DataSource) => dataSource.getRepository(Thing) }`;
  const source = (inject: string): string => `
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Thing } from 'src/thing/thing.entity';
${settings}
@Module({ imports: [SettingsModule], providers: [${provider(inject)}], exports: ['DATA_SOURCE'] })
class DatabaseModule {}
@Module({ imports: [DatabaseModule] })
export class AppModule {}
`;
  const spec = `
import { cleanDatabase, createTestApp, workerDatabase, type TestApp } from 'jest-nest-mssql';
import type { Repository } from 'typeorm';
import { AppModule } from 'src/app.module';
import { Thing } from 'src/thing/thing.entity';
let t: TestApp;
beforeAll(async () => { t = await createTestApp({ imports: [AppModule] }); });
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());
it.each([1, 2])('stores a thing, time %i', async () => {
  expect(t.dataSource.options.database).toBe(workerDatabase().name);
  await t.get<Repository<Thing>>('THINGS').save({ name: 'lamp' });
  expect(await t.dataSource.getRepository(Thing).count()).toBe(1);
});`;
  for (const inject of ['', 'Settings']) {
    const outcome = await runJest(workshop.make('declared', { 'src/app.module.ts': source(inject), 'test/thing.spec.ts': spec }), ['--runInBand']);
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toEqual(['stores a thing, time 1', 'stores a thing, time 2']);
    expect(outcome.output).not.toContain('ends with');
  }
});

it('says that synchronize makes no tables where the entities are not found', async () => {
  const source = appModule("TypeOrmModule.forRoot({ type: 'mssql', entities: [`${__dirname}/${process.env.ENTITIES}`], synchronize: true })").replace(/import .*thing.module.*/, '');
  const outcome = await runJest(workshop.make('declared', { 'src/app.module.ts': source, 'test/thing.spec.ts': "it('runs', () => undefined);" }), ['--runInBand']);
  expect(outcome.passed).toEqual(['runs']);
  expect(outcome.output).toMatch(/synchronize, which makes no tables \(no file matches .*src.undefined\): /);
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

describe('beside a file that holds a data source', () => {
  const file = "import { DataSource } from 'typeorm';\nimport { Thing } from './thing/thing.entity';\nexport default new DataSource({ type: 'mssql', database: 'things', entities: [Thing], synchronize: true });";
  const both = (archive = "{ name: 'archive', type: 'mssql', database: 'old_things', entities: [Thing], synchronize: true }"): string => appModule(`TypeOrmModule.forRoot({ ...dataSource.options, autoLoadEntities: true }), TypeOrmModule.forRoot(${archive}), ThingModule`, "import { Thing } from 'src/thing/thing.entity';\nimport dataSource from './data-source';");
  const spec = `
import { getDataSourceToken } from '@nestjs/typeorm';
import { createTestApp, workerDatabase } from 'jest-nest-mssql';
import { AppModule } from 'src/app.module';
import { DataSource } from 'typeorm';
it('has both', async () => {
  const t = await createTestApp({ imports: [AppModule] });
  const archive = t.get<DataSource>(getDataSourceToken('archive'));
  expect([t.dataSource.options.database, archive.options.database]).toEqual([workerDatabase().name, workerDatabase('archive').name]);
  expect(await archive.query('SELECT COUNT(*) AS n FROM [things]')).toEqual([{ n: 0 }]);
  await t.close();
});`;

  it('the others that the application declares, through one function of its own, have databases of their own', async () => {
    const wrapped = both().replaceAll('TypeOrmModule.forRoot(', 'connect(').replace('@Module', 'const connect = (options: object) => TypeOrmModule.forRoot(options);\n@Module');
    const outcome = await runJest(workshop.make('declared', { 'src/data-source.ts': file, 'src/app.module.ts': wrapped, 'test/thing.spec.ts': spec }), ['--runInBand']);
    expect(outcome.output).not.toContain('name different databases');
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toEqual(['has both']);
  });

  it('what the application gives a name to is the one of the file, and the one of its app', async () => {
    const named = appModule("TypeOrmModule.forRoot({ ...dataSource.options, name: 'renamed' }), TypeOrmModule.forRoot({ name: 'archive', type: 'mssql', database: 'old_things', entities: [Thing], synchronize: true })", "import { Thing } from 'src/thing/thing.entity';\nimport dataSource from './data-source';").replace(', ThingModule', '');
    const ofRenamed = spec.replace('t.dataSource.options', "t.get<DataSource>(getDataSourceToken('renamed')).options");
    const outcome = await runJest(workshop.make('declared', { 'src/data-source.ts': file, 'src/app.module.ts': named, 'test/thing.spec.ts': ofRenamed }), ['--runInBand']);
    expect([outcome.failed, outcome.passed]).toEqual([[], ['has both']]);
    expect(outcome.lines.filter((line) => line.includes('synchronize'))).toHaveLength(2);
  });

  it('an application that cannot be asked for others is named, and the run goes on', async () => {
    const broken = `${both()}\nif (process.env['JEST_WORKER_ID'] === undefined) throw new Error('no key');`;
    const outcome = await runJest(workshop.make('declared', { 'src/data-source.ts': file, 'src/app.module.ts': broken, 'test/thing.spec.ts': "it('goes on', () => expect(1).toBe(1));" }), ['--runInBand']);
    expect(outcome.output).toMatch(/jest-nest-mssql the application was to be asked for data sources beside the first, and could not be read.*: no key/);
    expect([outcome.passed, outcome.exitCode]).toEqual([['goes on'], 0]);
  });

  it('an application whose one data source stands beside a factory is not asked', async () => {
    const one = appModule(
      'Settings.registerAsync({ useFactory: () => { return {}; } }), TypeOrmModule.forRoot({ ...dataSource.options, autoLoadEntities: true }), ThingModule',
      "import dataSource from './data-source';\nif (process.env['JEST_WORKER_ID'] === undefined) throw new Error('asked');\nclass Settings { static registerAsync = (provider: object) => ({ module: Settings, providers: [{ provide: 'settings', ...provider }] }); }",
    );
    const outcome = await runJest(workshop.make('declared', { 'src/data-source.ts': file, 'src/app.module.ts': one, 'test/thing.spec.ts': spec.replace(/ {2}const archive[^]*?\n {2}await t/, '  await t') }), ['--runInBand']);
    expect(outcome.output).not.toContain('was to be asked');
    expect([outcome.failed, outcome.passed]).toEqual([[], ['has both']]);
  });

  it('a spec whose data sources name different databases, where one is configured, is told that they share it', async () => {
    const sharing = `
import { createTestApp } from 'jest-nest-mssql';
import { AppModule } from 'src/app.module';
import { DataSource } from 'typeorm';
it('shares', async () => {
  const t = await createTestApp({ imports: [AppModule] });
  const tenant = await new DataSource({ type: 'mssql', database: 'tenant_a' }).initialize();
  expect(tenant.options.database).toBe(t.dataSource.options.database);
  await tenant.destroy();
  await t.close();
});`;
    const outcome = await runJest(workshop.make('declared', { 'test/thing.spec.ts': sharing }), ['--runInBand']);
    expect(outcome.output).toMatch(/name different databases \(things, tenant_a\), and are all connected to the one database of this worker/);
    expect(outcome.passed).toEqual(['shares']);
    const byVariable = fs.readFileSync(path.join(__dirname, 'fixtures/declared/src/app.module.ts'), 'utf8').replace("database: 'things'", "database: process.env['DATABASE_NAME']");
    const unnamed = await runJest(workshop.make('declared', { 'src/app.module.ts': byVariable, 'test/thing.spec.ts': sharing }), ['--runInBand']);
    expect(unnamed.output).toMatch(/name different databases \(\w+_test_\w+_w1, tenant_a\), /);
  });

  it('a type that comes from a variable of the application\'s own .env is read from the application', async () => {
    const outcome = await runJest(workshop.make('declared', { 'src/data-source.ts': file.replace("type: 'mssql'", "type: process.env['THINGS_TYPE'] as 'mssql'") }), ['--runInBand']);
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toHaveLength(2);
  });

  it('a schema that is listed and loaded by its module too is one entity', async () => {
    const outcome = await runJest(workshop.make('declared', {
      'src/thing/thing.entity.ts': `import { EntitySchema } from 'typeorm';
export class Thing { id: number; name: string; }
export class Lamp extends Thing { watts: number; }
export const ThingSchema = new EntitySchema<Thing>({ name: 'Thing', target: Thing, tableName: 'things', columns: { id: { type: Number, primary: true, generated: true }, name: { type: String, length: 20 }, kind: { type: String, length: 20, default: 'Thing' } }, inheritance: { pattern: 'STI', column: 'kind' } });
export const LampSchema = new EntitySchema<Lamp>({ name: 'Lamp', target: Lamp, type: 'entity-child', discriminatorValue: 'lamp', columns: { watts: { type: Number, nullable: true } } } as never);`,
      'src/thing/thing.module.ts': `import { Injectable, Module } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LampSchema, Thing, ThingSchema } from './thing.entity';
@Injectable() export class ThingService { constructor(@InjectRepository(Thing) private readonly things: Repository<Thing>) {} async add(name: string) { await this.things.save({ name }); return this.things.count(); } }
@Module({ imports: [TypeOrmModule.forFeature([ThingSchema, LampSchema])], providers: [ThingService], exports: [ThingService] }) export class ThingModule {}`,
      'src/data-source.ts': "import { LampSchema, ThingSchema } from './thing/thing.entity';\nexport default { type: 'mssql', entities: [ThingSchema, LampSchema], autoLoadEntities: true, synchronize: true };",
    }), ['--runInBand']);
    expect(outcome.output).not.toContain('What to do');
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toHaveLength(2);
  });
});

it('says which module was read and what is wrong in it', async () => {
  const failing = await runJest(workshop.make('declared', { 'src/app.module.ts': appModule("TypeOrmModule.forRootAsync({ useFactory: () => { throw new Error('ORDERS_KEY is missing'); } }), ThingModule") }), ['--runInBand']);
  expect(failing.output).toMatch(/The data source that .*src.app\.module\.ts declares could not be read: ORDERS_KEY is missing\n.*\.env\.test.*\[JNM_APP_NOT_READ\]/);
  const none = await runJest(workshop.make('declared', { 'src/app.module.ts': appModule('ThingModule') }), ['--runInBand']);
  expect(none.output).toMatch(/No TypeORM data source was found in .*project-\d+\. Tried: .*, and TypeOrmModule\.forRoot, or a provider that opens one, in .*src.app\.module\.ts\.\n.*without TypeORM says .*\[JNM_DATA_SOURCE_NOT_FOUND\]/);
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

// As `nest generate app` leaves a workspace: one package.json, a Jest config in the folder `test` of each application.
const workspace = {
  'nest-cli.json': JSON.stringify({ monorepo: true, root: 'apps/shop', sourceRoot: 'apps/shop/src', projects: { shop: { root: 'apps/shop' }, ledger: { root: 'apps/ledger' } } }),
  'apps/shop/src/app.module.ts': "throw new Error('the module of another application');\nexport {};",
  'apps/ledger/src/ledger.module.ts': appModule("TypeOrmModule.forRoot({ type: 'mssql', autoLoadEntities: true, synchronize: true }), ThingModule").replaceAll('AppModule', 'LedgerModule'),
  'apps/ledger/test/jest-e2e.js': "module.exports = { ...require('../../../jest.config'), rootDir: '.', testMatch: ['<rootDir>/*.spec.ts'] };",
  'apps/ledger/test/thing.spec.ts': "import { useCleanDatabase, workerDatabase } from 'jest-nest-mssql';\nuseCleanDatabase();\nit('has a database', () => { expect(workerDatabase().name).toContain('declared_test'); });",
  'src/app.module.ts': undefined,
};

it("takes the application of a workspace that the Jest config lies in, by the name that Nest's commands give its module", async () => {
  const outcome = await runJest(workshop.make('declared', workspace), ['--runInBand', '--config', 'apps/ledger/test/jest-e2e.js']);
  expect(outcome.output).not.toContain('What to do');
  expect(outcome.passed).toEqual(['has a database']);
});

it('takes the application that nest start starts where the Jest config lies above all of them', async () => {
  const outcome = await runJest(workshop.make('declared', workspace), ['--runInBand']);
  expect(outcome.output).toContain('the module of another application');
});

it('makes the tables anew of an entity that is edited while Jest watches', async () => {
  // What Nest's module for TypeORM knows already when the application is loaded: it says so if a data source has the name of an earlier one.
  const known = "import { EntitiesMetadataStorage } from '@nestjs/typeorm/dist/entities-metadata.storage';\nprocess.stderr.write('KNOWN ' + EntitiesMetadataStorage.getEntitiesByDataSource('default').length + '\\n');";
  const directory = workshop.make('declared', {
    'src/known.ts': known,
    'src/app.module.ts': `import 'src/known';${appModule("TypeOrmModule.forRoot({ type: 'mssql', autoLoadEntities: true, synchronize: true }), ThingModule")}`,
  });
  const edit = (): void => {
    const file = path.join(directory, 'src/thing/thing.entity.ts');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('  name: string;', "  name: string;\n\n  @Column({ default: 'red' })\n  colour: string;"));
  };
  const done = /jest-nest-mssql template (built|reused).*\n/;
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false'], {}, { when: done, act: edit, afterMs: 500 }, { when: done, signal: 'SIGINT', afterMs: 200 });
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
  expect(outcome.lines.filter((line) => /template built/.test(line))).toHaveLength(2);
  expect(outcome.output.match(/KNOWN \d+/g)).toEqual(Array(4).fill('KNOWN 0'));
});

it('says what a start is waiting for whose factory does not answer, and goes on when it does', async () => {
  const directory = workshop.make('declared', {
    'src/app.module.ts': appModule("TypeOrmModule.forRootAsync({ useFactory: async () => { await answer(); return { type: 'mssql', autoLoadEntities: true, synchronize: true }; } }), ThingModule", `
      import * as fs from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      const answer = async () => { while (!fs.existsSync('answer.txt')) await setTimeout(50); };`),
  });
  const outcome = await runJest(directory, ['--runInBand'], {}, { when: /still reads the data sources: a factory/, act: () => fs.writeFileSync(path.join(directory, 'answer.txt'), '') });
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: { length: 2 } });
});
