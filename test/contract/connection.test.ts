// The preset's own connection on a server: what it is told to end, ends there, and the connection goes on.
import mssql from 'mssql';
import { dropDeadRuns } from '../../src/database/drop';
import { withConnection, type Connection, type Mssql } from '../../src/sql/connection';
import { readServerAgeMs } from '../../src/sql/server-statements';
import { startContractServer, type ContractServer } from './contract-server';

const held: { server?: ContractServer; master?: Connection } = {};
const master = (): Connection => {
  if (held.master === undefined) throw new Error('there is no connection');
  return held.master;
};
beforeAll(async () => {
  held.server = await startContractServer();
  held.master = await held.server.connect('master');
}, 60_000);
afterAll(() => held.server?.stop());

it('ends a statement when it is told to, and sends none after that', async () => {
  const controller = new AbortController();
  const waiting = master().query("WAITFOR DELAY '00:10:00';", {}, controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(waiting).rejects.toThrow(/[Cc]ancel/);
  await expect(master().query('SELECT 1 AS one;', {}, controller.signal)).rejects.toThrow(/abort/);
  expect(await master().query('SELECT 1 AS one;')).toEqual([{ one: 1 }]);
});

it('says that it is closed, and asks the driver for nothing then', async () => {
  const closed = await held.server?.connect('master');
  await closed?.close();
  await expect(closed?.query('SELECT 1 AS one;')).rejects.toThrow('the connection is closed');
});

it('answers in its own way, whatever options the application has for its sessions', async () => {
  const address = (held.server as ContractServer).address;
  const options = {
    ...address.options, camelCaseColumns: true, columnNameReplacer: (name: string) => `x_${name}`, textsize: 4, enableAnsiNull: false, enableQuotedIdentifier: false, connectionIsolationLevel: 5,
  };
  const asked = await withConnection(mssql as unknown as Mssql, { ...address, options }, 'master', (connection) => connection.query(
    "SELECT CONVERT(nvarchar(max), N'as long as it is') AS as_it_is, s.[ansi_nulls], s.[quoted_identifier], s.[transaction_isolation_level] FROM sys.dm_exec_sessions AS s WHERE s.[session_id] = @@SPID;",
  ));
  expect(asked).toEqual([{ as_it_is: 'as long as it is', ansi_nulls: true, quoted_identifier: true, transaction_isolation_level: 2 }]);
});

it('knows for how long the server has been running', async () => {
  const first = await readServerAgeMs(master());
  const second = await readServerAgeMs(master());
  expect(first).toBeGreaterThanOrEqual(0);
  expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
  expect(first).toBeLessThan(10 * 365 * 24 * 60 * 60 * 1000);
});

it('drops the database of a dead run on a server that has just been started', async () => {
  const prefix = `jnm_contract_${process.pid}`;
  await master().query(`CREATE DATABASE [${prefix}_aaaaaaaaaa_w1];`);
  expect(await dropDeadRuns(master(), prefix, undefined)).toEqual([`${prefix}_aaaaaaaaaa_w1`]);
});
