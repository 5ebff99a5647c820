// The ways to make a template's schema, and to make clones where there is no BACKUP, as whole runs.
import * as path from 'node:path';
import { expectGreen } from './expectations';
import { runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

const on = (prefix: string): Record<string, string> => ({ ...server().environment, MSSQL_TEST_PREFIX: prefix });
const config = (body: string): Record<string, string> => ({ 'mssql-test.config.ts': `import { backup, defineConfig, sqlScripts } from 'jest-nest-mssql';\nexport default defineConfig(${body});\n` });

const TABLE = 'CREATE TABLE dbo.item (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)';
const SCRIPTS = {
  'sql/001-tables.sql': `:setvar DatabaseName Production\nUSE [$(DatabaseName)]\nGO\n${TABLE.replace('dbo', '$(Schema)')}\nGO\nINSERT INTO dbo.item (name) VALUES (N'$(First)')\nGO\nIF 1 = 1 SET NOEXEC ON\nGO\nDROP TABLE dbo.item\nGO\n`,
  'sql/002-rows.sql': "\uFEFFINSERT INTO dbo.item (name) VALUES (N'two')",
};

it('sqlScripts, on databases that are each made anew', async () => {
  const directory = workshop.make('mini', { ...SCRIPTS, ...config("{ clone: 'migrate', template: { schema: sqlScripts({ files: ['sql/*.sql'], variables: { Schema: 'dbo', First: 'one' } }) } }") });
  const outcome = await runJest(directory, ['--maxWorkers=2'], on('scripts'));
  expectGreen(outcome, 4);
  expect(outcome.lines.slice(1)).toEqual([expect.stringMatching(/ clone: migrate$/), expect.stringMatching(/ databases built in \d+\.\d s; 2 workers; 4 cleans/)]);
  expect(await server().databases('scripts_')).toEqual([]);
});

const REFUSING = `
  const real = require(${JSON.stringify(path.resolve(__dirname, '..', '..', 'node_modules', 'mssql'))});
  const batch = real.Request.prototype.batch;
  real.Request.prototype.batch = function (text) {
    if (!text.startsWith('BACKUP')) return batch.call(this, text);
    return Promise.reject(Object.assign(new Error('BACKUP DATABASE is terminating abnormally.'), { number: 3013, precedingErrors: [Object.assign(new Error('BACKUP DATABASE permission denied.'), { number: 262 })] }));
  };
  module.exports = real;`;

it('a function; and where BACKUP is refused, auto makes each database anew', async () => {
  const schema = `async (db) => { await db.query(\`${TABLE}\`); await db.query('INSERT INTO dbo.item (name) VALUES (@one), (@two)', { one: 'one', two: 'two' }); }`;
  const directory = workshop.make('mini', { 'node_modules/mssql/index.js': REFUSING, ...config(`{ template: { schema: ${schema} } }`) });
  const outcome = await runJest(directory, ['--maxWorkers=2'], on('refused'));
  expectGreen(outcome, 4);
  expect(outcome.lines[1]).toMatch(/clone: migrate, because the server refuses BACKUP: BACKUP DATABASE permission denied\. BACKUP DATABASE is terminating abnormally/);
  expect(await server().databases('refused_')).toEqual([]);
});

it('an application that reaches its database by the variables alone, without TypeORM', async () => {
  const directory = workshop.make('mini', {
    'src/data-source.ts': undefined,
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import { Module } from '@nestjs/common';
      import { createTestApp, useCleanDatabase, workerDatabase, type TestApp } from 'jest-nest-mssql';
      import * as mssql from 'mssql';
      const { DATABASE_HOST: server, DATABASE_PORT: port, DATABASE_USER: user, DATABASE_PASSWORD: password, DATABASE_NAME: database } = process.env;
      class Pools { onApplicationShutdown() { return t.get<mssql.ConnectionPool>('POOL').close(); } }
      class AppModule {}
      Module({ providers: [Pools, { provide: 'POOL', useFactory: () => new mssql.ConnectionPool({ server, port: Number(port), user, password, database, options: { encrypt: false } } as never).connect() }] })(AppModule);
      let t: TestApp;
      useCleanDatabase();
      beforeAll(async () => { t = await createTestApp({ imports: [AppModule] }); });
      afterAll(() => t?.close());
      it.each([1, 2])('begins with the rows of the schema, time %i', async () => {
        const pool = t.get<mssql.ConnectionPool>('POOL');
        expect((await pool.query("SELECT DB_NAME() AS name, COUNT(*) AS n FROM dbo.item")).recordset).toEqual([{ name: workerDatabase().name, n: 1 }]);
        await pool.query("INSERT INTO dbo.item (name) VALUES (N'more')");
      });`,
    ...config(`{ dataSource: () => ({ type: 'mssql' }), template: { schema: async (db) => { await db.query(\`${TABLE}\`); await db.query("INSERT INTO dbo.item (name) VALUES (N'one')"); } } }`),
  });
  const outcome = await runJest(directory, [], on('alone'));
  expectGreen(outcome, 2);
  expect(outcome.output).not.toContain('console.warn');
});

it('a pool that an application without TypeORM opens at another server is refused, on the port of the database too', async () => {
  const directory = workshop.make('mini', {
    'src/data-source.ts': undefined,
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import * as mssql from 'mssql';
      it('reaches production', () => new mssql.ConnectionPool({ server: '10.255.255.1', port: Number(process.env.DATABASE_PORT), user: 'sa', password: 'x', connectionTimeout: 3000, options: { encrypt: false } }).connect().catch(() => undefined));`,
    ...config(`{ dataSource: () => ({ type: 'mssql' }), template: { schema: (db) => db.query(\`${TABLE}\`) } }`),
  });
  const outcome = await runJest(directory, [], on('elsewhere'));
  expect(outcome.failed).toEqual([{ title: 'reaches production', message: expect.stringMatching(/A connection to 10\.255\.255\.1:\d+ was refused/) as string }]);
});

it('a backup of the team, and a seed after it', async () => {
  const { master } = server();
  await master.query('CREATE DATABASE [team];');
  await master.query(`USE [team]; EXEC (N'${TABLE}'); INSERT INTO dbo.item (name) VALUES (N'one'); USE [master];`);
  const rows = await master.query("SELECT LEFT(f.physical_name, LEN(f.physical_name) - 4) + '_team.bak' AS name FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'team') AND f.type = 0;");
  const file = String(rows[0]?.['name']);
  await master.query(`BACKUP DATABASE [team] TO DISK = N'${file}' WITH COPY_ONLY, FORMAT, INIT;`);
  await master.query('DROP DATABASE [team];');
  const seed = "(dataSource) => dataSource.query(\"INSERT INTO dbo.item (name) VALUES (N'two')\")";
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined, ...config(`{ template: { schema: backup(${JSON.stringify(file)}), seed: ${seed} } }`) });
  expectGreen(await runJest(directory, [], on('restored')), 2);
  expect(await server().databases('restored_')).toHaveLength(1);
});

it('synchronize, with a warning', async () => {
  const directory = workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'src/entities.ts': "import { EntitySchema } from 'typeorm';\nexport const Item = new EntitySchema({ name: 'item', columns: { id: { type: 'int', primary: true, generated: true }, name: { type: 'nvarchar' } } });",
    ...config(`{
      dataSource: async () => ({ ...(await import('./src/data-source')).options, entities: [(await import('./src/entities')).Item] }),
      template: { schema: 'synchronize', seed: (dataSource) => dataSource.query("INSERT INTO item (name) VALUES (N'one'), (N'two')") },
    }`),
  });
  const outcome = await runJest(directory);
  expectGreen(outcome, 2);
  expect(outcome.lines[1]).toMatch(/made by TypeORM's synchronize: these tests say nothing about your migrations/);
});

it('rows before a migration', async () => {
  const directory = workshop.make('mini', {
    'test/b.spec.ts': "import dataSource from '../src/data-source';\nit('is there', async () => { await dataSource.initialize(); expect(await dataSource.query('SELECT n FROM dbo.early')).toEqual([{ n: 7 }]); });",
    ...config("{ template: { before: { CreateItems: async (runner) => { await runner.query('CREATE TABLE dbo.early (n int NOT NULL)'); await runner.query('INSERT INTO dbo.early (n) VALUES (7)'); } } } }"),
  });
  expectGreen(await runJest(directory), 3);
});

it('tells whether migrations can be undone, and whether they say what the entities say', async () => {
  const directory = workshop.make('mini', {
    'src/entities.ts': `import { EntitySchema } from 'typeorm';
      const id = { type: 'int', primary: true, generated: true } as const;
      export const Item = new EntitySchema({ name: 'item', columns: { id, name: { type: 'nvarchar', length: 40 } } });
      export const Other = new EntitySchema({ name: 'item', columns: { id, name: { type: 'nvarchar', length: 41 } } });`,
    'test/a.spec.ts': `
      import { DataSource } from 'typeorm';
      import { migrationRoundTrip, schemaDrift, workerDatabase } from 'jest-nest-mssql';
      import { options } from '../src/data-source';
      import { Item, Other } from '../src/entities';
      import { CreateItems1700000000000 } from '../src/migrations/1700000000000-create-items';

      class AddNote1700000000001 {
        async up(runner: any) { await runner.query('ALTER TABLE dbo.item ADD note int NOT NULL CONSTRAINT df_note DEFAULT 1, CONSTRAINT ck_note CHECK (note > 0)'); await runner.query('CREATE INDEX ix_note ON dbo.item (note DESC) INCLUDE (name)'); await runner.query('CREATE TABLE dbo.part (item_id int NOT NULL REFERENCES dbo.item (id), id int PRIMARY KEY)'); }
        async down(runner: any) { await runner.query('DROP TABLE dbo.part'); await runner.query('DROP INDEX ix_note ON dbo.item'); await runner.query('ALTER TABLE dbo.item DROP CONSTRAINT ck_note'); await runner.query('ALTER TABLE dbo.item DROP CONSTRAINT df_note'); await runner.query('ALTER TABLE dbo.item DROP COLUMN note'); }
      }
      class Forgetful1700000000002 {
        async up(runner: any) { await runner.query('CREATE TABLE dbo.extra (id int PRIMARY KEY)'); }
        async down() {}
      }
      class Sloppy1700000000003 {
        async up(runner: any) { await runner.query('ALTER TABLE dbo.item ADD size int NULL, CONSTRAINT df_name DEFAULT 1 FOR name'); await runner.query('CREATE INDEX ix_size ON dbo.item (size)'); await runner.query('CREATE INDEX ix_name ON dbo.item (name)'); }
        async down(runner: any) { await runner.query('DROP INDEX ix_size ON dbo.item'); await runner.query('ALTER TABLE dbo.item DROP COLUMN size'); }
      }
      const open = (more: object) => new DataSource({ ...options, name: 'x', ...more } as never).initialize();

      it('drifts, or not', async () => {
        await expect(await open({ entities: [Item] })).toMatchEntities();
        const other = await open({ entities: [Other] });
        expect((await schemaDrift(other)).join()).toMatch(/item/);
        await other.query('ALTER TABLE dbo.item ADD twice AS id * 2');
        expect((await schemaDrift(other)).join()).toMatch(/DROP COLUMN "twice"/);
        await other.query('ALTER TABLE dbo.item DROP COLUMN twice');
        await expect(expect(other).toMatchEntities()).rejects.toThrow(/TypeORM would run:\\n.*item/);
      });
      it('goes up, down and up', async () => {
        const good = await open({ migrations: [CreateItems1700000000000, AddNote1700000000001] });
        expect(await migrationRoundTrip(good)).toEqual({ isClean: true, migrations: [{ migration: 'CreateItems1700000000000', differences: [] }, { migration: 'AddNote1700000000001', differences: [] }] });
        expect(await good.query('SELECT DB_NAME() AS name')).toEqual([{ name: workerDatabase().name }]);
        const bad = await migrationRoundTrip(await open({ migrations: [Forgetful1700000000002, CreateItems1700000000000] }));
        expect(bad.isClean).toBe(false);
        expect(bad.migrations.map((trip) => trip.migration)).toEqual(['CreateItems1700000000000', 'Forgetful1700000000002']);
        expect(bad.migrations[1].differences).toEqual(expect.arrayContaining(['after down: column dbo.extra.id is left', expect.stringMatching(/^up, the second time, failed: .*extra/)]));
        const sloppy = await migrationRoundTrip(await open({ migrations: [CreateItems1700000000000, Sloppy1700000000003] }));
        expect(sloppy.migrations[1].differences).toEqual(['after down: default dbo.item.name is left', expect.stringMatching(/^after down: index dbo.item \\(name\\) is left$/), expect.stringMatching(/^up, the second time, failed: .*/)]);
      });`,
    'test/b.spec.ts': undefined,
  });
  expectGreen(await runJest(directory, [], on('trip')), 2);
  expect(await server().databases('trip_')).toHaveLength(1);
});

const MISTAKES = [
  { title: 'a script that fails', changes: { ...SCRIPTS, 'sql/002-rows.sql': 'PRINT 1\nGO\n\nSELECT * FROM nowhere', ...config("{ template: { schema: sqlScripts({ files: ['sql/*.sql'], variables: { Schema: 'dbo', First: 'x' } }) } }") }, code: 'JNM_SCRIPT', says: /002-rows\.sql cannot be run: the batch at line 3: .*nowhere/ },
  { title: 'a script that leaves the database', changes: { 'a.sql': 'PRINT 1\nGO\nUSE master', ...config("{ template: { schema: sqlScripts({ files: ['a.sql'] }) } }") }, code: 'JNM_SCRIPT', says: /a\.sql cannot be run: the batch at line 3 moves to another database, master/ },
  { title: 'a script that is not there', changes: config("{ template: { schema: sqlScripts({ files: ['none/*.sql'] }) } }"), code: 'JNM_SCRIPT', says: /none\/\*\.sql cannot be run: no such file/ },
  { title: 'before a migration that is not there', changes: config('{ template: { before: { Nothing: () => undefined } } }'), code: 'JNM_CONFIG_VALUE', says: /"template\.before\.Nothing".*\n.*CreateItems1700000000000/ },
  { title: 'clone: backup where BACKUP is refused', changes: { 'node_modules/mssql/index.js': REFUSING, ...config("{ clone: 'backup' }") }, code: 'JNM_BACKUP_REFUSED', says: /refuses BACKUP/ },
];

it.concurrent.each(MISTAKES.map((mistake, index) => ({ ...mistake, prefix: `mistake${index}` })))('$title', async ({ changes, code, says, prefix }) => {
  const outcome = await runJest(workshop.make('mini', changes), [], on(prefix));
  expect(outcome.output).toMatch(says);
  expect(outcome.output).toContain(`[${code}]`);
  expect(outcome.exitCode).toBe(1);
  expect(await server().databases(`${prefix}_`)).toEqual([]);
});
