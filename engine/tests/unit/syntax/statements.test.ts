// Statements as people write them, and the shape of their trees.
import { parseBatch } from '../../../src/syntax/parse';
import type { Statement } from '../../../src/syntax/ast/statement';

const parse = (text: string, quotedIdentifier = true): readonly Statement[] => parseBatch(text, { quotedIdentifier }).statements;

type Case = readonly [text: string, shape: object | readonly object[]];

/** Each text gives the statements of the given shape. */
function table(cases: readonly Case[]): void {
  test.each(cases.map(([text, shape]) => [text, shape] as const))('%s', (text, shape) => {
    const expected = Array.isArray(shape) ? shape : [shape];
    expect(parse(text)).toMatchObject(expected);
  });
}

describe('queries', () => {
  table([
    ['SELECT 1;', { kind: 'select', query: { kind: 'query', items: [{ expression: { literal: 'integer', text: '1' } }] } }],
    ['SELECT a = 1, 2 b, 3 AS [c d], 4 AS \'e\', "f"', { query: { items: [{ alias: { name: 'a' } }, { alias: { name: 'b' } }, { alias: { name: 'c d' } }, { alias: { name: 'e' } }, { expression: { kind: 'column', parts: ['f'] } }] } }],
    ['SELECT @a = 1, @b += 2', { query: { items: [{ kind: 'assign', variable: '@a', operator: '=' }, { kind: 'assign', operator: '+=' }] } }],
    ['SELECT t.*, dbo.t.*, "COLUMNS".* FROM t', { query: { items: [{ kind: 'star', qualifier: ['t'] }, { qualifier: ['dbo', 't'] }, { qualifier: ['COLUMNS'] }] } }],
    ['SELECT DISTINCT TOP (5) PERCENT WITH TIES a FROM db..t x ORDER BY a DESC', { query: { isDistinct: true, top: { isPercent: true, withTies: true }, from: [{ name: { parts: ['db', '', 't'] }, alias: { name: 'x' } }] }, orderBy: [{ isDescending: true }] }],
    ['SELECT TOP 10 * FROM t', { query: { top: { withTies: false }, items: [{ kind: 'star' }] } }],
    ['SELECT 1 AS "row_exists" FROM (SELECT 1 AS dummy_column) "dummy_table" WHERE EXISTS (SELECT 1 FROM "t" "t" WHERE (("t"."a" = @0))) ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY',
      { query: { from: [{ kind: 'derived' }], where: { kind: 'exists' } }, orderBy: [{ expression: { kind: 'subquery' } }], offset: { text: '0' }, fetch: { text: '1' } }],
    ['SELECT a FROM t UNION ALL SELECT b FROM u INTERSECT SELECT c FROM v ORDER BY 1', { query: { kind: 'set-operation', operator: 'union-all', right: { operator: 'intersect' } }, orderBy: [{}] }],
    ['(SELECT 1) UNION (SELECT 2)', { query: { operator: 'union' } }],
    ['SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x', { query: { from: [{ kind: 'join', left: { name: { parts: ['a'] } }, right: { kind: 'join' } }] } }],
    ['SELECT * FROM a LEFT JOIN (b INNER JOIN c ON 1=1) ON a.x = b.x', { query: { from: [{ join: 'left', right: { join: 'inner' } }] } }],
    ['SELECT * FROM a INNER HASH JOIN b ON a.x=b.x CROSS JOIN c CROSS APPLY dbo.f(a.x) AS f(y) OUTER APPLY (SELECT 1 q) z', { query: { from: [{ join: 'outer-apply', left: { join: 'cross-apply', right: { kind: 'function-table', columns: [{ name: 'y' }] }, left: { join: 'cross', left: { hint: 'HASH' } } } }] } }],
    ['SELECT * FROM t (NOLOCK), u WITH (UPDLOCK, ROWLOCK), v AS x WITH (INDEX(1) NOLOCK), w WITH (INDEX = ix)', { query: { from: [{ hints: [{ name: 'NOLOCK' }] }, { hints: [{ name: 'UPDLOCK' }, { name: 'ROWLOCK' }] }, { hints: [{ name: 'INDEX', args: [1] }, { name: 'NOLOCK' }] }, { hints: [{ args: ['ix'] }] }] } }],
    ['SELECT * FROM (VALUES (1, N\'a\'), (2, N\'b\')) AS v(id, name)', { query: { from: [{ kind: 'values', rows: [[{}, {}], [{}, {}]], columns: [{}, {}] }] } }],
    ["SELECT value FROM STRING_SPLIT('a,b', ',') s", { query: { from: [{ kind: 'function-table', alias: { name: 's' } }] } }],
    ["SELECT * FROM OPENJSON(@j, '$.a') WITH (id int '$.id', raw nvarchar(max) AS JSON) AS x", { query: { from: [{ kind: 'openjson', columns: [{ path: '$.id', asJson: false }, { asJson: true }], alias: { name: 'x' } }] } }],
    ["SELECT T.c.value('.', 'nvarchar(max)') FROM @x.nodes('/a/b') AS T(c)", { query: { items: [{ expression: { kind: 'method', method: 'value', target: { parts: ['T', 'c'] } } }], from: [{ kind: 'nodes', column: { name: 'c' } }] } }],
    ['SELECT * FROM (SELECT y, a FROM s) p PIVOT (SUM(a) FOR y IN ([2020], [2021])) AS q', { query: { from: [{ kind: 'pivot', source: { kind: 'derived' }, values: [{ name: '2020' }, { name: '2021' }] }] } }],
    ['SELECT * FROM t UNPIVOT (v FOR n IN (a, b)) u', { query: { from: [{ kind: 'unpivot', valueColumn: { name: 'v' }, nameColumn: { name: 'n' } }] } }],
    ["SELECT * FROM t FOR SYSTEM_TIME AS OF '2020-01-01' AS x", { query: { from: [{ temporal: { kind: 'as-of' }, alias: { name: 'x' } }] } }],
    ["SELECT a FROM t FOR JSON PATH, ROOT('r'), INCLUDE_NULL_VALUES, WITHOUT_ARRAY_WRAPPER", { forClause: { kind: 'for-json', root: 'r', includeNulls: true, withoutArrayWrapper: true } }],
    ["SELECT STUFF((SELECT ',' + a FROM t FOR XML PATH(''), TYPE).value('.', 'nvarchar(max)'), 1, 1, '')", { query: { items: [{ expression: { args: [{ kind: 'method', target: { kind: 'subquery', query: { forClause: { element: '', isType: true } } } }, {}, {}, {}] } }] } }],
    ['WITH a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 5), b AS (SELECT 2 y) SELECT * FROM a, b OPTION (MAXRECURSION 0, RECOMPILE)', { with: [{ columns: [{ name: 'x' }] }, {}], options: [{ name: 'MAXRECURSION', value: 0 }, { name: 'RECOMPILE' }] }],
    ['SELECT a, COUNT(*) FROM t GROUP BY ROLLUP(a, (b, c)), GROUPING SETS ((a, b), c, ()) HAVING COUNT(*) > 1', { query: { groupBy: { sets: [{ kind: 'rollup', items: [[{}], [{}, {}]] }, { kind: 'grouping-sets', sets: [[{}, {}], [{}], []] }] }, having: { kind: 'comparison' } } }],
    ['SELECT a FROM t GROUP BY a WITH CUBE', { query: { groupBy: { sets: [{ kind: 'cube' }] } } }],
    ['SELECT * INTO #t FROM u', { query: { into: { parts: ['#t'] } } }],
    ['SELECT * FROM (INSERT INTO t OUTPUT inserted.id VALUES (1)) AS x', { query: { from: [{ kind: 'dml-table', statement: { kind: 'insert' } }] } }],
  ]);
});

describe('data modification', () => {
  table([
    ['INSERT INTO "t"("a", "b") OUTPUT INSERTED."id", inserted.* INTO @o VALUES (@0, DEFAULT), (@1, NULL)', { kind: 'insert', columns: [{ name: 'a' }, { name: 'b' }], outputs: [{ into: { kind: 'table-variable' } }], source: { kind: 'values', rows: [[{}, { literal: 'default' }], [{}, { literal: 'null' }]] } }],
    ['INSERT t DEFAULT VALUES', { source: { kind: 'default-values' } }],
    ['INSERT INTO t OUTPUT inserted.a INTO dbo.log (a) OUTPUT inserted.b SELECT 1', { outputs: [{ into: { name: { parts: ['dbo', 'log'] } }, intoColumns: [{ name: 'a' }] }, {}], source: { kind: 'select' } }],
    ['INSERT INTO t (SELECT a FROM u)', { source: { kind: 'select' } }],
    ['INSERT INTO t (a) EXEC p 1', { source: { kind: 'execute' } }],
    ['INSERT TOP (1) INTO t WITH (TABLOCK) (a) VALUES (1)', { top: {}, target: { hints: [{ name: 'TABLOCK' }] } }],
    ['WITH c AS (SELECT 1 a) INSERT INTO t SELECT a FROM c OPTION (MAXDOP 1)', { with: [{}], options: [{ name: 'MAXDOP' }] }],
    ['UPDATE x SET x.a = 1, b += 2, @v = c = DEFAULT, @w = 3 OUTPUT deleted.a FROM t x JOIN u ON 1=1 WHERE x.id = 1', { kind: 'update', assignments: [{ column: { parts: ['x', 'a'] } }, { operator: '+=' }, { variable: '@v', column: { parts: ['c'] } }, { variable: '@w' }], from: [{ kind: 'join' }], where: {} }],
    ['UPDATE t SET a = 1 WHERE CURRENT OF c', { currentOf: 'c' }],
    ['DELETE t WHERE a = 1', { kind: 'delete', target: { name: { parts: ['t'] } } }],
    ['DELETE FROM "s".."t" OUTPUT deleted.* WHERE "a" = @0', { outputs: [{ items: [{ kind: 'star' }] }] }],
    ['DELETE x FROM t x WHERE x.a IN (1, 2)', { target: { name: { parts: ['x'] } }, from: [{ alias: { name: 'x' } }] }],
    ['DELETE TOP (10) FROM @t', { top: {}, target: { kind: 'table-variable' } }],
    ['MERGE INTO "t" WITH (HOLDLOCK) AS "x" USING (VALUES (@0)) "s" ("k") ON ("x"."k" = "s"."k") WHEN MATCHED AND x.a <> s.a THEN UPDATE SET "x"."a" = 1 WHEN NOT MATCHED BY TARGET THEN INSERT("k") VALUES (DEFAULT) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, INSERTED."k" INTO @o;',
      { kind: 'merge', targetAlias: { name: 'x' }, clauses: [{ when: 'matched', condition: {} }, { when: 'not-matched' }, { when: 'not-matched-by-source', action: { kind: 'delete' } }], outputs: [{ items: [{ expression: { parts: ['$action'] } }, {}] }] }],
    ['MERGE t USING u ON t.a = u.a WHEN NOT MATCHED THEN INSERT DEFAULT VALUES;', { clauses: [{ action: { values: 'default' } }] }],
    ['insert bulk dbo.t (a int, [b] nvarchar(10) COLLATE Latin1_General_CI_AS) with (TABLOCK, ROWS_PER_BATCH = 10)', { kind: 'insert-bulk', columns: [{}, {}], options: ['TABLOCK', 'ROWS_PER_BATCH = 10'] }],
    ['DECLARE @o TABLE ("id" int); INSERT INTO "t" OUTPUT INSERTED."id" INTO @o VALUES (@0);\n\nSELECT * FROM @o', [{ kind: 'declare-table' }, { kind: 'insert' }, { kind: 'select', query: { from: [{ kind: 'table-variable' }] } }]],
  ]);
});

describe('tables', () => {
  table([
    ['CREATE TABLE "t" ("id" int NOT NULL IDENTITY(1,1), "a" nvarchar(255) COLLATE Latin1_General_BIN NOT NULL CONSTRAINT "DF_a" DEFAULT \'x\', "c" AS (a + \'b\') PERSISTED NOT NULL, CONSTRAINT "UQ" UNIQUE ("a"), CONSTRAINT "CK" CHECK ("id" > 0), CONSTRAINT "FK" FOREIGN KEY ("a") REFERENCES "u"("a") ON DELETE SET NULL ON UPDATE CASCADE, CONSTRAINT "PK" PRIMARY KEY ("id"))',
      { kind: 'create-table', columns: [{ isNullable: false, identity: { seed: '1', increment: '1' } }, { collation: 'Latin1_General_BIN', default: { name: { name: 'DF_a' } } }, { computed: { isPersisted: true }, isNullable: false }], constraints: [{ kind: 'unique' }, { kind: 'check' }, { kind: 'foreign-key', onDelete: 'set null', onUpdate: 'cascade' }, { kind: 'primary-key' }] }],
    ['CREATE TABLE #t (id int IDENTITY PRIMARY KEY CLUSTERED, b int REFERENCES u, c int CHECK (c > 0) UNIQUE, d rowversion, timestamp, e uniqueidentifier ROWGUIDCOL DEFAULT newid() INDEX ix_e,)',
      { columns: [{ constraints: [{ kind: 'primary-key', isClustered: true, columns: [{ column: { name: 'id' } }] }] }, { constraints: [{ kind: 'foreign-key', columns: [{ name: 'b' }], referencedColumns: [] }] }, { constraints: [{ kind: 'check' }, { kind: 'unique' }] }, {}, { type: { name: { parts: ['timestamp'] } } }, { isRowGuid: true, indexes: [{ name: { name: 'ix_e' } }] }] }],
    ['CREATE TABLE [dbo].[t]([id] [int] IDENTITY(1,1) NOT NULL, CONSTRAINT [PK_t] PRIMARY KEY CLUSTERED ([id] ASC)WITH (PAD_INDEX = OFF, FILLFACTOR = 80) ON [PRIMARY]) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]',
      { constraints: [{ options: [{ name: 'PAD_INDEX', value: 'OFF' }, { name: 'FILLFACTOR', value: 80 }, { name: 'ON', value: 'PRIMARY' }] }], options: [{ name: 'ON' }, { name: 'TEXTIMAGE_ON' }] }],
    ['CREATE TABLE t (id int PRIMARY KEY, s datetime2 GENERATED ALWAYS AS ROW START HIDDEN, e datetime2 GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e), INDEX ix UNIQUE (id) INCLUDE (s) WHERE id > 5) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h))',
      { period: { start: { name: 's' } }, systemVersioning: { isOn: true, historyTable: { parts: ['dbo', 'h'] } }, indexes: [{ isUnique: true, included: [{}], filter: {} }], columns: [{}, { generatedAlways: 'row-start', isHidden: true }, {}] }],
    ['ALTER TABLE "d"."dbo"."t" NOCHECK CONSTRAINT "i"', { action: { kind: 'toggle-constraint', isEnabled: false, names: [{ name: 'i' }] } }],
    ['ALTER TABLE t WITH CHECK CHECK CONSTRAINT ALL', { action: { isEnabled: true, validate: 'check', names: 'all' } }],
    ['ALTER TABLE t WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES u (b), c int NULL, CONSTRAINT df DEFAULT (0) FOR c WITH VALUES', { action: { kind: 'add', check: 'nocheck', columns: [{ name: { name: 'c' } }], constraints: [{ kind: 'foreign-key' }, { kind: 'default', withValues: true }] } }],
    ['ALTER TABLE t DROP CONSTRAINT IF EXISTS a, b, COLUMN c', { action: { items: [{ kind: 'constraint', ifExists: true }, { kind: 'constraint' }, { kind: 'column', name: { name: 'c' } }] } }],
    ['ALTER TABLE t DROP CONSTRAINT "i" -- FROM CLEAR', { action: { items: [{ name: { name: 'i' } }] } }],
    ['ALTER TABLE t ALTER COLUMN a nvarchar(max) NOT NULL', { action: { kind: 'alter-column', type: { args: ['max'] }, isNullable: false } }],
    ['ALTER TABLE t SET (SYSTEM_VERSIONING = OFF)', { action: { kind: 'system-versioning', options: { isOn: false } } }],
    ['ALTER TABLE t DISABLE TRIGGER ALL; DISABLE TRIGGER a ON t', [{ action: { kind: 'toggle-trigger', names: 'all' } }, { kind: 'toggle-trigger', isEnabled: false }]],
    ['CREATE UNIQUE NONCLUSTERED INDEX ix ON dbo.t (a ASC, b DESC) INCLUDE (c) WHERE "a" IS NOT NULL WITH (ONLINE = ON, FILLFACTOR = 90) ON [PRIMARY]', { kind: 'create-index', isUnique: true, isClustered: false, columns: [{}, { isDescending: true }], included: [{}], filter: { kind: 'is-null' }, options: [{}, {}, { name: 'ON' }] }],
    ['DROP INDEX a ON t, b ON dbo.u; DROP INDEX t.c', [{ items: [{}, { table: { parts: ['dbo', 'u'] } }] }, { items: [{ name: { name: 'c' }, table: { parts: ['t'] } }] }]],
    ['ALTER INDEX ALL ON t REBUILD WITH (FILLFACTOR = 70)', { name: 'all', action: 'rebuild' }],
    ['UPDATE STATISTICS dbo.t ix WITH FULLSCAN; CREATE STATISTICS s ON t (a) WITH SAMPLE 10 PERCENT', [{ kind: 'statistics', action: 'update', names: [{ name: 'ix' }] }, { action: 'create' }]],
    ['DROP TABLE IF EXISTS a, dbo.b', { kind: 'drop', what: 'table', ifExists: true, names: [{}, {}] }],
    ["IF OBJECT_ID('x') IS NOT NULL DROP TABLE x", { kind: 'if', then: { kind: 'drop' } }],
    ['CREATE TYPE dbo.T FROM nvarchar(10) NOT NULL; CREATE TYPE dbo.TT AS TABLE (id int PRIMARY KEY)', [{ base: { isNullable: false } }, { table: { columns: [{}] } }]],
    ['CREATE SEQUENCE s AS bigint START WITH -1 INCREMENT BY 2 NO MINVALUE MAXVALUE 100 CYCLE NO CACHE', { options: { start: '-1', increment: '2', minValue: null, maxValue: '100', isCycling: true, cache: null } }],
    ['ALTER SEQUENCE s RESTART WITH 5; CREATE SYNONYM y FOR db.dbo.t; TRUNCATE TABLE t', [{ options: { restart: '5' } }, { target: { parts: ['db', 'dbo', 't'] } }, { kind: 'truncate' }]],
  ]);
});

describe('modules', () => {
  table([
    ['CREATE VIEW "dbo"."v" (a) WITH SCHEMABINDING AS SELECT b a FROM t WITH CHECK OPTION', { kind: 'create-view', options: ['SCHEMABINDING'], withCheckOption: true, columns: [{}] }],
    [' CREATE OR ALTER TRIGGER tr ON post AFTER INSERT, UPDATE AS BEGIN UPDATE post SET v = 1 WHERE id IN (SELECT id FROM inserted); END ', { kind: 'create-trigger', mode: 'create-or-alter', events: ['insert', 'update'], body: [{ kind: 'block' }], definition: 'CREATE OR ALTER TRIGGER tr ON post AFTER INSERT, UPDATE AS BEGIN UPDATE post SET v = 1 WHERE id IN (SELECT id FROM inserted); END ' }],
    ['CREATE TRIGGER tr ON v INSTEAD OF DELETE AS IF UPDATE(a) RETURN', { timing: 'instead of', body: [{ kind: 'if', condition: { kind: 'call' } }] }],
    ["CREATE PROC dbo.p @a int = 1, @b nvarchar(10) = N'x' OUTPUT, @c dbo.T READONLY WITH RECOMPILE, EXECUTE AS OWNER AS SET NOCOUNT ON; WITH c AS (SELECT 1 x) SELECT x FROM c RETURN 5", { kind: 'create-procedure', parameters: [{ name: '@a' }, { isOutput: true }, { isReadOnly: true }], options: ['RECOMPILE', 'EXECUTE AS OWNER'], body: [{ kind: 'set-option' }, { kind: 'select' }, { kind: 'return' }] }],
    ['ALTER PROCEDURE p (@a AS int = NULL) AS BEGIN SELECT @a END', { mode: 'alter', parameters: [{ default: { literal: 'null' } }] }],
    ['CREATE FUNCTION dbo.f (@a int) RETURNS int WITH SCHEMABINDING AS BEGIN DECLARE @b int = @a; RETURN @b + 1 END', { kind: 'create-function', returns: { kind: 'scalar', body: [{}, { kind: 'return' }] } }],
    ['CREATE FUNCTION f () RETURNS TABLE RETURN (SELECT TOP 1 a FROM t ORDER BY a)', { returns: { kind: 'inline', query: { orderBy: [{}] } } }],
    ['CREATE FUNCTION f () RETURNS TABLE AS RETURN (SELECT 1 a) UNION (SELECT 2)', { returns: { kind: 'inline', query: { query: { operator: 'union' } } } }],
    ['CREATE FUNCTION f () RETURNS @r TABLE (a int) BEGIN INSERT @r VALUES (1) RETURN END', { returns: { kind: 'table', variable: '@r', body: [{}, { value: undefined }] } }],
    ['CREATE SCHEMA x AUTHORIZATION dbo CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1 a GRANT SELECT ON v TO public', { kind: 'create-schema', owner: 'dbo', statements: [{}, { definition: 'CREATE VIEW v AS SELECT 1 a' }, {}] }],
    ['ALTER SCHEMA a TRANSFER TYPE::b.c; DROP SCHEMA IF EXISTS a; DROP PROC p', [{ isType: true }, { what: 'schema' }, { what: 'procedure' }]],
  ]);
});

describe('control flow and sessions', () => {
  table([
    ['IF 1 = 1 SELECT 1; ELSE IF 2 = 2 BEGIN SELECT 2 END', { otherwise: { kind: 'if', then: { kind: 'block' } } }],
    ['BEGIN TRY SELECT 1 END TRY BEGIN CATCH THROW END CATCH', { kind: 'try', handler: [{ kind: 'throw' }] }],
    ['BEGIN TRY SELECT 1; END TRY BEGIN CATCH END CATCH;', { handler: [] }],
    ["WHILE @i < 3 BEGIN SET @i += 1 IF @i = 2 BREAK ELSE CONTINUE END PRINT 'x'", [{ kind: 'while', body: { statements: [{ operator: '+=' }, { then: { kind: 'break' } }] } }, { kind: 'print' }]],
    ["again: WAITFOR DELAY '00:00:01' GOTO again RETURN", [{ kind: 'label' }, { kind: 'waitfor' }, { kind: 'goto' }, { kind: 'return' }]],
    ["RAISERROR('x %d', 16, -1, @a) WITH NOWAIT; THROW 50001, 'm', 1", [{ options: ['NOWAIT'], args: [{}] }, { number: { text: '50001' } }]],
    ['BEGIN TRAN x SAVE TRANSACTION "s" ROLLBACK TRAN @n COMMIT WORK COMMIT TRANSACTION', [{ name: 'x' }, { name: 's' }, { name: { variable: '@n' } }, { kind: 'commit' }, { kind: 'commit' }]],
    ['SET ANSI_NULLS, QUOTED_IDENTIFIER ON', [{ name: 'ANSI_NULLS', value: 'ON' }, { name: 'QUOTED_IDENTIFIER' }]],
    ['SET LOCK_TIMEOUT -1 SET DATEFORMAT dmy SET DEADLOCK_PRIORITY LOW SET ROWCOUNT @n SET STATISTICS IO, TIME OFF', [{ value: -1 }, { value: 'dmy' }, { value: 'LOW' }, { value: { name: '@n' } }, { name: 'STATISTICS IO' }, { name: 'STATISTICS TIME' }]],
    ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ SET IDENTITY_INSERT "dbo"."t" ON USE "db"', [{ level: 'repeatable read' }, { isOn: true }, { database: 'db' }]],
    ['DECLARE @a int = 1, @b AS nvarchar(10), @c CURSOR DECLARE @t TABLE (a int)', [{ kind: 'declare', variables: [{ value: {} }, {}, { type: 'cursor' }] }, { kind: 'declare-table' }]],
    ['DECLARE c CURSOR LOCAL FAST_FORWARD FOR SELECT 1 OPEN c FETCH NEXT FROM c INTO @a, @b CLOSE c DEALLOCATE c', [{ options: ['LOCAL', 'FAST_FORWARD'] }, { kind: 'open-cursor' }, { into: ['@a', '@b'] }, { kind: 'close-cursor' }, { kind: 'deallocate-cursor' }]],
    ['SET @c = CURSOR SCROLL FOR SELECT a FROM t FOR UPDATE OF a FETCH ABSOLUTE -1 FROM @c', [{ kind: 'declare-cursor', isVariable: true, forUpdate: [{ name: 'a' }] }, { direction: 'absolute', offset: { kind: 'unary' } }]],
  ]);

  test('SET QUOTED_IDENTIFIER changes the rest of the batch', () => {
    const statements = parse('SELECT "a" SET QUOTED_IDENTIFIER OFF SELECT "b"');
    expect(statements[0]).toMatchObject({ query: { items: [{ expression: { kind: 'column' } }] } });
    expect(statements[2]).toMatchObject({ query: { items: [{ expression: { kind: 'literal', literal: 'string', text: 'b' } }] } });
  });
});

describe('procedures', () => {
  table([
    ['EXEC sp_rename "t.a", "b", \'COLUMN\'', { kind: 'execute', args: [{ value: { kind: 'literal', text: 't.a' } }, { value: { text: 'b' } }, { value: { literal: 'string' } }] }],
    ['EXEC sp_help tablename', { args: [{ value: { literal: 'national-string', text: 'tablename' } }] }],
    ['EXECUTE @rc = dbo.p @a = 1, @b = @x OUTPUT, @c = DEFAULT, @d = NULL WITH RECOMPILE', { returnInto: '@rc', args: [{ name: '@a' }, { isOutput: true }, { isDefault: true }, {}], options: ['RECOMPILE'] }],
    ["EXEC @name -1, 0x01, @@SPID", { name: { variable: '@name' }, args: [{ value: { kind: 'unary' } }, { value: { literal: 'binary' } }, { value: { kind: 'system-variable' } }] }],
    ["sp_help 'x'", { kind: 'execute', args: [{}] }],
    ["EXEC ('CREATE SCHEMA ' + @x); EXEC(@sql)", [{ kind: 'execute-text', parts: [{ kind: 'literal' }, { kind: 'variable' }] }, { kind: 'execute-text', parts: [{ kind: 'variable' }] }]],
    ["IF SCHEMA_ID('x') IS NULL BEGIN EXEC ('CREATE SCHEMA \"x\"') END", { then: { statements: [{ kind: 'execute-text' }] } }],
    ['EXEC p SELECT 1', [{ args: [] }, { kind: 'select' }]],
  ]);
});

describe('administration', () => {
  table([
    ['ALTER DATABASE x SET SINGLE_USER WITH ROLLBACK IMMEDIATE', { action: { options: [{ name: 'SINGLE_USER' }], termination: 'ROLLBACK IMMEDIATE' } }],
    ['ALTER DATABASE [x] SET RECOVERY SIMPLE, DELAYED_DURABILITY = FORCED, COMPATIBILITY_LEVEL = 150, READ_COMMITTED_SNAPSHOT ON', { action: { options: [{ name: 'RECOVERY', value: 'SIMPLE' }, { value: 'FORCED' }, { value: 150 }, { value: 'ON' }] } }],
    ['ALTER DATABASE CURRENT COLLATE Latin1_General_CI_AS; ALTER DATABASE a MODIFY NAME = b; ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 4', [{ action: { kind: 'collate' } }, { action: { to: 'b' } }, { action: { name: 'MAXDOP', value: '4' } }]],
    ["CREATE DATABASE x ON PRIMARY (NAME = a, FILENAME = 'f', SIZE = 8MB, FILEGROWTH = 10%) LOG ON (NAME = l, FILENAME = 'g') COLLATE Latin1_General_BIN", { collation: 'Latin1_General_BIN', files: [{ isLog: false, options: [{}, {}, { value: '8MB' }, { value: '10%' }] }, { isLog: true }] }],
    ["IF DB_ID('x') IS NOT NULL DROP DATABASE \"x\"", { then: { kind: 'drop-database', names: ['x'] } }],
    ["BACKUP DATABASE [x] TO DISK = N'c.bak' WITH COPY_ONLY, FORMAT, INIT, COMPRESSION, STATS = 10, NAME = N'n'", { kind: 'backup', database: 'x', options: [{ name: 'COPY_ONLY' }, {}, {}, {}, { name: 'STATS', value: { text: '10' } }, {}] }],
    ["RESTORE DATABASE @d FROM DISK = @p WITH MOVE N'a' TO N'b', REPLACE, FILE = 1", { database: { variable: '@d' }, options: [{ name: 'MOVE', moveFrom: { text: 'a' }, value: { text: 'b' } }, { name: 'REPLACE' }, {}] }],
    ["RESTORE FILELISTONLY FROM DISK = 'x'", { what: 'filelistonly', disks: [{}] }],
    ["DBCC USEROPTIONS DBCC CHECKIDENT ('dbo.t', RESEED, 0) WITH NO_INFOMSGS", [{ command: 'USEROPTIONS', args: [] }, { args: [{ literal: 'string' }, { word: 'RESEED' }, { text: '0' }], options: ['NO_INFOMSGS'] }]],
    ['KILL 53 CHECKPOINT', [{ spid: 53 }, { kind: 'checkpoint' }]],
    ['GRANT SELECT, VIEW DEFINITION ON SCHEMA::dbo TO public, [a] WITH GRANT OPTION; DENY EXECUTE ON dbo.p TO x; REVOKE ALL FROM y', [{ permissions: [{ name: 'SELECT' }, { name: 'VIEW DEFINITION' }], on: { securableClass: 'SCHEMA' }, principals: ['public', 'a'], withGrantOption: true }, { on: { name: { parts: ['dbo', 'p'] } } }, {}]],
    ["CREATE LOGIN l WITH PASSWORD = 'p', CHECK_POLICY = OFF; CREATE USER u FOR LOGIN l WITH DEFAULT_SCHEMA = dbo; CREATE ROLE r; ALTER ROLE r ADD MEMBER u; ALTER SERVER ROLE sysadmin DROP MEMBER l", [{ password: 'p', options: [{ name: 'CHECK_POLICY' }] }, { defaultSchema: 'dbo' }, {}, { action: 'add' }, { isServerRole: true }]],
  ]);
});

describe('positions and names', () => {
  test('lines count through CRLF and comments', () => {
    const statements = parse('SELECT 1 -- a\r\n/* b\r\n /* c */ \r\n*/ SELECT 2\r\n\r\nSELECT\r\n3');
    expect(statements.map((statement) => statement.at.line)).toEqual([1, 4, 6]);
  });

  test('quoted names', () => {
    expect(parse('SELECT [a]]b], "c""d", ##t.x, Größe, "e" FROM [x].[y z]')).toMatchObject([
      { query: { items: [{ expression: { parts: ['a]b'] } }, { expression: { parts: ['c"d'] } }, { expression: { parts: ['##t', 'x'] } }, { expression: { parts: ['Größe'] } }, {}], from: [{ name: { parts: ['x', 'y z'] } }] } },
    ]);
  });

  test('the text of a module begins at its CREATE', () => {
    expect(parse('-- note\nCREATE PROC p AS SELECT 1 -- end\n')).toMatchObject([{ definition: 'CREATE PROC p AS SELECT 1 -- end\n' }]);
  });
});
