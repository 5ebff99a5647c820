// The runbook's database-template: a migrated database, its backup, and a restore for each worker. Kept as it is written but for what
// does not work: the paths (Linux only, written in), and entities and migrations from dist while specs import src.
'use strict';
const path = require('node:path');
const { DataSource } = require('typeorm');
const { dbconfig } = require('../../examples/orders/src/config/db');

const PREFIX = 'jnm_bench_hand';
const TEMPLATE = `${PREFIX}_template`;
const text = (value) => `N'${value.replace(/'/g, "''")}'`;

/** The database of a worker. */
const workerDatabase = (workerId) => `${PREFIX}_worker_${workerId}`;

/** Opens a data source of the application's on a database, and closes it whatever happens. */
async function withDataSource(database, work) {
  const dataSource = await new DataSource({ ...dbconfig.getTypeOrmConfig(), database }).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

const drop = (master, name) => master.query(`IF DB_ID(${text(name)}) IS NOT NULL
BEGIN
  ALTER DATABASE [${name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
  DROP DATABASE [${name}];
END`);

/** Makes a database anew and runs the migrations in it. */
async function createMigrated(name) {
  await withDataSource('master', async (master) => {
    await drop(master, name);
    await master.query(`CREATE DATABASE [${name}];`);
  });
  await withDataSource(name, (dataSource) => dataSource.runMigrations());
}

/** Makes the template and its backup, in the server's own folder for backups. */
async function createTemplate() {
  await createMigrated(TEMPLATE);
  await withDataSource('master', (master) => master.query(`BACKUP DATABASE [${TEMPLATE}] TO DISK = ${text(`${TEMPLATE}.bak`)} WITH FORMAT, INIT, SKIP, NOREWIND, NOUNLOAD, STATS = 10;`));
}

/** Restores a worker's database from the template's backup. */
async function restoreWorker(workerId) {
  const name = workerDatabase(workerId);
  await withDataSource('master', async (master) => {
    await drop(master, name);
    const files = await master.query(`RESTORE FILELISTONLY FROM DISK = ${text(`${TEMPLATE}.bak`)};`);
    const [{ folder }] = await master.query("SELECT physical_name AS folder FROM sys.master_files WHERE database_id = DB_ID(N'master') AND file_id = 1;");
    const { dirname, join } = folder.includes('\\') ? path.win32 : path.posix;
    const moves = files.map((file) => `MOVE ${text(file.LogicalName)} TO ${text(join(dirname(folder), `${name}${file.Type === 'L' ? '_log.ldf' : '.mdf'}`))}`);
    await master.query(`RESTORE DATABASE [${name}] FROM DISK = ${text(`${TEMPLATE}.bak`)} WITH ${moves.join(', ')}, REPLACE;`);
  });
}

/** Drops every database that was made here. */
async function dropAll() {
  await withDataSource('master', async (master) => {
    const rows = await master.query(`SELECT name FROM sys.databases WHERE LEFT(name, ${PREFIX.length}) = ${text(PREFIX)};`);
    for (const { name } of rows) await drop(master, name);
  });
}

module.exports = { createMigrated, createTemplate, restoreWorker, dropAll, workerDatabase };
