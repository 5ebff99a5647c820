// Waits until the SQL Server that DATABASE_HOST, _PORT, _USER and _PASSWORD name takes a login and answers a query, and prints what it is.
// A line in the server's log or an open port comes too early; a login through the driver does not.
'use strict';
const { address, askServer } = require('./ask-server.cjs');

const WAIT_MS = 180_000;
const PAUSE_MS = 2_000;

async function main() {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    try {
      const { version } = await askServer('SELECT @@VERSION AS version');
      console.log(version.split('\n')[0]);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

main().catch((error) => {
  console.error(`No SQL Server took a login at ${address} within ${WAIT_MS / 1000} s: ${error.message}`);
  process.exitCode = 1;
});
