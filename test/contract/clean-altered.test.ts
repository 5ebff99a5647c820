// What a test has altered of the template's own objects: put back where that can be done, else an error that names it. Never passed over.
import { cleanDatabase } from '../../src/isolation/reset';
import { startContractServer, type Clone, type ContractServer, type ContractTemplate } from './contract-server';
import { takeSnapshot, type Snapshot } from './snapshot';

const SCHEMA: readonly string[] = [
  'CREATE SCHEMA [sales];',
  'CREATE USER [reader] WITHOUT LOGIN;',
  'CREATE ROLE [readers];',
  'CREATE TYPE [dbo].[code] FROM nvarchar(20) NOT NULL;',
  "CREATE TABLE [dbo].[kit] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_kit] PRIMARY KEY, [name] nvarchar(20) NULL CONSTRAINT [df_kit] DEFAULT N'x', [size] int NOT NULL, [twice] AS ([size] * 2), CONSTRAINT [uq_kit] UNIQUE ([name]));",
  'CREATE INDEX [ix_kit] ON [dbo].[kit] ([size] DESC) INCLUDE ([name]);',
  'CREATE UNIQUE INDEX [ix_off] ON [dbo].[kit] ([size], [id]) WHERE [size] > 5;',
  'ALTER INDEX [ix_off] ON [dbo].[kit] DISABLE;',
  "INSERT INTO [dbo].[kit] ([name], [size]) VALUES (N'a', 1), (N'b', 2);",
  'CREATE TABLE [sales].[part] ([id] int NOT NULL CONSTRAINT [pk_part] PRIMARY KEY, [kit_id] int NULL CONSTRAINT [fk_part] REFERENCES [dbo].[kit] ([id]), [code] [dbo].[code]);',
  'CREATE VIEW [dbo].[kits] WITH SCHEMABINDING AS SELECT k.[id], k.[name] FROM [dbo].[kit] AS k;',
  'CREATE FUNCTION [dbo].[size_of] (@id int) RETURNS int AS BEGIN RETURN (SELECT k.[size] FROM [dbo].[kit] AS k WHERE k.[id] = @id); END;',
  "-- CREATE nothing\nCREATE OR ALTER PROCEDURE [dbo].[add_kit] AS INSERT INTO [dbo].[kit] ([name], [size]) VALUES (N'it''s', 3);",
  'CREATE PROCEDURE [dbo].[named] AS SELECT 1 AS [one];',
  "EXEC sp_rename N'[dbo].[named]', N'renamed';",
  'CREATE TRIGGER [dbo].[trg_kit] ON [dbo].[kit] AFTER INSERT AS SET NOCOUNT ON;',
  'CREATE TRIGGER [dbo].[trg_off] ON [dbo].[kit] AFTER INSERT AS SET NOCOUNT ON;',
  'DISABLE TRIGGER [dbo].[trg_off] ON [dbo].[kit];',
  'CREATE SYNONYM [dbo].[kit_too] FOR [dbo].[kit];',
  'CREATE SEQUENCE [dbo].[numbers] AS int START WITH 10 INCREMENT BY 2 MINVALUE 1 MAXVALUE 100 CYCLE CACHE 5;',
  'CREATE TABLE [dbo].[past] ([id] int NOT NULL CONSTRAINT [pk_past] PRIMARY KEY, [a] datetime2 GENERATED ALWAYS AS ROW START NOT NULL, [b] datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME ([a], [b])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[past_history]));',
];

let server: ContractServer;
let template: ContractTemplate;
let fresh: Snapshot;
let clone: Clone;

beforeAll(async () => {
  server = await startContractServer();
  template = await server.makeTemplate(SCHEMA);
  const untouched = await template.clone();
  fresh = await takeSnapshot(untouched);
  await untouched.drop();
}, 60_000);
beforeEach(async () => { clone = await template.clone(); });
afterEach(() => clone.drop());
afterAll(() => server.stop());

const PUT_BACK: Readonly<Record<string, readonly string[]>> = {
  'a view': ['ALTER VIEW [dbo].[kits] AS SELECT 1 AS [one];'],
  'a view that was bound to a table of the test': ['CREATE TABLE [dbo].[made] ([id] int NOT NULL);', 'ALTER VIEW [dbo].[kits] WITH SCHEMABINDING AS SELECT m.[id] FROM [dbo].[made] AS m;'],
  'a procedure and a function': ['ALTER PROCEDURE [dbo].[add_kit] AS SELECT 1 AS [one];', 'ALTER FUNCTION [dbo].[size_of] (@id int) RETURNS int AS BEGIN RETURN 0; END;'],
  'triggers, on and off': ['ALTER TRIGGER [dbo].[trg_kit] ON [dbo].[kit] AFTER DELETE AS THROW 50001, N\'no\', 1;', 'ALTER TRIGGER [dbo].[trg_off] ON [dbo].[kit] AFTER DELETE AS THROW 50001, N\'no\', 1;', 'ENABLE TRIGGER [dbo].[trg_off] ON [dbo].[kit];', 'UPDATE [dbo].[kit] SET [size] = 9;'],
  'columns that it added': ['ALTER TABLE [dbo].[kit] ADD [made]]up] int NOT NULL CONSTRAINT [df_made] DEFAULT 1, [made too] AS ([size] + 1);', 'CREATE INDEX [ix_made] ON [dbo].[kit] ([made]]up]);', 'UPDATE [dbo].[kit] SET [made]]up] = 2;'],
  'a column with a key of its own': ['ALTER TABLE [sales].[part] ADD [twin] int NULL CONSTRAINT [fk_made] REFERENCES [dbo].[kit] ([id]), CONSTRAINT [ck_made] CHECK ([twin] > 0), CONSTRAINT [uq_made] UNIQUE ([twin]);', 'INSERT INTO [sales].[part] ([id], [code], [twin]) VALUES (1, N\'x\', 1);'],
  'indexes that it added': ["CREATE UNIQUE INDEX [ix_made'] ON [dbo].[kit] ([id]) WHERE [id] > 1;", 'CREATE INDEX [ix_made_too] ON [sales].[part] ([kit_id]);'],
  'an index that it switched off, and one that it switched on': ['ALTER INDEX [ix_kit] ON [dbo].[kit] DISABLE;', 'ALTER INDEX [ix_off] ON [dbo].[kit] REBUILD;', "INSERT INTO [dbo].[kit] ([name], [size]) VALUES (N'c', 7);"],
  'a unique constraint switched off, under rows that break it': ['ALTER INDEX [uq_kit] ON [dbo].[kit] DISABLE;', "UPDATE [dbo].[kit] SET [name] = N'a';"],
  'a sequence': ['ALTER SEQUENCE [dbo].[numbers] INCREMENT BY 1 MINVALUE 5 MAXVALUE 50 NO CYCLE NO CACHE;'],
  'users, roles and their members': ['CREATE USER [it\'s me] WITHOUT LOGIN;', 'CREATE ROLE [made role];', "ALTER ROLE [made role] ADD MEMBER [it's me];", 'ALTER ROLE [made role] ADD MEMBER [reader];', "ALTER ROLE [readers] ADD MEMBER [it's me];", "GRANT SELECT ON [dbo].[kit] TO [it's me];"],
  'columns and indexes, and everything that it made': ['CREATE SCHEMA [scratch];', 'CREATE TYPE [scratch].[label] FROM nvarchar(9);', 'CREATE SEQUENCE [scratch].[n] AS int START WITH 1;', 'ALTER TABLE [dbo].[kit] ADD [label] [scratch].[label] NULL, [n] int NULL CONSTRAINT [df_n] DEFAULT (NEXT VALUE FOR [scratch].[n]);', 'CREATE TABLE [scratch].[made] ([id] int NOT NULL CONSTRAINT [pk_made] PRIMARY KEY);', 'CREATE INDEX [ix_made] ON [scratch].[made] ([id]);'],
};

it.each(Object.entries(PUT_BACK))('puts back: %s', async (_name, damage) => {
  for (let round = 0; round < 2; round++) {
    for (const text of damage) await clone.query(text);
    expect(await takeSnapshot(clone)).not.toEqual(fresh);
    await cleanDatabase(clone);
    expect(await takeSnapshot(clone)).toEqual(fresh);
  }
  expect(await clone.query('EXEC [jest_nest_mssql].[clean];')).toEqual([{ tables: 0, rows: expect.anything(), steps: 0 }]);
});

const NAMED: Readonly<Record<string, readonly [damage: readonly string[], code: string, words: string]>> = {
  'a column dropped': [['ALTER TABLE [dbo].[kit] DROP COLUMN [twice];'], 'JNM_OBJECTS_ALTERED', 'the column [dbo].[kit].[twice] (dropped)'],
  'a column renamed': [["EXEC sp_rename N'[sales].[part].[kit_id]', N'other', N'COLUMN';"], 'JNM_OBJECTS_ALTERED', 'the column [sales].[part].[kit_id]'],
  'a column of another type': [['ALTER TABLE [sales].[part] ALTER COLUMN [code] nvarchar(40) NULL;'], 'JNM_OBJECTS_ALTERED', 'the column [sales].[part].[code]'],
  'an index dropped': [['DROP INDEX [ix_kit] ON [dbo].[kit];'], 'JNM_OBJECTS_ALTERED', 'the index [dbo].[kit].[ix_kit] (dropped)'],
  'an index made anew with other columns': [['CREATE INDEX [ix_kit] ON [dbo].[kit] ([size]) WITH (DROP_EXISTING = ON);'], 'JNM_OBJECTS_ALTERED', 'the index [dbo].[kit].[ix_kit]'],
  'a constraint dropped': [['ALTER TABLE [dbo].[kit] DROP CONSTRAINT [df_kit];'], 'JNM_OBJECTS_GONE', '[dbo].[df_kit]'],
  'a table dropped': [['DROP TABLE [sales].[part];'], 'JNM_OBJECTS_GONE', '[sales].[fk_part], [sales].[part], [sales].[pk_part]'],
  'a table dropped and made again': [['DROP TABLE [sales].[part];', 'CREATE TABLE [sales].[part] ([id] int NOT NULL);'], 'JNM_OBJECTS_GONE', '[sales].[part]'],
  'a table renamed': [["EXEC sp_rename N'[sales].[part]', N'piece';"], 'JNM_OBJECTS_ALTERED', '[sales].[part]'],
  'a table moved to another schema': [['ALTER SCHEMA [dbo] TRANSFER [sales].[part];'], 'JNM_OBJECTS_ALTERED', '[sales].[part]'],
  'a synonym that leads elsewhere': [['DROP SYNONYM [dbo].[kit_too];', 'CREATE SYNONYM [dbo].[kit_too] FOR [sales].[part];'], 'JNM_OBJECTS_GONE', '[dbo].[kit_too]'],
  'a type dropped': [['ALTER TABLE [sales].[part] DROP COLUMN [code];', 'DROP TYPE [dbo].[code];'], 'JNM_OBJECTS_GONE', 'the type [dbo].[code]'],
  'a user dropped': [['DROP USER [reader];'], 'JNM_OBJECTS_GONE', 'the user or role [reader]'],
  'a history switched off': [['ALTER TABLE [dbo].[past] SET (SYSTEM_VERSIONING = OFF);'], 'JNM_OBJECTS_ALTERED', 'the options of [dbo].[past]'],
  'a text that its own name keeps from being put back': [['ALTER PROCEDURE [dbo].[renamed] AS SELECT 2 AS [two];'], 'JNM_OBJECTS_ALTERED', 'the text of [dbo].[renamed] ('],
};

it.each(Object.entries(NAMED))('says what cannot be put back: %s', async (_name, [damage, code, words]) => {
  for (const text of damage) await clone.query(text);
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  // Not only the first time: the next test must not be green either.
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code, message: expect.stringContaining('useFreshDatabase()') });
});

it('changes nothing where it fails', async () => {
  await clone.query("UPDATE [dbo].[kit] SET [size] = 9; INSERT INTO [sales].[part] ([id], [code]) VALUES (1, N'x');");
  await clone.query('DROP INDEX [ix_kit] ON [dbo].[kit];');
  const damaged = await takeSnapshot(clone);
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code: 'JNM_OBJECTS_ALTERED' });
  expect(await takeSnapshot(clone)).toEqual(damaged);
});

it('compares the schema only where something of it was touched', async () => {
  await clone.query('CREATE TABLE [dbo].[made] ([id] int NULL); DROP TABLE [dbo].[made]; ALTER TABLE [sales].[part] NOCHECK CONSTRAINT ALL; ALTER TABLE [sales].[part] WITH CHECK CHECK CONSTRAINT ALL;');
  expect(await cleanDatabase(clone)).toMatchObject({ tables: 0, rows: 0 });
  const seen = await clone.query('SELECT b.shape, n.shape AS now FROM [jest_nest_mssql].[base_shape] AS b CROSS JOIN [jest_nest_mssql].[shape_now] AS n;');
  expect(seen[0]?.['shape']).toBe(seen[0]?.['now']);
});

describe.each(['Latin1_General_CS_AS', 'Latin1_General_BIN2'])('a database of the collation %s', (collation) => {
  it('is cleaned like any other', async () => {
    const strict = await server.makeTemplate([...SCHEMA, 'CREATE TABLE [dbo].[Box] ([Id] int NOT NULL IDENTITY(5, 5) CONSTRAINT [PK_Box] PRIMARY KEY, [ID2] int NULL);'], {}, collation);
    const [one, other] = [await strict.clone(), await strict.clone()];
    const expected = await takeSnapshot(other);
    await one.query("INSERT INTO [dbo].[Box] ([ID2]) VALUES (1); UPDATE [dbo].[kit] SET [name] = N'A' WHERE [name] = N'a'; CREATE TABLE [dbo].[Box2] ([x] int NULL);");
    await one.query('ALTER VIEW [dbo].[kits] AS SELECT 1 AS [one];');
    await cleanDatabase(one);
    expect(await takeSnapshot(one)).toEqual(expected);
    await one.drop();
    await other.drop();
  });
});

describe('database triggers', () => {
  const LOGGED: readonly string[] = [
    'CREATE TABLE [dbo].[log] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_log] PRIMARY KEY, [what] nvarchar(200) NOT NULL);',
    'CREATE TABLE [dbo].[kit] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_kit] PRIMARY KEY, [kit_id] int NULL CONSTRAINT [fk_kit] REFERENCES [dbo].[kit] ([id]));',
    'CREATE TABLE [dbo].[part] ([id] int NOT NULL CONSTRAINT [pk_part] PRIMARY KEY, [kit_id] int NULL CONSTRAINT [fk_part] REFERENCES [dbo].[kit] ([id]));',
    'CREATE TRIGGER [dbo].[trg_part] ON [dbo].[kit] AFTER DELETE AS SET NOCOUNT ON;',
    "CREATE TRIGGER [it's on] ON DATABASE FOR ALTER_TABLE, CREATE_TABLE, DROP_TABLE AS INSERT INTO [dbo].[log] ([what]) VALUES (N'changed');",
    "CREATE TRIGGER [off] ON DATABASE FOR DROP_TABLE AS THROW 50001, N'no', 1;",
    'DISABLE TRIGGER [off] ON DATABASE;',
  ];

  it('do not see the clean, and are as the template had them', async () => {
    const logged = await server.makeTemplate(LOGGED);
    const [one, other] = [await logged.clone(), await logged.clone()];
    const read = async (clone_: Clone): Promise<unknown> => [await takeSnapshot(clone_), await clone_.query('SELECT r.name, r.is_disabled, m.definition FROM sys.triggers AS r INNER JOIN sys.sql_modules AS m ON m.object_id = r.object_id ORDER BY r.name;')];
    const expected = await read(other);
    for (const damage of [
      ['INSERT INTO [dbo].[kit] DEFAULT VALUES; CREATE TABLE [dbo].[made] ([id] int NULL);'],
      ["DISABLE TRIGGER [it's on] ON DATABASE; ENABLE TRIGGER [off] ON DATABASE;"],
      ["CREATE TRIGGER [made]]up] ON DATABASE FOR DROP_TABLE, ALTER_TABLE AS THROW 50001, N'no', 1;"],
      ["ALTER TRIGGER [it's on] ON DATABASE FOR ALTER_TABLE AS THROW 50001, N'no', 1;", 'INSERT INTO [dbo].[kit] DEFAULT VALUES;'],
    ]) {
      for (const text of damage) await one.query(text);
      await cleanDatabase(one);
      expect(await read(one)).toEqual(expected);
    }
    await one.query("DROP TRIGGER [it's on] ON DATABASE;");
    await expect(cleanDatabase(one)).rejects.toMatchObject({ code: 'JNM_OBJECTS_GONE', message: expect.stringContaining("the database trigger [it's on]") });
    await one.drop();
    await other.drop();
  });
});
