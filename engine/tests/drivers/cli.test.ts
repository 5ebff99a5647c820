// The command line's arguments, and databases that outlive their server.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseCommandLine } from '../../src/cli';
import { SqlEngine } from '../../src/engine';
import type { LoggedStatement } from '../../src/session/state';
import { errorsOf, openSession } from '../robustness/support';
import { PASSWORD } from './engine-server';

describe('arguments', () => {
  it.each<[string[], unknown]>([
    [[], { kind: 'run', logs: false, options: { port: 1433 } }],
    [['--port', '0', '--host', '0.0.0.0', '--password', 'x', '--log'], { kind: 'run', logs: true, options: { port: 0, host: '0.0.0.0', password: 'x' } }],
    [['--data', 'here'], { kind: 'run', logs: false, options: { port: 1433, backupFolder: resolve('here'), dataFolder: resolve('here') } }],
    [['--edition', 'Azure'], { kind: 'run', logs: false, options: { port: 1433, edition: 'Azure SQL Database' } }],
    [['--edition', 'express'], { kind: 'wrong', reason: '--edition express is none of developer, azure' }],
    [['--sql-server', '2019'], { kind: 'run', logs: false, options: { port: 1433, version: '2019' } }],
    [['--sql-server', '2016'], { kind: 'wrong', reason: '--sql-server 2016 is none of 2017, 2019, 2022' }],
    [['--sql-server', '2019', '--edition', 'azure'], { kind: 'wrong', reason: '--sql-server is not for --edition azure' }],
    [['-h', '--port', 'x'], { kind: 'help' }],
    [['--port', '65536'], { kind: 'wrong', reason: '--port 65536 is no port' }],
    [['--port', 'x'], { kind: 'wrong', reason: '--port x is no port' }],
  ])('%j', (args, command) => expect(parseCommandLine(args)).toEqual(command));

  it.each([[['--nothing']], [['stray']], [['--port']]])('%j is wrong', (args) => expect(parseCommandLine(args).kind).toBe('wrong'));
});

describe('a data folder', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'data-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const logged: LoggedStatement[] = [];
  const start = (): SqlEngine => {
    const engine = new SqlEngine({ password: PASSWORD, serverName: 'TEST', backupFolder: folder, log: (statement) => logged.push(statement) });
    engine.load(folder);
    return engine;
  };

  it('keeps the committed state of databases, and no database that is gone', async () => {
    const first = start();
    const session = openSession(first);
    await errorsOf(session, 'CREATE DATABASE [a/b]; CREATE DATABASE other');
    await errorsOf(session, 'CREATE TABLE [a/b].dbo.t (id int IDENTITY PRIMARY KEY, s nvarchar(20)); INSERT [a/b].dbo.t VALUES (N\'žluť\'); BEGIN TRAN; INSERT [a/b].dbo.t VALUES (N\'never\')');
    first.save(folder);
    expect(readdirSync(folder)).toEqual(['a%2Fb.mssqldb', 'other.mssqldb']);
    const second = start();
    const later = openSession(second);
    expect(await errorsOf(later, "IF (SELECT STRING_AGG(s, ',') FROM [a/b].dbo.t) <> N'žluť' THROW 50001, 'lost', 1; INSERT [a/b].dbo.t VALUES (N'x'); IF SCOPE_IDENTITY() < 2 THROW 50002, 'identity', 1")).toEqual([]);
    await errorsOf(later, 'DROP DATABASE other');
    second.save(folder);
    expect(readdirSync(folder)).toEqual(['a%2Fb.mssqldb']);
  });

  it('with a file that is none of its own is refused', () => {
    writeFileSync(join(folder, 'x.mssqldb'), 'nothing');
    expect(start).toThrow(/x\.mssqldb/);
  });

  it('statements are logged with their session and time', async () => {
    logged.length = 0;
    await errorsOf(openSession(start()), 'SELECT 1');
    expect(logged).toEqual([{ spid: 51, text: 'SELECT 1', durationMs: expect.any(Number) as number }]);
  });
});
