// Aggregates over a system view are kept while its rows are the same ones, and never a moment longer.
import type { BoundExpression } from '../../../src/plan/expression';
import type { AggregateCall, AggregateNode, VirtualScan } from '../../../src/plan/node';
import { compileQuery } from '../../../src/exec/compile-query';
import { BIGINT, INT, varchar } from '../../../src/types/sql-type';
import type { Row } from '../../../src/types/value';
import { openEngineTarget } from '../../golden-runner/engine-target';
import { RecordPrinter } from '../../golden-runner/print-result';
import { add, compare, lit, World } from './support';

const column: BoundExpression = { kind: 'column', ordinal: 0, name: 'n', type: INT, isNullable: false };
const variable: BoundExpression = { kind: 'variable', name: '@n', type: INT, isNullable: true };
const wide = (operand: BoundExpression): BoundExpression => ({ kind: 'convert', operand, type: BIGINT, isNullable: true, isTry: false, isImplicit: false });
const sum = (argument: BoundExpression): AggregateCall => ({ name: 'SUM', argument, extra: [], isDistinct: false, orderBy: [], type: BIGINT });

/** The answers of one compiled aggregate: over an array, over the array with a row more, which nobody may add, and over another array. */
function answers(argument: BoundExpression, predicate?: BoundExpression): unknown[] {
  const input: VirtualScan = { kind: 'virtual-scan', databaseId: 5, view: 'sys.objects', columns: [{ name: 'n', type: INT, isNullable: false }], predicate };
  const node: AggregateNode = { kind: 'aggregate', input, keys: [], aggregates: [sum(argument)], isScalar: true, columns: [{ name: '', type: BIGINT, isNullable: true }] };
  const compiled = compileQuery(node);
  const world = new World();
  world.variables.set('@n', 1);
  const answer = (rows: Row[]): unknown => compiled.open({ ...world.context(), virtualRows: () => rows }).next()?.[0];
  const rows: Row[] = [[1], [2]];
  const first = answer(rows);
  rows.push([4]);
  return [first, answer(rows), answer([[8]])];
}

it('keeps what the same rows gave, and reads other rows', () => {
  expect(answers(wide(column))).toEqual([3n, 3n, 8n]);
  expect(answers(wide(column), compare('>', column, lit(1)))).toEqual([2n, 2n, 8n]);
});

it.each<[string, BoundExpression, BoundExpression | undefined]>([
  ['a variable', wide(column), compare('>', column, variable)],
  ['a setting: an overflow is an error or NULL', wide(add(column, lit(0))), undefined],
  ['a setting: a conversion that may fail', wide({ kind: 'convert', operand: { kind: 'convert', operand: column, type: varchar(10), isNullable: true, isTry: false, isImplicit: false }, type: INT, isNullable: true, isTry: false, isImplicit: false }), undefined],
  ['a NULL that warns', wide({ ...column, isNullable: true }), undefined],
])('keeps nothing that depends on %s', (_name, argument, predicate) => {
  const [first, second] = answers(argument, predicate);
  expect(second).toBe((first as bigint) + 4n);
});

it('answers as a text that never ran before, whatever has been done to the schema', async () => {
  const target = await openEngineTarget();
  const session = await target.openSession();
  const run = async (text: string): Promise<string> => {
    const printer = new RecordPrinter();
    await session.run(text, printer);
    return printer.lines.join('\n');
  };
  const query = `SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.name))) AS total FROM sys.objects AS x;
SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.index_id, x.name, x.is_disabled))) AS total FROM sys.indexes AS x;
SELECT COUNT(*) AS n, SUM(CONVERT(bigint, x.object_id)) AS total FROM sys.triggers AS x WHERE x.is_disabled = 1;`;
  const steps = [
    'CREATE TABLE a (id int NOT NULL CONSTRAINT pk_a PRIMARY KEY, v int)', 'CREATE INDEX ix_v ON a (v)', 'ALTER INDEX ix_v ON a DISABLE', 'CREATE TRIGGER tr ON a AFTER INSERT AS RETURN', 'DISABLE TRIGGER tr ON a', 'ENABLE TRIGGER tr ON a',
    "EXEC sp_rename 'a', 'b'", 'BEGIN TRANSACTION', 'CREATE TABLE c (id int)', 'ROLLBACK', 'INSERT INTO b (id) VALUES (1)', 'DROP TABLE b', 'CREATE DATABASE other', 'USE other', 'CREATE TABLE d (id int)', 'USE golden',
  ];
  await run(`CREATE PROCEDURE counted AS BEGIN ${query} END`);
  const seen = new Set<string>();
  for (const [i, step] of steps.entries()) {
    await run(step);
    const answer = await run('EXEC golden.dbo.counted');
    expect(answer).toContain('total');
    seen.add(answer);
    if (!(await run('SELECT DB_NAME() AS name')).includes('other')) expect(answer).toBe(await run(`/* ${i} */ ${query}`));
    expect(await run('EXEC golden.dbo.counted')).toBe(answer);
  }
  expect(seen.size).toBeGreaterThan(7);
  await target.close();
});
