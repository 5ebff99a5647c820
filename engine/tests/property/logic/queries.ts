// Random queries over random tables: joins, derived tables, CTEs, APPLY, grouping, windows. Marks as in expressions.ts.
import { drawCondition, innerTable, type DrawContext, type Scoped } from './expressions';
import { drawDerived } from './sources';

/** A join step: how the source is joined, and on what. `on` is empty for CROSS JOIN and APPLY. */
export interface Step { readonly join: string; readonly source: string; readonly on: string }

/** A query in parts, so that it can be put together in other ways. Columns of `select` have names c0, c1, … */
export interface Query { readonly ctes: readonly string[]; readonly select: readonly string[]; readonly distinct: boolean; readonly first: string; readonly steps: readonly Step[]; readonly where: string; readonly groupBy: string; readonly having: string; readonly hasWindows: boolean }

/** Tables joined, and what may be named of them. */
export interface From { readonly ctes: readonly string[]; readonly first: string; readonly steps: readonly Step[]; readonly scope: readonly Scoped[]; readonly aliases: readonly string[] }

interface Source { sql: string; scope: Scoped[]; cte?: string; alias: string }

function drawSource(context: DrawContext, outer: readonly Scoped[] | undefined): Source {
  const { random } = context;
  const alias = `s${context.aliases++}`;
  const cte = outer === undefined && random.chance(20) ? `e${context.aliases++}` : undefined;
  const derived = random.chance(outer === undefined ? 25 : 60) ? drawDerived(context, outer ?? []) : undefined;
  if (derived !== undefined) return placed(derived.body, derived.columns.map((column) => ({ sql: `${alias}.${column.name}`, column })), alias, cte);
  const inner = innerTable(context);
  const scope = [...inner.scope, ...(outer ?? [])];
  if (outer === undefined && cte === undefined && random.chance(88)) return { sql: inner.from, scope: inner.scope, alias: inner.alias };
  const body = `SELECT ${random.chance(30) ? 'TOP (1000) ' : ''}* FROM ${inner.from}${random.chance(70) || outer !== undefined ? ` WHERE ${drawCondition(context, scope, 1)}` : ''}`;
  return placed(body, inner.table.columns.map((column) => ({ sql: `${alias}.${column.name}`, column })), alias, cte);
}

/** A derived table in place, or as a CTE. */
function placed(body: string, scope: Scoped[], alias: string, cte: string | undefined): Source {
  return cte === undefined ? { sql: `(${body}) AS ${alias}`, scope, alias } : { sql: `${cte} AS ${alias}`, scope, cte: `${cte} AS (${body})`, alias };
}

function drawOn(context: DrawContext, left: readonly Scoped[], right: readonly Scoped[]): string {
  const { random } = context;
  const a = random.pick(left);
  const matches = right.filter((s) => s.column.family === a.column.family && s.column.collation === a.column.collation);
  if (matches.length === 0 || random.chance(25)) return drawCondition(context, [...left, ...right], 1);
  const equal = `${a.sql} = ${random.pick(matches).sql}`;
  return random.chance(25) ? `${equal} AND ${drawCondition(context, [...left, ...right], 1)}` : equal;
}

/** Draws one to four joined sources. */
export function drawFrom(context: DrawContext, most: number): From {
  const { random } = context;
  const first = drawSource(context, undefined);
  const ctes = first.cte === undefined ? [] : [first.cte];
  const aliases = [first.alias];
  let scope = first.scope;
  const steps: Step[] = [];
  const count = random.below(most);
  const onlyInner = random.chance(45);
  while (steps.length < count) {
    const join = onlyInner ? random.pick(['JOIN', 'JOIN', 'CROSS JOIN']) : random.pick(['JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN', 'CROSS APPLY', 'OUTER APPLY']);
    const source = drawSource(context, join.endsWith('APPLY') ? scope : undefined);
    if (source.cte !== undefined) ctes.push(source.cte);
    const on = join.startsWith('CROSS') || join.endsWith('APPLY') ? '' : drawOn(context, scope, source.scope);
    steps.push({ join, source: source.sql, on });
    aliases.push(source.alias);
    scope = [...scope, ...source.scope];
  }
  return { ctes, first: first.sql, steps, scope, aliases };
}

const isGroupable = (s: Scoped): boolean => !s.column.type.includes('max');

function drawWindow(context: DrawContext, scope: readonly Scoped[]): string {
  const { random } = context;
  const partition = random.chance(60) ? `PARTITION BY ${random.some(scope.filter(isGroupable), 1, 2).map((s) => s.sql).join(', ')}` : '';
  const order = `ORDER BY ${random.some(scope.filter(isGroupable), 1, 2).map((s) => `${s.sql}${random.pick(['', ' DESC'])}`).join(', ')}`;
  const ints = scope.filter((s) => s.column.family === 'int');
  const sum = random.pick(ints.length > 0 ? ints : scope);
  const kind = random.below(4);
  if (kind === 0) return `${random.pick(['RANK', 'DENSE_RANK'])}() OVER (${partition} ${order})`;
  if (kind === 1) return `COUNT(*) OVER (${partition})`;
  if (kind === 2 && ints.length > 0) return `SUM(CAST(${sum.sql} AS decimal(38,0))) OVER (${partition} ${random.chance(50) ? order : ''})`;
  return `COUNT(${sum.sql}) OVER (${partition} ${random.chance(50) ? order : ''})`;
}

function drawAggregate(context: DrawContext, scope: readonly Scoped[]): string {
  const { random } = context;
  const s = random.pick(scope);
  if (s.column.family === 'int' && random.chance(60)) return `${random.pick(['SUM', 'AVG', 'SUM(DISTINCT', 'MIN', 'MAX'])}${'('}CAST(${s.sql} AS decimal(38,0))`.replace('(DISTINCT(', '(DISTINCT ') + ')';
  if (s.column.family === 'decimal' && random.chance(60)) return `SUM(${s.sql})`;
  if (random.chance(30)) return 'COUNT(*)';
  const canCompare = s.column.family !== 'bit' && s.column.family !== 'text' && s.column.family !== 'variant';
  return random.chance(50) && canCompare ? `${random.pick(['MIN', 'MAX'])}(${s.sql})` : `COUNT(${s.column.type.includes('max') || random.chance(50) ? '' : 'DISTINCT '}${s.sql})`;
}

/** Draws a query: rows, rows with windows, groups or DISTINCT. */
export function drawQuery(context: DrawContext, most: number): Query {
  const { random } = context;
  const from = drawFrom(context, most);
  const where = random.chance(85) ? drawCondition(context, from.scope, 3) : '';
  const parts = { ctes: from.ctes, first: from.first, steps: from.steps, where };
  const kind = random.below(10);
  const groupable = from.scope.filter(isGroupable);
  if (kind < 2) {
    const keys = random.some(groupable, 0, 2);
    const select = [...keys.map((k) => k.sql), drawAggregate(context, from.scope), drawAggregate(context, from.scope)];
    const having = keys.length > 0 && random.chance(30) ? `COUNT(*) ${random.pick(['>', '<', '='])} ${random.pick(['1', '2'])}` : '';
    return { ...parts, select, distinct: false, groupBy: keys.map((k) => k.sql).join(', '), having, hasWindows: false };
  }
  const select = random.some(from.scope, 1, 4).map((s) => s.sql);
  const distinct = kind === 2 && from.scope.every(isGroupable);
  const hasWindows = kind === 3 && groupable.length > 0;
  if (hasWindows) select.push(drawWindow(context, from.scope));
  return { ...parts, select, distinct, groupBy: '', having: '', hasWindows };
}

/** The text of a FROM clause. */
export const fromText = (query: Pick<Query, 'first' | 'steps'>): string => [query.first, ...query.steps.map((s) => `${s.join} ${s.source}${s.on === '' ? '' : ` ON ${s.on}`}`)].join(' ');

/** The text of a query without its CTEs. */
export function bodyText(query: Query): string {
  const tail = `${query.where === '' ? '' : ` WHERE ${query.where}`}${query.groupBy === '' ? '' : ` GROUP BY ${query.groupBy}`}${query.having === '' ? '' : ` HAVING ${query.having}`}`;
  return `SELECT ${query.distinct ? 'DISTINCT ' : ''}${query.select.map((s, i) => `${s} AS c${i}`).join(', ')} FROM ${fromText(query)}${tail}`;
}

/** The text of a query with its CTEs and those of `more`. */
export function queryText(query: Query, more: readonly string[] = [], body = bodyText(query)): string {
  const ctes = [...more, ...query.ctes];
  return `${ctes.length > 0 ? `WITH ${ctes.join(', ')} ` : ''}${body}`;
}
