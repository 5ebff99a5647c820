// A server with a template and clones of it, for the suites that compare a cleaned clone with a fresh one. The server is the one that
// DATABASE_HOST names, or an embedded one; every statement here is one that SQL Server 2017 and later take.
import mssql from 'mssql';
import type { ServerAddress } from '../../src/process/run-facts';
import { addressOf, findServer } from '../found-server';
import { readFileList, restoreText, writeBackup } from '../../src/sql/backup-statements';
import { openConnection, withConnection, type Connection, type Mssql } from '../../src/sql/connection';
import { createDatabaseText, dropDatabase, readServerFacts } from '../../src/sql/server-statements';
import { recordBaseline, type BaselineSettings } from '../../src/template/record-baseline';

/** Whether the suites run against a server of the user's. */
export const isExternal = process.env['DATABASE_HOST'] !== undefined;

/** A started server. */
export interface ContractServer {
  readonly address: ServerAddress;
  /** Builds a template out of statements, each a batch of its own. */
  makeTemplate(texts: readonly string[], settings?: Partial<BaselineSettings>, collation?: string): Promise<ContractTemplate>;
  /** Another session of a database; it is closed with the server, if not before. */
  connect(database: string): Promise<Connection>;
  stop(): Promise<void>;
}

/** A template, and what restores it. */
export interface ContractTemplate {
  /** A database as the template is, and a session in it. */
  clone(): Promise<Clone>;
}

/** A clone and a session in it. */
export interface Clone extends Connection {
  readonly name: string;
  drop(): Promise<void>;
}

/** Finds or starts the server. */
export async function startContractServer(): Promise<ContractServer> {
  const server = await findServer();
  const address = addressOf(server);
  const open = (database: string): Promise<Connection> => openConnection(mssql as unknown as Mssql, address, database);
  const master = await open('master');
  const sessions: Connection[] = [];
  const databases: string[] = [];
  const newName = (): string => {
    const name = `jnm_contract_${process.pid}_${Date.now().toString(36)}_${databases.length}`;
    databases.push(name);
    return name;
  };
  const connect = async (database: string): Promise<Connection> => {
    const session = await open(database);
    sessions.push(session);
    return session;
  };
  return {
    address,
    connect,
    async makeTemplate(texts, settings = {}, collation) {
      const name = newName();
      await master.query(collation === undefined ? createDatabaseText(name) : `CREATE DATABASE [${name}] COLLATE ${collation};`);
      await withConnection(mssql as unknown as Mssql, address, name, async (connection) => {
        for (const text of texts) await connection.query(text);
        await recordBaseline(connection, { cleanKeep: [], cleanTimeoutMs: 5000, ...settings });
      });
      const facts = await readServerFacts(master);
      const backupFile = `${facts.backupFolder}${name}.bak`;
      await writeBackup(master, name, backupFile, facts.canCompress);
      const files = await readFileList(master, backupFile);
      return {
        async clone() {
          const clone = newName();
          await master.query(restoreText(clone, backupFile, files, facts));
          const session = await connect(clone);
          return {
            name: clone,
            query: (text, parameters) => session.query(text, parameters),
            close: () => session.close(),
            async drop() {
              await session.close();
              await dropDatabase(master, clone);
            },
          };
        },
      };
    },
    async stop() {
      for (const session of sessions) await session.close();
      for (const name of databases) await dropDatabase(master, name);
      await master.close();
      await server.stop();
    },
  };
}
