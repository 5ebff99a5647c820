// What each operator makes of its input rows, and what subqueries, recursion, JSON and XML give.
import type { BoundExpression } from '../../../src/plan/expression';
import type { AggregateCall, ForXmlNode, HashJoin, NestedLoopJoin, PlanNode, WindowCall, XmlPlacement } from '../../../src/plan/node';
import { BIGINT, BIT, FLOAT, INT, nvarchar } from '../../../src/types/sql-type';
import type { Row } from '../../../src/types/value';
import { add, col, column, compare, errorOf, index, lit, out, outer, primaryKey, table, TEXT10, values, World } from './support';

const run = (node: PlanNode): Row[] => new World().run(node);
const LEFT = values([[1, 10], [2, 20], [3, null], [2, 21]]);
const RIGHT = values([[2, 200], [2, 201], [null, 9], [4, 400]]);

const onFirst: BoundExpression = compare('=', col(0), col(2));
const loop = (join: NestedLoopJoin['join'], more: Partial<NestedLoopJoin> = {}): NestedLoopJoin =>
  ({ kind: 'nested-loop', join, left: LEFT, right: RIGHT, predicate: onFirst, isApply: false, columns: join === 'semi' || join === 'anti' ? out(2) : out(4), ...more });
const hash = (join: HashJoin['join'], more: Partial<HashJoin> = {}): HashJoin =>
  ({ kind: 'hash-join', join, left: LEFT, right: RIGHT, leftKeys: [col(0)], rightKeys: [col(0)], keyTypes: [INT], columns: join === 'semi' || join === 'anti' ? out(2) : out(4), ...more });

describe('joins', () => {
  const inner = [[2, 20, 2, 200], [2, 20, 2, 201], [2, 21, 2, 200], [2, 21, 2, 201]];
  const expected: Record<HashJoin['join'], Row[]> = {
    inner,
    left: [[1, 10, null, null], ...inner.slice(0, 2), [3, null, null, null], ...inner.slice(2)],
    right: [...inner, [null, null, null, 9], [null, null, 4, 400]],
    full: [[1, 10, null, null], ...inner.slice(0, 2), [3, null, null, null], ...inner.slice(2), [null, null, null, 9], [null, null, 4, 400]],
    semi: [[2, 20], [2, 21]],
    anti: [[1, 10], [3, null]],
  };
  it.each(Object.keys(expected) as HashJoin['join'][])('%s', join => {
    expect(run(loop(join))).toEqual(expected[join]);
    expect(run(hash(join))).toEqual(expected[join]);
  });

  it('judges the residual over the joined row', () => {
    const residual = compare('>', col(3), lit(200));
    expect(run(hash('left', { residual }))).toEqual([[1, 10, null, null], [2, 20, 2, 201], [3, null, null, null], [2, 21, 2, 201]]);
    expect(run(hash('anti', { residual: compare('>', col(3), lit(500)) }))).toHaveLength(4);
  });

  it('applies the right side under each left row', () => {
    const right: PlanNode = { kind: 'filter', columns: out(2), input: RIGHT, predicate: compare('=', col(0), outer(0)) };
    expect(run(loop('inner', { right, isApply: true, predicate: undefined }))).toEqual(inner);
    expect(run(loop('left', { right, isApply: true, predicate: undefined }))).toEqual(expected.left);
  });
});

const call = (name: string, argument?: BoundExpression, more: Partial<AggregateCall> = {}): AggregateCall => ({ name, argument, extra: [], isDistinct: false, orderBy: [], type: INT, ...more });

describe('aggregates', () => {
  const input = values([[1, 5], [2, 7], [1, null], [null, 1], [null, 2], [1, 5]]);
  it('groups with NULL as one group and skips NULL arguments', () => {
    const world = new World();
    const rows = world.run({ kind: 'aggregate', input, keys: [col(0)], isScalar: false, columns: out(4), aggregates: [call('COUNT'), call('SUM', col(1)), call('COUNT', col(1), { isDistinct: true })] });
    expect(rows).toEqual([[1, 3, 10, 1], [2, 1, 7, 1], [null, 2, 3, 2]]);
    expect(world.nullWarnings).toBeGreaterThan(0);
  });
  it('gives one row without keys, over no input too', () => {
    const empty: PlanNode = { kind: 'empty', columns: out(2) };
    expect(run({ kind: 'aggregate', input: empty, keys: [], isScalar: true, columns: out(2), aggregates: [call('COUNT'), call('MAX', col(0))] })).toEqual([[0, null]]);
    expect(run({ kind: 'aggregate', input: empty, keys: [col(0)], isScalar: false, columns: out(2), aggregates: [call('COUNT')] })).toEqual([]);
  });
  it('rolls up and marks rolled-up keys', () => {
    const rows = run({ kind: 'aggregate', input: values([[1, 1], [1, 2]]), keys: [col(0), col(1)], sets: [[0, 1], [0], []], isScalar: false, columns: out(5), aggregates: [call('COUNT')] });
    expect(rows).toEqual([[1, 1, 1, 0, 0], [1, 2, 1, 0, 0], [1, null, 2, 0, 1], [null, null, 2, 1, 1]]);
  });
  it('orders STRING_AGG', () => {
    const text = values([[2, 'b'], [1, 'a'], [3, null]], [INT, TEXT10]);
    const aggregate = call('STRING_AGG', col(1, TEXT10), { extra: [lit(', ', TEXT10)], orderBy: [{ expression: col(0), isDescending: true }], type: { name: 'varchar', length: 8000 } });
    expect(run({ kind: 'aggregate', input: text, keys: [], isScalar: true, columns: out(1), aggregates: [aggregate] })).toEqual([['b, a']]);
  });
});

const windowCall = (name: string, more: Partial<WindowCall> = {}): WindowCall =>
  ({ name, args: [], partitionBy: [col(0)], orderBy: [{ expression: col(1), isDescending: false }], ignoreNulls: false, type: INT, ...more });

describe('windows', () => {
  const input = values([[1, 3], [2, 9], [1, 1], [1, 3], [1, 8]]);
  const compute = (...calls: WindowCall[]): Row[] => run({ kind: 'window', input, calls, columns: out(2 + calls.length) });
  it('ranks', () => {
    expect(compute(windowCall('ROW_NUMBER', { type: BIGINT }), windowCall('RANK'), windowCall('DENSE_RANK'), windowCall('PERCENT_RANK', { type: FLOAT }), windowCall('NTILE', { args: [lit(3)] }))).toEqual([
      [1, 1, 1n, 1, 1, 0, 1], [1, 3, 2n, 2, 2, 1 / 3, 1], [1, 3, 3n, 2, 2, 1 / 3, 2], [1, 8, 4n, 4, 3, 1, 3], [2, 9, 1n, 1, 1, 0, 1],
    ]);
  });
  it('looks back, ahead and at the edges', () => {
    expect(compute(windowCall('LAG', { args: [col(1)] }), windowCall('LEAD', { args: [col(1), lit(2), lit(-1)] }), windowCall('FIRST_VALUE', { args: [col(1)] }), windowCall('LAST_VALUE', { args: [col(1)] }))).toEqual([
      [1, 1, null, 3, 1, 1], [1, 3, 1, 8, 1, 3], [1, 3, 3, -1, 1, 3], [1, 8, 3, -1, 1, 8], [2, 9, null, -1, 9, 9],
    ]);
  });
  it('sums over frames: peers by default, rows when asked', () => {
    const rows = { unit: 'rows' as const, start: { kind: 'preceding' as const, count: lit(1) }, end: { kind: 'following' as const, count: lit(1) } };
    const running = { unit: 'rows' as const, start: { kind: 'unbounded-preceding' as const }, end: { kind: 'current-row' as const } };
    expect(compute(windowCall('SUM', { args: [col(1)] }), windowCall('SUM', { args: [col(1)], frame: running }), windowCall('SUM', { args: [col(1)], frame: rows }), windowCall('COUNT', { orderBy: [] }))).toEqual(
      [[1, 3, 7, 4, 7, 4], [1, 1, 1, 1, 4, 4], [1, 3, 7, 7, 14, 4], [1, 8, 15, 15, 11, 4], [2, 9, 9, 9, 9, 1]],
    );
  });
  it('finds percentiles', () => {
    expect(compute(windowCall('PERCENTILE_CONT', { args: [lit(0.5, FLOAT)], type: FLOAT }), windowCall('PERCENTILE_DISC', { args: [lit(0.5, FLOAT)] }))[0]?.slice(2)).toEqual([3, 3]);
  });
});

describe('sets, order, limits', () => {
  it('treats NULLs as equal in DISTINCT, INTERSECT and EXCEPT', () => {
    const left = values([[1], [null], [1], [null], [2]]);
    const right = values([[null], [2], [3]]);
    expect(run({ kind: 'distinct', input: left, columns: out(1) })).toEqual([[1], [null], [2]]);
    expect(run({ kind: 'set-operation', operator: 'intersect', left, right, columns: out(1) })).toEqual([[null], [2]]);
    expect(run({ kind: 'set-operation', operator: 'except', left, right, columns: out(1) })).toEqual([[1]]);
    expect(run({ kind: 'union-all', inputs: [left, right], columns: out(1) })).toHaveLength(8);
  });
  it('keeps strings of neighbouring columns apart', () => {
    const text = values([['a', 'bc'], ['ab', 'c'], ['A ', 'BC']], [TEXT10, TEXT10]);
    expect(run({ kind: 'distinct', input: text, columns: text.columns })).toEqual([['a', 'bc'], ['ab', 'c']]);
  });
  const sorted: PlanNode = { kind: 'sort', input: values([[2, 1], [null, 2], [1, 3], [2, 4]]), columns: out(2), keys: [{ expression: col(0), isDescending: true }] };
  it('sorts stably with NULLs last when descending', () => expect(run(sorted)).toEqual([[2, 1], [2, 4], [1, 3], [null, 2]]));
  it('limits', () => {
    const top = (count: number, more: object = {}): PlanNode => ({ kind: 'top', input: sorted, count: lit(BigInt(count), BIGINT), isPercent: false, columns: out(2), ...more });
    expect(run(top(1))).toEqual([[2, 1]]);
    expect(run(top(1, { tieKeys: sorted.kind === 'sort' ? sorted.keys : [] }))).toEqual([[2, 1], [2, 4]]);
    expect(run(top(0))).toEqual([]);
    expect(run(top(0, { count: lit(26, FLOAT), isPercent: true }))).toHaveLength(2);
    expect(errorOf(() => run(top(-1)))).toMatch(/^127 /);
    expect(run({ kind: 'offset', input: sorted, offset: lit(1n, BIGINT), fetch: lit(2n, BIGINT), columns: out(2) })).toEqual([[2, 4], [1, 3]]);
    expect(run({ kind: 'offset', input: sorted, offset: lit(9n, BIGINT), columns: out(2) })).toEqual([]);
  });
});

describe('scans', () => {
  const world = new World();
  world.table(table(100, 't', [column(1, 'a'), column(2, 'b')], { indexes: [primaryKey, index(2, [2]), index(3, [2], { columns: [{ columnId: 2, isDescending: true }] })] }), [[1, 10], [2, null], [3, 30], [4, 20]]);
  const ids = (access: object): unknown[] => world.run(world.scan(100, { access })).map(row => row[0]);
  it('reads ranges in ascending and descending indexes, never NULLs', () => {
    expect(ids({ indexId: 2, high: { value: lit(20), isInclusive: true } })).toEqual([1, 4]);
    expect(ids({ indexId: 3, high: { value: lit(20), isInclusive: true } })).toEqual([4, 1]);
    expect(ids({ indexId: 3, low: { value: lit(20), isInclusive: false } })).toEqual([3]);
    expect(ids({ indexId: 2, low: { value: lit(10), isInclusive: false }, high: { value: lit(30), isInclusive: false } })).toEqual([4]);
    expect(ids({ equals: [lit(3)] })).toEqual([3]);
    expect(ids({ equals: [lit(null)] })).toEqual([]);
    expect(ids({ isBackward: true })).toEqual([4, 3, 2, 1]);
  });
  it('emits row ids', () => expect(world.run(world.target(100, compare('=', col(0), lit(4))))[0]).toHaveLength(3));
});

describe('subqueries and recursion', () => {
  it('evaluates correlated and uncorrelated subqueries', () => {
    const max: PlanNode = { kind: 'aggregate', input: { kind: 'filter', input: RIGHT, predicate: compare('=', col(0), outer(0)), columns: out(2) }, keys: [], isScalar: true, columns: out(1), aggregates: [call('MAX', col(1))] };
    const many: BoundExpression = { kind: 'scalar-subquery', plan: RIGHT, isCorrelated: false, type: INT, isNullable: true };
    const project = (expression: BoundExpression): PlanNode => ({ kind: 'project', input: LEFT, expressions: [expression], columns: out(1) });
    expect(run(project({ kind: 'scalar-subquery', plan: max, isCorrelated: true, type: INT, isNullable: true }))).toEqual([[null], [201], [null], [201]]);
    expect(errorOf(() => run(project(many)))).toMatch(/^512 /);
    const inRight = (isNegated: boolean): BoundExpression => ({ kind: 'in-subquery', operand: col(0), plan: RIGHT, operandType: INT, isNegated, isCorrelated: false, type: BIT, isNullable: true });
    expect(run(project(inRight(false)))).toEqual([[null], [1], [null], [1]]);
    expect(run(project(inRight(true)))).toEqual([[null], [0], [null], [0]]);
    const greaterAll: BoundExpression = { kind: 'quantified', operator: '>', quantifier: 'all', left: lit(5), plan: values([[1], [2]]), operandType: INT, isCorrelated: false, type: BIT, isNullable: true };
    expect(run(project(greaterAll))[0]).toEqual([1]);
  });
  it('recurses level by level and stops at the limit', () => {
    const recursive: PlanNode = {
      kind: 'project', columns: out(1), expressions: [add(col(0), lit(1))],
      input: { kind: 'filter', columns: out(1), predicate: compare('<', col(0), lit(5)), input: { kind: 'cte-reference', cteId: 1, columns: out(1) } },
    };
    const cte = (maxRecursion: number): PlanNode => ({ kind: 'recursive-cte', cteId: 1, anchor: values([[1]]), recursive, maxRecursion, columns: out(1) });
    expect(run(cte(4))).toEqual([[1], [2], [3], [4], [5]]);
    expect(errorOf(() => run(cte(3)))).toMatch(/^530 .* 3 /);
  });
});

describe('text from rows and rows from text', () => {
  const people = values([[1, 'A/b', null], [2, 'x<y', 3]], [INT, nvarchar(10), INT]);
  const TEXT = { name: '', type: nvarchar('max'), isNullable: true };
  it('writes JSON', () => {
    const json = (more: object): unknown => run({ kind: 'for-json', input: people, names: ['id', 'n.text', 'n.k'], includeNulls: false, withoutArrayWrapper: false, isAuto: false, columns: [TEXT], ...more })[0]?.[0];
    expect(json({})).toBe('[{"id":1,"n":{"text":"A\\/b"}},{"id":2,"n":{"text":"x<y","k":3}}]');
    expect(json({ includeNulls: true, root: 'r' })).toBe('{"r":[{"id":1,"n":{"text":"A\\/b","k":null}},{"id":2,"n":{"text":"x<y","k":3}}]}');
  });
  it('writes XML', () => {
    const under = (elements: readonly string[], shared = 0): XmlPlacement => ({ elements, leaf: 'text', shared });
    const attribute = (name: string): XmlPlacement => ({ elements: [], leaf: { attribute: name }, shared: 0 });
    const plan: ForXmlNode = { kind: 'for-xml', input: people, element: 'p', declarations: [], placements: [attribute('id'), under(['a', 'b']), under(['a', 'c'], 1)], isXml: [false, false, false], isType: false, xsinil: false, columns: [TEXT] };
    const xml = (more: Partial<ForXmlNode>): unknown => run({ ...plan, ...more })[0]?.[0];
    expect(xml({ root: 'r' })).toBe('<r><p id="1"><a><b>A/b</b></a></p><p id="2"><a><b>x&lt;y</b><c>3</c></a></p></r>');
    expect(xml({ element: '', placements: [under([]), under([]), under([])] })).toBe('1A/b2x&lt;y3');
    expect(xml({ element: 'row', placements: [attribute('id'), attribute('n'), attribute('k')] })).toBe('<row id="1" n="A/b"/><row id="2" n="x&lt;y" k="3"/>');
  });
  it('reads JSON, splits and counts', () => {
    const open = (more: object): Row[] => run({ kind: 'table-function', name: 'OPENJSON', args: [lit('{"a":1,"b":[{"x":"1"},{"x":null,"y":{"z":2}}]}', nvarchar('max')), lit('$.b', nvarchar(10))], columns: [TEXT, TEXT, { ...TEXT, type: INT }], ...more });
    expect(open({})).toEqual([['0', '{"x":"1"}', 5], ['1', '{"x":null,"y":{"z":2}}', 5]]);
    expect(open({ openJson: { columns: [{ path: '$.x', asJson: false }, { path: '$.y', asJson: true }] }, columns: [{ ...TEXT, type: INT }, TEXT] })).toEqual([[1, null], [null, '{"z":2}']]);
    expect(run({ kind: 'table-function', name: 'STRING_SPLIT', args: [lit('a,b,', TEXT10), lit(',', TEXT10), lit(1)], columns: [TEXT, { ...TEXT, type: BIGINT }] })).toEqual([['a', 1n], ['b', 2n], ['', 3n]]);
    expect(run({ kind: 'table-function', name: 'GENERATE_SERIES', args: [lit(5), lit(1), lit(-2)], columns: out(1) })).toEqual([[5], [3], [1]]);
  });
});

describe('speed', () => {
  it('aggregates 100 000 rows quickly', () => {
    const world = new World();
    world.table(table(100, 't', [column(1, 'a'), column(2, 'b')]), Array.from({ length: 100_000 }, (_, i) => [i, i % 10]));
    const plan: PlanNode = { kind: 'aggregate', keys: [col(1)], isScalar: false, columns: out(3), aggregates: [call('COUNT'), call('SUM', col(0), { type: INT }), call('MAX', col(0))], input: { kind: 'filter', predicate: compare('>', col(0), lit(50_000)), input: world.scan(100), columns: out(2) } };
    world.run(plan);
    const started = performance.now();
    expect(world.run(plan)).toHaveLength(10);
    const elapsedMs = performance.now() - started;
    if (process.env['SHOW_SPEED']) process.stdout.write(`scan, filter, aggregate over 100k rows: ${elapsedMs.toFixed(1)} ms\n`);
    expect(elapsedMs).toBeLessThan(1000);
  });
});
