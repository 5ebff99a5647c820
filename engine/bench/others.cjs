// The same small cases in other engines that run inside Node, where they are installed.
'use strict';

const SETUP = ['CREATE TABLE customer (id int PRIMARY KEY, name varchar(50))', 'CREATE TABLE written (id int PRIMARY KEY, name varchar(50), n int)', 'CREATE TABLE measure (id int PRIMARY KEY, kind int, value int)'];
const ROWS = 10000;

const missing = (name) => ({ name, isInstalled: false });

function load(name) {
  try { return require(name); } catch { return undefined; }
}

async function sqlJs() {
  const init = load('sql.js');
  if (!init) return missing('sql.js');
  const db = new (await init()).Database();
  return { name: 'sql.js', isInstalled: true, run: async (text, values = []) => db.exec(text, values), place: () => '?' };
}

async function pgMem() {
  const library = load('pg-mem');
  if (!library) return missing('pg-mem');
  const db = library.newDb();
  const quoted = (value) => (typeof value === 'number' ? String(value) : `'${value}'`);
  return { name: 'pg-mem', isInstalled: true, run: async (text, values = []) => db.public.many(values.reduce((sql, value, i) => sql.replace(`$${i + 1}`, quoted(value)), text)), place: (i) => `$${i}` };
}

async function pglite() {
  const library = load('@electric-sql/pglite');
  if (!library) return missing('PGlite');
  const db = new library.PGlite();
  return { name: 'PGlite', isInstalled: true, run: (text, values = []) => db.query(text, values), place: (i) => `$${i}` };
}

/** The cases of one other engine; none where it is not installed. */
async function casesOf(engine) {
  const { run, place } = engine;
  for (const statement of SETUP) await run(statement);
  for (let from = 0; from < ROWS; from += 1000) await run(`INSERT INTO measure VALUES ${Array.from({ length: 1000 }, (_, i) => `(${from + i}, ${i % 100}, ${i})`).join(',')}`);
  await run(`INSERT INTO customer VALUES ${Array.from({ length: 1000 }, (_, i) => `(${i + 1}, 'name ${i}')`).join(',')}`);
  let next = 0;
  return [
    { name: 'point select', count: 1000, run: async () => { for (let i = 0; i < 1000; i++) await run(`SELECT name FROM customer WHERE id = ${place(1)}`, [i + 1]); } },
    { name: 'insert', count: 500, run: async () => { for (let i = 0; i < 500; i++) await run(`INSERT INTO written VALUES (${place(1)}, ${place(2)}, ${place(3)})`, [next++, 'n', i]); } },
    { name: 'update by key', count: 500, run: async () => { for (let i = 0; i < 500; i++) await run(`UPDATE written SET n = n + 1 WHERE id = ${place(1)}`, [i]); } },
  ];
}

module.exports = { others: [sqlJs, pgMem, pglite], casesOf };
