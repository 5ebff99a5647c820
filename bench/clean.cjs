// Measures cleanDatabase against two ways to do it by hand, on one server in one run: the runbook's loop (switch every table's
// constraints off, empty each table with a statement of its own, switch them on again) and deleting from every table in the order
// of its foreign keys. Neither of the two brings identities and template rows back. `npm run build` first; `--json` prints one JSON object; DATABASE_HOST names a server,
// without it the embedded one is measured, in this process, and processor time beside the clock's: other work on the machine hardly
// changes it. `--tables=10,100,500` and `--repeats=5` are the defaults.
const { performance } = require('node:perf_hooks');
const mssql = require('mssql');
const { openConnection } = require('../dist/sql/connection');
const { recordBaseline } = require('../dist/template/record-baseline');
const { cleanDatabase } = require('../dist/isolation/reset');

const option = (name, otherwise) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const COUNTS = option('tables', '10,100,500').split(',').map(Number);
const REPEATS = Number(option('repeats', '5'));
const ROWS_PER_TABLE = 5;

/** Every third table references the one before it; every tenth has a template row, as tables of states have. */
const hasParent = (i) => i % 3 === 1;
const isSeeded = (i) => i % 10 === 0;

function schemaTexts(count) {
  const texts = [];
  for (let i = 0; i < count; i++) {
    const reference = hasParent(i) ? `, parent_id int NULL CONSTRAINT fk_t${i} REFERENCES dbo.t${i - 1} (id)` : '';
    texts.push(`CREATE TABLE dbo.t${i} (id int NOT NULL IDENTITY(1, 1) CONSTRAINT pk_t${i} PRIMARY KEY, name nvarchar(50) NOT NULL, amount decimal(12, 2) NOT NULL CONSTRAINT df_t${i} DEFAULT 0${reference}, CONSTRAINT ck_t${i} CHECK (amount >= 0));`);
    if (isSeeded(i)) texts.push(`INSERT INTO dbo.t${i} (name) VALUES (N'kept');`);
  }
  return texts;
}

const dirtyTables = (count, dirty) => Array.from({ length: dirty }, (_, i) => Math.floor((i * count) / dirty));

async function soil(connection, count, dirty) {
  const values = Array.from({ length: ROWS_PER_TABLE }, (_, i) => `(N'row ${i}', ${i})`).join(', ');
  const texts = dirtyTables(count, dirty).map((i) => `INSERT INTO dbo.t${i} (name, amount) VALUES ${values};`);
  if (texts.length > 0) await connection.query(texts.join('\n'));
}

/** The runbook's clean as it is written: a round trip for every table. sp_MSforeachtable is spelt out, TRUNCATE became DELETE. */
async function runbookLoop(connection) {
  const tables = await connection.query('SELECT SCHEMA_NAME(schema_id) AS SchemaName, name AS TableName FROM sys.tables WHERE is_ms_shipped = 0');
  const names = tables.map((row) => `[${row.SchemaName}].[${row.TableName}]`);
  await connection.query(names.map((table) => `ALTER TABLE ${table} NOCHECK CONSTRAINT ALL;`).join('\n'));
  for (const table of names) await connection.query(`DELETE FROM ${table};`);
  await connection.query(names.map((table) => `ALTER TABLE ${table} WITH CHECK CHECK CONSTRAINT ALL;`).join('\n'));
}

/** Children first; the order was worked out before. */
async function deleteInOrder(connection, count) {
  const all = Array.from({ length: count }, (_, i) => i);
  const order = [...all.filter(hasParent), ...all.filter((i) => !hasParent(i))];
  await connection.query(order.map((i) => `DELETE FROM [dbo].[t${i}];`).join('\n'));
}

const ours = async (connection) => { await cleanDatabase(connection); };
const WAYS = { cleanDatabase: ours, runbookLoop, deleteInOrder };

async function medians(connection, count, dirty, way) {
  const times = [];
  const cpuTimes = [];
  // The first five runs fill the server's plan caches and warm the embedded one up, for every way alike.
  for (let i = -5; i < REPEATS; i++) {
    await soil(connection, count, dirty);
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    await way(connection, count);
    if (i < 0) continue;
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuTimes.push((user + system) / 1000);
  }
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return { ms: middle(times), cpuMs: middle(cpuTimes) };
}

/** A database of its own for each way: what one way leaves behind is no other way's start. */
async function measure(server, count, dirty) {
  const result = { tables: count, dirty };
  const cpu = {};
  for (const [name, way] of Object.entries(WAYS)) {
    const database = `jnm_bench_clean_${process.pid}_${count}_${name}`;
    if (!server.made.has(database)) {
      await server.master.query(`CREATE DATABASE [${database}];`);
      server.made.set(database, await openConnection(mssql, server.address, database));
      const fresh = server.made.get(database);
      const texts = schemaTexts(count);
      for (let i = 0; i < texts.length; i += 50) await fresh.query(texts.slice(i, i + 50).join('\n'));
      if (name === 'cleanDatabase') await recordBaseline(fresh, { cleanKeep: [], cleanTimeoutMs: 60_000 });
    }
    const { ms, cpuMs } = await medians(server.made.get(database), count, dirty, way);
    result[name] = ms;
    cpu[name] = cpuMs;
  }
  // Of a server outside, the processor time is not seen.
  const inProcess = server.kind === 'embedded' ? { cpuMs: cpu, cpuTimesOfRunbook: cpu.runbookLoop / cpu.cleanDatabase, cpuTimesOfDeleteInOrder: cpu.deleteInOrder / cpu.cleanDatabase } : {};
  return { ...result, ...inProcess, timesFasterThanRunbook: result.runbookLoop / result.cleanDatabase, timesFasterThanDeleteInOrder: result.deleteInOrder / result.cleanDatabase };
}

async function startServer() {
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_USER: user, DATABASE_PASSWORD: password } = process.env;
  const started = host === undefined
    ? await require('mssql-memory-server').startServer()
    : { host, port: Number(port ?? 1433), user: user ?? 'sa', password: password ?? '', stop: async () => undefined };
  const address = { host: started.host, port: started.port, user: started.user, password: started.password, options: { encrypt: false, trustServerCertificate: true } };
  return { kind: host === undefined ? 'embedded' : 'external', address, made: new Map(), master: await openConnection(mssql, address, 'master'), stop: () => started.stop() };
}

async function main() {
  const server = await startServer();
  const results = [];
  try {
    for (const count of COUNTS) {
      for (const dirty of [0, 3, count]) {
        results.push(await measure(server, count, dirty));
        if (!process.argv.includes('--json')) print(results.at(-1));
      }
    }
  } finally {
    for (const [database, connection] of server.made) {
      await connection.close();
      await server.master.query(`ALTER DATABASE [${database}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [${database}];`);
    }
    await server.master.close();
    await server.stop();
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify({ server: server.kind, repeats: REPEATS, results }, null, 2));
}

function print(r) {
  const ms = (value) => `${value.toFixed(1)} ms`.padStart(11);
  const times = (value) => `${value.toFixed(1)}x`.padStart(8);
  console.log(`${String(r.tables).padStart(4)} tables, ${String(r.dirty).padStart(3)} dirty: cleanDatabase ${ms(r.cleanDatabase)} | runbook ${ms(r.runbookLoop)} ${times(r.timesFasterThanRunbook)} | delete in order ${ms(r.deleteInOrder)} ${times(r.timesFasterThanDeleteInOrder)}`);
  if (r.cpuMs !== undefined) console.log(`                 processor time: cleanDatabase ${ms(r.cpuMs.cleanDatabase)} | runbook ${ms(r.cpuMs.runbookLoop)} ${times(r.cpuTimesOfRunbook)} | delete in order ${ms(r.cpuMs.deleteInOrder)} ${times(r.cpuTimesOfDeleteInOrder)}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
