// What tedious' and mssql's own integration suites ask of a server and what once was answered otherwise.
import { Request, TYPES, type Connection } from 'tedious';
import { send, type Outcome } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
beforeAll(async () => { server = await startEngineServer(); });
beforeEach(async () => { connection = await server.client(); });
afterAll(() => server.close());

const messages = (outcome: Outcome): string[] => (outcome.error?.errors ?? (outcome.error ? [outcome.error] : [])).map((error) => error.message);
const rows = (outcome: Outcome): unknown[][] => outcome.sets.at(-1)?.rows ?? [];

describe('temporary procedures', () => {
  it('run, give outputs and end with their session', async () => {
    await send(connection, 'CREATE PROCEDURE #twice @in int, @out int OUTPUT AS SET @out = @in * 2');
    const called = await send(connection, '#twice', 'procedure', (request) => {
      request.addParameter('in', TYPES.Int, 21);
      request.addOutputParameter('out', TYPES.Int);
    });
    expect(called.outputs).toEqual({ out: 42 });
    const other = await server.client();
    expect(messages(await send(other, 'EXEC #twice 1, 2'))).toEqual(["Could not find stored procedure '#twice'."]);
    await send(other, 'CREATE PROCEDURE #twice AS SELECT 1 AS other');
    expect(rows(await send(other, 'EXEC #twice'))).toEqual([[1]]);
    expect(messages(await send(connection, 'CREATE PROCEDURE #twice AS SELECT 1'))).toEqual(["There is already an object named '#twice' in the database."]);
    await send(connection, 'DROP PROCEDURE #twice');
    expect(messages(await send(connection, 'EXEC #twice 1, 2'))).toEqual(["Could not find stored procedure '#twice'."]);
  });

  it('work in the database of their caller', async () => {
    await send(connection, 'CREATE DATABASE temporary_home');
    await send(connection, 'CREATE PROCEDURE #where AS SELECT DB_NAME()');
    expect(rows(await send(connection, 'USE temporary_home; EXEC #where'))).toEqual([['temporary_home']]);
  });
});

it('stays in the database that a text with parameters has entered, but for one that another text runs', async () => {
  await send(connection, 'CREATE DATABASE entered');
  const told: string[] = [];
  connection.on('databaseChange', (name) => told.push(name));
  await send(connection, "EXEC sp_executesql N'USE entered'", 'sql');
  expect(rows(await send(connection, 'SELECT DB_NAME()', 'sql'))).toEqual([['master']]);
  await send(connection, 'USE entered', 'sql');
  expect(rows(await send(connection, 'SELECT DB_NAME()', 'sql'))).toEqual([['entered']]);
  expect(told).toEqual(['entered', 'master', 'entered']);
});

it('keeps #tables of one name in two sessions apart, though their statements share a text', async () => {
  const other = await server.client();
  await send(connection, 'CREATE TABLE #t (a int); INSERT #t VALUES (1)');
  await send(other, 'CREATE TABLE #t (a int); INSERT #t VALUES (2)');
  const seen: unknown[] = [];
  for (const session of [connection, other, connection]) seen.push(rows(await send(session, 'SELECT a FROM #t')));
  expect(seen).toEqual([[[1]], [[2]], [[1]]]);
});

it('sends each of several errors once', async () => {
  expect(messages(await send(connection, 'CREATE TYPE broken AS TABLE (id int, PRIMARY KEY (code))'))).toEqual([
    "Column name 'code' does not exist in the target table or view.", 'Could not create constraint or index. See previous errors.',
  ]);
});

it('tells the compile errors of every statement of a batch', async () => {
  expect(messages(await send(connection, 'SELECT a;SELECT b;'))).toEqual(["Invalid column name 'a'.", "Invalid column name 'b'."]);
});

it('compiles what it prepares', async () => {
  const error = await new Promise<unknown>((resolve) => {
    const request = new Request('some nonsense', () => undefined);
    request.once('error', resolve);
    connection.prepare(request);
  });
  expect((error as AggregateError).errors.map(({ message }: Error) => message)).toEqual(["Incorrect syntax near the keyword 'some'.", 'Statement(s) could not be prepared.']);
});

describe('OUTPUT parameters', () => {
  beforeAll(async () => {
    const setup = await server.client();
    await send(setup, 'CREATE PROCEDURE dbo.give @bit bit OUTPUT, @text varchar(20) OUTPUT, @amount decimal(9, 3) OUTPUT, @big bigint = 5 OUTPUT AS SELECT @bit = 1, @text = \'abcdef\', @amount = 12.345; SELECT 1 AS one');
  });

  it('come back in the type of the client, not in that of the procedure', async () => {
    const called = await send(connection, 'dbo.give', 'procedure', (request) => {
      request.addOutputParameter('bit', TYPES.BigInt);
      request.addOutputParameter('text', TYPES.NVarChar, null, { length: 3 });
      request.addOutputParameter('amount', TYPES.Decimal, null, { precision: 10, scale: 1 });
    });
    expect(called.error).toBeUndefined();
    expect(called.outputs).toEqual({ bit: '1', text: 'abc', amount: 12.3 });
  });

  it('that do not fit it are an error', async () => {
    const called = await send(connection, 'dbo.give', 'procedure', (request) => {
      for (const name of ['bit', 'amount']) request.addOutputParameter(name, TYPES.Int);
      request.addOutputParameter('text', TYPES.Int);
    });
    expect(messages(called)).toEqual(['Error converting data type varchar to int.']);
  });

  it('of sp_executesql do so too', async () => {
    const called = await send(connection, 'SET @n = 7', 'sql', (request) => request.addOutputParameter('n', TYPES.Int));
    expect(called.outputs).toEqual({ n: 7 });
  });
});

it('ends the connection with an error of severity 20, and undoes what was open', async () => {
  const doomed = await server.client();
  const ended = new Promise<void>((resolve) => { doomed.once('end', resolve); });
  await send(doomed, 'CREATE TABLE dbo.doomed (a int)');
  const outcome = await send(doomed, "BEGIN TRAN; INSERT dbo.doomed VALUES (1); BEGIN TRY RAISERROR('fatal', 20, 1) WITH LOG; END TRY BEGIN CATCH SELECT 1 AS caught; END CATCH; SELECT 2 AS behind");
  expect(messages(outcome)).toEqual([expect.stringMatching(/^Process ID \d+ has raised user error 50000, severity 20\. SQL Server is terminating this process\.$/), 'fatal']);
  expect(outcome.sets).toEqual([]);
  await ended;
  expect(rows(await send(connection, 'SELECT COUNT(*) FROM dbo.doomed'))).toEqual([[0]]);
});

it('takes the word NULL for a value of any type', async () => {
  const outcome = await send(connection, "DECLARE @t time = NULL, @x varbinary(3) = (NULL); SET @t = NULL; SELECT @t, @x");
  expect(rows(outcome)).toEqual([[null, null]]);
});

it('rounds no time into the next day', async () => {
  expect(rows(await send(connection, "SELECT CONVERT(varchar, CONVERT(time(0), '23:59:59.999999999')), CONVERT(varchar, CONVERT(time(4), '23:59:59.99999'))"))).toEqual([['23:59:59', '23:59:59.9999']]);
});

it('raises messages by number', async () => {
  const outcome = await send(connection, "RAISERROR(15097, -1, -1); RAISERROR(15600, -1, -1, 'mysp')");
  expect(messages(outcome)).toEqual(['The size associated with an extended property cannot be more than 7,500 bytes.', "An invalid parameter or option was specified for procedure 'mysp'."]);
  expect(messages(await send(connection, 'RAISERROR(5, 16, 1)'))[0]).toMatch(/^Error number 5 is invalid/);
  expect(messages(await send(connection, 'RAISERROR(60000, 16, 1)'))[0]).toMatch(/no message with that error number/);
});

it('cuts large values to TEXTSIZE', async () => {
  const outcome = await send(connection, "SET TEXTSIZE 5; SELECT CAST('abcdefgh' AS varchar(max)), CAST(N'abcdefgh' AS nvarchar(max)), CAST(0x01020304050607 AS varbinary(max)), 'abcdefgh'");
  expect(rows(outcome)).toEqual([['abcde', 'ab', Buffer.from([1, 2, 3, 4, 5]), 'abcdefgh']]);
});

it('takes FOR behind OPTION', async () => {
  expect(rows(await send(connection, 'SELECT 1 AS a OPTION (MAXRECURSION 10) FOR JSON PATH'))).toEqual([['[{"a":1}]']]);
});

it('shows how sessions are connected and what they set', async () => {
  const encrypted = await server.client({ encrypt: true });
  const text = 'SELECT encrypt_option, protocol_version FROM sys.dm_exec_connections WHERE session_id = @@SPID';
  expect(rows(await send(encrypted, text))).toEqual([['TRUE', 0x74000004]]);
  expect(rows(await send(connection, text))).toEqual([['FALSE', 0x74000004]]);
  const settings = 'SET LANGUAGE British; SELECT date_format, date_first, language FROM sys.dm_exec_sessions WHERE session_id = @@SPID';
  expect(rows(await send(connection, settings))).toEqual([['dmy', 1, 'British']]);
  expect(rows(await send(connection, 'SELECT host_platform FROM sys.dm_os_host_info'))).toEqual([['Linux']]);
});

describe('options that change the meaning of NULL', () => {
  it('ANSI_NULLS OFF makes = NULL a test', async () => {
    const outcome = await send(connection, `SET ANSI_NULLS OFF; DECLARE @n int = NULL, @one int = 1;
      SELECT v FROM (VALUES (1), (NULL)) t(v) WHERE v = NULL; SELECT v FROM (VALUES (1), (NULL)) t(v) WHERE v <> @n;
      SELECT v FROM (VALUES (1), (NULL), (2)) t(v) WHERE v <> @one; SELECT COUNT(*) FROM (VALUES (1), (NULL)) t(v) WHERE NOT v = @n`);
    expect(outcome.sets.map((set) => set.rows)).toEqual([[[null]], [[1]], [[2]], [[1]]]);
    expect(rows(await send(connection, 'SET ANSI_NULLS ON; SELECT COUNT(*) FROM (VALUES (1), (NULL)) t(v) WHERE v = NULL'))).toEqual([[0]]);
    expect(rows(await send(connection, 'SET ANSI_NULLS OFF; SELECT 1 WHERE 1 IN (2, NULL)'))).toEqual([]);
  });

  it('does not leak into what a table keeps', async () => {
    await send(connection, 'CREATE TABLE checked (a int CHECK (a <> NULL)); SET ANSI_NULLS OFF; INSERT checked VALUES (NULL)');
    const other = await server.client();
    expect(messages(await send(other, 'INSERT checked VALUES (NULL), (1)'))).toEqual([]);
  });

  it('CONCAT_NULL_YIELDS_NULL OFF joins NULL as nothing', async () => {
    expect(rows(await send(connection, "SET CONCAT_NULL_YIELDS_NULL OFF; SELECT 'a' + NULL, CAST(NULL AS varchar(3)) + 'b'"))).toEqual([['a', 'b']]);
  });

  it('ANSI_NULL_DFLT_ON OFF makes columns NOT NULL', async () => {
    expect((await send(connection, 'SET ANSI_NULL_DFLT_ON OFF; CREATE TABLE #n (a int); INSERT #n VALUES (NULL)')).error?.number).toBe(515);
  });

  it('ANSI_PADDING OFF is refused where it would decide', async () => {
    expect(messages(await send(connection, 'SET ANSI_PADDING OFF; CREATE TABLE #p (a varchar(3))'))[0]).toMatch(/does not support a varchar column under SET ANSI_PADDING OFF/);
    expect(messages(await send(connection, 'CREATE TABLE #q (a nvarchar(3))'))).toEqual([]);
  });
});

describe('bulk load', () => {
  type Options = Parameters<Connection['newBulkLoad']>[1];
  const load = (options: Options, columns: string[], data: object[], table = '#bulk'): Promise<{ error: Error | undefined; count: number | undefined }> => new Promise((resolve) => {
    const bulk = connection.newBulkLoad(table, options, (error, count) => resolve({ error: error ?? undefined, count }));
    for (const column of columns) bulk.addColumn(column, TYPES.Int, { nullable: false });
    connection.execBulkLoad(bulk, data as never);
  });

  it('holds a client to the order it promised', async () => {
    await send(connection, 'CREATE TABLE #bulk (id int PRIMARY KEY, n int NOT NULL)');
    expect(await load({ order: { id: 'ASC' } }, ['id', 'n'], [{ id: 1, n: 1 }, { id: 2, n: 1 }])).toEqual({ error: undefined, count: 2 });
    expect((await load({ order: { id: 'ASC' } }, ['id', 'n'], [{ id: 4, n: 1 }, { id: 3, n: 1 }])).error?.message).toMatch(/primary key of first row: \(4\), primary key of second row: \(3\)\.$/);
    expect((await load({ order: { n: 'DESC' } }, ['id', 'n'], [{ id: 5, n: 1 }, { id: 6, n: 2 }])).error).toBeUndefined();
  });

  it('refuses columns that the table lacks without a word', async () => {
    await send(connection, 'CREATE TABLE #bulk (id int)');
    expect((await load({}, ['x'], [{ x: 1 }])).error?.message).toMatch(/^An unknown error has occurred/);
  });
});

it('takes table-valued parameters that name no type', async () => {
  await send(connection, 'CREATE TYPE pairs AS TABLE (a smallint, b datetime)');
  await send(connection, 'CREATE PROCEDURE count_pairs @p pairs READONLY AS SELECT COUNT(*) FROM @p');
  const outcome = await send(connection, 'count_pairs', 'procedure', (request) => {
    request.addParameter('p', TYPES.TVP, { columns: [{ name: 'a', type: TYPES.SmallInt }, { name: 'b', type: TYPES.DateTime }], rows: [[1, new Date()], [2, null]] });
  });
  expect(rows(outcome)).toEqual([[2]]);
});

describe('collations of other code pages', () => {
  it.each([['Chinese_PRC_CI_AS', '中文', 'CP936', 4], ['Japanese_CI_AS', '日本', 'CP932', 4], ['Cyrillic_General_CI_AS', 'Шип', 'CP1251', 3], ['Polish_CI_AS', 'żółć', 'CP1250', 4]])('%s travels both ways', async (collation, text, codePage, lengthBytes) => {
    await send(connection, `CREATE DATABASE ${collation}_home COLLATE ${collation}`);
    await send(connection, `USE ${collation}_home`);
    expect(connection.databaseCollation?.codepage).toBe(codePage);
    const outcome = await send(connection, 'SELECT @p, DATALENGTH(@p), CAST(@p AS char(6)), CAST(CAST(@p AS varbinary(9)) AS varchar(9))', 'sql', (request) => request.addParameter('p', TYPES.VarChar, text));
    expect(rows(outcome)).toEqual([[text, lengthBytes, text + ' '.repeat(6 - lengthBytes), text]]);
    const login = await server.client({ database: `${collation}_home` });
    expect(login.databaseCollation?.codepage).toBe(codePage);
  });

  // The driver writes the columns of a table-valued parameter without a collation, and their text in the database's code page.
  it.each([['Chinese_PRC_CI_AS', '中文'], ['Cyrillic_General_CI_AS', 'Шип'], ['Latin1_General_100_CI_AS_SC_UTF8', 'žluť']])('%s counts for table-valued parameters too', async (collation, text) => {
    await send(connection, `CREATE DATABASE ${collation}_table COLLATE ${collation}`);
    await send(connection, `USE ${collation}_table`);
    await send(connection, 'CREATE TYPE texts AS TABLE (a varchar(10), b char(8))');
    await send(connection, 'CREATE PROCEDURE read_texts @p texts READONLY AS SELECT a, RTRIM(b), DATALENGTH(a) FROM @p');
    const outcome = await send(connection, 'read_texts', 'procedure', (request) => {
      const columns = [{ name: 'a', type: TYPES.VarChar, length: 10 }, { name: 'b', type: TYPES.Char, length: 8 }];
      request.addParameter('p', TYPES.TVP, { name: 'texts', columns, rows: [[text, text]] });
    });
    expect(rows(outcome)).toEqual([[text, text, connection.databaseCollation?.codepage === 'utf-8' ? 6 : connection.databaseCollation?.codepage === 'CP936' ? 4 : 3]]);
  });
});

it('tells of a change of language and of database, where it happens', async () => {
  const seen: string[] = [];
  connection.on('languageChange', (name) => seen.push(`language ${name}`));
  connection.on('databaseChange', (name) => seen.push(`database ${name}`));
  connection.on('infoMessage', ({ number, state, class: severity, lineNumber, message }) => seen.push(`${number}/${severity}/${state} line ${lineNumber}: ${message}`));
  await send(connection, "SET LANGUAGE N'British';\nSET LANGUAGE us_english;\nUSE master");
  expect(seen).toEqual([
    'language British', '5703/0/1 line 1: Changed language setting to British.', 'language us_english', '5703/0/1 line 2: Changed language setting to us_english.',
    'database master', "5701/0/1 line 3: Changed database context to 'master'.",
  ]);
});

it('sends the rows of a DBCC command before it says that the command is done', async () => {
  const seen: string[] = [];
  connection.on('infoMessage', ({ number }) => seen.push(`message ${number}`));
  await send(connection, 'DBCC USEROPTIONS', 'batch', (request) => request.on('done', (count) => seen.push(`done ${count ?? 'without rows'}`)));
  expect(seen).toEqual([expect.stringMatching(/^done \d+$/), 'message 2528', 'done without rows']);
});
