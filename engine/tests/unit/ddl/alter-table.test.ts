// ALTER TABLE over rows that are there: filling, converting, validating, and what stands in the way.
import { connect, startEngine, type TestSession } from './support';

let session: TestSession;
beforeEach(async () => {
  const engine = startEngine();
  await connect(engine).ok('CREATE DATABASE d');
  session = connect(engine, 'd');
  await session.ok("CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t (id int IDENTITY CONSTRAINT pk PRIMARY KEY, a int NULL, s varchar(10)); INSERT INTO t (a, s) VALUES (1, 'one'), (NULL, 'two')");
});

test('new columns are filled', async () => {
  expect(await session.errors('ALTER TABLE t ADD n int NOT NULL')).toEqual([4901]);
  await session.ok("ALTER TABLE t ADD n int NOT NULL CONSTRAINT df_n DEFAULT 7, m int NULL DEFAULT 8, w int NULL DEFAULT 9 WITH VALUES, c AS (id * 10) PERSISTED, r rowversion");
  expect(await session.rows('SELECT id, n, m, w, c FROM t ORDER BY id')).toEqual([[1, 7, null, 9, 10], [2, 7, null, 9, 20]]);
  await session.ok('CREATE TABLE h (x varchar(3)); INSERT INTO h VALUES (\'a\'), (\'b\'); ALTER TABLE h ADD id bigint IDENTITY(10,5); INSERT INTO h (x) VALUES (\'c\')');
  expect(await session.rows('SELECT x, id FROM h ORDER BY id')).toEqual([['a', 10n], ['b', 15n], ['c', 20n]]);
});

test('columns and constraints are dropped unless something stands on them', async () => {
  await session.ok('ALTER TABLE t ADD n int CONSTRAINT df_n DEFAULT 7; CREATE INDEX ix ON t (n)');
  const answer = await session.run('ALTER TABLE t DROP COLUMN n');
  expect(answer.errors.map(({ number, message }) => [number, message])).toEqual([
    [5074, "The object 'df_n' is dependent on column 'n'."], [5074, "The index 'ix' is dependent on column 'n'."], [4922, 'ALTER TABLE DROP COLUMN n failed because one or more objects access this column.'],
  ]);
  await session.ok('DROP INDEX ix ON t; ALTER TABLE t DROP CONSTRAINT df_n, COLUMN n, COLUMN a');
  expect(await session.rows('SELECT * FROM t ORDER BY id')).toEqual([[1, 'one'], [2, 'two']]);
  expect(await session.errors('ALTER TABLE t DROP CONSTRAINT nope')).toEqual([3728, 3727]);
  expect(await session.errors('ALTER TABLE t DROP COLUMN nope')).toEqual([4924]);
  expect(await session.errors('ALTER TABLE nope DROP COLUMN nope')).toEqual([4902]);
  await session.ok('ALTER TABLE t DROP CONSTRAINT IF EXISTS nope; ALTER TABLE t DROP COLUMN IF EXISTS nope');
});

test('a key that is referenced stays', async () => {
  await session.ok('ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)');
  const [pk] = (await session.rows("SELECT name FROM sys.key_constraints WHERE parent_object_id = OBJECT_ID('p')"))[0] ?? [];
  expect(await session.errors(`ALTER TABLE p DROP CONSTRAINT [${String(pk)}]`)).toEqual([3725, 3727]);
  expect(await session.errors('DROP TABLE p')).toEqual([3726]);
  expect(await session.errors('TRUNCATE TABLE p')).toEqual([4712]);
  await session.ok('ALTER TABLE t NOCHECK CONSTRAINT fk');
  expect(await session.errors('TRUNCATE TABLE p')).toEqual([4712]);
});

test('altering a column converts its rows', async () => {
  expect(await session.errors('ALTER TABLE t ALTER COLUMN a int NOT NULL')).toEqual([515]);
  expect(await session.errors('ALTER TABLE t ALTER COLUMN s varchar(2)')).toEqual([2628]);
  expect(await session.errors('ALTER TABLE t ALTER COLUMN s int')).toEqual([245]);
  expect(await session.errors('ALTER TABLE t ALTER COLUMN id bigint')).toEqual([5074, 4922]);
  await session.ok("ALTER TABLE t ALTER COLUMN a nvarchar(5); ALTER TABLE t ALTER COLUMN s nvarchar(20) NOT NULL");
  expect(await session.rows('SELECT a, s FROM t ORDER BY id')).toEqual([['1', 'one'], [null, 'two']]);
  await session.ok('CREATE INDEX ix ON t (s); ALTER TABLE t ALTER COLUMN s nvarchar(40) NOT NULL');
  expect(await session.errors('ALTER TABLE t ALTER COLUMN s nvarchar(10) NOT NULL')).toEqual([5074, 4922]);
});

test('new constraints are validated, unless told not to be', async () => {
  await session.ok('INSERT INTO t (a) VALUES (5)');
  const answer = await session.run('ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)');
  expect(answer.errors.map((error) => error.message)).toEqual(['The ALTER TABLE statement conflicted with the FOREIGN KEY constraint "fk". The conflict occurred in database "d", table "dbo.p", column \'id\'.']);
  expect(await session.errors('ALTER TABLE t ADD CONSTRAINT ck CHECK (a < 5)')).toEqual([547]);
  await session.ok('ALTER TABLE t WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id), CONSTRAINT ck CHECK (a < 5)');
  expect(await session.rows('SELECT name, is_disabled, is_not_trusted FROM sys.foreign_keys UNION ALL SELECT name, is_disabled, is_not_trusted FROM sys.check_constraints')).toEqual([['fk', 0, 1], ['ck', 0, 1]]);
  expect(await session.errors('INSERT INTO t (a) VALUES (4)')).toEqual([547]);
});

test('constraints are switched off and on', async () => {
  const state = async (): Promise<unknown> => (await session.rows('SELECT is_disabled, is_not_trusted FROM sys.check_constraints'))[0];
  await session.ok('ALTER TABLE t ADD CONSTRAINT ck CHECK (a < 5)');
  await session.ok('ALTER TABLE t CHECK CONSTRAINT ck');
  expect(await state()).toEqual([0, 0].map((n) => n));
  await session.ok('ALTER TABLE t NOCHECK CONSTRAINT ALL; INSERT INTO t (a) VALUES (9)');
  expect(await state()).toEqual([1, 1].map((n) => n));
  await session.ok('ALTER TABLE t CHECK CONSTRAINT ck');
  expect(await state()).toEqual([0, 1].map((n) => n));
  expect(await session.errors('ALTER TABLE t WITH CHECK CHECK CONSTRAINT ck')).toEqual([547]);
  await session.ok('DELETE FROM t WHERE a = 9; ALTER TABLE t WITH CHECK CHECK CONSTRAINT ck');
  expect(await state()).toEqual([0, 0].map((n) => n));
  expect(await session.errors('ALTER TABLE t NOCHECK CONSTRAINT nope')).toEqual([4917, 4916]);
  expect(await session.errors('ALTER TABLE t NOCHECK CONSTRAINT pk')).toEqual([11415, 4916]);
});

test('everything rolls back with the transaction', async () => {
  await session.ok("BEGIN TRAN; ALTER TABLE t ADD z int NOT NULL DEFAULT 1; ALTER TABLE t DROP COLUMN s; CREATE INDEX ix ON t (z); TRUNCATE TABLE t; DROP TABLE t; ROLLBACK");
  expect(await session.rows('SELECT * FROM t ORDER BY id')).toEqual([[1, 1, 'one'], [2, null, 'two']]);
  expect(await session.rows("SELECT COUNT(*) FROM sys.indexes WHERE object_id = OBJECT_ID('t')")).toEqual([[1]]);
});

test('a temporal table keeps its history, which only the engine writes while versioning is on', async () => {
  await session.ok('CREATE TABLE v (id int PRIMARY KEY, a int, f datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, u datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (f, u)) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.vh))');
  await session.ok('INSERT INTO v (id, a) VALUES (1, 1)');
  await session.ok('UPDATE v SET a = 2');
  expect(await session.rows('SELECT id, a FROM vh')).toEqual([[1, 1]]);
  expect(await session.errors('DROP TABLE v')).toEqual([13552]);
  expect(await session.errors('TRUNCATE TABLE v')).toEqual([13545]);
  // The whole batch is compiled before versioning goes off: the DELETE needs a batch of its own.
  expect(await session.errors('ALTER TABLE v SET (SYSTEM_VERSIONING = OFF); DELETE FROM vh')).toEqual([13560]);
  for (const text of ['ALTER TABLE v SET (SYSTEM_VERSIONING = OFF)', 'DELETE FROM vh', 'ALTER TABLE v SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.vh))']) await session.ok(text);
  await session.ok('ALTER TABLE v SET (SYSTEM_VERSIONING = OFF); DROP TABLE v, vh');
});
