// One text in two databases, with parameters of several types, while their catalogs change: each time it means what it would mean as a text
// that never ran before.
import { openEngineTarget } from '../../golden-runner/engine-target';
import { RecordPrinter } from '../../golden-runner/print-result';

const TEXTS = [
  'SELECT * FROM t ORDER BY 1;',
  "DECLARE @out TABLE (id int PRIMARY KEY, name nvarchar(40)); INSERT INTO t (name) OUTPUT 1, inserted.name INTO @out VALUES ('x'); SELECT * FROM @out; DELETE FROM t WHERE name IN ('x', 'fired');",
  "DECLARE @own TABLE (v short, c AS v + 1); INSERT INTO @own (v) VALUES ('12'); SELECT v, c, SQL_VARIANT_PROPERTY(v, 'BaseType') AS type FROM @own;",
  "DECLARE @n int = 1; IF @n > 0 AND OBJECT_ID(N'dbo.extra') IS NOT NULL SELECT 'extra' AS found ELSE SELECT dbo.f(@n) AS found;",
  'DECLARE @own TABLE (v short DEFAULT dbo.f(4)); INSERT INTO @own DEFAULT VALUES; SELECT v FROM @own;',
  ...["N'a'", "N'abc'", '1', "'x'", '2.5'].map((value) => `EXEC sp_executesql N'SELECT @v AS v, (SELECT COUNT(*) FROM t WHERE name = CONVERT(nvarchar(10), @v)) AS n', N'@v ${{ '1': 'int', '2.5': 'decimal(5, 1)', "'x'": 'varchar(3)' }[value] ?? `nvarchar(${value.length})`}', ${value};`),
  'INSERT INTO child VALUES (9, 9); INSERT INTO child VALUES (1, -9); SELECT COUNT(*) AS n FROM child; DELETE FROM child WHERE ABS(n) = 9;',
  'INSERT INTO parent VALUES (5, 1); INSERT INTO child VALUES (5, 5); DELETE FROM parent WHERE id = 5; SELECT COUNT(*) AS n FROM child; DELETE FROM child WHERE n = 5;',
  'UPDATE child SET parent_id = 9 WHERE n = 1; SELECT parent_id FROM child; UPDATE child SET parent_id = 1 WHERE n = 1;',
];

const STEPS = [
  ['golden', 'CREATE TYPE short FROM varchar(5)'], ['other', 'CREATE TYPE short FROM int'],
  ['golden', 'CREATE TABLE t (id int IDENTITY, name nvarchar(10))'], ['other', 'CREATE TABLE t (id bigint IDENTITY(5, 1), name varchar(20), more int NULL)'],
  ['golden', "INSERT INTO t (name) VALUES (N'a'), (N'abc')"], ['golden', 'CREATE FUNCTION f (@n int) RETURNS int AS BEGIN RETURN @n + 1 END'], ['other', 'CREATE FUNCTION f (@n int) RETURNS varchar(9) AS BEGIN RETURN REPLICATE(7, @n) END'],
  ['golden', "CREATE TRIGGER tr ON t AFTER INSERT AS UPDATE t SET name = N'fired' WHERE name = N'x'; IF UPDATE(name) SELECT name FROM inserted"], ['golden', 'DISABLE TRIGGER tr ON t'], ['golden', 'ENABLE TRIGGER tr ON t'], ['golden', 'ALTER TABLE t ADD late int NULL'],
  ['golden', "CREATE OR ALTER TRIGGER tr ON t INSTEAD OF INSERT AS SELECT 'instead' AS did, * FROM inserted"], ['golden', 'DROP TRIGGER tr'],
  ['golden', 'ALTER FUNCTION f (@n int) RETURNS int AS BEGIN RETURN @n + 2 END'], ['other', 'CREATE TABLE extra (id int)'], ['golden', "EXEC sp_rename 't.late', 'later'"],
  ['golden', 'BEGIN TRANSACTION; DROP TABLE t; CREATE TABLE t (name nvarchar(30), other int)'], ['golden', 'IF @@TRANCOUNT > 0 ROLLBACK'], ['golden', 'DROP FUNCTION f'], ['other', 'ALTER TABLE t DROP COLUMN more'], ['golden', 'DROP TYPE short'],
  ['golden', 'CREATE TABLE grand (id int PRIMARY KEY); CREATE TABLE parent (id int PRIMARY KEY, grand_id int REFERENCES grand ON DELETE SET NULL)'],
  ['golden', 'CREATE TABLE child (parent_id int CONSTRAINT child_fk REFERENCES parent ON DELETE CASCADE, n int CONSTRAINT child_ck CHECK (n > 0))'],
  ['golden', 'INSERT INTO grand VALUES (1); INSERT INTO parent VALUES (1, 1), (2, 1); INSERT INTO child VALUES (1, 1), (2, 2)'],
  ['golden', 'ALTER TABLE child NOCHECK CONSTRAINT child_fk'], ['golden', 'ALTER TABLE child WITH CHECK CHECK CONSTRAINT child_fk'], ['golden', 'ALTER TABLE child NOCHECK CONSTRAINT child_ck'],
  ['golden', 'BEGIN TRANSACTION; ALTER TABLE child NOCHECK CONSTRAINT child_fk; ALTER TABLE child CHECK CONSTRAINT child_ck'], ['golden', 'IF @@TRANCOUNT > 0 ROLLBACK'],
  ['golden', 'ALTER TABLE child NOCHECK CONSTRAINT ALL'], ['golden', 'ALTER TABLE child CHECK CONSTRAINT ALL'], ['golden', 'ALTER TABLE child DROP CONSTRAINT child_fk'],
  ['other', "CREATE TABLE #t (name int); INSERT INTO #t VALUES (1)"], ['golden', 'CREATE SYNONYM extra FOR t'],
] as const;

it('means in each database what it means there, after every change', async () => {
  const target = await openEngineTarget();
  const session = await target.openSession();
  const run = async (text: string): Promise<string> => {
    const printer = new RecordPrinter();
    await session.run(text, printer);
    return printer.lines.join('\n');
  };
  await run('CREATE DATABASE other');
  const seen = new Set<string>();
  for (const [i, [database, step]] of STEPS.entries()) {
    await run(`USE ${database}`);
    expect(await run(step)).not.toContain('Msg');
    for (const place of ['golden', 'other', 'golden']) {
      await run(`USE ${place}`);
      for (const [j, text] of TEXTS.entries()) {
        const answer = await run(text);
        expect({ step, place, answer }).toEqual({ step, place, answer: await run(`${text} /* ${i} ${j} ${place} */`) });
        seen.add(answer);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(25);
  await target.close();
});
