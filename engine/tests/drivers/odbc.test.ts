// unixODBC over FreeTDS, where both are installed: isql connects without a DSN of the system's, runs a script and is told of errors.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

const LIBRARY = 'libtdsodbc.so';

/** FreeTDS' ODBC driver: Debian keeps it in a folder of the machine's architecture. */
function findDriver(): string | undefined {
  const folders = ['/usr/lib', ...(existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.includes('linux')).map((name) => join('/usr/lib', name)) : []), '/usr/lib64', '/usr/local/lib', '/opt/homebrew/lib'];
  return folders.flatMap((folder) => [join(folder, 'odbc', LIBRARY), join(folder, LIBRARY)]).find((path) => existsSync(path));
}

const driver = findDriver();
const hasIsql = spawnSync('isql', ['--version'], { stdio: 'ignore' }).error === undefined;

let server: EngineServer;
let folder: string;
beforeAll(async () => {
  server = await startEngineServer();
  folder = mkdtempSync(join(tmpdir(), 'odbc-'));
  writeFileSync(join(folder, 'odbcinst.ini'), `[FreeTDS]\nDescription = FreeTDS\nDriver = ${driver}\n`);
  writeFileSync(join(folder, 'odbc.ini'), `[encrypted]\nDriver = FreeTDS\nServer = 127.0.0.1\nPort = ${server.port}\nTDS_Version = 7.4\nEncryption = require\nClientCharset = UTF-8\n`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
  expect(server.problems).toEqual([]);
});

/** Runs isql with a script, a statement to a line; gives its exit code and everything it said. */
function isql(args: readonly string[], script: string): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn('isql', args, { env: { ...process.env, ODBCSYSINI: folder, ODBCINI: join(folder, 'odbc.ini'), LC_ALL: 'C.UTF-8' } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.on('close', (code) => resolve({ code, said }));
    // A client that refuses may be gone before it has read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
  });
}

const connectionString = (password: string): string => `DRIVER=FreeTDS;SERVER=127.0.0.1;PORT=${server.port};TDS_Version=7.4;ClientCharset=UTF-8;UID=sa;PWD=${password}`;

const SCRIPT = `CREATE TABLE t (id int IDENTITY PRIMARY KEY, s varchar(20), n nvarchar(20), m money, b varbinary(4), d datetime2(3), u uniqueidentifier, x nvarchar(max))
INSERT t (s, n, m, b, d, u, x) VALUES ('abc', N'žluť', 12.5, 0x0102, '2024-02-29 12:34:56.789', '0E984725-C51C-4BF4-9960-E1C80E27ABA0', REPLICATE(N'x', 20)), (NULL, NULL, NULL, NULL, NULL, NULL, NULL)
SELECT * FROM t
UPDATE t SET s = 'changed' WHERE id = 2
SELECT s, COUNT(*) AS many FROM t GROUP BY s ORDER BY s
SELECT name, type_desc FROM sys.tables
EXEC sp_executesql N'SELECT @a + 1 AS answer', N'@a int', 41
DROP TABLE t
`;

function describeWhereInstalled(body: () => void): void {
  if (hasIsql && driver !== undefined) describe('isql', body);
  // Programs and a driver of the system's are asked, which not every computer has: CI installs them.
  else describe.skip(`isql, as ${hasIsql ? `FreeTDS' ODBC driver (${LIBRARY})` : 'unixODBC'} is not installed`, body);
}

describeWhereInstalled(() => {
  it('lists tables and columns as SQLTables and SQLColumns do', async () => {
    const { code, said } = await isql(['-b', '-d|', '-k', connectionString(PASSWORD)], 'CREATE TABLE listed (id int NOT NULL IDENTITY, name nvarchar(20))\nhelp\nhelp listed\nDROP TABLE listed\n');
    expect(said).toMatch(/master\|dbo\|listed\|TABLE\|/);
    expect(said).toMatch(/master\|dbo\|listed\|id\|4\|int identity\|10\|4\|0\|10\|0\|/);
    expect(said).toMatch(/master\|dbo\|listed\|name\|-9\|nvarchar\|20\|40\|/);
    expect(code).toBe(0);
  });

  it('runs a script over a connection string', async () => {
    const { code, said } = await isql(['-v', '-b', '-d|', '-k', connectionString(PASSWORD)], SCRIPT);
    expect(said).toMatch(/1\|abc\|žluť\|12\.50*\|0102\|2024-02-29 12:34:56\.789\d*\|0E984725-C51C-4BF4-9960-E1C80E27ABA0\|x{20}/i);
    for (const part of [/abc\|1/, /changed\|1/, /t\|USER_TABLE/, /^42$/m]) expect(said).toMatch(part);
    expect(code).toBe(0);
  });

  it('is encrypted where a DSN asks for it', async () => {
    const { said } = await isql(['-v', '-b', 'encrypted', 'sa', PASSWORD], 'SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID\n');
    expect(said).toContain('TRUE');
  });

  it('is told of errors, and goes on', async () => {
    const { said } = await isql(['-v', '-b', '-k', connectionString(PASSWORD)], 'SELECT 1 / 0\nSELECT * FROM nowhere\nSELECT 6 * 7\n');
    expect(said).toMatch(/Divide by zero error encountered/);
    expect(said).toMatch(/Invalid object name 'nowhere'/);
    expect(said).toMatch(/42/);
  });

  it('is told of a wrong password', async () => {
    const { code, said } = await isql(['-v', '-b', '-k', connectionString('wrong')], 'SELECT 1\n');
    expect(said).toMatch(/Login failed for user 'sa'|Unable to connect/);
    expect(code).not.toBe(0);
  });
});
