import { openEngineTarget } from '../golden-runner/engine-target';
import { RecordPrinter } from '../golden-runner/print-result';
import type { TargetSession } from '../golden-runner/target';

function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const VIEWS = {
  by_kind: { query: 'SELECT p.kind, SUM(c.amount) AS total, COUNT_BIG(*) AS n FROM dbo.parent AS p JOIN dbo.child AS c ON c.parent_id = p.id GROUP BY p.kind', key: 'kind' },
  pairs: { query: 'SELECT c.id, p.kind, p.name, c.amount FROM dbo.parent AS p JOIN dbo.child AS c ON c.parent_id = p.id WHERE c.amount > 3', key: 'id' },
  filtered: { query: "SELECT id, kind, ISNULL(name, 'none') AS name FROM dbo.parent WHERE kind <> 2 OR kind IS NULL", key: 'id' },
};

async function prepare(session: TargetSession, printer: RecordPrinter): Promise<void> {
  await session.run('CREATE TABLE dbo.parent (id int NOT NULL PRIMARY KEY, kind int NULL, name varchar(5) NULL); CREATE TABLE dbo.child (id int NOT NULL PRIMARY KEY, parent_id int NULL REFERENCES dbo.parent ON DELETE CASCADE ON UPDATE CASCADE, amount int NOT NULL);', printer);
  for (const [name, { query, key }] of Object.entries(VIEWS)) {
    await session.run(`CREATE VIEW dbo.${name} WITH SCHEMABINDING AS ${query}`, printer);
    await session.run(`CREATE UNIQUE CLUSTERED INDEX ix ON dbo.${name} (${key})`, printer);
  }
  if (printer.lines.length > 0) throw new Error(printer.lines.join('\n'));
}

function statement(next: (below: number) => number): string {
  const [id, other, kind] = [next(8), next(8), next(4) === 0 ? 'NULL' : next(3)];
  const statements = [
    `INSERT dbo.parent VALUES (${id}, ${kind}, '${'abc'[next(3)] ?? ''}')`, `INSERT dbo.child SELECT ${id} * 10 + n, ${other}, n FROM (VALUES (1), (4), (7)) AS v(n)`,
    `UPDATE dbo.parent SET kind = ${kind} WHERE id > ${id}`, `UPDATE dbo.parent SET id = ${other}, name = UPPER(name) WHERE id = ${id}`, 'UPDATE dbo.parent SET name = LOWER(name), kind = kind + 0',
    `DELETE dbo.parent WHERE id = ${id}`, `DELETE dbo.child WHERE amount = ${id}`, `UPDATE dbo.child SET amount = amount + ${other}, parent_id = ${id} WHERE id % 3 = 0`, 'UPDATE dbo.parent SET id = id + 1',
    `MERGE dbo.parent AS t USING (VALUES (${id}, ${kind}), (${other} + 8, 1)) AS s (id, kind) ON s.id = t.id WHEN MATCHED THEN UPDATE SET kind = s.kind WHEN NOT MATCHED THEN INSERT (id, kind) VALUES (s.id, s.kind) WHEN NOT MATCHED BY SOURCE AND t.kind = 0 THEN DELETE;`,
  ];
  const chosen = statements[next(statements.length)] ?? '';
  return next(5) === 0 ? `BEGIN TRAN; ${chosen}; ROLLBACK;` : chosen;
}

const same = (view: string, query: string): string => `SELECT * FROM dbo.${view} WITH (NOEXPAND) EXCEPT ${query}; ${query} EXCEPT SELECT * FROM dbo.${view} WITH (NOEXPAND); SELECT COUNT(*) - (SELECT COUNT(*) FROM (${query}) AS q) AS surplus FROM dbo.${view} WITH (NOEXPAND);`;

it.each([1, 2, 3])('an indexed view holds after every write what its query gives (seed %i)', async seed => {
  const target = await openEngineTarget();
  const session = await target.openSession();
  await prepare(session, new RecordPrinter());
  const next = random(seed);
  let rowsSeen = 0;
  for (let i = 0; i < 150; i++) {
    const text = statement(next);
    await session.run(text, new RecordPrinter());
    for (const [view, { query }] of Object.entries(VIEWS)) {
      const printer = new RecordPrinter();
      await session.run(same(view, query), printer);
      const found = printer.lines.filter(line => !line.includes(':') && line !== '');
      expect([text, view, ...found]).toEqual([text, view, '(0 rows)', '(0 rows)', '0', '(1 row)']);
    }
    const count = new RecordPrinter();
    await session.run('SELECT COUNT(*) AS n FROM dbo.pairs WITH (NOEXPAND)', count);
    rowsSeen += Number(count.lines[1]);
  }
  expect(rowsSeen).toBeGreaterThan(100);
  await target.close();
});
