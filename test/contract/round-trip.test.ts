// What is left of a schema when a migration's down forgets something: each kind of thing is named.
import { compareSnapshots, readSnapshot } from '../../src/sql/round-trip-statements';
import { startContractServer, type Clone, type ContractServer, type ContractTemplate } from './contract-server';

let server: ContractServer;
let template: ContractTemplate;
let clone: Clone;

beforeAll(async () => {
  server = await startContractServer();
  template = await server.makeTemplate([
    'CREATE SCHEMA [sales];',
    "CREATE TABLE [dbo].[item] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_item] PRIMARY KEY, [name] nvarchar(20) NULL, [size] int NOT NULL CONSTRAINT [ck_size] CHECK ([size] > 0), CONSTRAINT [uq_item] UNIQUE ([name]));",
    'CREATE TABLE [sales].[part] ([id] int NOT NULL PRIMARY KEY, [item_id] int NULL CONSTRAINT [fk_part] REFERENCES [dbo].[item] ([id]));',
    'CREATE TABLE [dbo].[migrations] ([id] int NOT NULL PRIMARY KEY);',
    'CREATE TRIGGER [dbo].[trg_item] ON [dbo].[item] AFTER INSERT AS SET NOCOUNT ON;',
    'CREATE SEQUENCE [dbo].[numbers] AS int START WITH 1;',
  ]);
}, 60_000);
beforeEach(async () => { clone = await template.clone(); });
afterEach(() => clone.drop());
afterAll(() => server.stop());

const LEFT: Readonly<Record<string, readonly [done: readonly string[], differences: readonly unknown[]]>> = {
  'nothing but rows': [["INSERT INTO [dbo].[item] ([name], [size]) VALUES (N'a', 1); CREATE TABLE [dbo].[gone] ([id] int PRIMARY KEY); DROP TABLE [dbo].[gone];", 'ALTER TABLE [dbo].[migrations] ADD [x] int NULL;'], []],
  'a column': [['ALTER TABLE [dbo].[item] ADD [note] nvarchar(9) NULL;'], ['column dbo.item.note is left']],
  'a default without a name of its own': [['ALTER TABLE [dbo].[item] ADD DEFAULT 5 FOR [size];'], ['default dbo.item.size is left']],
  'a default with a name': [["ALTER TABLE [dbo].[item] ADD CONSTRAINT [df_name] DEFAULT N'x' FOR [name];"], ['default dbo.item.name is left']],
  'an index': [['CREATE INDEX [ix_size] ON [dbo].[item] ([size] DESC) INCLUDE ([name]);'], [expect.stringMatching(/^index dbo\.item \(size desc, name included\) is left$/)]],
  'an index on the columns of another one': [['CREATE INDEX [ix_name] ON [dbo].[item] ([name]);'], [expect.stringMatching(/^index dbo\.item \(name\) is ".*ix_name NONCLUSTERED.* and .*uq_item.*", but was ".*uq_item/)]],
  'a filter of an index': [['CREATE UNIQUE INDEX [ix_size] ON [dbo].[item] ([size]) WHERE [size] > 3;', 'DROP INDEX [ix_size] ON [dbo].[item];', 'ALTER TABLE [dbo].[item] DROP CONSTRAINT [uq_item];'], ['index dbo.item (name) is missing']],
  'a check': [['ALTER TABLE [dbo].[item] ADD CONSTRAINT [ck_id] CHECK ([id] < 9);'], [expect.stringMatching(/^check dbo\.item .*is left$/)]],
  'a constraint that is not trusted': [['ALTER TABLE [sales].[part] NOCHECK CONSTRAINT ALL;', 'ALTER TABLE [sales].[part] CHECK CONSTRAINT ALL;'], [expect.stringMatching(/^foreign key sales\.part\.item_id to dbo\.item\.id is ".*untrusted:1", but was ".*untrusted:0"$/)]],
  'a key that cascades': [['ALTER TABLE [sales].[part] DROP CONSTRAINT [fk_part];', 'ALTER TABLE [sales].[part] ADD CONSTRAINT [fk_part] FOREIGN KEY ([item_id]) REFERENCES [dbo].[item] ([id]) ON DELETE CASCADE;'], [expect.stringContaining('delete:1')]],
  'a type and its length': [['ALTER TABLE [dbo].[item] DROP CONSTRAINT [uq_item];', 'ALTER TABLE [dbo].[item] ALTER COLUMN [name] nvarchar(30) NOT NULL;', 'ALTER TABLE [dbo].[item] ADD CONSTRAINT [uq_item] UNIQUE ([name]);'], [expect.stringMatching(/^column dbo\.item\.name is "nvarchar 60 .*null:0/)]],
  'an empty table': [['CREATE TABLE [sales].[extra] ([id] int NOT NULL);'], ['column sales.extra.id is left', 'table sales.extra is left']],
  'a schema': [['CREATE SCHEMA [extra];'], ['schema extra is left']],
  'a view and a procedure': [['CREATE VIEW [sales].[seen] AS SELECT 1 AS x;', 'CREATE PROCEDURE [dbo].[done] AS SELECT 1 AS x;'], ['module dbo.done is left', 'module sales.seen is left']],
  'a trigger switched off': [['DISABLE TRIGGER [dbo].[trg_item] ON [dbo].[item];'], [expect.stringContaining('SQL_TRIGGER disabled')]],
  'a sequence that counts otherwise': [['ALTER SEQUENCE [dbo].[numbers] MAXVALUE 99 CYCLE;'], [expect.stringMatching(/^sequence dbo\.numbers is ".* 99 cycles:1/)]],
  'a synonym, a type, a role': [['CREATE SYNONYM [dbo].[other] FOR [dbo].[item];', 'CREATE TYPE [dbo].[label] FROM nvarchar(9);', 'CREATE ROLE [readers];'], ['synonym dbo.other is left', 'user or role readers is left', 'type dbo.label is left']],
  'a history': [['ALTER TABLE [sales].[part] ADD [a] datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, [b] datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME ([a], [b]);', 'ALTER TABLE [sales].[part] SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[part_past]));'], expect.arrayContaining(['table sales.part is "versioned in sales.part_past for -1", but was ""', 'column sales.part.a is left'])],
};

it.each(Object.entries(LEFT))('names what is left: %s', async (_name, [done, differences]) => {
  const before = await readSnapshot(clone, ['migrations']);
  for (const text of done) await clone.query(text);
  expect(compareSnapshots(before, await readSnapshot(clone, ['migrations']))).toEqual(differences);
});
