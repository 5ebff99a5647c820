// sp_rename and its kin, extended properties, DBCC.
import { connect, startEngine, type TestSession } from './support';

let session: TestSession;
beforeEach(async () => {
  const engine = startEngine();
  await connect(engine).ok('CREATE DATABASE d');
  session = connect(engine, 'd');
  await session.ok('CREATE TABLE t (id int IDENTITY CONSTRAINT pk PRIMARY KEY, a int CONSTRAINT df DEFAULT 1, b int CONSTRAINT ck CHECK (b > 0)); CREATE INDEX ix ON t (a) WHERE a > 5');
});

test('sp_rename gives tables, columns, indexes and constraints another name, and says what it cannot rename', async () => {
  expect(await session.errors('EXEC sp_rename "t.a", "c"')).toEqual([5074, 4922]);
  await session.ok('DROP INDEX ix ON t; CREATE INDEX ix ON t (a)');
  expect((await session.ok('EXEC sp_rename "t.a", "c"')).infos.map((info) => info.number)).toEqual([15477]);
  await session.ok("INSERT INTO t (c, b) VALUES (6, 1); EXEC sp_rename 't.ix', 'ix2', 'INDEX'; EXEC sp_rename 't.pk', 'pk2'; EXEC sp_rename 'ck', 'ck2', 'OBJECT'; EXEC sp_rename 'df', 'df2'");
  expect(await session.errors("EXEC sp_rename 't.b', 'z', 'COLUMN'")).toEqual([15336]);
  expect(await session.errors("EXEC sp_rename 'nope', 'z'")).toEqual([15225]);
  expect(await session.errors("EXEC sp_rename 't.nope', 'z', 'COLUMN'")).toEqual([15248]);
  expect(await session.errors("EXEC sp_rename 't.c', 'id', 'COLUMN'")).toEqual([15335]);
  expect(await session.errors("CREATE TABLE u (a int); EXEC sp_rename 'u', 't'")).toEqual([15335]);
  await session.ok("EXEC sp_rename 'dbo.t', 'tt'");
  expect(await session.rows('SELECT c FROM tt')).toEqual([[6]]);
  expect(await session.rows("SELECT name FROM sys.indexes WHERE object_id = OBJECT_ID('tt') ORDER BY index_id")).toEqual([['pk2'], ['ix2']]);
});

test('an extended property is added and dropped once, and changed in between', async () => {
  const at = "@level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N't', @level2type = N'COLUMN', @level2name = N'a'";
  await session.ok(`EXEC sp_addextendedproperty @name = N'MS_Description', @value = N'first', ${at}`);
  expect(await session.errors(`EXEC sp_addextendedproperty @name = N'MS_Description', @value = N'first', ${at}`)).toEqual([15233]);
  await session.ok(`EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = N'second', ${at}`);
  expect(await session.rows('SELECT class, minor_id, CONVERT(nvarchar(20), value) FROM sys.extended_properties')).toEqual([[1, 2, 'second']]);
  await session.ok(`EXEC sp_dropextendedproperty @name = N'MS_Description', ${at}`);
  expect(await session.errors(`EXEC sp_dropextendedproperty @name = N'MS_Description', ${at}`)).toEqual([15217]);
});

test('sp_helptext, sp_refreshview and sp_databases answer; what is not supported is refused by name', async () => {
  await session.ok('CREATE VIEW v AS SELECT * FROM t');
  expect((await session.ok("EXEC sp_helptext 'v'")).sets[0]?.rows).toEqual([['CREATE VIEW v AS SELECT * FROM t']]);
  await session.ok("ALTER TABLE t ADD n int; EXEC sp_refreshview 'v'");
  expect(await session.rows("SELECT COUNT(*) FROM sys.columns WHERE object_id = OBJECT_ID('v')")).toEqual([[4]]);
  expect((await session.ok('EXEC sp_databases')).sets[0]?.rows.map(([name]) => name)).toContain('d');
  expect(await session.errors("EXEC sp_helpsort")).toEqual([49999]);
  expect(await session.errors("EXEC sp_trace_create")).toEqual([49999]);
});

test('DBCC CHECKIDENT sets the next identity value, whether or not its transaction is rolled back', async () => {
  const next = async (): Promise<unknown> => (await session.rows('INSERT INTO t (b) OUTPUT inserted.id VALUES (1)'))[0]?.[0];
  await session.ok("DBCC CHECKIDENT ('t', RESEED, 10) WITH NO_INFOMSGS");
  expect(await next()).toBe(10);
  const answer = await session.ok("DBCC CHECKIDENT ('dbo.t', RESEED, 20)");
  expect(answer.infos).toEqual([expect.objectContaining({ number: 7998, text: "Checking identity information: current identity value '10'." }), expect.objectContaining({ number: 2528 })]);
  expect(await next()).toBe(21);
  await session.ok("DBCC CHECKIDENT (t, RESEED, 5); DBCC CHECKIDENT ('t')");
  expect(await next()).toBe(22);
  expect(await session.errors("DBCC CHECKIDENT ('nope', NORESEED)")).toEqual([2501]);
  await session.ok('CREATE TABLE u (a int)');
  expect(await session.errors("DBCC CHECKIDENT ('u', RESEED, 1)")).toEqual([7997]);
  await session.ok("BEGIN TRAN; DBCC CHECKIDENT ('t', RESEED, 100); ROLLBACK");
  expect(await next()).toBe(23);
});

test('other DBCC commands', async () => {
  const options = (await session.ok('DBCC USEROPTIONS')).sets[0];
  expect(options?.columns.map((column) => column.name)).toEqual(['Set Option', 'Value']);
  expect(options?.rows.at(-1)).toEqual(['isolation level', 'read committed']);
  await session.ok('DBCC FREEPROCCACHE; DBCC DROPCLEANBUFFERS; DBCC OPENTRAN');
  expect(await session.errors('DBCC CHECKDB')).toEqual([49999]);
});
