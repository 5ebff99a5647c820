// Views, procedures, functions, triggers, schemas, sequences, principals: how they are made, changed and dropped.
import { connect, startEngine, type TestSession } from './support';

let session: TestSession;
beforeEach(async () => {
  const engine = startEngine();
  await connect(engine).ok('CREATE DATABASE d');
  session = connect(engine, 'd');
  await session.ok('CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL)');
});

test('views have their columns, their names and what they are bound to', async () => {
  await session.ok('CREATE VIEW v AS SELECT id, a + 1 AS b FROM t');
  expect(await session.rows("SELECT name FROM sys.columns WHERE object_id = OBJECT_ID('v')")).toEqual([['id'], ['b']]);
  expect(await session.errors('CREATE VIEW v AS SELECT 1 AS x')).toEqual([2714]);
  expect(await session.errors('CREATE VIEW w AS SELECT a + 1 FROM t')).toEqual([4511]);
  expect(await session.errors('CREATE VIEW w AS SELECT nope FROM t')).toEqual([207]);
  expect(await session.errors('ALTER VIEW nope AS SELECT 1 AS x')).toEqual([208]);
  await session.ok('ALTER VIEW v AS SELECT a FROM t');
  await session.ok('CREATE OR ALTER VIEW w WITH SCHEMABINDING AS SELECT id FROM dbo.t');
  expect(await session.errors('DROP TABLE t')).toEqual([3729]);
  expect(await session.errors('DROP TABLE v')).toEqual([3705]);
  expect(await session.errors('ALTER TABLE t DROP COLUMN a')).toEqual([]);
  await session.ok('DROP VIEW v, w; DROP TABLE t');
  expect(await session.errors('DROP VIEW v')).toEqual([3701]);
  await session.ok('DROP VIEW IF EXISTS v');
});

test('procedures and functions run as they were last altered; a body that no function may have is refused', async () => {
  await session.ok("CREATE PROCEDURE p @a int, @b varchar(5) = 'x' OUTPUT AS SELECT @a, @b");
  expect((await session.ok('EXEC p 1')).sets[0]?.rows).toEqual([[1, 'x']]);
  await session.ok('ALTER PROCEDURE p AS SELECT 2');
  expect(await session.rows("SELECT definition FROM sys.sql_modules WHERE object_id = OBJECT_ID('p')")).toEqual([['CREATE PROCEDURE p AS SELECT 2']]);
  await session.ok('CREATE FUNCTION f (@x int) RETURNS int AS BEGIN RETURN @x * 2 END');
  await session.ok('CREATE FUNCTION g (@x int) RETURNS TABLE AS RETURN (SELECT id, @x AS x FROM t WHERE id = @x)');
  await session.ok('CREATE FUNCTION h (@x int) RETURNS @r TABLE (v int) AS BEGIN INSERT INTO @r VALUES (@x); RETURN END');
  await session.ok('INSERT INTO t VALUES (3, 4)');
  expect(await session.rows('SELECT dbo.f(t.id), g.x, h.v FROM t CROSS APPLY dbo.g(t.id) AS g CROSS APPLY dbo.h(t.a) AS h')).toEqual([[6, 3, 4]]);
  expect(await session.errors('CREATE FUNCTION k () RETURNS int AS BEGIN PRINT 1; RETURN 1 END')).toEqual([443]);
  expect(await session.errors('CREATE FUNCTION k () RETURNS int AS BEGIN SELECT 1; RETURN 1 END')).toEqual([444]);
  expect(await session.errors('CREATE FUNCTION k () RETURNS int AS BEGIN DECLARE @x int END')).toEqual([455]);
  await session.ok('CREATE TABLE u (a int DEFAULT (dbo.f(1)))');
  expect(await session.errors('DROP FUNCTION f')).toEqual([3729]);
  await session.ok('DROP TABLE u; DROP FUNCTION f, g, h; DROP PROC p');
  expect(await session.errors('DROP PROCEDURE p')).toEqual([3701]);
});

test('triggers fire unless they are disabled, and go with their table', async () => {
  expect(await session.errors('CREATE TRIGGER tr ON nope AFTER INSERT AS SELECT 1')).toEqual([8197]);
  await session.ok('CREATE TRIGGER tr ON t AFTER INSERT AS SELECT COUNT(*) FROM inserted');
  expect((await session.ok('INSERT INTO t VALUES (1, 1), (2, 2)')).sets.map((set) => set.rows)).toEqual([[[2]]]);
  await session.ok('DISABLE TRIGGER tr ON t');
  expect((await session.ok('INSERT INTO t VALUES (3, 1)')).sets).toEqual([]);
  await session.ok('ALTER TABLE t ENABLE TRIGGER ALL; CREATE TABLE c (id int REFERENCES t (id) ON DELETE CASCADE)');
  expect(await session.errors('ALTER TABLE t DISABLE TRIGGER nope')).toEqual([4920]);
  expect(await session.errors('CREATE TRIGGER ti ON c INSTEAD OF DELETE AS SELECT 1')).toEqual([2113]);
  await session.ok('CREATE TRIGGER ti ON t INSTEAD OF UPDATE AS SELECT 1');
  expect(await session.errors('CREATE TRIGGER tj ON t INSTEAD OF UPDATE, DELETE AS SELECT 1')).toEqual([2111]);
  await session.ok('DROP TABLE c; DROP TABLE t');
  expect(await session.rows("SELECT COUNT(*) FROM sys.triggers")).toEqual([[0]]);
});

test('schemas, sequences and synonyms are made, used and dropped', async () => {
  await session.ok('CREATE SCHEMA app CREATE TABLE x (a int)');
  expect(await session.errors('CREATE SCHEMA app')).toEqual([2714, 2759]);
  expect(await session.errors('DROP SCHEMA app')).toEqual([3729]);
  await session.ok('ALTER SCHEMA dbo TRANSFER app.x; DROP SCHEMA app');
  expect(await session.errors('DROP SCHEMA app')).toEqual([15151]);
  await session.ok('CREATE SEQUENCE s AS smallint START WITH 5 INCREMENT BY 5 MAXVALUE 15; CREATE TABLE y (a int DEFAULT NEXT VALUE FOR s)');
  expect(await session.rows('SELECT NEXT VALUE FOR s')).toEqual([[5]]);
  await session.ok('ALTER SEQUENCE s RESTART WITH 10');
  expect(await session.rows('SELECT NEXT VALUE FOR s')).toEqual([[10]]);
  expect(await session.errors('CREATE SEQUENCE z INCREMENT BY 0')).toEqual([11700]);
  expect(await session.errors('CREATE SEQUENCE z START WITH 5 MINVALUE 6')).toEqual([11703]);
  expect(await session.errors('DROP SEQUENCE s')).toEqual([3729]);
  await session.ok('DROP TABLE y; DROP SEQUENCE s; CREATE SYNONYM syn FOR dbo.t; INSERT INTO syn VALUES (1, 1); DROP SYNONYM syn');
});

test('principals and permissions are recorded', async () => {
  await session.ok("CREATE LOGIN app WITH PASSWORD = 'Secret-1'; CREATE USER app FOR LOGIN app; CREATE ROLE readers; ALTER ROLE readers ADD MEMBER app; GRANT SELECT ON dbo.t TO readers");
  expect(await session.errors('CREATE USER app FOR LOGIN app')).toEqual([15023]);
  expect(await session.errors('CREATE USER x FOR LOGIN nope')).toEqual([15007]);
  expect(await session.errors('DROP ROLE readers')).toEqual([15144]);
  await session.ok('DENY SELECT ON dbo.t TO readers');
  await session.ok('REVOKE SELECT ON dbo.t FROM readers; ALTER ROLE readers DROP MEMBER app; DROP ROLE readers; DROP USER app; DROP LOGIN app');
});
