// What is measured. Every case prepares itself and gives a function that is timed; `count` is how many operations one call of it makes.
'use strict';
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { rmSync } = require('node:fs');
const { connect, dataSource } = require('./client.cjs');

const SETUP = `
CREATE TABLE customer (id int PRIMARY KEY, name nvarchar(50), region int);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer (id), placed datetime2);
CREATE TABLE line (id int PRIMARY KEY, order_id int REFERENCES orders (id), quantity int, price decimal(9, 2));
CREATE TABLE measure (id int PRIMARY KEY, kind int, value int);
CREATE TABLE written (id int IDENTITY PRIMARY KEY, name nvarchar(50), n int);
INSERT customer SELECT value, CONCAT(N'name ', value), value % 10 FROM GENERATE_SERIES(1, 1000);
INSERT orders SELECT value, value % 1000 + 1, '2024-01-01' FROM GENERATE_SERIES(1, 10000);
INSERT line SELECT value, value, value % 7, 1.25 FROM GENERATE_SERIES(1, 10000);
INSERT measure SELECT value, value % 100, value FROM GENERATE_SERIES(1, 100000);`;

const times = async (count, run) => { for (let i = 0; i < count; i++) await run(i); };

const author = { name: 'Author', columns: { id: { type: 'int', primary: true, generated: true }, name: { type: 'nvarchar' } }, relations: { books: { type: 'one-to-many', target: 'Book', inverseSide: 'author', cascade: true } } };
const book = { name: 'Book', columns: { id: { type: 'int', primary: true, generated: true }, title: { type: 'nvarchar' }, pages: { type: 'int' } }, relations: { author: { type: 'many-to-one', target: 'Author', inverseSide: 'books' } } };
const fifty = Array.from({ length: 50 }, (_, i) => ({
  name: `Entity${i}`, columns: { id: { type: 'int', primary: true, generated: true }, name: { type: 'nvarchar', length: 100, nullable: true }, at: { type: 'datetime2', createDate: true }, price: { type: 'decimal', precision: 10, scale: 2, default: 0 } },
  indices: [{ name: `IX_${i}`, columns: ['name'] }], ...(i === 0 ? {} : { relations: { parent: { type: 'many-to-one', target: `Entity${i - 1}` } } }),
}));

/** Cases on a running server. */
async function serverCases(server) {
  const client = await connect(server);
  for (const statement of SETUP.split(';\n')) await client.batch(statement);
  const cases = [
    { name: 'point select', count: 1000, run: () => times(1000, (i) => client.query('SELECT name FROM customer WHERE id = @id', { id: i % 1000 + 1 })) },
    { name: 'insert', count: 500, run: () => times(500, (i) => client.query('INSERT written (name, n) VALUES (@name, @n)', { name: `n${i}`, n: i })) },
    { name: 'update by key', count: 500, run: () => times(500, (i) => client.query('UPDATE written SET n = n + 1 WHERE id = @id', { id: i % 500 + 1 })) },
    { name: '3-way join over 10,000 rows', count: 1, run: () => client.query('SELECT c.region, SUM(l.quantity * l.price) FROM line l JOIN orders o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id GROUP BY c.region') },
    { name: 'GROUP BY over 100,000 rows', count: 1, run: () => client.query('SELECT kind, COUNT(*), AVG(value) FROM measure GROUP BY kind') },
  ];
  const graph = await dataSource(server, [author, book], { synchronize: true });
  if (graph) {
    const authors = graph.getRepository('Author');
    cases.push({ name: 'TypeORM: save and find an author with 10 books', count: 10, run: () => times(10, async () => {
      const saved = await authors.save({ name: 'a', books: Array.from({ length: 10 }, (_, i) => ({ title: `t${i}`, pages: i })) });
      await authors.findOne({ where: { id: saved.id }, relations: { books: true } });
    }) });
    cases.push({ name: 'TypeORM: synchronize 50 entities', count: 1, rounds: 3, run: async () => {
      await client.batch("IF DB_ID('fifty') IS NOT NULL BEGIN ALTER DATABASE fifty SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE fifty END; CREATE DATABASE fifty");
      const source = await dataSource(server, fifty, { database: 'fifty', synchronize: true });
      await source.destroy();
    } });
  }
  return { cases, close: async () => { if (graph) await graph.destroy(); await client.close(); } };
}

/** RESTORE of a template with few and with many rows: the cost must not follow the rows. */
async function restoreCases(server) {
  const client = await connect(server);
  const files = [];
  const cases = [];
  for (const rows of [10, 1000000]) {
    const file = join(tmpdir(), `bench-${process.pid}-${rows}.bak`);
    files.push(file);
    await client.batch(`CREATE DATABASE rows${rows}`);
    await client.batch(`CREATE TABLE rows${rows}.dbo.t (id int PRIMARY KEY, n int)`);
    await client.batch(`INSERT rows${rows}.dbo.t SELECT value, value FROM GENERATE_SERIES(1, ${rows})`);
    await client.batch(`BACKUP DATABASE rows${rows} TO DISK = '${file}' WITH INIT`);
    let n = 0;
    cases.push({ name: `RESTORE of ${rows.toLocaleString('en')} rows`, count: 1, run: async () => {
      const name = `restored${rows}_${n++}`;
      await client.batch(`RESTORE DATABASE ${name} FROM DISK = '${file}' WITH MOVE 'rows${rows}' TO '/${name}.mdf', MOVE 'rows${rows}_log' TO '/${name}.ldf'`);
    } });
  }
  return { cases, close: async () => { await client.close(); for (const file of files) rmSync(file, { force: true }); } };
}

module.exports = { serverCases, restoreCases };
