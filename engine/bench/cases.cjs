// What is measured, in SQL that every subject reads. A case prepares itself (not timed) and gives what is timed; `count` is how many operations one run makes.
'use strict';
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { rmSync } = require('node:fs');
const { connect } = require('./client.cjs');

const TABLES = [
  'CREATE TABLE customer (id int PRIMARY KEY, name varchar(50), region int)',
  'CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer (id), placed int)',
  'CREATE TABLE order_line (id int PRIMARY KEY, order_id int REFERENCES orders (id), quantity int, price float)',
  'CREATE TABLE measure (id int PRIMARY KEY, kind int, value int)',
  'CREATE TABLE written (id int PRIMARY KEY, name varchar(50), n int)',
];
const ROWS = [
  ['customer', 1000, (i) => `${i}, 'name ${i}', ${i % 10}`],
  ['orders', 10000, (i) => `${i}, ${(i % 1000) + 1}, ${i}`],
  ['order_line', 10000, (i) => `${i}, ${i}, ${i % 7}, 1.25`],
  ['measure', 100000, (i) => `${i}, ${i % 100}, ${i}`],
];
// No decimals: pg-mem knows none with a precision.
/** The most rows that SQL Server takes in one VALUES. */
const AT_ONCE = 1000;

const times = async (count, run) => { for (let i = 0; i < count; i++) await run(i); };

async function fill({ run }) {
  for (const table of TABLES) await run(table);
  for (const [table, count, row] of ROWS) {
    for (let from = 1; from <= count; from += AT_ONCE) await run(`INSERT INTO ${table} VALUES ${Array.from({ length: AT_ONCE }, (_, i) => `(${row(from + i)})`).join(', ')}`);
  }
}

async function statementCases(subject) {
  const { run } = subject;
  await fill(subject);
  let next = 0;
  return [
    { name: 'point select', count: 1000, run: () => times(1000, (i) => run('SELECT name FROM customer WHERE id = $1', [i + 1])) },
    { name: 'insert', count: 500, run: () => times(500, (i) => run('INSERT INTO written VALUES ($1, $2, $3)', [next++, `n${i}`, i])) },
    { name: 'update by key', count: 500, run: () => times(500, (i) => run('UPDATE written SET n = n + 1 WHERE id = $1', [i])) },
    { name: '3-way join over 10,000 rows', count: 1, run: () => run('SELECT c.region, SUM(l.quantity * l.price) FROM order_line l JOIN orders o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id GROUP BY c.region') },
    { name: 'GROUP BY over 100,000 rows', count: 1, run: () => run('SELECT kind, COUNT(*), AVG(value) FROM measure GROUP BY kind') },
  ];
}

const author = { name: 'Author', columns: { id: { type: 'int', primary: true, generated: true }, name: { type: String } }, relations: { books: { type: 'one-to-many', target: 'Book', inverseSide: 'author', cascade: true } } };
const book = { name: 'Book', columns: { id: { type: 'int', primary: true, generated: true }, title: { type: String }, pages: { type: 'int' } }, relations: { author: { type: 'many-to-one', target: 'Author', inverseSide: 'books' } } };
const fifty = Array.from({ length: 50 }, (_, i) => ({
  name: `Entity${i}`, columns: { id: { type: 'int', primary: true, generated: true }, name: { type: String, length: 100, nullable: true }, at: { type: Date, createDate: true }, price: { type: 'decimal', precision: 10, scale: 2, default: 0 } },
  indices: [{ name: `IX_${i}`, columns: ['name'] }], ...(i === 0 ? {} : { relations: { parent: { type: 'many-to-one', target: `Entity${i - 1}` } } }),
}));
const GRAPHS = 50;
const someBooks = () => Array.from({ length: 10 }, (_, i) => ({ title: `t${i}`, pages: i }));

async function typeormCases(subject) {
  // What the answers are recorded of, where there is no server: each thing once.
  const graph = await subject.source([author, book], async (source) => {
    await source.synchronize();
    const { id } = await source.getRepository('Author').save({ name: 'a', books: someBooks() });
    await source.getRepository('Author').findOne({ where: { id }, relations: { books: true } });
  });
  await graph.synchronize();
  const authors = graph.getRepository('Author');
  const saved = [];
  let empty;
  return [
    { name: 'TypeORM: save an author with 10 books', count: GRAPHS, run: () => times(GRAPHS, async () => { saved.push((await authors.save({ name: 'a', books: someBooks() })).id); }) },
    { name: 'TypeORM: find an author with 10 books', count: GRAPHS, run: () => times(GRAPHS, (i) => authors.findOne({ where: { id: saved[i] }, relations: { books: true } })), end: () => graph.destroy() },
    { name: 'TypeORM: synchronize 50 entities', count: 1, rounds: 3, prepare: async () => { empty = await subject.source(fifty, (source) => source.synchronize()); }, run: () => empty.synchronize(), after: () => empty.destroy() },
  ];
}

/** RESTORE of a template with few and with many rows: the cost must not follow the rows. This server only: no rival has the verb. */
async function restoreCases(server) {
  const client = await connect(server);
  const cases = [];
  for (const rows of [10, 1000000]) {
    const file = join(tmpdir(), `bench-${process.pid}-${rows}.bak`);
    await client.batch(`CREATE DATABASE rows${rows}`);
    await client.batch(`CREATE TABLE rows${rows}.dbo.t (id int PRIMARY KEY, n int)`);
    await client.batch(`INSERT rows${rows}.dbo.t SELECT value, value FROM GENERATE_SERIES(1, ${rows})`);
    await client.batch(`BACKUP DATABASE rows${rows} TO DISK = '${file}' WITH INIT`);
    let n = 0;
    cases.push({
      name: `RESTORE of ${rows.toLocaleString('en')} rows`, count: 1,
      run: async () => {
        const name = `restored${rows}_${n++}`;
        await client.batch(`RESTORE DATABASE ${name} FROM DISK = '${file}' WITH MOVE 'rows${rows}' TO '/${name}.mdf', MOVE 'rows${rows}_log' TO '/${name}.ldf'`);
      },
      end: () => rmSync(file, { force: true }),
    });
  }
  return { cases, close: () => client.close() };
}

module.exports = { statementCases, typeormCases, restoreCases };
