// Pairs of queries that are the same by definition: set operators, TOP, outer joins, APPLY, IN, grouping, windows.
import { drawCondition, innerTable, type DrawContext, type Scoped } from './expressions';
import { plainMarks, render, type Form } from './forms';
import { drawFrom, fromText, type From } from './queries';
import type { Table } from './schema';

type Identity = (context: DrawContext) => Form[];

const isGroupable = (s: Scoped): boolean => !s.column.type.includes('max');
const list = (scope: readonly Scoped[]): string => scope.map((s, i) => `${s.sql} AS c${i}`).join(', ');
const same = (a: string, b: string, count: number): string => Array.from({ length: count }, (_, i) => `${a}.c${i} IS NOT DISTINCT FROM ${b}.c${i}`).join(' AND ');

function twoParts(context: DrawContext): { a: string; b: string; count: number } | undefined {
  const inner = innerTable(context);
  const scope = context.random.some(inner.scope.filter(isGroupable), 1, 3);
  if (scope.length === 0) return undefined;
  const part = (): string => `SELECT ${list(scope)} FROM ${inner.from} WHERE ${drawCondition(context, inner.scope, 2)}`;
  return { a: part(), b: part(), count: scope.length };
}

const setOperators: Identity = (context) => {
  const parts = twoParts(context);
  if (parts === undefined) return [];
  const { a, b, count } = parts;
  const exists = `EXISTS (SELECT 1 FROM (${b}) AS y WHERE ${same('x', 'y', count)})`;
  switch (context.random.below(4)) {
    case 0: return [{ name: 'UNION', sql: `${a} UNION ${b}` }, { name: 'DISTINCT of UNION ALL', sql: `SELECT DISTINCT * FROM (${a} UNION ALL ${b}) AS d` }];
    case 1: return [{ name: 'INTERSECT', sql: `${a} INTERSECT ${b}` }, { name: 'DISTINCT with EXISTS', sql: `SELECT DISTINCT * FROM (${a}) AS x WHERE ${exists}` }];
    case 2: return [{ name: 'EXCEPT', sql: `${a} EXCEPT ${b}` }, { name: 'DISTINCT with NOT EXISTS', sql: `SELECT DISTINCT * FROM (${a}) AS x WHERE NOT ${exists}` }];
    default: return [{ name: 'EXCEPT then INTERSECT', sql: `${a} EXCEPT (${a} INTERSECT ${b})` }, { name: 'EXCEPT alone', sql: `${a} EXCEPT ${b}` }];
  }
};

const idsOf = (from: From): string[] => from.scope.filter((s) => s.column.name === 'id').map((s) => s.sql);

const top: Identity = (context) => {
  const { random } = context;
  const from = drawFrom(context, 3);
  const text = fromText(from);
  const where = random.chance(70) ? ` WHERE ${drawCondition(context, from.scope, 2)}` : '';
  const by = [...new Map(random.some(from.scope.filter(isGroupable), 0, 2).map((s) => [s.sql, `${s.sql}${random.pick(['', ' DESC'])}`])).values()];
  const ids = idsOf(from).filter((id) => !by.some((key) => key.startsWith(`${id} `) || key === id));
  const order = [...by, ...ids.map((id) => `${id}${random.pick(['', ' DESC'])}`)].join(', ');
  if (idsOf(from).length < from.aliases.length) return [];
  const columns = list(random.some(from.scope, 1, 3));
  const [skip, take] = [random.pick([0, 0, 0, 1, 3]), random.pick([1, 2, 5, 30])];
  const ctes = from.ctes.length > 0 ? `WITH ${from.ctes.join(', ')} ` : '';
  const numbered = `SELECT ${columns}, ROW_NUMBER() OVER (ORDER BY ${order}) AS place FROM ${text}${where}`;
  const outer = Array.from({ length: columns.split(' AS c').length - 1 }, (_, i) => `c${i}`).join(', ');
  const isOrdered = true;
  const forms: Form[] = [
    { name: 'OFFSET FETCH', sql: `${ctes}SELECT ${columns} FROM ${text}${where} ORDER BY ${order} OFFSET ${skip} ROWS FETCH NEXT ${take} ROWS ONLY`, isOrdered },
    { name: 'ROW_NUMBER', sql: `${ctes}SELECT ${outer} FROM (${numbered}) AS d WHERE place > ${skip} AND place <= ${skip + take} ORDER BY place`, isOrdered },
    { name: 'OFFSET FETCH of a sort that no index gives', sql: `${ctes}SELECT ${columns} FROM ${text}${where} ORDER BY ${order} OFFSET ${skip} ROWS FETCH NEXT ${take} ROWS ONLY OPTION (HASH JOIN)`, isOrdered },
  ];
  if (skip === 0) forms.push({ name: 'TOP', sql: `${ctes}SELECT TOP (${take}) ${columns} FROM ${text}${where} ORDER BY ${order}`, isOrdered });
  return forms;
};

/** Two tables with a condition between them. */
function pair(context: DrawContext): { left: From; right: { from: string; scope: Scoped[]; table: Table; alias: string }; on: string; scope: Scoped[] } {
  const left = drawFrom(context, 1);
  const right = innerTable(context);
  const scope = [...left.scope, ...right.scope];
  return { left, right, on: drawCondition(context, scope, 2), scope };
}

const joins: Identity = (context) => {
  const { left, right, on, scope } = pair(context);
  if (left.ctes.length > 0) return [];
  const [l, r] = [fromText(left), right.from];
  const nulls = (mine: readonly Scoped[]): string => scope.map((s, i) => `${mine.includes(s) ? s.sql : 'NULL'} AS c${i}`).join(', ');
  const inner = `SELECT ${list(scope)} FROM ${l} JOIN ${r} ON ${on}`;
  const onlyLeft = `SELECT ${nulls(left.scope)} FROM ${l} WHERE NOT EXISTS (SELECT 1 FROM ${r} WHERE ${on})`;
  const onlyRight = `SELECT ${nulls(right.scope)} FROM ${r} WHERE NOT EXISTS (SELECT 1 FROM ${l} WHERE ${on})`;
  const apply = `(SELECT * FROM ${right.from} WHERE ${on}) AS applied`;
  const applied = scope.map((s, i) => `${right.scope.includes(s) ? `applied.${s.column.name}` : s.sql} AS c${i}`).join(', ');
  switch (context.random.below(5)) {
    case 0: return [{ name: 'LEFT JOIN', sql: `SELECT ${list(scope)} FROM ${l} LEFT JOIN ${r} ON ${on}` }, { name: 'JOIN and what it left', sql: `${inner} UNION ALL ${onlyLeft}` }];
    case 1: return [{ name: 'FULL JOIN', sql: `SELECT ${list(scope)} FROM ${l} FULL JOIN ${r} ON ${on}` }, { name: 'JOIN and what it left of both', sql: `${inner} UNION ALL ${onlyLeft} UNION ALL ${onlyRight}` }];
    case 2: return [{ name: 'RIGHT JOIN', sql: `SELECT ${list(scope)} FROM ${l} RIGHT JOIN ${r} ON ${on}` }, { name: 'JOIN and what it left of the right', sql: `${inner} UNION ALL ${onlyRight}` }];
    case 3: return [{ name: 'CROSS APPLY', sql: `SELECT ${applied} FROM ${l} CROSS APPLY ${apply}` }, { name: 'JOIN', sql: inner }];
    default: return [{ name: 'OUTER APPLY', sql: `SELECT ${applied} FROM ${l} OUTER APPLY ${apply}` }, { name: 'LEFT JOIN', sql: `SELECT ${list(scope)} FROM ${l} LEFT JOIN ${r} ON ${on}` }];
  }
};

const membership: Identity = (context) => {
  const { left, right, on } = pair(context);
  const { random } = context;
  if (left.ctes.length > 0) return [];
  const a = random.pick(left.scope);
  const matches = right.scope.filter((s) => s.column.family === a.column.family && s.column.collation === a.column.collation && s.column.family !== 'variant');
  if (matches.length === 0) return [];
  const b = random.pick(matches);
  const [l, r] = [fromText(left), right.from];
  const select = `SELECT ${list(left.scope)} FROM ${l} WHERE`;
  const where = random.chance(70) ? on : '1 = 1';
  const sub = `SELECT ${b.sql} FROM ${r} WHERE ${where}`;
  const hit = `EXISTS (SELECT 1 FROM ${r} WHERE (${where}) AND ${a.sql} = ${b.sql})`;
  const unknown = `EXISTS (SELECT 1 FROM ${r} WHERE (${where}) AND (${a.sql} IS NULL OR ${b.sql} IS NULL))`;
  switch (random.below(4)) {
    case 0: return [{ name: 'IN', sql: `${select} ${a.sql} IN (${sub})` }, { name: 'EXISTS', sql: `${select} ${hit}` }];
    case 1: return [{ name: 'NOT IN', sql: `${select} ${a.sql} NOT IN (${sub})` }, { name: 'NOT EXISTS, and nothing unknown', sql: `${select} NOT ${hit} AND NOT ${unknown}` }];
    case 2: return [{ name: '<> ALL', sql: `${select} ${a.sql} <> ALL (${sub})` }, { name: 'NOT IN', sql: `${select} ${a.sql} NOT IN (${sub})` }];
    default: return [{ name: 'IN with OR', sql: `${select} ${a.sql} IN (${sub}) OR ${a.sql} IS NULL` }, { name: 'COUNT', sql: `${select} (SELECT COUNT(*) FROM ${r} WHERE (${where}) AND ${a.sql} = ${b.sql}) > 0 OR ${a.sql} IS NULL` }];
  }
};

const grouping: Identity = (context) => {
  const { random } = context;
  const from = drawFrom(context, 2);
  const keys = [...new Map(random.some(from.scope.filter(isGroupable), 2, 2).map((s) => [s.sql, s])).values()];
  const [a, b] = keys;
  if (a === undefined || b === undefined || from.ctes.length > 0) return [];
  const text = fromText(from);
  const where = random.chance(60) ? ` WHERE ${drawCondition(context, from.scope, 2)}` : '';
  const ints = from.scope.filter((s) => s.column.family === 'int');
  const sum = random.pick(ints.length > 0 ? ints : from.scope);
  const total = sum.column.family === 'int' ? `SUM(CAST(${sum.sql} AS decimal(38,0)))` : `COUNT(${sum.sql})`;
  const by = (names: string, clause: string): string => `SELECT ${names}, COUNT(*) AS n, ${total} AS total FROM ${text}${where}${clause === '' ? '' : ` GROUP BY ${clause}`}`;
  const both = `${a.sql} AS a, ${b.sql} AS b`;
  switch (random.below(5)) {
    case 0: return [{ name: 'ROLLUP', sql: by(both, `ROLLUP (${a.sql}, ${b.sql})`) }, { name: 'UNION ALL of groups', sql: `${by(both, `${a.sql}, ${b.sql}`)} UNION ALL ${by(`${a.sql} AS a, NULL AS b`, a.sql)} UNION ALL ${by('NULL AS a, NULL AS b', '()')}` }];
    case 1: return [{ name: 'CUBE', sql: by(`${both}, GROUPING(${a.sql}) AS is_a, GROUPING_ID(${b.sql}, ${a.sql}) AS id`, `CUBE (${a.sql}, ${b.sql})`) }, { name: 'UNION ALL of groups', sql: `${by(`${both}, 0 AS is_a, 0 AS id`, `${a.sql}, ${b.sql}`)} UNION ALL ${by(`${a.sql} AS a, NULL AS b, 0, 2`, a.sql)} UNION ALL ${by(`NULL AS a, ${b.sql} AS b, 1, 1`, b.sql)} UNION ALL ${by('NULL AS a, NULL AS b, 1, 3', '()')}` }];
    case 2: return [{ name: 'GROUPING SETS', sql: by(both, `GROUPING SETS ((${a.sql}), (${b.sql}))`) }, { name: 'UNION ALL of groups', sql: `${by(`${a.sql} AS a, NULL AS b`, a.sql)} UNION ALL ${by(`NULL AS a, ${b.sql} AS b`, b.sql)}` }];
    case 3: return [{ name: 'GROUP BY', sql: `SELECT * FROM (${by(both, `${a.sql}, ${b.sql}`)}) AS d` }, { name: 'DISTINCT of windows', sql: `SELECT DISTINCT ${both}, COUNT(*) OVER (PARTITION BY ${a.sql}, ${b.sql}) AS n, ${total} OVER (PARTITION BY ${b.sql}, ${a.sql}) AS total FROM ${text}${where}` }];
    default: {
      const having = `COUNT(*) ${random.pick(['>', '=', '<>'])} 1`;
      return [{ name: 'HAVING', sql: `${by(both, `${a.sql}, ${b.sql}`)} HAVING ${having}` }, { name: 'WHERE outside', sql: `SELECT * FROM (${by(both, `${a.sql}, ${b.sql}`)}) AS d WHERE ${having.replace('COUNT(*)', 'n')}` }];
    }
  }
};

const windows: Identity = (context) => {
  const { random } = context;
  const x = innerTable(context);
  const y = { alias: `q${context.aliases++}` };
  // Rows are told apart by `id` behind it, which cannot be named twice.
  const orders = x.scope.filter((s) => isGroupable(s) && s.column.name !== 'id');
  if (orders.length === 0) return [];
  const order = random.pick(orders);
  const part = random.pick(x.scope.filter(isGroupable));
  const other = (s: Scoped): string => `${y.alias}.${s.column.name}`;
  const from = `{{T:${x.table.name}}} AS ${y.alias}`;
  const inPart = random.chance(60);
  const partition = inPart ? `PARTITION BY ${part.sql} ` : '';
  const alike = inPart ? `${other(part)} IS NOT DISTINCT FROM ${part.sql} AND ` : '';
  const before = `(${other(order)} < ${order.sql} OR (${other(order)} IS NULL AND ${order.sql} IS NOT NULL))`;
  const peer = `${other(order)} IS NOT DISTINCT FROM ${order.sql}`;
  const id = `${x.alias}.id`;
  const earlier = `(${before} OR (${peer} AND ${y.alias}.id < ${id}))`;
  const pairOf = (name: string, window: string, other2: string): Form[] => [{ name, sql: `SELECT ${id} AS c0, ${window} AS c1 FROM ${x.from}` }, { name: `${name} as a subquery`, sql: `SELECT ${id} AS c0, ${other2} AS c1 FROM ${x.from}` }];
  if (order.column.family === 'bit' || order.column.family === 'variant') return [];
  switch (random.below(7)) {
    case 0: return pairOf('RANK', `RANK() OVER (${partition}ORDER BY ${order.sql})`, `(SELECT COUNT(*) + 1 FROM ${from} WHERE ${alike}${before})`);
    case 1: return pairOf('running COUNT', `COUNT(*) OVER (${partition}ORDER BY ${order.sql})`, `(SELECT COUNT(*) FROM ${from} WHERE ${alike}(${before} OR ${peer}))`);
    case 2: return pairOf('ROW_NUMBER', `ROW_NUMBER() OVER (${partition}ORDER BY ${order.sql}, ${id})`, `(SELECT COUNT(*) + 1 FROM ${from} WHERE ${alike}${earlier})`);
    case 3: return pairOf('SUM of rows', `SUM(${id}) OVER (${partition}ORDER BY ${order.sql}, ${id} ROWS UNBOUNDED PRECEDING)`, `(SELECT SUM(${y.alias}.id) FROM ${from} WHERE ${alike}(${earlier} OR ${y.alias}.id = ${id}))`);
    case 4: return pairOf('SUM of a moving frame', `SUM(${id}) OVER (${partition}ORDER BY ${order.sql}, ${id} ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING)`, `(SELECT SUM(d.id) FROM (SELECT TOP (2) ${y.alias}.id FROM ${from} WHERE ${alike}${earlier} ORDER BY ${other(order)} DESC, ${y.alias}.id DESC) AS d)`);
    case 5: return pairOf('LAG', `LAG(${id}) OVER (${partition}ORDER BY ${order.sql}, ${id})`, `(SELECT TOP (1) ${y.alias}.id FROM ${from} WHERE ${alike}${earlier} ORDER BY ${other(order)} DESC, ${y.alias}.id DESC)`);
    default: return pairOf('FIRST_VALUE', `FIRST_VALUE(${id}) OVER (${partition}ORDER BY ${order.sql} DESC, ${id} DESC)`, `(SELECT TOP (1) ${y.alias}.id FROM ${from} WHERE ${inPart ? `${other(part)} IS NOT DISTINCT FROM ${part.sql}` : '1 = 1'} ORDER BY ${other(order)} DESC, ${y.alias}.id DESC)`);
  }
};

const IDENTITIES: readonly Identity[] = [setOperators, top, joins, joins, membership, grouping, windows];

/** Draws forms that are the same by definition, over the tables and over their copies without indexes. */
export function drawIdentity(context: DrawContext): Form[] {
  const forms = context.random.pick(IDENTITIES)(context);
  const marks = plainMarks(context.literals);
  const heap = { ...marks, table: (name: string) => `dbo.${name}_h` };
  const [first] = forms;
  const more: Form[] = first === undefined ? [] : [{ ...first, name: `${first.name} of heaps`, sql: render(first.sql, heap) }];
  return [...forms.map((form) => ({ ...form, sql: render(form.sql, marks) })), ...more];
}
