// A clone of a database of any layout, on a server: several data files, filegroups, and everything that SQL Server says meanwhile.
import mssql from 'mssql';
import { backupText, findBackup, readFileList, restoreText } from '../../src/sql/backup-statements';
import { openConnection, type Connection, type Mssql } from '../../src/sql/connection';
import { dropDatabase, readServerFacts, type ServerFacts } from '../../src/sql/server-statements';
import { addressOf, findServer } from '../found-server';

const NAME = `jnm_layouts_${process.pid}_${Date.now().toString(36)}`;
const held: { stop?: () => Promise<void>; master?: Connection; facts?: ServerFacts } = {};
const master = (): Connection => held.master as Connection;
const facts = (): ServerFacts => held.facts as ServerFacts;
const query = (text: string): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> => master().query(text);

beforeAll(async () => {
  const server = await findServer();
  held.stop = () => server.stop();
  held.master = await openConnection(mssql as unknown as Mssql, addressOf(server), 'master');
  held.facts = await readServerFacts(held.master);
}, 60_000);
afterAll(async () => {
  for (const name of [NAME, `${NAME}_w1`, `${NAME}_w2`]) await dropDatabase(master(), name);
  await master().close();
  await held.stop?.();
});

const filesAt = (folder: string, extension: string, ...names: string[]): string => names.map((name, i) => `(NAME = N'${name}', FILENAME = N'${folder}${NAME}_${names[0]}_${i}.${extension}')`).join(', ');
interface Layout {
  readonly title: string;
  readonly archive: string;
  readonly on: string;
}
const LAYOUTS: readonly Layout[] = [
  { title: 'two more data files', archive: ', ', on: '' },
  { title: 'a filegroup', archive: ', FILEGROUP [archive] ', on: ' ON [archive]' },
];

it.each(LAYOUTS)('has every file in its own place, and all rows, with $title', async ({ archive, on }) => {
  const { dataFolder, logFolder } = facts();
  await dropDatabase(master(), NAME);
  await query(`CREATE DATABASE [${NAME}] ON PRIMARY ${filesAt(dataFolder, 'mdf', 'one', 'two')}${archive}${filesAt(dataFolder, 'ndf', 'old')} LOG ON ${filesAt(logFolder, 'ldf', 'the log')};`);
  await query(`USE [${NAME}]; CREATE TABLE dbo.here (id int NOT NULL); CREATE TABLE dbo.there (id int NOT NULL)${on}; INSERT dbo.here VALUES (1); INSERT dbo.there VALUES (2); USE [master];`);
  const file = `${facts().backupFolder}${NAME}.bak`;
  await query(backupText(NAME, file, facts().canCompress));
  const files = await readFileList(master(), file);
  expect([...files].sort((a, b) => (a.logicalName < b.logicalName ? -1 : 1))).toEqual([{ logicalName: 'old', type: 'D' }, { logicalName: 'one', type: 'D' }, { logicalName: 'the log', type: 'L' }, { logicalName: 'two', type: 'D' }]);
  expect(await findBackup(master(), NAME, file)).toEqual({ kind: 'both', files });
  expect(await findBackup(master(), `${NAME}_never`, file)).toEqual({ kind: 'neither' });
  expect(await findBackup(master(), NAME, `${file}.gone`)).toEqual({ kind: 'database' });

  for (const clone of [`${NAME}_w1`, `${NAME}_w2`]) {
    await query(restoreText(clone, file, files, facts()));
    expect(await query(`SELECT (SELECT MAX(id) FROM [${clone}].dbo.here) AS here, (SELECT MAX(id) FROM [${clone}].dbo.there) AS there;`)).toEqual([{ here: 1, there: 2 }]);
    const places = (await query(`SELECT f.physical_name FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'${clone}') ORDER BY f.physical_name;`)).map((row) => String(row['physical_name']));
    expect(places).toHaveLength(4);
    places.forEach((place) => expect(place).toContain(`${clone}_`));
  }
});

it('is complete when its statement has been answered, whatever the server says on the way', async () => {
  const file = `${facts().backupFolder}${NAME}.bak`;
  const files = await readFileList(master(), file);
  const chatty = restoreText(`${NAME}_w1`, file, files, facts()).replace(/;$/, ', STATS = 5;');
  const rows = await query(`PRINT N'begins'; SELECT 1 AS first_of_all; ${chatty} RAISERROR(N'ends', 0, 1) WITH NOWAIT; SELECT d.state AS state FROM sys.databases AS d WHERE d.name = N'${NAME}_w1';`);
  expect(rows).toEqual([{ state: 0 }]);
  await expect(query("SELECT 1 AS a; PRINT N'still well'; SELECT 2 AS b; THROW 50001, N'late', 1;")).rejects.toThrow('late');
  expect(await query('SELECT 3 AS c;')).toEqual([{ c: 3 }]);
});
