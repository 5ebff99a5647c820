// CREATE TABLE, indexes and foreign keys as a client sees them: names, definitions, errors.
import { connect, startEngine, type TestSession } from '../support';

let session: TestSession;
beforeEach(async () => {
  const engine = startEngine();
  await connect(engine).ok('CREATE DATABASE d');
  session = connect(engine, 'd');
});

test('columns have the nullability and types that were declared', async () => {
  await session.ok('CREATE TABLE t (a int IDENTITY(5,2), b nvarchar(20), c varchar(max) NOT NULL, r rowversion, d AS (a * 2), e AS (c + \'x\') PERSISTED, PRIMARY KEY (a))');
  expect(await session.rows("SELECT name, is_nullable, max_length, is_identity, is_computed FROM sys.columns WHERE object_id = OBJECT_ID('t') ORDER BY column_id")).toEqual([
    ['a', 0, 4, 1, 0], ['b', 1, 40, 0, 0], ['c', 0, -1, 0, 0], ['r', 0, 8, 0, 0], ['d', 0, 4, 0, 1], ['e', 0, -1, 0, 1],
  ].map((row) => expect.arrayContaining([row[0]])));
  await session.ok("INSERT INTO t (b, c) VALUES (N'1', 'x'), (N'2', 'y')");
  expect(await session.rows('SELECT a, d, e FROM t ORDER BY a')).toEqual([[5, 10, 'xx'], [7, 14, 'yx']]);
});

test('constraints without a name get names of SQL Server\'s form', async () => {
  await session.ok('CREATE TABLE orders_of_customers (id int PRIMARY KEY, status varchar(5) DEFAULT \'a\' UNIQUE, n int CHECK (n > 0), other int REFERENCES orders_of_customers (id))');
  const names = (await session.rows("SELECT name FROM sys.objects WHERE parent_object_id = OBJECT_ID('orders_of_customers') ORDER BY type")).map(([name]) => String(name).trim());
  expect(names).toEqual(expect.arrayContaining([
    expect.stringMatching(/^PK__orders_o__[0-9A-F]{16}$/), expect.stringMatching(/^UQ__orders_o__[0-9A-F]{16}$/), expect.stringMatching(/^DF__orders_of__statu__[0-9A-F]{8}$/),
    expect.stringMatching(/^CK__orders_of_cus__n__[0-9A-F]{8}$/), expect.stringMatching(/^FK__orders_of__other__[0-9A-F]{8}$/),
  ]));
});

test.each([
  ['CREATE TABLE t (a int); CREATE TABLE t (a int)', [2714]],
  ['CREATE TABLE t (a int, A int)', [2705]],
  ['CREATE TABLE nope.t (a int)', [2760]],
  ['CREATE TABLE t (a int NULL PRIMARY KEY)', [8111, 1750]],
  ['CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY)', [8110]],
  ['CREATE TABLE t (a int IDENTITY, b int IDENTITY)', [2744]],
  ['CREATE TABLE t (a varchar(5) IDENTITY)', [2749]],
  ['CREATE TABLE t (a int, PRIMARY KEY (b))', [1911, 1750]],
  ['CREATE TABLE t (a int, CONSTRAINT x CHECK (a > 0), CONSTRAINT x CHECK (a > 1))', [8168]],
  ['CREATE TABLE t (a int CONSTRAINT t CHECK (a > 0))', [2714, 1750]],
  ['CREATE TABLE t (a int CHECK (b > 0), b int)', [8141, 1750]],
  ['CREATE TABLE t (a int DEFAULT (b), b int)', [128]],
  ['CREATE TABLE t (a int, b AS (a + 1), c AS (b + 1))', [1759]],
  ['CREATE TABLE t (a int, b AS (NEWID()) PERSISTED)', [4936]],
  ['CREATE TABLE t (a int, b AS (NEWID()))', []],
  ['CREATE TABLE t (a varchar(10) COLLATE nonsense)', [448]],
  ['CREATE TABLE t (a int REFERENCES u (id))', [1767, 1750]],
  ['CREATE TABLE u (id int); CREATE TABLE t (a int REFERENCES u (id))', [1776, 1750]],
  ['CREATE TABLE u (id int); CREATE TABLE t (a int REFERENCES u)', [1773, 1750]],
  ['CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u (x))', [1770, 1750]],
  ['CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a bigint REFERENCES u (id))', [1778, 1750]],
  ['CREATE TABLE u (id varchar(5) PRIMARY KEY); CREATE TABLE t (a varchar(6) REFERENCES u (id))', [1753, 1750]],
  ['CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int NOT NULL REFERENCES u (id) ON DELETE SET NULL)', [1761, 1750]],
  ['CREATE TABLE t (id int PRIMARY KEY, p int REFERENCES t (id) ON DELETE CASCADE)', [1785, 1750]],
  ['CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u (id) ON DELETE CASCADE, b int REFERENCES u (id) ON DELETE SET NULL)', [1785, 1750]],
  ['CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u (id) ON DELETE CASCADE, b int REFERENCES u (id))', []],
])('%s', async (text, numbers) => {
  expect(await session.errors(text)).toEqual(numbers);
});

test('a failed CREATE TABLE leaves nothing behind, and one inside a transaction rolls back', async () => {
  await session.errors('CREATE TABLE t (a int, a int)');
  await session.ok('BEGIN TRAN; CREATE TABLE t (a int); INSERT INTO t VALUES (1); ROLLBACK');
  expect(await session.rows("SELECT OBJECT_ID('t')")).toEqual([[null]]);
  await session.ok('CREATE TABLE t (a int)');
});

test('indexes: duplicates, names, filters', async () => {
  await session.ok('CREATE TABLE t (a int, b int NULL, c varchar(max)); INSERT INTO t VALUES (1, NULL, NULL), (1, NULL, NULL), (2, 3, NULL)');
  expect(await session.errors('CREATE UNIQUE INDEX i ON t (a)')).toEqual([1505]);
  expect(await session.errors('CREATE INDEX i ON t (c)')).toEqual([1919]);
  expect(await session.errors('CREATE INDEX i ON t (x)')).toEqual([1911]);
  expect(await session.errors('CREATE INDEX i ON nope (x)')).toEqual([1088]);
  await session.ok('CREATE UNIQUE INDEX i ON t (b) WHERE b IS NOT NULL');
  expect(await session.errors('CREATE INDEX i ON t (a)')).toEqual([1913]);
  expect(await session.errors('INSERT INTO t VALUES (5, 3, NULL)')).toEqual([2601]);
  await session.ok('INSERT INTO t VALUES (5, NULL, NULL)');
  expect(await session.errors('CREATE INDEX j ON t (a) WHERE a > 1 OR b > 1')).toEqual([10735]);
  await session.ok('CREATE CLUSTERED INDEX j ON t (a); DROP INDEX i ON t; DROP INDEX IF EXISTS i ON t');
  expect(await session.errors('DROP INDEX i ON t')).toEqual([3701]);
  expect(await session.errors('CREATE CLUSTERED INDEX k ON t (b)')).toEqual([1902]);
  expect(await session.rows('SELECT a FROM t ORDER BY a')).toEqual([[1], [1], [2], [5]]);
});

test('temporary tables and table variables', async () => {
  await session.ok('CREATE TABLE #t (id int IDENTITY PRIMARY KEY, a varchar(10) DEFAULT \'x\'); INSERT INTO #t DEFAULT VALUES');
  expect(await session.rows('SELECT id, a FROM #t')).toEqual([[1, 'x']]);
  expect(await session.errors('CREATE TABLE #t (a int)')).toEqual([2714]);
  expect(await session.rows('DECLARE @v TABLE (id int IDENTITY(3,1) PRIMARY KEY, a int UNIQUE, CHECK (a > 0)); INSERT INTO @v (a) VALUES (1), (2); SELECT id, a FROM @v ORDER BY id')).toEqual([[3, 1], [4, 2]]);
  expect(await session.errors('DECLARE @v TABLE (a int CHECK (a > 0)); INSERT INTO @v VALUES (0)')).toEqual([547]);
  await session.ok('SELECT 1 AS a, CAST(NULL AS nvarchar(5)) AS b INTO #u; DROP TABLE #t, #u; CREATE TABLE #t (b int)');
  await session.ok("SELECT id = IDENTITY(int, 1, 1), name INTO copy FROM sys.schemas WHERE name = 'dbo'").catch(() => undefined);
  await session.ok("CREATE TYPE ids AS TABLE (id int NOT NULL PRIMARY KEY); CREATE TYPE code FROM varchar(3) NOT NULL; CREATE TABLE c (a code)");
  expect(await session.rows('DECLARE @i ids; INSERT INTO @i VALUES (2), (1); SELECT id FROM @i')).toEqual([[1], [2]]);
  expect(await session.errors('DROP TYPE code')).toEqual([3732]);
});

test('temporary tables follow the transaction and the scope', async () => {
  await session.ok('BEGIN TRAN; CREATE TABLE #a (x int); ROLLBACK');
  await session.ok('CREATE TABLE #a (y int); INSERT INTO #a VALUES (1); BEGIN TRAN; DROP TABLE #a; ROLLBACK');
  expect(await session.rows('SELECT y FROM #a')).toEqual([[1]]);
  await session.ok('CREATE PROCEDURE p AS CREATE TABLE #a (z int); INSERT INTO #a VALUES (2); SELECT z FROM #a; DROP TABLE #a; SELECT y FROM #a');
  expect((await session.ok('EXEC p')).sets.map((set) => set.rows)).toEqual([[[2]], [[1]]]);
});

test('SELECT INTO copies types, nullability and identity', async () => {
  await session.ok("CREATE TABLE t (id int IDENTITY(3,4), n varchar(5) NOT NULL, d decimal(5,2)); INSERT INTO t VALUES ('a', 1.25); SELECT id, n, d, N'x' AS l, id + 1 AS e INTO u FROM t; INSERT INTO u (n, d, l, e) VALUES ('b', 1, N'y', 2)");
  expect(await session.rows('SELECT id, n, d, l, e FROM u ORDER BY id')).toEqual([[3, 'a', 125n, 'x', 4], [7, 'b', 100n, 'y', 2]]);
  expect(await session.rows("SELECT name, is_nullable, is_identity FROM sys.columns WHERE object_id = OBJECT_ID('u') ORDER BY column_id")).toEqual([['id', 0, 1], ['n', 0, 0], ['d', 1, 0], ['l', 0, 0], ['e', 1, 0]]);
  expect(await session.errors('SELECT 1 AS a INTO u')).toEqual([2714]);
  expect(await session.errors('SELECT 1 INTO w')).toEqual([1038]);
});
