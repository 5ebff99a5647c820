import type { DeletePlan, InsertPlan, MergePlan, UpdatePlan } from '../../../src/plan/statement';
import { explainExpression } from '../../../src/plan/explain';
import { bound, errorOf, explained } from './plan-of';

const insert = (sql: string): InsertPlan => bound(sql) as InsertPlan;
const update = (sql: string): UpdatePlan => bound(sql) as UpdatePlan;
const shown = (list: readonly { readonly ordinal: number; readonly value: Parameters<typeof explainExpression>[0] }[]): readonly string[] => list.map((a) => `${a.ordinal} = ${explainExpression(a.value)}`);

describe('INSERT', () => {
  it('takes DEFAULT cells, and defaults of columns left out', () => {
    const plan = insert("insert into users (email, active) values (@0, default), ('b', 0)");
    expect(explained("insert into users (email, active) values (@0, default), ('b', 0)")).toBe("values (@0, int(bit(1))), (nvarchar(4000)('b'), 0)");
    expect(shown(plan.assignments)).toEqual(['1 = #0', '4 = #1']);
    expect(shown(plan.defaults)).toEqual(['5 = getdate()']);
    expect(plan.shape.checks.map((c) => [c.name, c.columnName])).toEqual([['CK_age', 'age']]);
  });

  it('leaves out generated columns given as DEFAULT, and types NULL by its column', () => {
    const plan = insert("insert into posts values (null, 'a', 1, default)");
    expect(plan.assignments.map((a) => [a.ordinal, a.value.type.name])).toEqual([[1, 'int'], [2, 'varchar'], [3, 'int']]);
    expect(insert('insert into users (createdAt, email) select null, title from posts').assignments[0]?.value.type.name).toBe('datetime');
  });

  it.each([
    ['insert into users (id, email) values (1, 2)', 544], ['insert into users (email, email) values (1, 2)', 264], ['insert into users (email, name) values (1)', 109], ['insert into users (email) values (1, 2)', 110],
    ['insert into users (email) select 1, 2', 121], ['insert into users (email, name) select 1', 120], ['insert into users values (1, 2)', 213], ['insert into users values (1, 2, 3, 4, 5, 6)', 8101],
    ['insert into posts (shout) values (1)', 271], ['insert into posts (title, version) values (1, 0x1)', 273], ['insert into users (nope) values (1)', 207], ['insert into users (email, name) values (1, 2), (3)', 10709],
    ['insert into users (createdAt, email) values (cast(1.5 as decimal(5,2)), 1)', 0], ['insert into users (age, email) values (getdate(), 1)', 257],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });

  it('minds IDENTITY_INSERT', () => {
    const on = { isIdentityInsertOn: () => true };
    expect(errorOf("insert into users (email) values ('x')", on)).toBe(545);
    expect(errorOf("insert into users (id, email) values (1, 'x')", on)).toBe(0);
  });

  it('binds OUTPUT INTO with its target columns', () => {
    const plan = insert("insert into users (email) output inserted.id, inserted.email into @out values ('x')");
    expect(plan.outputs[0]?.into?.ordinals).toEqual([0, 1]);
    expect(errorOf("insert into users (email) output inserted.id into @out values ('x')")).toBe(213);
    expect(errorOf("insert into users (email) output deleted.id values ('x')")).toBe(4104);
  });

  it('refuses OUTPUT to the client from a table with a trigger', () => {
    expect(errorOf("insert into users (email) output inserted.id values ('x')", { hasTrigger: (_d, _o, event) => event === 'insert' })).toBe(334);
    expect(errorOf("insert into users (email) output inserted.id values ('x')", { hasTrigger: (_d, _o, event) => event === 'delete' })).toBe(0);
  });
});

describe('UPDATE and DELETE', () => {
  it('reads the target for update with its row id', () => {
    const plan = update("update users set name = 'x', age += 1 output inserted.name, deleted.name where id = @id");
    expect([plan.targetOffset, plan.rowIdOrdinal]).toEqual([0, 6]);
    expect(shown(plan.assignments)).toEqual(["2 = 'x'", '3 = (age#3 + 1)']);
    expect(plan.outputs[0]?.expressions.map(explainExpression)).toEqual(['name#2', 'name#8']);
  });

  it('finds the target in FROM by alias, by name, or beside it', () => {
    expect(update('update u set name = p.title from posts p join users u on u.id = p.userId')).toMatchObject({ targetOffset: 7, rowIdOrdinal: 13 });
    expect(update('update users set name = p.title from users join posts p on p.userId = users.id')).toMatchObject({ targetOffset: 0, rowIdOrdinal: 6 });
    expect(update('update users set name = p.title from posts p where p.userId = users.id')).toMatchObject({ targetOffset: 0, rowIdOrdinal: 6 });
    expect(errorOf("update users set name = 'x' from users a join users b on a.id = b.id")).toBe(8154);
  });

  it('carries the row id through CTEs, views and derived tables', () => {
    const next = 'with next as (select top (1) * from jobs with (updlock, readpast) where status = \'pending\' order by id) update next set status = \'taken\' output inserted.id';
    expect(update(next)).toMatchObject({ targetOffset: 4, rowIdOrdinal: 8 });
    const view = update("update adults set name = 'z' where userId = 1");
    expect(view).toMatchObject({ targetOffset: 3, rowIdOrdinal: 9 });
    expect(view.shape.viewCheck && explainExpression(view.shape.viewCheck)).toBe('age#3 >= 18');
    expect(bound('delete d from (select top (2) * from jobs order by id) d') as DeletePlan).toMatchObject({ targetOffset: 4, rowIdOrdinal: 8 });
  });

  it.each([
    ['update users set id = 1', 8102], ['update posts set shout = 1', 271], ['update posts set version = 0x1', 272], ['update users set name = 1, name = 2', 264], ['update adults set older = 1', 4406], ['update users set x.name = 1', 4104],
    ['update users set age = max(age)', 157], ['update users with (nolock) set age = 1', 1065], ['delete from nothing', 208], ['update sys.tables set name = 1', 259], ["with c as (select distinct name from users) update c set name = 'x'", 4403],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });

  it('assigns variables on the way', () => {
    const plan = update('update users set @n = age = age + 1, @id = id');
    expect(plan.variables.map((v) => [v.variable, v.alsoOrdinal])).toEqual([['@n', 3], ['@id', undefined]]);
  });

  it('hands views with INSTEAD OF triggers to them', () => {
    expect(update("update guarded set name = 'x'")).toMatchObject({ insteadOf: { objectId: 202 }, targetOffset: 0 });
    expect(insert("insert into guarded (name) values ('x')").insteadOf?.objectId).toBe(202);
  });
});

describe('MERGE', () => {
  const merge = (rest: string): MergePlan => bound(`merge into users t using (values (1, 'a')) s (id, email) on t.id = s.id ${rest};`) as MergePlan;

  it('joins as its clauses need', () => {
    const plan = merge('when matched and t.age > 1 then update set t.email = s.email when not matched then insert (email) values (s.email) output inserted.id, $action');
    expect(plan).toMatchObject({ targetOffset: 3, rowIdOrdinal: 9, sourcePresentOrdinal: 2, source: { kind: 'nested-loop', join: 'left' } });
    expect(plan.outputs[0]?.expressions.map(explainExpression)).toEqual(['id#0', '$action#22']);
    expect(merge('when not matched by source then delete').source).toMatchObject({ join: 'right' });
    expect(merge('when matched then delete').source).toMatchObject({ join: 'inner' });
  });

  it('shows each clause its own side', () => {
    expect(errorOf('merge users t using posts s on t.id = s.id when not matched then insert (email) values (t.email);')).toBe(4104);
    expect(errorOf('merge users t using posts s on t.id = s.id when not matched by source then update set name = s.title;')).toBe(4104);
    expect(errorOf('merge users t using posts s on t.id = s.id when matched then delete when matched then delete;')).toBe(10714);
  });
});
