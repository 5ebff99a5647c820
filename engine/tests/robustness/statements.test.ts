// Any text at all, executed: it ends with rows or with errors of SQL Server's, never with a bug of the engine's.
import { startEngineServer, type EngineServer } from '../drivers/engine-server';
import type { SessionPort } from '../../src/tds/session-port';
import { chance, errorsOf, goldenBatches, isUnsafe, openSession, pick, upTo } from './support';

let server: EngineServer;
let session: SessionPort;
beforeAll(async () => {
  server = await startEngineServer();
  session = openSession(server.engine);
  await errorsOf(session, 'CREATE DATABASE soup');
  await renew();
});
afterAll(() => server.close());

const SCHEMA = `CREATE TABLE a (id int IDENTITY PRIMARY KEY, n int NULL, s varchar(10) NULL, d decimal(9, 2) NULL, at datetime NULL);
CREATE TABLE b (id int PRIMARY KEY, a_id int NULL REFERENCES a (id), t nvarchar(max) NULL, u uniqueidentifier NULL);
CREATE VIEW v AS SELECT a.id, a.s, b.t FROM a JOIN b ON b.a_id = a.id;
CREATE PROCEDURE p @x int = 1, @y varchar(10) = NULL OUTPUT AS BEGIN SELECT @x AS x; SET @y = 'y'; RETURN 3; END;
CREATE FUNCTION f (@x int) RETURNS int AS BEGIN RETURN @x + 1; END;
INSERT a (n, s, d, at) VALUES (1, 'one', 1.5, '2020-01-01'), (NULL, NULL, NULL, NULL), (3, 'three', -2, '1999-12-31');
INSERT b VALUES (1, 1, N'x', NULL), (2, NULL, NULL, NEWID());`;

/** The session afresh, in a database as it was at first. */
async function renew(): Promise<void> {
  session.close();
  await new Promise((resolve) => setImmediate(resolve));
  session = openSession(server.engine);
  await errorsOf(session, 'DROP DATABASE IF EXISTS soup; CREATE DATABASE soup');
  await errorsOf(session, 'USE soup');
  for (const statement of SCHEMA.split(/;\n/)) await errorsOf(session, statement);
}

const EVERY = 300;
const TIME_MS = 5000;

/** Runs texts until the time or the count is up; returns those that ended otherwise than with SQL errors. */
async function bugsOf(count: number, make: () => string): Promise<string[]> {
  const bugs: string[] = [];
  const end = Date.now() + TIME_MS;
  for (let i = 0; i < count && Date.now() < end; i++) {
    const text = make();
    if (isUnsafe(text)) continue;
    try {
      await errorsOf(session, text);
    } catch (error) {
      bugs.push(`${String(error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' | ') : error)}\n    ${text}`);
      await renew();
    }
    if (i % EVERY === EVERY - 1) await renew();
  }
  return [...new Map(bugs.map((bug) => [bug.split('\n')[0], bug])).values()];
}

const TOKENS = `SELECT FROM WHERE GROUP BY ORDER HAVING TOP DISTINCT AS JOIN LEFT ON CROSS APPLY UNION ALL INSERT INTO VALUES UPDATE SET DELETE MERGE USING WHEN MATCHED THEN NOT AND OR NULL IS IN
LIKE BETWEEN EXISTS CASE END ELSE BEGIN IF DECLARE TABLE CREATE ALTER DROP INDEX VIEW PROC FUNCTION TRIGGER RETURNS RETURN EXEC OUTPUT WITH OVER PARTITION ROWS OFFSET FETCH NEXT ROW ONLY CAST
CONVERT COALESCE COUNT SUM MAX STRING_AGG DATEADD DATEDIFF ISNULL ROW_NUMBER RANK DEFAULT CHECK IDENTITY PIVOT FOR JSON PATH TRAN COMMIT ROLLBACK SAVE THROW PRINT a b v p f id n s d at a_id t u x
#x @v @@ROWCOUNT int varchar(3) decimal(5,1) datetime [q] "d" 'str' N'u' 0 1 -1 1.5 1e3 0xAB $2 ( ) ( ) , , . ; = = <> < > + - * / % inserted.id deleted.n`.split(/\s+/);

it('answers a soup of tokens without a bug of its own', async () => {
  const random = chance(11);
  expect(await bugsOf(4000, () => `${pick(random, ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'DECLARE', 'CREATE', 'ALTER', 'EXEC', 'SELECT * FROM'])} ${Array.from({ length: 2 + upTo(random, 14) }, () => pick(random, TOKENS)).join(' ')}`)).toEqual([]);
}, 15000);

it('answers expressions by chance without a bug of its own', async () => {
  const random = chance(12);
  const leaf = (): string => pick(random, ['id', 'n', 's', 'd', 'at', 'NULL', '1', '-7', "'x'", "'12'", "N'ž'", '1.25', '1e2', '0x41', "'2020-02-30'", 'GETDATE()', '$3', 'NEWID()', 'CAST(1 AS bit)', "''"]);
  const value = (depth: number): string => {
    if (depth === 0) return leaf();
    const sub = (): string => value(depth - 1);
    return pick(random, [
      () => `(${sub()} ${pick(random, ['+', '-', '*', '/', '%', '&', '|', '^'])} ${sub()})`, () => `CASE WHEN ${sub()} ${pick(random, ['=', '<', '<>', '>=', 'LIKE'])} ${sub()} THEN ${sub()} ELSE ${sub()} END`,
      () => `CAST(${sub()} AS ${pick(random, ['int', 'bigint', 'varchar(5)', 'nvarchar(max)', 'decimal(38, 10)', 'datetime', 'date', 'time(3)', 'datetime2', 'datetimeoffset', 'float', 'real', 'money', 'bit', 'varbinary(4)', 'uniqueidentifier', 'sql_variant', 'xml'])})`,
      () => `${pick(random, ['ABS', 'LEN', 'UPPER', 'RTRIM', 'CEILING', 'SIGN', 'SQRT', 'ISNUMERIC', 'ISDATE', 'YEAR', 'REVERSE', 'ASCII', 'CHAR', 'UNICODE', 'DATALENGTH', 'CHECKSUM', 'QUOTENAME', 'ISJSON', 'MAX', 'COUNT', 'AVG'])}(${sub()})`,
      () => `${pick(random, ['ISNULL', 'COALESCE', 'NULLIF', 'LEFT', 'ROUND', 'POWER', 'CHARINDEX', 'CONCAT', 'IIF(1=1,1,', 'STUFF(s,1,', 'DATEADD(day,', 'DATEDIFF(hour,', 'FORMAT', 'JSON_VALUE', 'CHOOSE', 'LOG', 'ATN2', 'REPLACE(s,', 'TRANSLATE(s,', 'PARSENAME'])}(${sub()}, ${sub()})`.replace(/,\(/, ','),
      () => `(SELECT ${pick(random, ['MAX', 'COUNT', 'STRING_AGG(CAST(id AS varchar(9)),', ''])}(${sub()}) FROM a)`.replace(/,\(/, ','), leaf,
    ])();
  };
  expect(await bugsOf(3000, () => `SELECT ${value(3)} FROM a ${pick(random, ['', 'WHERE', 'GROUP BY', 'ORDER BY'])}`.replace(/(WHERE|BY)$/, (word) => `${word} ${value(2)}${word === 'WHERE' ? ' IS NULL' : ''}`))).toEqual([]);
}, 15000);

it('answers real statements with tokens changed without a bug of its own', async () => {
  const random = chance(13);
  const batches = goldenBatches().filter((text) => !isUnsafe(text) && text.length < 1500);
  expect(batches.length).toBeGreaterThan(300);
  const split = (text: string): string[] => text.match(/\s+|'(?:[^']|'')*'|[@#$\w]+|\[[^\]]*\]|./gs) ?? [];
  const change = (text: string): string => {
    const tokens = split(text);
    for (let i = upTo(random, 3); i >= 0; i--) {
      const at = upTo(random, tokens.length);
      const other = pick(random, split(pick(random, batches)));
      tokens.splice(at, upTo(random, 3), ...pick(random, [[], [other], [` ${pick(random, TOKENS)} `], [tokens[upTo(random, tokens.length)] ?? '']]));
    }
    return tokens.join('');
  };
  expect(await bugsOf(4000, () => change(pick(random, batches)))).toEqual([]);
}, 15000);
