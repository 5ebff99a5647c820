// The client of the measurements: tedious with promises.
'use strict';
const { Connection, Request, TYPES } = require('tedious');

const options = (server) => ({
  server: server.host, authentication: { type: 'default', options: { userName: server.user, password: server.password } },
  options: { port: server.port, database: 'master', encrypt: false, trustServerCertificate: true, requestTimeout: 0, connectTimeout: 30000 },
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

module.exports = { connect };
