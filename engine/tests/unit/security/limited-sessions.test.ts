// Sessions of logins that are no sysadmins: whether they get in, and that what others may does not rub off on them through what is kept.
import type { SqlEngine } from '../../../src/engine';
import { isSqlError } from '../../../src/errors/sql-error';
import { connect, startEngine, type TestSession } from '../ddl/support';

const APP = { user: 'app', password: 'App-12345' };

let engine: SqlEngine;
let sa: TestSession;

beforeEach(async () => {
  engine = startEngine();
  sa = connect(engine);
  await sa.ok('CREATE DATABASE shop');
  await sa.ok("USE shop; CREATE TABLE dbo.t (id int, n int); INSERT dbo.t VALUES (1, 2); CREATE LOGIN app WITH PASSWORD = 'App-12345'; CREATE USER app FOR LOGIN app");
});

function refusal(database: string, who = APP): number[] {
  try {
    connect(engine, database, who);
  } catch (error) {
    if (isSqlError(error)) return [...error.preceding, error].map(({ number }) => number);
    throw error;
  }
  return [];
}

describe('login', () => {
  test('a user of the database gets in, with the wrong password it does not', () => {
    expect(refusal('shop')).toEqual([]);
    expect(refusal('shop', { ...APP, password: 'app-12345' })).toEqual([18456]);
  });

  test('a database of others cannot be opened, not even as the default one', async () => {
    await sa.ok('CREATE DATABASE private');
    expect(refusal('private')).toEqual([4060, 18456]);
    expect(refusal('')).toEqual([]);
    await sa.ok('ALTER LOGIN app WITH DEFAULT_DATABASE = private');
    expect(refusal('')).toEqual([4064, 18456]);
  });

  test('a disabled login, one that may not connect, and one that was dropped are refused', async () => {
    await sa.ok('ALTER LOGIN app DISABLE');
    expect(refusal('shop')).toEqual([18470]);
    await sa.ok('ALTER LOGIN app ENABLE; USE master; DENY CONNECT SQL TO app');
    expect(refusal('shop')).toEqual([18456]);
    await sa.ok('REVOKE CONNECT SQL FROM app; USE shop; DENY CONNECT TO app');
    expect(refusal('shop')).toEqual([4060, 18456]);
    await sa.ok('DROP LOGIN app');
    expect(refusal('shop')).toEqual([18456]);
  });

  test('guest opens a database to everybody once it may connect', async () => {
    await sa.ok('DROP USER app');
    expect(refusal('shop')).toEqual([4060, 18456]);
    await sa.ok('GRANT CONNECT TO guest; GRANT SELECT ON dbo.t TO guest');
    const app = connect(engine, 'shop', APP);
    expect(await app.rows('SELECT USER_NAME(), SUSER_SNAME() FROM dbo.t')).toEqual([['guest', 'app']]);
  });

  test('a new password holds for the next login, and a login cannot be dropped while it is in', async () => {
    const app = connect(engine, 'shop', APP);
    await sa.ok("ALTER LOGIN app WITH PASSWORD = 'New-12345'");
    expect(refusal('shop')).toEqual([18456]);
    expect(refusal('shop', { ...APP, password: 'New-12345' })).toEqual([]);
    expect(await sa.errors('DROP LOGIN app')).toEqual([15434]);
    app.close();
  });
});

describe('what is kept', () => {
  const TEXT = 'SELECT n FROM dbo.t WHERE id = 1';

  test('a plan made for sa is checked for everybody else, and the other way round', async () => {
    const app = connect(engine, 'shop', APP);
    expect(await sa.rows(TEXT)).toEqual([[2]]);
    expect(await app.errors(TEXT)).toEqual([229]);
    expect(await sa.rows(TEXT)).toEqual([[2]]);
    await sa.ok('GRANT SELECT ON dbo.t TO app');
    expect(await app.rows(TEXT)).toEqual([[2]]);
    expect(await sa.rows(TEXT)).toEqual([[2]]);
    await sa.ok('DENY SELECT ON dbo.t TO app');
    expect(await app.errors(TEXT)).toEqual([229]);
  });

  test('two users share a text and not its permission', async () => {
    await sa.ok("CREATE LOGIN other WITH PASSWORD = 'Other-12345'; CREATE USER other FOR LOGIN other; GRANT SELECT ON dbo.t TO other");
    const app = connect(engine, 'shop', APP);
    const other = connect(engine, 'shop', { user: 'other', password: 'Other-12345' });
    expect(await other.rows(TEXT)).toEqual([[2]]);
    expect(await app.errors(TEXT)).toEqual([229]);
    expect(await other.rows(TEXT)).toEqual([[2]]);
  });

  test('a bare name means each user its own schema', async () => {
    await sa.ok('CREATE SCHEMA mine AUTHORIZATION app');
    await sa.ok('CREATE TABLE mine.t (n int); INSERT mine.t VALUES (7); ALTER USER app WITH DEFAULT_SCHEMA = mine');
    const app = connect(engine, 'shop', APP);
    expect(await sa.rows('SELECT n FROM t')).toEqual([[2]]);
    expect(await app.rows('SELECT n FROM t')).toEqual([[7]]);
    expect(await sa.rows('SELECT n FROM t')).toEqual([[2]]);
  });

  test('roles given and taken hold for sessions that are open', async () => {
    const app = connect(engine, 'shop', APP);
    await sa.ok('ALTER ROLE db_datareader ADD MEMBER app');
    expect(await app.rows(TEXT)).toEqual([[2]]);
    await sa.ok('ALTER ROLE db_datareader DROP MEMBER app; ALTER SERVER ROLE sysadmin ADD MEMBER app');
    expect(await app.rows(`${TEXT}; SELECT USER_NAME()`)).toEqual([[2]]);
    expect(await app.rows('SELECT USER_NAME()')).toEqual([['dbo']]);
    await sa.ok('ALTER SERVER ROLE sysadmin DROP MEMBER app');
    expect(await app.errors(TEXT)).toEqual([229]);
  });

  test('a change that is rolled back gives nothing', async () => {
    const app = connect(engine, 'shop', APP);
    await sa.ok('BEGIN TRANSACTION; GRANT SELECT ON dbo.t TO app; ROLLBACK');
    expect(await app.errors(TEXT)).toEqual([229]);
  });

  test('a reset connection is nobody else any more', async () => {
    await sa.ok("EXECUTE AS USER = 'app'");
    expect(await sa.rows('SELECT USER_NAME()')).toEqual([['app']]);
    const answer = await sa.run('SELECT USER_NAME()', true);
    expect(answer.sets[0]?.rows).toEqual([['dbo']]);
  });
});

test('statements that never run ask for nothing; conditions and arguments do', async () => {
  const app = connect(engine, 'shop', APP);
  expect(await app.rows('IF 1 = 0 SELECT n FROM dbo.t ELSE SELECT 1')).toEqual([[1]]);
  expect(await app.errors('IF EXISTS (SELECT n FROM dbo.t) SELECT 1')).toEqual([229]);
  expect(await app.errors('DECLARE @n int = (SELECT n FROM dbo.t)')).toEqual([229]);
  expect(await app.errors('DECLARE c CURSOR FOR SELECT n FROM dbo.t; OPEN c')).toContain(229);
  expect(await app.errors('CREATE TABLE #t (n int); INSERT #t EXEC (N\'SELECT n FROM dbo.t\')')).toContain(229);
});

test('the login that makes a database is dbo in it and may drop it', async () => {
  await sa.ok('ALTER SERVER ROLE dbcreator ADD MEMBER app');
  const app = connect(engine, 'master', APP);
  await app.ok('CREATE DATABASE own');
  expect(await app.rows("SELECT SUSER_SNAME(owner_sid) FROM sys.databases WHERE name = 'own'")).toEqual([['app']]);
  await app.ok('USE own; CREATE TABLE dbo.x (id int); INSERT dbo.x VALUES (1)');
  expect(await app.rows('SELECT id FROM dbo.x')).toEqual([[1]]);
  await app.ok('USE master; DROP DATABASE own');
});

test('a user finds its login again by the SID, not by the name', async () => {
  const [[sid] = []] = await sa.rows("SELECT CONVERT(varchar(100), sid, 1) FROM sys.server_principals WHERE name = 'app'");
  await sa.ok("DROP LOGIN app; CREATE LOGIN app WITH PASSWORD = 'App-12345'");
  expect(refusal('shop')).toEqual([4060, 18456]);
  await sa.ok(`DROP LOGIN app; CREATE LOGIN app WITH PASSWORD = 'App-12345', SID = ${String(sid)}`);
  expect(refusal('shop')).toEqual([]);
  expect(await sa.errors(`CREATE LOGIN twin WITH PASSWORD = 'Twin-12345', SID = ${String(sid)}`)).toEqual([15433]);
});

describe('masked columns', () => {
  test('what functions and triggers would make of them is refused to who may not see them, and to nobody else', async () => {
    await sa.ok("ALTER TABLE dbo.t ALTER COLUMN n ADD MASKED WITH (FUNCTION = 'default()'); GRANT SELECT, UPDATE ON dbo.t TO app");
    await sa.ok('CREATE FUNCTION dbo.n_of(@id int) RETURNS int AS BEGIN RETURN (SELECT n FROM dbo.t WHERE id = @id) END');
    await sa.ok('GRANT EXECUTE ON dbo.n_of TO app; CREATE TABLE dbo.log (n int)');
    await sa.ok('CREATE TRIGGER dbo.noted ON dbo.t AFTER UPDATE AS INSERT dbo.log SELECT n FROM inserted');
    const app = connect(engine, 'shop', APP);
    expect(await sa.rows('SELECT dbo.n_of(1)')).toEqual([[2]]);
    expect(await app.errors('SELECT dbo.n_of(1)')).toEqual([49999]);
    expect(await app.errors('UPDATE dbo.t SET id = 1')).toEqual([49999]);
    await sa.ok('GRANT UNMASK ON dbo.t (n) TO app');
    expect(await app.rows('SELECT dbo.n_of(1)')).toEqual([[2]]);
    await app.ok('UPDATE dbo.t SET id = 1');
  });

  test('a plan that one session has made masks for the next one, and the other way round', async () => {
    await sa.ok("ALTER TABLE dbo.t ALTER COLUMN n ADD MASKED WITH (FUNCTION = 'default()'); GRANT SELECT ON dbo.t TO app; CREATE LOGIN other WITH PASSWORD = 'Other-12345'; CREATE USER other FOR LOGIN other; GRANT SELECT, UNMASK ON dbo.t TO other");
    const [app, other] = [connect(engine, 'shop', APP), connect(engine, 'shop', { user: 'other', password: 'Other-12345' })];
    for (let round = 0; round < 2; round++) {
      expect(await app.rows('SELECT n FROM dbo.t')).toEqual([[0]]);
      expect(await other.rows('SELECT n FROM dbo.t')).toEqual([[2]]);
      expect(await sa.rows('SELECT n FROM dbo.t')).toEqual([[2]]);
    }
    await sa.ok('REVOKE UNMASK ON dbo.t TO other');
    expect(await other.rows('SELECT n FROM dbo.t')).toEqual([[0]]);
  });
});

test('a security policy answers each session for itself, through one plan', async () => {
  await sa.ok('CREATE FUNCTION dbo.own(@id int) RETURNS TABLE WITH SCHEMABINDING AS RETURN SELECT 1 AS ok WHERE @id = CAST(SESSION_CONTEXT(N\'tenant\') AS int)');
  await sa.ok('CREATE SECURITY POLICY dbo.tenants ADD FILTER PREDICATE dbo.own(id) ON dbo.t; GRANT SELECT ON dbo.t TO app');
  const [first, second] = [connect(engine, 'shop', APP), connect(engine, 'shop', APP)];
  await first.ok("EXEC sp_set_session_context N'tenant', 1");
  expect(await first.rows('SELECT n FROM dbo.t')).toEqual([[2]]);
  expect(await second.rows('SELECT n FROM dbo.t')).toEqual([]);
  await second.ok("EXEC sp_set_session_context N'tenant', 1");
  expect(await second.rows('SELECT n FROM dbo.t')).toEqual([[2]]);
  await sa.ok('ALTER SECURITY POLICY dbo.tenants WITH (STATE = OFF)');
  expect(await connect(engine, 'shop', APP).rows('SELECT n FROM dbo.t')).toEqual([[2]]);
});

test('a change of a policy that is not committed is waited for', async () => {
  await sa.ok('CREATE FUNCTION dbo.none(@id int) RETURNS TABLE WITH SCHEMABINDING AS RETURN SELECT 1 AS ok WHERE 1 = 0');
  await sa.ok('GRANT SELECT ON dbo.t TO app');
  const app = connect(engine, 'shop', APP);
  await sa.ok('BEGIN TRANSACTION; CREATE SECURITY POLICY dbo.nobody ADD FILTER PREDICATE dbo.none(id) ON dbo.t');
  expect(await app.errors('SET LOCK_TIMEOUT 0; SELECT n FROM dbo.t')).toEqual([1222]);
  await sa.ok('ROLLBACK');
  expect(await app.rows('SELECT n FROM dbo.t')).toEqual([[2]]);
});
