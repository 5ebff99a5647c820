// Derived tables whose columns are no plain columns: computed, grouped, united, numbered, outer joined. Conditions outside must not
// change what they hold inside.
import { drawCondition, drawLike, innerTable, markLiteral, type DerivedSource, type DrawContext, type Scoped } from './expressions';
import type { Column } from './schema';

type Draw = (context: DrawContext, outer: readonly Scoped[]) => DerivedSource | undefined;

/** Whether values that are equal are the same, so that any may stand for a group. */
const isExact = (s: Scoped): boolean => !['text', 'variant'].includes(s.column.family) && !s.column.type.startsWith('datetimeoffset');
const INT: Column = { family: 'int', type: 'int', name: 'n', nullable: true, values: ['0', '1', '2', '3'].map((sql) => ({ sql, type: 'int' })) };
const named = (column: Column, name: string): Column => ({ ...column, name, nullable: true, computed: 'yes' });

const computed: Draw = (context, outer) => {
  const inner = innerTable(context);
  const { random } = context;
  const scope = [...inner.scope, ...outer];
  const bases = random.some(inner.scope.filter((s) => s.column.family !== 'text'), 1, 3);
  const texts = bases.map((s, i) => {
    const literal = (): string => markLiteral(context, random.pick(s.column.values));
    return `${random.pick([(): string => literal(), () => `ISNULL(${s.sql}, ${literal()})`, () => `CASE WHEN ${s.sql} IS NULL THEN ${literal()} END`, () => drawLike(context, scope, s.column, 1).sql])()} AS k${i}`;
  });
  return { body: `SELECT ${inner.alias}.id, ${texts.join(', ')} FROM ${inner.from}${random.chance(50) ? ` WHERE ${drawCondition(context, scope, 1)}` : ''}`, columns: [{ ...INT, name: 'id' }, ...bases.map((s, i) => named(s.column, `k${i}`))] };
};

const grouped: Draw = (context, outer) => {
  const inner = innerTable(context);
  const { random } = context;
  const keys = random.some(inner.scope.filter(isExact), outer.length > 0 ? 0 : 1, 2);
  const measured = random.pick(inner.scope.filter((s) => isExact(s) && s.column.family !== 'bit'));
  const by = keys.length > 0 ? ` GROUP BY ${keys.map((k) => k.sql).join(', ')}` : random.pick([' GROUP BY ()', '']);
  const having = random.chance(25) ? ` HAVING COUNT(*) ${random.pick(['>', '=', '<>'])} 1` : '';
  const where = random.chance(60) || outer.length > 0 ? ` WHERE ${drawCondition(context, [...inner.scope, ...outer], 1)}` : '';
  const select = [...keys.map((k, i) => `${k.sql} AS k${i}`), 'COUNT(*) AS n', `${random.pick(['MIN', 'MAX'])}(${measured.sql}) AS k9`, `COUNT(${random.pick(inner.scope).sql}) AS n2`];
  return { body: `SELECT ${select.join(', ')} FROM ${inner.from}${where}${by}${having}`, columns: [...keys.map((k, i) => named(k.column, `k${i}`)), INT, named(measured.column, 'k9'), { ...INT, name: 'n2' }] };
};

const united: Draw = (context, outer) => {
  const inner = innerTable(context);
  const { random } = context;
  const operator = random.pick(['UNION ALL', 'UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT']);
  const columns = random.some(inner.scope.filter((s) => isExact(s)), 1, 3);
  const part = (): string => `SELECT ${columns.map((s, i) => `${s.sql} AS k${i}`).join(', ')} FROM ${inner.from}${random.chance(75) ? ` WHERE ${drawCondition(context, [...inner.scope, ...outer], 1)}` : ''}`;
  return { body: `${part()} ${operator} ${part()}`, columns: columns.map((s, i) => named(s.column, `k${i}`)) };
};

const numbered: Draw = (context, outer) => {
  const inner = innerTable(context);
  const { random } = context;
  const [part, measured] = [random.pick(inner.scope.filter(isExact)), random.pick(inner.scope)];
  const window = random.pick([`ROW_NUMBER() OVER (PARTITION BY ${part.sql} ORDER BY ${inner.alias}.id)`, `COUNT(*) OVER (PARTITION BY ${part.sql})`, `RANK() OVER (ORDER BY ${part.sql} DESC)`, `SUM(${inner.alias}.id) OVER (ORDER BY ${inner.alias}.id)`]);
  const where = random.chance(40) || outer.length > 0 ? ` WHERE ${drawCondition(context, [...inner.scope, ...outer], 1)}` : '';
  return { body: `SELECT ${inner.alias}.id, ${part.sql} AS k0, ${measured.sql} AS k1, ${window} AS n FROM ${inner.from}${where}`, columns: [{ ...INT, name: 'id' }, named(part.column, 'k0'), named(measured.column, 'k1'), INT] };
};

const topped: Draw = (context, outer) => {
  const inner = innerTable(context);
  const { random } = context;
  const s = random.pick(inner.scope.filter(isExact));
  const where = outer.length > 0 ? ` WHERE ${drawCondition(context, [...inner.scope, ...outer], 1)}` : '';
  return { body: `SELECT TOP (${1 + random.below(4)}) ${inner.alias}.id, ${s.sql} AS k0 FROM ${inner.from}${where} ORDER BY ${s.sql}${random.pick(['', ' DESC'])}${s.column.name === 'id' ? '' : `, ${inner.alias}.id`}`, columns: [{ ...INT, name: 'id' }, named(s.column, 'k0')] };
};

const joined: Draw = (context, outer) => {
  const [a, b] = [innerTable(context), innerTable(context)];
  const { random } = context;
  const [x, y] = [random.pick(a.scope), random.pick(b.scope)];
  const on = random.chance(70) ? `${a.alias}.id = ${random.pick(b.scope.filter((s) => s.column.family === 'int')).sql}` : drawCondition(context, [...a.scope, ...b.scope, ...outer], 1);
  return { body: `SELECT ${x.sql} AS k0, ${y.sql} AS k1, ${b.alias}.id AS n FROM ${a.from} ${random.pick(['LEFT', 'RIGHT', 'FULL', 'INNER'])} JOIN ${b.from} ON ${on}`, columns: [named(x.column, 'k0'), named(y.column, 'k1'), INT] };
};

const distinct: Draw = (context) => {
  const inner = innerTable(context);
  const columns = context.random.some(inner.scope.filter(isExact), 1, 2);
  return { body: `SELECT DISTINCT ${columns.map((s, i) => `${s.sql} AS k${i}`).join(', ')} FROM ${inner.from}`, columns: columns.map((s, i) => named(s.column, `k${i}`)) };
};

const values: Draw = (context, outer) => {
  const { random } = context;
  const like = random.pick(context.random.pick(context.tables).columns.filter((c) => c.family !== 'text' && c.computed === undefined));
  const cell = (): string => (random.chance(15) ? `CAST(NULL AS ${like.type})` : outer.length > 0 ? drawLike(context, outer, like, 0).sql : `CAST(${markLiteral(context, random.pick(like.values))} AS ${like.type})`);
  return { body: `SELECT * FROM (VALUES ${Array.from({ length: 1 + random.below(3) }, (_, i) => `(${i + 1}, ${cell()})`).join(', ')}) AS v (id, k0)`, columns: [{ ...INT, name: 'id' }, named(like, 'k0')] };
};

const DERIVED: readonly Draw[] = [computed, computed, grouped, united, numbered, topped, joined, distinct, values];

/** Draws a derived table; `outer` may be named inside it where it is applied. */
export const drawDerived = (context: DrawContext, outer: readonly Scoped[]): DerivedSource | undefined => context.random.pick(DERIVED)(context, outer);
