// Asks the SQL Server that DATABASE_HOST, _PORT, _USER and _PASSWORD name.
'use strict';
const { ConnectionPool } = require('mssql');

const { DATABASE_HOST = 'localhost', DATABASE_PORT = '1433', DATABASE_USER = 'sa', DATABASE_PASSWORD = '' } = process.env;

/** The first row of a query, over a login of its own. */
async function askServer(text) {
  const pool = new ConnectionPool({ server: DATABASE_HOST, port: Number(DATABASE_PORT), user: DATABASE_USER, password: DATABASE_PASSWORD, database: 'master', options: { encrypt: true, trustServerCertificate: true } });
  // A socket that the server closes while it starts must not end this process.
  pool.on('error', () => undefined);
  try {
    await pool.connect();
    return (await pool.request().query(text)).recordset[0];
  } finally {
    await pool.close();
  }
}

module.exports = { askServer, address: `${DATABASE_HOST}:${DATABASE_PORT}` };
