// What is measured side by side: this server, and what people run tests on instead. Each gives the same few verbs; what is not installed says so.
'use strict';
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { connect } = require('./client.cjs');
const { record, replay } = require('./driver-alone.cjs');
const { findPostgres, startPostgres } = require('./postgres.cjs');

const rivals = createRequire(join(__dirname, 'rivals', 'package.json'));
const INSTALL = 'npm run bench:rivals installs it';
const isInstalled = (...names) => names.every((name) => existsSync(join(__dirname, 'rivals', 'node_modules', name)));

/** TypeORM reads its drivers from its own folder, so a rival's TypeORM is the one beside it. */
const entitiesFor = (typeorm, entities) => entities.map((entity) => new typeorm.EntitySchema(entity));

/** A data source of the application's own TypeORM and mssql. */
const mssqlSource = (typeorm, { port, password }, database, entities) => new typeorm.DataSource({
  type: 'mssql', host: '127.0.0.1', port, username: 'sa', password, database, options: { encrypt: false, trustServerCertificate: true }, entities: entitiesFor(typeorm, entities),
}).initialize();

async function mssqlMemoryServer() {
  const typeorm = require('typeorm');
  const { startServer } = require(process.env.BENCH_ENGINE ?? '../dist/index.js');
  const server = await startServer();
  const client = await connect(server);
  let databases = 0;
  return {
    server, client,
    run: (text, values = []) => client.query(text.replaceAll('$', '@p'), Object.fromEntries(values.map((value, i) => [`p${i + 1}`, value]))),
    source: async (entities) => {
      const database = `empty${databases++}`;
      await client.batch(`CREATE DATABASE ${database}`);
      return mssqlSource(typeorm, server, database, entities);
    },
    close: async () => { await client.close(); await server.stop(); },
  };
}

/** The same client as this server's, and answers that are there already: what is left is not the server's time. TypeORM only. */
async function driverAlone() {
  const typeorm = require('typeorm');
  const { server, client, close } = await mssqlMemoryServer();
  const tapes = new Map();
  const taped = async (entities, rehearse) => {
    const database = `rehearsal${tapes.size}`;
    await client.batch(`CREATE DATABASE ${database}`);
    const work = async (port) => {
      const source = await mssqlSource(typeorm, { ...server, port }, database, entities);
      await rehearse(source);
      await source.destroy();
    };
    return { database, answers: await record(server.port, work) };
  };
  return {
    source: async (entities, rehearse) => {
      const tape = tapes.get(entities) ?? await taped(entities, rehearse);
      tapes.set(entities, tape);
      const replayed = await replay(tape.answers);
      const source = await mssqlSource(typeorm, { ...server, port: replayed.port }, tape.database, entities);
      const destroy = source.destroy.bind(source);
      return Object.assign(source, { destroy: async () => { await destroy(); await replayed.stop(); } });
    },
    close,
  };
}

async function sqlJs() {
  const typeorm = rivals('typeorm');
  const library = await rivals('sql.js')();
  const db = new library.Database();
  return {
    run: async (text, values = []) => db.exec(text, values),
    source: (entities) => new typeorm.DataSource({ type: 'sqljs', entities: entitiesFor(typeorm, entities) }).initialize(),
    close: async () => db.close(),
  };
}

async function pgMem() {
  const typeorm = rivals('typeorm');
  const { newDb, DataType } = rivals('pg-mem');
  const db = newDb();
  const { Client } = db.adapters.createPg();
  const client = new Client();
  await client.connect();
  return {
    run: (text, values = []) => client.query(text, values),
    source: (entities) => {
      const empty = newDb();
      // What TypeORM asks of PostgreSQL and pg-mem does not have by itself.
      empty.public.registerFunction({ name: 'current_database', returns: DataType.text, implementation: () => 'test' });
      empty.public.registerFunction({ name: 'version', returns: DataType.text, implementation: () => 'PostgreSQL 14.2' });
      empty.public.registerFunction({ name: 'obj_description', args: [DataType.regclass, DataType.text], returns: DataType.text, implementation: () => null });
      empty.public.registerFunction({ name: 'quote_ident', args: [DataType.text], returns: DataType.text, implementation: (name) => `"${name}"` });
      return empty.adapters.createTypeormDataSource({ type: 'postgres', entities: entitiesFor(typeorm, entities) }).initialize();
    },
    close: () => client.end(),
  };
}

const emptyPostgres = 'DROP SCHEMA public CASCADE; CREATE SCHEMA public';

async function pglite() {
  const typeorm = rivals('typeorm');
  const { PGliteDriver, getPGliteInstance } = rivals('typeorm-pglite');
  const { driver } = new PGliteDriver({});
  const db = await getPGliteInstance();
  await db.query('SELECT 1');
  return {
    run: (text, values = []) => db.query(text, values),
    // There is one instance for all data sources, and the end of one would end it.
    source: async (entities) => {
      await db.exec(emptyPostgres);
      const source = await new typeorm.DataSource({ type: 'postgres', driver, installExtensions: false, entities: entitiesFor(typeorm, entities) }).initialize();
      return Object.assign(source, { destroy: async () => undefined });
    },
    close: () => db.close(),
  };
}

async function postgres() {
  const typeorm = rivals('typeorm');
  const { Client } = rivals('pg');
  const server = await startPostgres();
  const options = { host: '127.0.0.1', port: server.port, user: server.user, database: 'postgres' };
  const client = new Client(options);
  await client.connect();
  return {
    run: (text, values = []) => client.query(text, values),
    source: async (entities) => {
      await client.query(emptyPostgres);
      return new typeorm.DataSource({ type: 'postgres', ...options, username: server.user, installExtensions: false, entities: entitiesFor(typeorm, entities) }).initialize();
    },
    close: async () => { await client.end(); server.stop(); },
  };
}

/** Their names, how to open them, and why one cannot be measured here (undefined where it can). */
const subjects = [
  { name: 'mssql-memory-server', open: mssqlMemoryServer, missing: () => undefined },
  { name: 'the driver alone', open: driverAlone, missing: () => undefined },
  { name: 'sql.js', open: sqlJs, missing: () => (isInstalled('sql.js', 'typeorm') ? undefined : INSTALL) },
  { name: 'pg-mem', open: pgMem, missing: () => (isInstalled('pg-mem', 'typeorm') ? undefined : INSTALL) },
  { name: 'PGlite', open: pglite, missing: () => (isInstalled('typeorm-pglite', 'typeorm') ? undefined : INSTALL) },
  { name: 'PostgreSQL', open: postgres, missing: () => (isInstalled('pg', 'typeorm') ? (findPostgres() ? undefined : 'no initdb and postgres under /usr/lib/postgresql') : INSTALL) },
];

module.exports = { subjects };
