// Waits until the SQL Server that DATABASE_HOST, _PORT, _USER and _PASSWORD name takes a login and answers a query, and prints what it is.
// A line in the server's log or an open port comes too early; a login through the driver does not.
'use strict';
const { ConnectionPool } = require('mssql');

const { DATABASE_HOST = 'localhost', DATABASE_PORT = '1433', DATABASE_USER = 'sa', DATABASE_PASSWORD = '' } = process.env;
const WAIT_MS = 180_000;
const PAUSE_MS = 2_000;

async function ask() {
  const pool = new ConnectionPool({ server: DATABASE_HOST, port: Number(DATABASE_PORT), user: DATABASE_USER, password: DATABASE_PASSWORD, database: 'master', options: { encrypt: true, trustServerCertificate: true } });
  // A socket that the server closes while it starts must not end this process.
  pool.on('error', () => undefined);
  try {
    await pool.connect();
    const { recordset } = await pool.request().query('SELECT @@VERSION AS version');
    return String(recordset[0].version).split('\n')[0];
  } finally {
    await pool.close();
  }
}

async function main() {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    try {
      console.log(await ask());
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

main().catch((error) => {
  console.error(`No SQL Server took a login at ${DATABASE_HOST}:${DATABASE_PORT} within ${WAIT_MS / 1000} s: ${error.message}`);
  process.exitCode = 1;
});
