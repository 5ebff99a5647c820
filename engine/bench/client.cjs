// Clients for the measurements: tedious with promises, and TypeORM over the same server.
'use strict';
const { Connection, Request, TYPES } = require('tedious');

const options = (server) => ({
  server: server.host, authentication: { type: 'default', options: { userName: server.user, password: server.password } },
  options: { port: server.port, database: 'master', encrypt: false, trustServerCertificate: true, requestTimeout: 0, connectTimeout: 10000 },
});

/** Connects; gives `batch(text)` and `query(text, parameters)`, which resolve to rows of values. */
function connect(server) {
  return new Promise((resolve, reject) => {
    const connection = new Connection(options(server));
    const send = (text, how, parameters = {}) => new Promise((done, failed) => {
      const rows = [];
      const request = new Request(text, (error) => (error ? failed(error) : done(rows)));
      request.on('row', (cells) => rows.push(cells.map((cell) => cell.value)));
      for (const [name, value] of Object.entries(parameters)) request.addParameter(name, typeof value === 'number' ? TYPES.Int : TYPES.NVarChar, value);
      connection[how](request);
    });
    connection.connect((error) => (error ? reject(error) : resolve({
      batch: (text) => send(text, 'execSqlBatch'),
      query: (text, parameters) => send(text, 'execSql', parameters),
      close: () => new Promise((done) => { connection.once('end', done); connection.close(); }),
    })));
  });
}

/** A TypeORM data source of the server; undefined where TypeORM is not installed. */
async function dataSource(server, entities, more = {}) {
  let typeorm;
  try { typeorm = require('typeorm'); } catch { return undefined; }
  const source = new typeorm.DataSource({
    type: 'mssql', host: server.host, port: server.port, username: server.user, password: server.password, database: 'master',
    options: { encrypt: false, trustServerCertificate: true }, entities: entities.map((entity) => new typeorm.EntitySchema(entity)), ...more,
  });
  return source.initialize();
}

module.exports = { connect, dataSource };
