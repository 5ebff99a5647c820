// CREATE, ALTER, DROP, BACKUP and RESTORE DATABASE.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect, emptyFolder, startEngine, type TestSession } from './support';
import type { SqlEngine } from '../../../src/engine';

let engine: SqlEngine;
let master: TestSession;
beforeEach(() => {
  engine = startEngine();
  master = connect(engine);
});

const BACKUP = "BACKUP DATABASE d TO DISK = N'/var/opt/mssql/data/d.bak' WITH COPY_ONLY, FORMAT, INIT";
const restore = (name: string): string =>
  `RESTORE DATABASE ${name} FROM DISK = N'/var/opt/mssql/data/d.bak' WITH MOVE N'd' TO N'/var/opt/mssql/data/${name}.mdf', MOVE N'd_log' TO N'/var/opt/mssql/data/${name}.ldf', REPLACE, RECOVERY`;

test('creating, renaming, dropping', async () => {
  await master.ok('CREATE DATABASE d');
  expect(await master.errors('CREATE DATABASE D')).toEqual([1801]);
  expect(await master.errors('DROP DATABASE nope')).toEqual([3701]);
  expect(await master.errors('DROP DATABASE master')).toEqual([3708]);
  expect(await master.errors('BEGIN TRAN; DROP DATABASE d')).toEqual([574]);
  await master.ok('ROLLBACK');
  const inside = connect(engine, 'd');
  expect(await master.errors('DROP DATABASE d')).toEqual([3702]);
  expect(await inside.errors('DROP DATABASE d')).toEqual([3702]);
  expect(await master.errors('ALTER DATABASE d MODIFY NAME = e')).toEqual([5030]);
  inside.close();
  await new Promise((resolve) => setImmediate(resolve));
  await master.ok('ALTER DATABASE d MODIFY NAME = e');
  expect(await master.rows("SELECT DB_ID('d')")).toEqual([[null]]);
  expect(await master.errors('ALTER DATABASE nope SET RECOVERY SIMPLE')).toEqual([5011, 5069]);
  await master.ok('ALTER DATABASE e SET RECOVERY SIMPLE; ALTER DATABASE e SET DELAYED_DURABILITY = FORCED; ALTER DATABASE e SET AUTO_CLOSE OFF; ALTER DATABASE e SET READ_COMMITTED_SNAPSHOT ON');
  expect(await master.rows("SELECT recovery_model_desc, is_read_committed_snapshot_on FROM sys.databases WHERE name = 'e'")).toEqual([['SIMPLE', 1]]);
  expect(await master.errors('ALTER DATABASE e SET COMPATIBILITY_LEVEL = 42')).toEqual([15048]);
  connect(engine, 'e');
  await master.ok('ALTER DATABASE e SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE IF EXISTS e, nope');
});

test('a restored database is the one that was backed up, and goes its own way', async () => {
  await master.ok('CREATE DATABASE d');
  const inside = connect(engine, 'd');
  await inside.ok("CREATE SCHEMA app");
  await inside.ok("CREATE TABLE app.t (id int IDENTITY(1,1) PRIMARY KEY, a varchar(5)); INSERT INTO app.t (a) VALUES ('x'), ('y'); CREATE SEQUENCE s AS int START WITH 10; SELECT NEXT VALUE FOR s");
  await inside.ok("CREATE TRIGGER app.tr ON app.t AFTER INSERT AS SELECT 1 AS fired");
  await inside.ok("BEGIN TRAN; INSERT INTO app.t (a) VALUES ('open')");
  const [[objectId]] = await inside.rows("SELECT OBJECT_ID('app.t')") as [[number]];
  const backup = await master.ok(BACKUP);
  expect(backup.infos.map((info) => info.number)).toEqual([4035, 4035, 3014]);
  await master.ok(restore('c1'));
  await master.ok(restore('c2'));
  const clone = connect(engine, 'c1');
  expect(await clone.rows("SELECT OBJECT_ID('app.t')")).toEqual([[objectId]]);
  expect(await clone.rows('SELECT id, a FROM app.t ORDER BY id')).toEqual([[1, 'x'], [2, 'y']]);
  expect(await clone.rows('SELECT NEXT VALUE FOR s')).toEqual([[11]]);
  await clone.ok("DELETE FROM app.t");
  const other = connect(engine, 'c2');
  expect(await other.rows('SELECT id FROM app.t ORDER BY id')).toEqual([[1], [2]]);
  expect(await other.rows('SELECT NEXT VALUE FOR s')).toEqual([[11]]);
  expect((await other.ok("INSERT INTO app.t (a) VALUES ('z')")).sets[0]?.rows).toEqual([[1]]);
  expect(await other.rows('SELECT COUNT(*) FROM app.t WHERE id > 2')).toEqual([[1]]);
  expect(await master.rows("SELECT name, physical_name FROM sys.master_files WHERE database_id = DB_ID('c1')")).toEqual([['d', '/var/opt/mssql/data/c1.mdf'], ['d_log', '/var/opt/mssql/data/c1.ldf']]);
});

test('a backup file serves another server', async () => {
  await master.ok('CREATE DATABASE d');
  const inside = connect(engine, 'd');
  await inside.ok("CREATE TABLE t (id bigint PRIMARY KEY, b varbinary(5), d decimal(9,2), w datetimeoffset, n int NULL, UNIQUE (d)); INSERT INTO t VALUES (1, 0x0102, 1.5, '2020-01-01T00:00:00+02:00', NULL)");
  const path = join(emptyFolder(), 'd.bak');
  await master.ok(`BACKUP DATABASE d TO DISK = N'${path}' WITH INIT`);
  const there = connect(startEngine());
  await there.ok(`RESTORE DATABASE x FROM DISK = N'${path}'`);
  expect(await there.rows("SELECT id, CONVERT(varchar(20), b, 1), d, CONVERT(varchar(40), w), n FROM x.dbo.t WHERE d = 1.5")).toEqual([[1n, '0x0102', 150n, '2020-01-01 00:00:00.0000000 +02:00', null]]);
  expect((await there.ok(`RESTORE FILELISTONLY FROM DISK = N'${path}'`)).sets[0]?.rows.map((row) => row.slice(0, 4))).toEqual([['d', '/var/opt/mssql/data/d.mdf', 'D', 'PRIMARY'], ['d_log', '/var/opt/mssql/data/d_log.ldf', 'L', null]]);
});

test('what BACKUP and RESTORE refuse', async () => {
  await master.ok('CREATE DATABASE d');
  await master.ok(BACKUP);
  expect(await master.errors("RESTORE DATABASE x FROM DISK = N'/var/opt/mssql/data/nope.bak'")).toEqual([3201, 3013]);
  expect(await master.errors("BACKUP DATABASE d TO DISK = N'/no/such/folder/x.bak' WITH INIT")).toEqual([3201, 3013]);
  expect(await master.errors("BACKUP DATABASE nope TO DISK = N'x.bak' WITH INIT")).toEqual([911, 3013]);
  expect(await master.errors("RESTORE DATABASE x FROM DISK = N'/var/opt/mssql/data/d.bak'")).toEqual([1834, 3156, 1834, 3156, 3119, 3013]);
  expect(await master.errors("RESTORE DATABASE x FROM DISK = N'/var/opt/mssql/data/d.bak' WITH MOVE 'nope' TO 'y'")).toEqual([3234, 3013]);
  expect(await master.errors("RESTORE DATABASE x FROM DISK = N'/var/opt/mssql/data/d.bak' WITH NORECOVERY")).toEqual([49999]);
  expect(await master.errors(`BEGIN TRAN; ${BACKUP}`)).toEqual([3021, 3013]);
  await master.ok('ROLLBACK; CREATE DATABASE e');
  expect(await master.errors("RESTORE DATABASE e FROM DISK = N'/var/opt/mssql/data/d.bak'")).toEqual([3154, 3013]);
  const inside = connect(engine, 'e');
  expect(await master.errors(restore('e'))).toEqual([3101, 3013]);
  inside.close();
  await new Promise((resolve) => setImmediate(resolve));
  await master.ok(restore('e'));
});

/** A device of Linux to which every write fails with ENOSPC. */
const FULL = '/dev/full';

(existsSync(FULL) ? test : test.skip)('a disk that is full is a 3202, with the words of the operating system', async () => {
  await master.ok('CREATE DATABASE d');
  const { errors } = await master.run(`BACKUP DATABASE d TO DISK = N'${FULL}' WITH COPY_ONLY, FORMAT, INIT`);
  expect(errors.map(({ number, message }) => [number, message])).toEqual([
    [3202, 'Write on "/dev/full" failed: 112(There is not enough space on the disk.)'],
    [3013, 'BACKUP DATABASE is terminating abnormally.'],
  ]);
  expect(existsSync(FULL)).toBe(true);
  await master.ok(BACKUP);
});

test('a device that cannot be opened is a 3201, and nothing is written', async () => {
  await master.ok('CREATE DATABASE d');
  const folder = emptyFolder();
  const { errors } = await master.run(`BACKUP DATABASE d TO DISK = N'${folder}' WITH COPY_ONLY, FORMAT, INIT`);
  expect(errors.map(({ message }) => message)).toEqual([`Cannot open backup device '${folder}'. Operating system error 5(Access is denied.).`, 'BACKUP DATABASE is terminating abnormally.']);
  expect(readdirSync(folder)).toEqual([]);
});
