// What INSERT, UPDATE, DELETE and MERGE write, refuse, cascade and report.
import { compileExpression } from '../../../src/exec/compile-expression';
import { findCheckViolation, findForeignKeyViolation } from '../../../src/exec/dml/constraints';
import { compileDml } from '../../../src/exec/execute-dml';
import type { BoundExpression } from '../../../src/plan/expression';
import type { PlanNode } from '../../../src/plan/node';
import type { DeletePlan, DmlPlan, InsertPlan, MergePlan, OutputPlan, UpdatePlan } from '../../../src/plan/statement';
import { INT, nvarchar, ROWVERSION, varchar } from '../../../src/types/sql-type';
import type { Row } from '../../../src/types/value';
import { add, checkOf, col, column, compare, errorOf, foreignKey, index, lit, out, primaryKey, table, TEXT10, values, World } from './support';

const execute = (world: World, plan: DmlPlan): ReturnType<ReturnType<typeof compileDml>['execute']> => compileDml(plan).execute(world.context());

/** Runs a statement as the session does: what fails is undone. */
function attempt(world: World, plan: DmlPlan): string {
  const message = errorOf(() => execute(world, plan));
  if (message === 'no error') world.session.commit();
  else world.session.rollback();
  return message;
}

const insert = (world: World, objectId: number, rows: readonly Row[], more: Partial<InsertPlan> = {}): InsertPlan => {
  const source = values(rows);
  return {
    kind: 'insert', target: world.ref(objectId), source, assignments: source.columns.map((_, ordinal) => ({ ordinal, value: col(ordinal) })), defaults: [], outputs: [],
    explicitIdentity: false, statement: 'INSERT', shape: world.shape(objectId), ...more,
  };
};
const widthOf = (world: World, objectId: number): number => world.handles.get(objectId)?.definition.columns.length ?? 0;
const update = ({ world, objectId }: { readonly world: World; readonly objectId: number }, set: Record<number, BoundExpression>, predicate?: BoundExpression, more: Partial<UpdatePlan> = {}): UpdatePlan => ({
  kind: 'update', target: world.ref(objectId), source: world.target(objectId, predicate), targetOffset: 0, rowIdOrdinal: widthOf(world, objectId),
  assignments: Object.entries(set).map(([ordinal, value]) => ({ ordinal: Number(ordinal), value })), variables: [], outputs: [], shape: world.shape(objectId), ...more,
});
const remove = (world: World, objectId: number, predicate?: BoundExpression, more: Partial<DeletePlan> = {}): DeletePlan =>
  ({ kind: 'delete', target: world.ref(objectId), source: world.target(objectId, predicate), targetOffset: 0, rowIdOrdinal: widthOf(world, objectId), outputs: [], shape: world.shape(objectId), ...more });
const output = (...ordinals: number[]): OutputPlan => ({ columns: out(ordinals.length), expressions: ordinals.map(ordinal => col(ordinal)) });

describe('rows of one table', () => {
  const make = (): World => {
    const world = new World();
    const columns = [
      column(1, 'id', { isNullable: false, identity: { seed: 1n, increment: 1n } }), column(2, 'n', { isNullable: false }), column(3, 's', { type: varchar(3) }),
      column(4, 'twice', { computed: { definition: '([n]*(2))', isPersisted: false, isDeterministic: true } }), column(5, 'v', { type: ROWVERSION }),
    ];
    world.table(table(100, 't', columns, { indexes: [primaryKey] }), [], {
      checks: [{ name: 'ck', condition: compare('>', col(1), lit(0)), columnName: 'n', ordinals: [1] }], computed: [{ ordinal: 3, value: add(col(1), col(1)) }],
    });
    return world;
  };
  const put = (world: World, n: number | null, s: string | null): InsertPlan =>
    insert(world, 100, [[]], { source: values([[n, s]], [INT, TEXT10]), assignments: [{ ordinal: 1, value: col(0) }, { ordinal: 2, value: col(1, TEXT10) }] });

  it('derives identity, computed columns and rowversion', () => {
    const world = make();
    expect(attempt(world, put(world, 5, 'abc'))).toBe('no error');
    expect(world.rows(100)[0]).toEqual([1, 5, 'abc', 10, expect.any(Uint8Array)]);
    expect(world.identities).toEqual([1n]);
    const before = world.rows(100)[0]?.[4];
    expect(attempt(world, update({ world, objectId: 100 }, { 1: lit(6) }))).toBe('no error');
    expect(world.rows(100)[0]?.slice(0, 4)).toEqual([1, 6, 'abc', 12]);
    expect(world.rows(100)[0]?.[4]).not.toEqual(before);
  });
  it('refuses NULL, text too long and rows that fail a check', () => {
    const world = make();
    expect(attempt(world, put(world, null, 'x'))).toBe("515 Cannot insert the value NULL into column 'n', table 'db.dbo.t'; column does not allow nulls. INSERT fails.");
    expect(attempt(world, put(world, 1, 'long'))).toBe("2628 String or binary data would be truncated in table 'db.dbo.t', column 's'. Truncated value: 'lon'.");
    expect(attempt(world, put(world, 0, 'x'))).toBe('547 The INSERT statement conflicted with the CHECK constraint "ck". The conflict occurred in database "db", table "dbo.t", column \'n\'.');
    expect(attempt(world, put(world, 1, 'x'))).toBe('no error');
    expect(attempt(world, update({ world, objectId: 100 }, { 1: lit(null) }))).toMatch(/^515 .* UPDATE fails\.$/);
    expect(attempt(world, update({ world, objectId: 100 }, { 1: lit(-1) }))).toMatch(/^547 The UPDATE statement conflicted with the CHECK/);
  });
  it('refuses rows outside a view with check option', () => {
    const world = make();
    expect(attempt(world, { ...put(world, 1, 'x'), shape: { ...world.shape(100), viewCheck: compare('>', col(1), lit(5)) } })).toMatch(/^550 /);
  });
  it('takes explicit identity values', () => {
    const world = make();
    expect(attempt(world, insert(world, 100, [[7, 1]], { explicitIdentity: true }))).toBe('no error');
    expect(attempt(world, put(world, 1, null))).toBe('no error');
    expect(world.rows(100).map(row => row[0])).toEqual([7, 8]);
  });
});

describe('statements', () => {
  const make = (rows: readonly Row[] = [[1, 10], [2, 20], [3, 30]]): World => {
    const world = new World();
    world.table(table(100, 't', [column(1, 'id', { isNullable: false }), column(2, 'n')], { indexes: [primaryKey] }), rows);
    world.table(table(101, 'log', [column(1, 'a'), column(2, 'b')]));
    return world;
  };
  it('does not see its own writes', () => {
    const world = make();
    const source: PlanNode = { kind: 'project', input: world.scan(100), expressions: [add(col(0), lit(10)), col(1)], columns: out(2) };
    expect(execute(world, insert(world, 100, [[1, 1]], { source })).rowCount).toBe(3);
    expect(world.rows(100)).toHaveLength(6);
    const largest: BoundExpression = { kind: 'scalar-subquery', isCorrelated: true, type: INT, isNullable: true, plan: { kind: 'top', input: { kind: 'sort', input: world.scan(100), keys: [{ expression: col(1), isDescending: true }], columns: out(2) }, count: lit(1), isPercent: false, columns: out(2) } };
    const first: BoundExpression = { ...largest, plan: { kind: 'project', input: largest.plan, expressions: [add(col(1), lit(1))], columns: out(1) } } as BoundExpression;
    execute(world, update({ world, objectId: 100 }, { 1: first }));
    expect(new Set(world.rows(100).map(row => row[1]))).toEqual(new Set([31]));
  });
  it('moves unique keys past each other', () => {
    const world = make();
    expect(attempt(world, update({ world, objectId: 100 }, { 0: add(col(0), lit(1)) }))).toBe('no error');
    expect(world.rows(100)).toEqual([[2, 10], [3, 20], [4, 30]]);
    expect(attempt(world, update({ world, objectId: 100 }, { 0: lit(9) }))).toMatch(/^2627 /);
  });
  it('gives OUTPUT rows to the client and into tables', () => {
    const world = make();
    const plan = update({ world, objectId: 100 }, { 1: add(col(1), lit(1)) }, compare('=', col(0), lit(2)), { outputs: [output(0, 1, 3, 6), { ...output(3, 1), into: { target: world.ref(101), ordinals: [0, 1] } }] });
    expect(execute(world, plan)).toEqual({ rowCount: 1, outputRows: [[2, 21, 20, expect.any(Number)]] });
    expect(world.rows(101)).toEqual([[20, 21]]);
    expect(execute(world, remove(world, 100, undefined, { outputs: [output(0, 2)] })).outputRows).toEqual([[null, 1], [null, 2], [null, 3]]);
    expect(execute(world, insert(world, 100, [[5, 50]], { outputs: [output(0, 2)] })).outputRows).toEqual([[5, null]]);
  });
  it('changes a row once however often the source names it', () => {
    const world = make();
    const source: PlanNode = { kind: 'nested-loop', join: 'cross', left: world.target(100), right: values([[100], [200]]), isApply: false, columns: out(4) };
    expect(execute(world, update({ world, objectId: 100 }, { 1: col(3) }, undefined, { source })).rowCount).toBe(3);
    expect(world.rows(100).map(row => row[1])).toEqual([100, 100, 100]);
  });
  it('assigns variables row by row, columns with them', () => {
    const world = make();
    world.variables.set('@n', 0);
    const next = add({ kind: 'variable', name: '@n', type: INT, isNullable: true }, lit(5));
    execute(world, update({ world, objectId: 100 }, {}, undefined, { variables: [{ variable: '@n', type: INT, value: next, alsoOrdinal: 1 }] }));
    expect(world.rows(100).map(row => row[1])).toEqual([5, 10, 15]);
    expect(world.variables.get('@n')).toBe(15);
  });
  it('obeys SET ROWCOUNT', () => {
    const world = make();
    world.rowCountLimit = 2;
    expect(execute(world, remove(world, 100)).rowCount).toBe(2);
  });
  it('fires AFTER triggers once, for no rows too, and INSTEAD OF triggers in place of the write', () => {
    const world = make();
    world.triggers.add('100 after update').add('100 instead of delete');
    execute(world, update({ world, objectId: 100 }, { 1: lit(1) }, compare('=', col(0), lit(99))));
    expect(world.firings).toMatchObject([{ event: 'update', timing: 'after', inserted: [], deleted: [], updatedColumns: ['n'] }]);
    expect(execute(world, remove(world, 100, compare('=', col(0), lit(1)))).rowCount).toBe(1);
    expect(world.firings[1]).toMatchObject({ event: 'delete', timing: 'instead of', deleted: [[1, 10]] });
    expect(world.rows(100)).toHaveLength(3);
  });
});

describe('foreign keys', () => {
  const make = (key: Parameters<typeof foreignKey>[2] = {}, more: object = {}): World => {
    const world = new World();
    world.table(table(100, 'parent', [column(1, 'id', { isNullable: false })], { indexes: [primaryKey] }), [[1], [2], [3]]);
    world.table(table(200, 'child', [column(1, 'id', { isNullable: false }), column(2, 'parentId'), column(3, 'boss')], { indexes: [primaryKey], foreignKeys: [foreignKey(2, 100, key), foreignKey(3, 200)], ...more }), [[10, 1, null], [11, 1, 10], [12, 2, null]]);
    return world;
  };
  const one = compare('=', col(0), lit(1));

  it('asks for parents, NULL excepted', () => {
    const world = make();
    expect(attempt(world, insert(world, 200, [[20, 9, null]]))).toBe('547 The INSERT statement conflicted with the FOREIGN KEY constraint "fk_2". The conflict occurred in database "db", table "dbo.parent", column \'id\'.');
    expect(attempt(world, insert(world, 200, [[20, null, null]]))).toBe('no error');
    expect(attempt(world, update({ world, objectId: 200 }, { 1: lit(9) }))).toMatch(/^547 The UPDATE statement conflicted with the FOREIGN KEY constraint "fk_2"/);
    expect(attempt(world, insert(world, 200, [[30, 1, 31], [31, 1, 30]]))).toBe('no error');
    expect(attempt(world, insert(world, 200, [[40, 1, 99]]))).toMatch(/FOREIGN KEY SAME TABLE constraint "fk_3".*table "dbo.child", column 'id'/);
  });
  it('keeps parents that are needed', () => {
    const world = make();
    expect(attempt(world, remove(world, 100, one))).toBe('547 The DELETE statement conflicted with the REFERENCE constraint "fk_2". The conflict occurred in database "db", table "dbo.child", column \'parentId\'.');
    expect(attempt(world, remove(world, 100, compare('=', col(0), lit(3))))).toBe('no error');
    expect(attempt(world, update({ world, objectId: 100 }, { 0: lit(7) }, one))).toMatch(/^547 The UPDATE statement conflicted with the REFERENCE/);
    expect(attempt(world, remove(world, 200, compare('=', col(0), lit(10))))).toMatch(/SAME TABLE REFERENCE constraint "fk_3"/);
    expect(attempt(world, remove(world, 200))).toBe('no error');
  });
  it('lets keys be swapped within one statement', () => {
    const world = make();
    const swapped: BoundExpression = { kind: 'case', branches: [{ when: compare('=', col(0), lit(1)), then: lit(2) }, { when: compare('=', col(0), lit(2)), then: lit(1) }], otherwise: col(0), type: INT, isNullable: true };
    expect(attempt(world, update({ world, objectId: 100 }, { 0: swapped }))).toBe('no error');
  });
  it.each([{ indexes: [primaryKey] }, { indexes: [primaryKey, index(2, [2])] }])('cascades deletes and updates (%#)', more => {
    const world = make({ onDelete: 'CASCADE', onUpdate: 'CASCADE' }, more);
    world.triggers.add('200 after delete').add('100 after delete').add('200 after update');
    expect(attempt(world, update({ world, objectId: 100 }, { 0: add(col(0), lit(1)) }))).toBe('no error');
    expect(world.rows(200)).toEqual([[10, 2, null], [11, 2, 10], [12, 3, null]]);
    expect(world.firings).toMatchObject([{ table: { name: 'child' }, event: 'update', updatedColumns: ['parentId'] }]);
    expect(attempt(world, remove(world, 100, compare('=', col(0), lit(2))))).toBe('no error');
    expect(world.rows(200)).toEqual([[12, 3, null]]);
    expect(world.firings.slice(1)).toMatchObject([{ table: { name: 'child' }, event: 'delete', deleted: [[11, 2, 10], [10, 2, null]] }, { table: { name: 'parent' }, deleted: [[2]] }]);
  });
  it('checks what a cascade deletes', () => {
    const world = make({ onDelete: 'CASCADE' });
    world.session.insert(world.handles.get(200) as NonNullable<ReturnType<World['handles']['get']>>, [13, 2, 10]);
    world.session.commit();
    expect(attempt(world, remove(world, 100, one))).toMatch(/SAME TABLE REFERENCE constraint "fk_3"/);
  });
  it('sets NULL and defaults', () => {
    const nulls = make({ onDelete: 'SET_NULL' });
    expect(attempt(nulls, remove(nulls, 100, one))).toBe('no error');
    expect(nulls.rows(200).map(row => row[1])).toEqual([null, null, 2]);
    const defaults = make({ onDelete: 'SET_DEFAULT' });
    defaults.defaults.set('200.2', lit(3));
    expect(attempt(defaults, remove(defaults, 100, one))).toBe('no error');
    expect(defaults.rows(200).map(row => row[1])).toEqual([3, 3, 2]);
    expect(attempt(defaults, remove(defaults, 100, compare('=', col(0), lit(3))))).toMatch(/^547 The DELETE statement conflicted with the FOREIGN KEY constraint "fk_2"/);
  });
  it('skips disabled keys, and finds what they let in', () => {
    const world = make({ isDisabled: true });
    expect(attempt(world, insert(world, 200, [[20, 9, null]]))).toBe('no error');
    const [child, parent] = [world.handles.get(200), world.handles.get(100)];
    if (!child || !parent) throw new Error('no tables');
    expect(findForeignKeyViolation({ child, parent, foreignKey: foreignKey(2, 100) }, world.context())).toEqual([20, 9, null]);
    expect(findCheckViolation({ table: child, condition: compileExpression(compare('<', col(1), lit(5))) }, world.context())).toEqual([20, 9, null]);
    expect(findCheckViolation({ table: child, condition: compileExpression(compare('<', col(1), lit(50))) }, world.context())).toBeUndefined();
  });
});

describe('MERGE', () => {
  const ROW_ID = 2;
  const merge = (world: World, source: readonly Row[], clauses: MergePlan['clauses'], more: Partial<MergePlan> = {}): MergePlan => ({
    kind: 'merge', target: world.ref(100), targetOffset: 0, rowIdOrdinal: ROW_ID, sourcePresentOrdinal: 5, clauses, outputs: [], shape: world.shape(100),
    source: { kind: 'hash-join', join: 'full', left: world.target(100), right: values(source), leftKeys: [col(0)], rightKeys: [col(0)], keyTypes: [INT], columns: out(6) }, ...more,
  });
  const upsert: MergePlan['clauses'] = [
    { when: 'matched', condition: compare('<', col(4), lit(0)), action: { kind: 'delete' } },
    { when: 'matched', action: { kind: 'update', assignments: [{ ordinal: 1, value: add(col(1), col(4)) }] } },
    { when: 'not-matched', action: { kind: 'insert', assignments: [{ ordinal: 0, value: col(3) }, { ordinal: 1, value: col(4) }], defaults: [], explicitIdentity: false } },
    { when: 'not-matched-by-source', action: { kind: 'update', assignments: [{ ordinal: 1, value: lit(0) }] } },
  ];
  const make = (): World => {
    const world = new World();
    world.table(table(100, 't', [column(1, 'id', { isNullable: false }), column(2, 'n')], { indexes: [primaryKey], checks: [checkOf('ck')] }), [[1, 10], [2, 20], [3, 30]]);
    return world;
  };
  it('updates, deletes and inserts, and tells which', () => {
    const world = make();
    world.triggers.add('100 after insert').add('100 after update').add('100 after delete');
    const action: OutputPlan = { columns: out(3), expressions: [col(10, nvarchar(10)), col(0), col(2)] };
    const result = execute(world, merge(world, [[1, 5, 1], [2, -1, 1], [4, 40, 1]], upsert, { outputs: [action] }));
    expect(result).toEqual({ rowCount: 4, outputRows: [['UPDATE', 1, 1], ['DELETE', null, 2], ['UPDATE', 3, 3], ['INSERT', 4, null]] });
    expect(world.rows(100)).toEqual([[1, 15], [3, 0], [4, 40]]);
    expect(world.firings.map(firing => [firing.event, firing.inserted.length, firing.deleted.length])).toEqual([['insert', 1, 0], ['update', 2, 2], ['delete', 0, 1]]);
  });
  it('refuses to act twice on a row', () => {
    const world = make();
    expect(attempt(world, merge(world, [[1, 5, 1], [1, 6, 1]], upsert))).toMatch(/^8672 /);
  });
  it('names itself in conflicts', () => {
    const world = make();
    const shape = { ...world.shape(100), checks: [{ name: 'ck', condition: compare('<', col(1), lit(100)), ordinals: [1] }] };
    expect(attempt(world, merge(world, [[4, 400, 1]], upsert, { shape }))).toBe('547 The MERGE statement conflicted with the CHECK constraint "ck". The conflict occurred in database "db", table "dbo.t".');
  });
});

describe('system-versioned tables', () => {
  it('keeps old versions in the history table', () => {
    const world = new World();
    const period = [column(2, 'n'), column(3, 'from', { type: { name: 'datetime2', scale: 3 }, generated: 'row-start' }), column(4, 'to', { type: { name: 'datetime2', scale: 3 }, generated: 'row-end' })];
    world.table(table(101, 'h', [column(1, 'id'), ...period.map(c => ({ ...c, generated: undefined }))]));
    world.table(table(100, 't', [column(1, 'id', { isNullable: false }), ...period], { indexes: [primaryKey], temporal: { historyObjectId: 101, startColumnId: 3, endColumnId: 4 } }));
    const now = 638_000_000_000_000_000n;
    const end = 3_155_378_975_999_990_000n;
    execute(world, insert(world, 100, [[1, 10]]));
    expect(world.rows(100)).toEqual([[1, 10, now, end]]);
    execute(world, update({ world, objectId: 100 }, { 1: lit(11) }));
    execute(world, remove(world, 100));
    expect(world.rows(101)).toEqual([[1, 10, now, now], [1, 11, now, now]]);
  });
});
