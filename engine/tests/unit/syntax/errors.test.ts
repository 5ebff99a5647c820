// What SQL Server says about text it cannot read: number, token, line. And what is refused by name.
import { isSqlError } from '../../../src/errors/sql-error';
import { parseBatch } from '../../../src/syntax/parse';

function errorOf(text: string, quotedIdentifier = true): { readonly number: number; readonly message: string; readonly line: number } {
  try {
    parseBatch(text, { quotedIdentifier });
  } catch (error) {
    if (isSqlError(error)) return error;
    throw error;
  }
  throw new Error(`no error: ${text}`);
}

type Case = readonly [text: string, number: number, near: string, line?: number];
const CASES: readonly Case[] = [
  ['SELECT * FROM', 102, "near 'FROM'"],
  ['SELECT\n  a,\n  FROM t', 156, "keyword 'FROM'", 3],
  ['SELECT * FROM t WHERE', 102, "near 'WHERE'"],
  ['SELECT a FROM t WHERE a', 4145, "near 'a'"],
  ['IF 1 SELECT 2', 4145, "near 'SELECT'"],
  ['SELECT 1 FROM t WHERE a AND b = 1', 4145, "near 'AND'"],
  ['SELECT (a = 1) FROM t', 102, "near '='"],
  ['SELECT 1 AS select', 156, "keyword 'select'"],
  ['CREATE TABLE order (a int)', 156, "keyword 'order'"],
  ['SELEC * FROM t', 102, "near '*'"],
  ['SELECT 1 foo bar', 102, "near 'bar'"],
  ['SELECT ?', 102, "near '?'"],
  ['SELECT 1)', 102, "near ')'"],
  ['SELECT 1 FROM t WITH (NOLOCK,)', 102, "near ')'"],
  ["\r\nSELECT 'abc", 105, "character string 'abc'", 2],
  ['SELECT [abc', 105, "character string 'abc'"],
  ['SELECT 1 /* x /* y */', 113, "Missing end comment mark '*/'"],
  ['SELECT 1 CREATE VIEW v AS SELECT 1 a', 111, "'CREATE VIEW' must be the first"],
  ['SELECT 1; ALTER PROC p AS SELECT 1', 111, "'CREATE/ALTER PROCEDURE'"],
  ['SELECT 1; CREATE SCHEMA x', 111, "'CREATE SCHEMA'"],
  ['IF 1=1 CREATE SCHEMA x', 156, "keyword 'SCHEMA'"],
  ['CREATE VIEW v AS SELECT 1 a; SELECT 2', 156, "keyword 'SELECT'"],
  ['SELECT 1 WITH a AS (SELECT 1 x) SELECT x FROM a', 319, "near the keyword 'with'"],
  ['MERGE t USING u ON t.a = u.a WHEN MATCHED THEN DELETE', 10713, 'semi-colon'],
  ['MERGE t USING u ON t.a = u.a WHEN MATCHED THEN DELETE SELECT 1', 10713, 'semi-colon'],
  ['BEGIN END', 102, "near 'END'"],
  ['SELECT 1 END', 102, "near 'END'"],
  ['SELECT a.b.c.d.e.f', 117, 'maximum number of prefixes'],
  ['SELECT * FROM a.b.c.d.e', 117, 'The maximum is 3'],
  ['SELECT * FROM t WITH (FOO)', 321, '"FOO" is not a recognized table hints option'],
  ['SELECT 1 AS []', 1038, 'missing or empty'],
  ['SET FOO ON', 195, "'FOO' is not a recognized SET option"],
  ['DELETE TOP 5 FROM t', 102, "near '5'"],
  ['EXEC p 1 + 1', 102, "near '+'"],
  ["CREATE TABLE t (a nvarchar(1) DEFAULT '?'::x)", 102, "near '::'"],
  [`SELECT ${'('.repeat(5000)}`, 191, 'nested too deeply'],
  [`INSERT t VALUES ${Array.from({ length: 1001 }, () => '(1)').join()}`, 10738, '1000'],
  [`SELECT [${'x'.repeat(129)}]`, 103, 'is too long'],
];

test.each(CASES.map(([text, number, near, line = 1]) => ({ title: text.slice(0, 60), text, number, near, line })))('$title', ({ text, number, near, line }) => {
  expect(errorOf(text)).toMatchObject({ number, line, message: expect.stringContaining(near) as string });
});

test.each([
  ['SELECT {fn curdate()}', '{fn CURDATE}'], ['SELECT * FROM OPENQUERY(s, \'x\')', 'OPENQUERY'], ["BULK INSERT t FROM 'f'", 'BULK INSERT'],
  ['CREATE SELECTIVE XML INDEX i ON t (a) FOR (p = \'/a\')', 'CREATE SELECTIVE XML INDEX'],
  ['EXEC p WITH RESULT SETS (AS OBJECT dbo.t)', 'RESULT SETS'], ["EXECUTE AS USER = 'x' WITH NO REVERT", 'EXECUTE AS'],
  ['CREATE TABLE t (a int) WITH (MEMORY_OPTIMIZED = ON)', 'memory-optimized'], ['CREATE ASSEMBLY a', 'CREATE ASSEMBLY'],
  ['CREATE TRIGGER x ON ALL SERVER FOR CREATE_TABLE AS SELECT 1', 'triggers ON ALL SERVER'], ['SELECT * FROM t WHERE CONTAINS(a, \'x\')', 'full-text'], ['SHUTDOWN', 'SHUTDOWN'],
  ['SEND ON CONVERSATION @h (@m)', 'SEND ON CONVERSATION'], ['RECEIVE TOP (1) * FROM q', 'RECEIVE'], ['RECEIVE message_body, conversation_handle FROM q', 'RECEIVE'], ['GET CONVERSATION GROUP @g FROM q', 'GET CONVERSATION'],
  ['END CONVERSATION @h', 'END CONVERSATION'], ['MOVE CONVERSATION @h TO @g', 'MOVE CONVERSATION'], ["ADD SENSITIVITY CLASSIFICATION TO t.a WITH (LABEL = 'x')", 'ADD SENSITIVITY'], ['ADD SIGNATURE TO p BY CERTIFICATE c', 'ADD SIGNATURE'],
  ['BEGIN ATOMIC WITH (TRANSACTION ISOLATION LEVEL = SNAPSHOT, LANGUAGE = N\'x\') SELECT 1 END', 'natively compiled'], ['DECLARE @v int NOT NULL = 1', 'on a variable'], ['CLOSE ALL SYMMETRIC KEYS', 'CLOSE ALL SYMMETRIC KEYS'],
  ['DROP DATABASE SCOPED CREDENTIAL c', 'DROP DATABASE SCOPED CREDENTIAL'], ['DROP INDEX i ON t WITH (MOVE TO fg)', 'MOVE TO'],
  ['UPDATE STATISTICS t WITH RESAMPLE ON PARTITIONS (1)', 'ON PARTITIONS'], ['ALTER USER u WITH DEFAULT_SCHEMA = NULL', 'DEFAULT_SCHEMA = NULL'], ['CREATE USER u WITH DEFAULT_SCHEMA = NULL', 'DEFAULT_SCHEMA = NULL'],
  ['ALTER TABLE t ALTER INDEX i REBUILD WITH (BUCKET_COUNT = 8)', 'memory-optimized'], ['ALTER TABLE t ALTER COLUMN a ADD ROWGUIDCOL WITH (MAXDOP = 1)', 'MAXDOP'], ['ALTER TABLE t ALTER COLUMN a int HIDDEN NULL', 'HIDDEN'],
  ['CREATE TABLE t (a varbinary(85) GENERATED ALWAYS AS SUSER_SID START)', 'SUSER_SID'], ['UPDATE dbo.f(1) SET a = 1', 'inline function'], ['DELETE dbo.f(1)', 'inline function'], ['CREATE INDEX i ON t ($node_id)', 'graph tables'], ['CREATE TABLE t AS EDGE', 'graph tables'],
  ["SELECT {fn EXTRACT(YEAR FROM '2020-01-02')}", '{fn EXTRACT}'],
])('%s is refused by name', (text, feature) => {
  expect(errorOf(text)).toMatchObject({ number: 49999, line: 1, message: expect.stringContaining(feature) as string });
});

test('an earlier syntax error is reported before a quote left open behind it', () => {
  expect(errorOf("SELECT FROM t WHERE a = 'x")).toMatchObject({ number: 156 });
});

test('without QUOTED_IDENTIFIER a double-quoted run is a string, not a name', () => {
  expect(errorOf('SELECT 1 FROM "t"', false)).toMatchObject({ number: 102, message: "Incorrect syntax near 't'." });
});

test.each(['SELECT 1 FROM t HOLDLOCK, u AS x HOLDLOCK', 'ALTER INDEX i ON t SET (COMPRESSION_DELAY = 10 MINUTES)', 'ALTER INDEX i ON t SET (COMPRESSION_DELAY = 0 MINUTE)', 'SELECT\u0085\u00a0\u30001'])('%s is read', (text) => {
  expect(parseBatch(text, { quotedIdentifier: true }).statements).toHaveLength(1);
});
