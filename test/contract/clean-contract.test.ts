// The contract of cleanDatabase: whatever a test has done, the cleaned database is what a fresh clone is, object by object and value by
// value, and gives the same next identities and sequence values.
import { cleanDatabase } from '../../src/isolation/reset';
import { startContractServer, type Clone, type ContractServer, type ContractTemplate } from './contract-server';
import { NEXT_VALUES, ODD_TABLE, SCHEMA_OF_CASES } from './schema-of-cases';
import { takeSnapshot, type Snapshot } from './snapshot';

const KEPT = ['[dbo].[kept]'];
const identities = (...names: readonly string[]): string[] => names.flatMap((name) => ['never', 'used'].flatMap((how) => [`${name}_${how}`, `${name}_${how}_ref`]));
const WIDE = identities('one', 'five', 'down', 'dec', 'low', 'high');
const IDENTITIES = [...WIDE, ...identities('tiny')];

let server: ContractServer;
let template: ContractTemplate;
let fresh: { readonly snapshot: Snapshot; readonly next: unknown };

beforeAll(async () => {
  server = await startContractServer();
  template = await server.makeTemplate(SCHEMA_OF_CASES, { cleanKeep: ['kept'] });
  const clone = await template.clone();
  fresh = { snapshot: await takeSnapshot(clone, KEPT), next: await nextValues(clone) };
  await clone.drop();
}, 60_000);

afterAll(() => server.stop());

async function nextValues(clone: Clone): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  for (const text of NEXT_VALUES) answers[text] = await clone.query(text);
  return answers;
}

const CASES: Readonly<Record<string, readonly string[]>> = {
  'nothing at all': [],
  'rows inserted': [...IDENTITIES, 'restarted', 'restarted_ref'].map((table) => `INSERT INTO [dbo].[${table}] ([x]) VALUES (1), (2);`),
  'rows inserted and deleted': [...IDENTITIES, 'restarted', 'restarted_ref'].map((table) => `INSERT INTO [dbo].[${table}] ([x]) VALUES (1), (2); DELETE FROM [dbo].[${table}];`),
  'inserts rolled back': [...IDENTITIES, 'restarted', 'restarted_ref'].map((table) => `BEGIN TRANSACTION; INSERT INTO [dbo].[${table}] ([x]) VALUES (1), (2); ROLLBACK;`),
  'tables truncated': IDENTITIES.filter((table) => !table.endsWith('_ref')).map((table) => `INSERT INTO [dbo].[${table}] ([x]) VALUES (1); TRUNCATE TABLE [dbo].[${table}];`),
  'used tables truncated, nothing inserted': IDENTITIES.filter((table) => table.endsWith('_used')).map((table) => `TRUNCATE TABLE [dbo].[${table}];`),
  'identities reseeded and used': WIDE.map((table) => `INSERT INTO [dbo].[${table}] ([x]) VALUES (1); DBCC CHECKIDENT (N'[dbo].[${table}]', RESEED, 500) WITH NO_INFOMSGS; INSERT INTO [dbo].[${table}] ([x]) VALUES (2);`),
  'never used identities reseeded': WIDE.filter((table) => table.includes('_never')).map((table) => `DBCC CHECKIDENT (N'[dbo].[${table}]', RESEED, 500) WITH NO_INFOMSGS;`),
  'explicit identity values': WIDE.map((table) => `SET IDENTITY_INSERT [dbo].[${table}] ON; INSERT INTO [dbo].[${table}] ([id], [x]) VALUES (77000, 1); SET IDENTITY_INSERT [dbo].[${table}] OFF;`),
  'template rows updated': ["UPDATE [dbo].[seeded] SET [name] = N'other', [blob] = 0x01;", 'UPDATE [dbo].[computed] SET [x] = [x] + [id] * 100;', "UPDATE [dbo].[collated] SET [word] = N'b' WHERE [word] = N'A' COLLATE Latin1_General_CS_AS;", 'UPDATE [dbo].[heap] SET [x] = 5;'],
  'as many template rows deleted as inserted': ["DELETE FROM [dbo].[seeded] WHERE [id] = 3; INSERT INTO [dbo].[seeded] ([name], [code]) VALUES (N'new', N'');"],
  'template rows deleted with their children': ['DELETE FROM [dbo].[seeded];'],
  'children of template rows, in another schema': ['INSERT INTO [sales].[cross] VALUES (1, 1), (2, NULL); UPDATE [sales].[cross] SET [seeded_id] = 3 WHERE [id] = 1;'],
  'a circle of foreign keys': ['UPDATE [dbo].[ring_a] SET [b_id] = NULL; INSERT INTO [dbo].[ring_a] VALUES (2, 1); INSERT INTO [sales].[ring_c] VALUES (2, 2); INSERT INTO [dbo].[ring_b] VALUES (2, 2); UPDATE [dbo].[ring_a] SET [b_id] = 2;'],
  'a self reference': ['UPDATE [dbo].[tree] SET [parent_id] = NULL; INSERT INTO [dbo].[tree] ([parent_id]) VALUES (3), (4);'],
  'triggers that write elsewhere': ['INSERT INTO [dbo].[audited] VALUES (2, 2), (3, 3); INSERT INTO [dbo].[audited_child] VALUES (1, 3); DELETE FROM [dbo].[audited] WHERE [id] = 2;'],
  'an INSTEAD OF trigger': ['INSERT INTO [dbo].[guarded] ([x]) VALUES (9); DELETE FROM [dbo].[guarded]; UPDATE [dbo].[guarded] SET [x] = 0; INSERT INTO [dbo].[guarded_child] VALUES (1, 3);'],
  'triggers switched': ['DISABLE TRIGGER [dbo].[trg_on] ON [dbo].[audited]; ENABLE TRIGGER [dbo].[trg_off] ON [dbo].[audited]; ALTER TABLE [dbo].[guarded] DISABLE TRIGGER ALL; DELETE FROM [dbo].[audited];'],
  'triggers switched, no row touched': ['DISABLE TRIGGER [dbo].[trg_on] ON [dbo].[audited]; ENABLE TRIGGER [dbo].[trg_off] ON [dbo].[audited];'],
  'constraints switched off': ['ALTER TABLE [dbo].[seeded_child] NOCHECK CONSTRAINT ALL; INSERT INTO [dbo].[seeded_child] ([seeded_id]) VALUES (12345); ALTER TABLE [dbo].[doubtful] NOCHECK CONSTRAINT ALL;'],
  'constraints left untrusted': ['ALTER TABLE [dbo].[ring_a] NOCHECK CONSTRAINT [fk_ring_a]; ALTER TABLE [dbo].[ring_a] CHECK CONSTRAINT [fk_ring_a];'],
  'a disabled constraint switched on': ['DELETE FROM [dbo].[doubtful]; ALTER TABLE [dbo].[doubtful] WITH CHECK CHECK CONSTRAINT ALL;'],
  'rows under constraints that do not hold': ['DELETE FROM [dbo].[doubtful]; INSERT INTO [dbo].[doubtful] VALUES (5, 500, NULL);'],
  'computed columns, a filtered index, rowversion': ['INSERT INTO [dbo].[computed] ([x]) VALUES (12), (1); DELETE FROM [dbo].[computed] WHERE [x] = 11;'],
  'tables with change tracking': ['INSERT INTO [dbo].[tracked] ([x]) VALUES (9); DELETE FROM [dbo].[tracked] WHERE [id] = 1; UPDATE [dbo].[tracked] SET [x] = 0; INSERT INTO [dbo].[tracked_empty] VALUES (1);'],
  'names with brackets and quotes': [`INSERT INTO ${ODD_TABLE} ([select]) VALUES (N'x'); UPDATE ${ODD_TABLE} SET [select] = NULL;`],
  'rows under columnstore indexes': [
    'INSERT INTO [dbo].[facts] ([x]) VALUES (1), (2); UPDATE [dbo].[facts] SET [x] = 5;',
    'INSERT INTO [dbo].[facts_seeded] ([x]) VALUES (7); UPDATE [dbo].[facts_seeded] SET [x] = 0; INSERT INTO [dbo].[facts_child] VALUES (1, 3), (2, 4); DELETE FROM [dbo].[facts_seeded] WHERE [id] = 1;',
    "UPDATE [dbo].[live] SET [state] = 'paid'; INSERT INTO [dbo].[live] ([state]) VALUES ('open');",
  ],
  'rows of partitions': [
    'INSERT INTO [dbo].[regional] ([region]) VALUES (1), (15), (25); TRUNCATE TABLE [dbo].[regional] WITH (PARTITIONS (2));',
    'UPDATE [dbo].[regional_seeded] SET [region] = 30 WHERE [id] = 1; INSERT INTO [dbo].[regional_seeded] ([region]) VALUES (5); INSERT INTO [dbo].[regional_child] VALUES (1, 4); DELETE FROM [dbo].[regional_seeded] WHERE [id] = 3;',
  ],
  'a partition switched out': ['ALTER TABLE [dbo].[regional_kept] SWITCH PARTITION 2 TO [dbo].[regional_out];'],
  'a partition switched to a table of the test': [
    'CREATE TABLE [dbo].[regional_made] ([id] int NOT NULL, [region] int NOT NULL, CONSTRAINT [pk_regional_made] PRIMARY KEY ([id], [region]));',
    'ALTER TABLE [dbo].[regional_kept] SWITCH PARTITION 3 TO [dbo].[regional_made];',
  ],
  'a partition switched for another with as many rows': [
    'CREATE TABLE [dbo].[regional_made] ([id] int NOT NULL, [region] int NOT NULL CONSTRAINT [ck_regional_made] CHECK ([region] > 10 AND [region] <= 20), CONSTRAINT [pk_regional_made] PRIMARY KEY ([id], [region]));',
    'INSERT INTO [dbo].[regional_made] VALUES (70, 15), (71, 16);',
    'ALTER TABLE [dbo].[regional_kept] SWITCH PARTITION 2 TO [dbo].[regional_out];',
    'ALTER TABLE [dbo].[regional_made] SWITCH TO [dbo].[regional_kept] PARTITION 2;',
    'TRUNCATE TABLE [dbo].[regional_out];',
  ],
  'a columnstore index made by the test, and one switched off': ['CREATE CLUSTERED COLUMNSTORE INDEX [cci_of_test] ON [dbo].[heap];', 'ALTER INDEX [ncci_live] ON [dbo].[live] DISABLE;'],
  'sequences used': ['DECLARE @n bigint; SET @n = NEXT VALUE FOR [dbo].[seq_fresh]; SET @n = NEXT VALUE FOR [dbo].[seq_used]; SET @n = NEXT VALUE FOR [dbo].[seq_down]; SET @n = NEXT VALUE FOR [dbo].[seq_down];'],
  'sequences that cycle or count down, used': ['circle', 'last', 'dec'].map((name) => `DECLARE @n decimal(20, 0); SET @n = NEXT VALUE FOR [dbo].[seq_${name}]; SET @n = NEXT VALUE FOR [dbo].[seq_${name}];`),
  'a small identity at its end': ["SET IDENTITY_INSERT [dbo].[tiny_never_ref] ON; INSERT INTO [dbo].[tiny_never_ref] ([id], [x]) VALUES (255, 1); SET IDENTITY_INSERT [dbo].[tiny_never_ref] OFF; INSERT INTO [dbo].[tiny_never_child] VALUES (1, 255);"],
  'keys of a table without a value before the first switched off': ['ALTER TABLE [dbo].[tiny_never_child] NOCHECK CONSTRAINT ALL; INSERT INTO [dbo].[tiny_never_child] VALUES (1, 77); INSERT INTO [dbo].[tiny_never_ref] ([x]) VALUES (1);'],
  'sequences used once, or restarted': ['DECLARE @n bigint; SET @n = NEXT VALUE FOR [dbo].[seq_fresh];', 'ALTER SEQUENCE [dbo].[seq_used] RESTART WITH 900; ALTER SEQUENCE [dbo].[seq_down] RESTART WITH -70;'],
  'a versioned table with rows and history': ["UPDATE [dbo].[order] SET [select] = N'x'; DELETE FROM [dbo].[order] WHERE [key] = 2; INSERT INTO [dbo].[order] ([select]) VALUES (N'y');", 'UPDATE [sales].[rate] SET [x] = 2;', 'DELETE FROM [sales].[rate];'],
  'a versioned table without rows': ['INSERT INTO [sales].[price] ([amount]) VALUES (1), (2);', 'UPDATE [sales].[price] SET [amount] = 3;', 'DELETE FROM [sales].[price];'],
  'objects made by the test': [
    'CREATE SCHEMA [scratch];',
    'CREATE TYPE [scratch].[ids] AS TABLE ([id] int NOT NULL);',
    'CREATE TYPE [scratch].[label] FROM nvarchar(9);',
    'CREATE SEQUENCE [scratch].[numbers] AS int START WITH 1;',
    'CREATE TABLE [scratch].[made]]up] ([id] int NOT NULL CONSTRAINT [pk_made] PRIMARY KEY CONSTRAINT [df_made] DEFAULT (NEXT VALUE FOR [scratch].[numbers]), [label] [scratch].[label] NULL, [seeded_id] int NULL CONSTRAINT [fk_made] REFERENCES [dbo].[seeded] ([id]));',
    'INSERT INTO [scratch].[made]]up] ([seeded_id]) VALUES (1);',
    'CREATE TABLE [dbo].[made_child] ([id] int NOT NULL CONSTRAINT [fk_made_child] REFERENCES [scratch].[made]]up] ([id]), CONSTRAINT [ck_made] CHECK ([id] > 0));',
    'CREATE VIEW [scratch].[made_view] WITH SCHEMABINDING AS SELECT m.[id] FROM [scratch].[made]]up] AS m;',
    'CREATE FUNCTION [scratch].[made_function] () RETURNS int AS BEGIN RETURN (SELECT COUNT(*) FROM [scratch].[made_view]); END;',
    'CREATE PROCEDURE [dbo].[made_procedure] @ids [scratch].[ids] READONLY AS SELECT COUNT(*) AS n FROM @ids;',
    "CREATE TRIGGER [dbo].[made_trigger] ON [dbo].[seeded] AFTER DELETE AS THROW 50001, N'a trigger of a test', 1;",
    'CREATE SYNONYM [dbo].[made_synonym] FOR [dbo].[heap];',
    'ALTER TABLE [dbo].[heap] WITH NOCHECK ADD CONSTRAINT [ck_of_test] CHECK ([x] > 1000);',
    'ALTER TABLE [dbo].[audited] ADD CONSTRAINT [fk_of_test] FOREIGN KEY ([x]) REFERENCES [dbo].[seeded] ([id]);',
    'ALTER TABLE [dbo].[computed] ADD CONSTRAINT [uq_of_test] UNIQUE ([id]);',
    'CREATE TABLE [scratch].[made_history] ([id] int NOT NULL CONSTRAINT [pk_made_history] PRIMARY KEY, [a] datetime2 GENERATED ALWAYS AS ROW START NOT NULL, [b] datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME ([a], [b])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [scratch].[made_past]));',
    "UPDATE [dbo].[seeded] SET [name] = N'other';",
  ],
  'a table selected into, a temporary table alive': ['SELECT * INTO [dbo].[copied] FROM [dbo].[heap]; SELECT 1 AS x INTO #alive;'],
};

describe('a cleaned database is a fresh clone after', () => {
  it.each(Object.entries(CASES))('%s', async (_name, damage) => {
    const clone = await template.clone();
    for (const text of damage) await clone.query(text);
    await cleanDatabase(clone);
    expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
    // A second time around: what the first clean noted down must let it see the same damage again.
    for (const text of damage.filter((text) => !text.includes('#alive'))) await clone.query(text);
    await cleanDatabase(clone);
    expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
    expect(await nextValues(clone)).toEqual(fresh.next);
    await clone.drop();
  });

  it('everything at once, twice', async () => {
    const clone = await template.clone();
    for (let round = 0; round < 2; round++) {
      for (const [name, damage] of Object.entries(CASES)) if (!/made by the test|switched|explicit/.test(name)) for (const text of damage) await clone.query(text).catch(() => undefined);
      await cleanDatabase(clone);
      expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
    }
    expect(await nextValues(clone)).toEqual(fresh.next);
    await clone.drop();
  });
});

describe('rows are put back by a session that a test has left with IDENTITY_INSERT on for', () => {
  it.each<[string, readonly string[]]>([
    ['a table of the template', ['SET IDENTITY_INSERT [dbo].[one_never] ON;']],
    ['the table itself', ['SET IDENTITY_INSERT [dbo].[seeded] ON;']],
    ['a table with a name to be quoted that the test has made', ["CREATE SCHEMA [of test];", "CREATE TABLE [of test].[it's]]] ([id] int NOT NULL IDENTITY(1, 1));", "SET IDENTITY_INSERT [of test].[it's]]] ON;"]],
    ['a temporary table', ['CREATE TABLE #of_test ([id] int NOT NULL IDENTITY(1, 1));', 'SET IDENTITY_INSERT #of_test ON;']],
    ['a temporary table whose name ends in underscores', ['CREATE TABLE [#of test__] ([id] int NOT NULL IDENTITY(1, 1));', 'SET IDENTITY_INSERT [#of test__] ON;']],
    ['a temporary table of all', ['CREATE TABLE ##of_test_of_identities ([id] int NOT NULL IDENTITY(1, 1));', 'SET IDENTITY_INSERT ##of_test_of_identities ON;']],
  ])('%s', async (_name, left) => {
    const clone = await template.clone();
    for (const text of [...left, "UPDATE [dbo].[seeded] SET [name] = N'other';"]) await clone.query(text);
    await cleanDatabase(clone);
    expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
    await clone.drop();
  });

  it('keeps that session as the test has left it, in a transaction too', async () => {
    const clone = await template.clone();
    await clone.query('SET IDENTITY_INSERT [dbo].[one_never] ON;');
    await clone.query("BEGIN TRANSACTION; UPDATE [dbo].[seeded] SET [name] = N'other';");
    await cleanDatabase(clone);
    await clone.query('COMMIT TRANSACTION;');
    expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
    await clone.query('INSERT INTO [dbo].[one_never] ([id], [x]) VALUES (77, 1);');
    expect(await clone.query('SELECT [id] FROM [dbo].[one_never];')).toEqual([{ id: 77 }]);
    await clone.drop();
  });
});

it('a cleaned database is a fresh clone where tables have indexed views', async () => {
  const indexed = await server.makeTemplate([
    "CREATE TABLE [dbo].[sale] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_sale] PRIMARY KEY, [x] int NOT NULL); INSERT INTO [dbo].[sale] ([x]) VALUES (1), (1), (2);",
    'CREATE VIEW [dbo].[sales] WITH SCHEMABINDING AS SELECT s.[x], COUNT_BIG(*) AS [n] FROM [dbo].[sale] AS s GROUP BY s.[x];',
    'CREATE UNIQUE CLUSTERED INDEX [ix_sales] ON [dbo].[sales] ([x]);',
  ]);
  const [clone, other] = [await indexed.clone(), await indexed.clone()];
  await clone.query('INSERT INTO [dbo].[sale] ([x]) VALUES (3); DELETE FROM [dbo].[sale] WHERE [x] = 1;');
  await cleanDatabase(clone);
  expect(await takeSnapshot(clone)).toEqual(await takeSnapshot(other));
  expect(await clone.query('SELECT [x], [n] FROM [dbo].[sales] WITH (NOEXPAND) ORDER BY [x];')).toEqual(await other.query('SELECT [x], [n] FROM [dbo].[sales] WITH (NOEXPAND) ORDER BY [x];'));
  await clone.drop();
  await other.drop();
});

it('a cleaned database is a fresh clone where a table is on a read-only filegroup', async () => {
  const archived = await server.makeTemplate([
    'ALTER DATABASE CURRENT ADD FILEGROUP [archive];',
    `DECLARE @text nvarchar(max) = N'ALTER DATABASE CURRENT ADD FILE (NAME = N''archive'', FILENAME = N''' + CONVERT(nvarchar(200), SERVERPROPERTY('InstanceDefaultDataPath')) + CONVERT(nvarchar(36), NEWID())
      + N'.ndf'') TO FILEGROUP [archive];'; EXEC (@text);`,
    'CREATE TABLE [dbo].[old] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_old] PRIMARY KEY, [x] int NOT NULL) ON [archive]; INSERT INTO [dbo].[old] ([x]) VALUES (1), (2);',
    'ALTER DATABASE CURRENT MODIFY FILEGROUP [archive] READ_ONLY;',
    'CREATE TABLE [dbo].[present] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_present] PRIMARY KEY, [old_id] int NULL CONSTRAINT [fk_present] REFERENCES [dbo].[old] ([id])); INSERT INTO [dbo].[present] ([old_id]) VALUES (1);',
  ]);
  const [clone, other] = [await archived.clone(), await archived.clone()];
  await expect(clone.query('UPDATE [dbo].[old] SET [x] = 5;')).rejects.toThrow('read-only filegroup');
  await clone.query('INSERT INTO [dbo].[present] ([old_id]) VALUES (2); UPDATE [dbo].[present] SET [old_id] = NULL WHERE [id] = 1;');
  await cleanDatabase(clone);
  expect(await takeSnapshot(clone)).toEqual(await takeSnapshot(other));
  await clone.drop();
  await other.drop();
});

it('a cleaned database is a fresh clone where a security policy hides rows from everybody', async () => {
  const guarded = await server.makeTemplate([
    'CREATE SCHEMA [sec];',
    'CREATE TABLE [dbo].[tenant] ([id] int NOT NULL CONSTRAINT [pk_tenant] PRIMARY KEY, [x] int NULL); INSERT INTO [dbo].[tenant] VALUES (1, 1), (2, 2);',
    'CREATE TABLE [dbo].[member] ([id] int NOT NULL CONSTRAINT [pk_member] PRIMARY KEY, [tenant_id] int NULL CONSTRAINT [fk_member] REFERENCES [dbo].[tenant] ([id]));',
    "CREATE FUNCTION [sec].[is_own] (@id int) RETURNS TABLE WITH SCHEMABINDING AS RETURN SELECT 1 AS [yes] WHERE @id = CONVERT(int, SESSION_CONTEXT(N'tenant'));",
    'CREATE SECURITY POLICY [sec].[own rows] ADD FILTER PREDICATE [sec].[is_own]([id]) ON [dbo].[tenant], ADD BLOCK PREDICATE [sec].[is_own]([id]) ON [dbo].[tenant] WITH (STATE = ON);',
  ]);
  const clone = await guarded.clone();
  await clone.query("EXEC sys.sp_set_session_context N'tenant', 3; INSERT INTO [dbo].[tenant] VALUES (3, 3); EXEC sys.sp_set_session_context N'tenant', 2; UPDATE [dbo].[tenant] SET [x] = 9;");
  await cleanDatabase(clone);
  expect(await clone.query('SELECT p.[is_enabled] FROM sys.security_policies AS p;')).toEqual([{ is_enabled: true }]);
  expect(await clone.query('SELECT * FROM [dbo].[tenant];')).toEqual([{ id: 2, x: 2 }]);
  await clone.query('ALTER SECURITY POLICY [sec].[own rows] WITH (STATE = OFF);');
  expect(await clone.query('SELECT * FROM [dbo].[tenant] ORDER BY [id];')).toEqual([{ id: 1, x: 1 }, { id: 2, x: 2 }]);
  await cleanDatabase(clone);
  expect(await clone.query('SELECT p.[is_enabled] FROM sys.security_policies AS p;')).toEqual([{ is_enabled: true }]);
  await clone.drop();
});

it('takes away the security policies that a test has made, with the functions that they hold', async () => {
  const clone = await template.clone();
  await clone.query('CREATE SCHEMA [made];');
  await clone.query('CREATE FUNCTION [made].[nobody] (@x int) RETURNS TABLE WITH SCHEMABINDING AS RETURN SELECT 1 AS [yes] WHERE @x IS NULL AND 1 = 0;');
  await clone.query('CREATE TABLE [made].[own] ([id] int NOT NULL); INSERT INTO [dbo].[one_never] ([x]) VALUES (1);');
  await clone.query('CREATE SECURITY POLICY [made].[hidden] ADD FILTER PREDICATE [made].[nobody]([x]) ON [dbo].[one_never], ADD BLOCK PREDICATE [made].[nobody]([id]) ON [made].[own];');
  await clone.query('CREATE SECURITY POLICY [dbo].[off] ADD FILTER PREDICATE [made].[nobody]([x]) ON [dbo].[one_never] WITH (STATE = OFF);');
  expect(await clone.query('SELECT * FROM [dbo].[one_never];')).toEqual([]);
  await cleanDatabase(clone);
  expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
  expect(await clone.query('SELECT [name] FROM sys.security_policies;')).toEqual([]);
  await clone.drop();
});

it('keeps the tables that are named, and the rows that they point to', async () => {
  const clone = await template.clone();
  await clone.query("INSERT INTO [dbo].[kept] ([seeded_id]) VALUES (1), (NULL); UPDATE [dbo].[seeded] SET [name] = N'other';");
  await cleanDatabase(clone);
  expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
  expect(await clone.query('SELECT * FROM [dbo].[kept] ORDER BY [id];')).toEqual([{ id: 1, seeded_id: 1 }, { id: 2, seeded_id: null }]);
  await clone.drop();
});

it.each([
  ['a limit on rows', 'SET ROWCOUNT 1;'],
  ['an isolation level that the database does not allow', 'SET TRANSACTION ISOLATION LEVEL SNAPSHOT;'],
])('cleans in a session that a test has left with %s, and leaves it so', async (_name, option) => {
  const clone = await template.clone();
  const state = async (): Promise<unknown> => clone.query('SELECT v.[x], s.[transaction_isolation_level] FROM sys.dm_exec_sessions AS s CROSS JOIN (VALUES (1), (1)) AS v ([x]) WHERE s.[session_id] = @@SPID;');
  await clone.query("INSERT INTO [dbo].[one_never] ([x]) VALUES (1), (2), (3); DELETE FROM [dbo].[seeded]; DELETE FROM [dbo].[heap];");
  await clone.query(option);
  const left = await state();
  await cleanDatabase(clone);
  expect(await state()).toEqual(left);
  await clone.query('SET ROWCOUNT 0; SET TRANSACTION ISOLATION LEVEL READ COMMITTED;');
  expect(await takeSnapshot(clone, KEPT)).toEqual(fresh.snapshot);
  await clone.drop();
});

it('tells what it did, in steps that grow with what changed and not with the schema', async () => {
  const clone = await template.clone();
  const clean = async (): Promise<Record<string, number>> => {
    const row = (await clone.query('EXEC [jest_nest_mssql].[clean];'))[0] ?? {};
    return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)]));
  };
  expect(await clean()).toEqual({ tables: 0, rows: 0, steps: 0 });
  await clone.query('INSERT INTO [dbo].[one_never] ([x]) VALUES (1), (2), (3);');
  expect(await clean()).toEqual({ tables: 1, rows: 3, steps: 1 });
  await clone.query('INSERT INTO [dbo].[one_never] ([x]) VALUES (1); INSERT INTO [dbo].[five_never] ([x]) VALUES (1), (2);');
  expect(await clean()).toEqual({ tables: 2, rows: 3, steps: 2 });
  expect(await clean()).toEqual({ tables: 0, rows: 0, steps: 0 });
  await clone.query('CREATE TABLE [dbo].[made] ([x] int NULL);');
  expect(await clean()).toEqual({ tables: 1, rows: 0, steps: 1 });
  await clone.drop();
});

it('says by name what of the template a test has dropped', async () => {
  const clone = await template.clone();
  await clone.query('DROP PROCEDURE [dbo].[add_heap]; DROP TABLE [dbo].[collated];');
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code: 'JNM_OBJECTS_GONE', message: expect.stringContaining('[dbo].[add_heap], [dbo].[collated], [dbo].[pk_collated]') });
  await clone.drop();
});
