// FreeTDS, where it is installed: tsql and bsqldb connect, with encryption, and run a script.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

const isInstalled = (command: string): boolean => spawnSync(command, ['-C'], { stdio: 'ignore' }).error === undefined;

const SCRIPT = `CREATE TABLE #t (id int IDENTITY PRIMARY KEY, s varchar(20), n nvarchar(20), m money, b varbinary(4), x nvarchar(max))
INSERT #t (s, n, m, b, x) VALUES ('abc', N'žluť', 12.5, 0x0102, REPLICATE(N'x', 20)), (NULL, NULL, NULL, NULL, NULL)
SELECT * FROM #t
PRINT 'hello'
go
SELECT 1 / 0
go
BEGIN TRAN
UPDATE #t SET s = 'z'
ROLLBACK
SELECT COUNT(*) AS changed FROM #t WHERE s = 'z'
go
EXEC sp_executesql N'SELECT @a + 1 AS answer', N'@a int', 41
go
`;

let server: EngineServer;
let folder: string;
beforeAll(async () => {
  server = await startEngineServer();
  folder = mkdtempSync(join(tmpdir(), 'freetds-'));
  writeFileSync(join(folder, 'script.sql'), SCRIPT);
  writeFileSync(join(folder, 'freetds.conf'), `[engine]\nhost = 127.0.0.1\nport = ${server.port}\ntds version = 7.4\nclient charset = UTF-8\n`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** Runs a command of FreeTDS' with the script; gives everything it said. */
function run(command: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, FREETDSCONF: join(folder, 'freetds.conf'), LC_ALL: 'C.UTF-8' } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.on('close', () => resolve(said));
    // A client that refuses may be gone before it has read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const EXPECTED = [/abc/, /žluť/, /12\.50/, /x{20}/, /hello/, /Divide by zero error encountered/, /changed\s+[-\s]*0/, /answer\s+[-\s]*42/];

function describeWith(command: string, body: () => void): void {
  if (isInstalled(command)) describe(command, body);
  // A program of FreeTDS' own is asked, which not every computer has: CI installs it.
  else describe.skip(`${command} (FreeTDS), which is not installed`, body);
}

describeWith('tsql', () => {
  it('runs a script', async () => {
    const said = await run('tsql', ['-S', 'engine', '-U', 'sa', '-P', PASSWORD, '-o', 'q'], SCRIPT);
    for (const part of EXPECTED) expect(said).toMatch(part);
  });

  it('is told of a wrong password', async () => {
    expect(await run('tsql', ['-S', 'engine', '-U', 'sa', '-P', 'wrong'], '')).toMatch(/Login failed for user 'sa'/);
  });
});

describeWith('bsqldb', () => {
  it('runs a script', async () => {
    const said = await run('bsqldb', ['-S', 'engine', '-U', 'sa', '-P', PASSWORD, '-i', join(folder, 'script.sql')], '');
    // bsqldb ends at the first error.
    for (const part of [/abc/, /žluť/, /hello/, /Divide by zero error encountered/]) expect(said).toMatch(part);
  });
});
