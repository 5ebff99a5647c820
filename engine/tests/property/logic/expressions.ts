// Random values and conditions over the columns in scope. A literal is a mark, {{L0}}, so that a parameter can stand for it;
// a table is a mark too, {{T:t0}}. Knows no query around it but the sources that a subquery may read.
import type { Random } from './random';
import { TYPE_KINDS, type Column, type Family, type Literal, type Table } from './schema';

/** A column as an expression may name it. */
export interface Scoped { readonly sql: string; readonly column: Column }

/** A value: its text, what it can be compared with, and its collation if it has one. */
export interface Value { readonly sql: string; readonly family: Family; readonly collation?: string | undefined }

/** What conditions are drawn from. `literals` grows as marks are made; `isTotal` leaves out what may raise an error. */
export interface DrawContext { readonly random: Random; readonly tables: readonly Table[]; readonly literals: Literal[]; readonly isTotal: boolean; aliases: number; readonly derive: (context: DrawContext, outer: readonly Scoped[]) => DerivedSource | undefined }

/** The body of a derived table and its columns. Its rows differ in `id` if it has that column. */
export interface DerivedSource { readonly body: string; readonly columns: readonly Column[] }

/** A mark for a literal. */
export function markLiteral(context: DrawContext, literal: Literal): string {
  context.literals.push(literal);
  return `{{L${context.literals.length - 1}}}`;
}

const isColumnOf = (family: Family) => (scoped: Scoped): boolean => scoped.column.family === family;

/** A value of the family of `like`. */
export function drawLike(context: DrawContext, scope: readonly Scoped[], like: Column, depth: number): Value {
  const { random } = context;
  const same = scope.filter(isColumnOf(like.family));
  if (depth > 0 && random.chance(25)) return drawComputed(context, scope, like, depth - 1);
  if (same.length > 0 && random.chance(45)) return ofColumn(random.pick(same));
  if (random.chance(4)) return { sql: `CAST(NULL AS ${like.type})`, family: like.family };
  return { sql: markLiteral(context, random.pick(like.values)), family: like.family };
}

const ofColumn = (scoped: Scoped): Value => ({ sql: scoped.sql, family: scoped.column.family, collation: scoped.column.collation });

/** Two texts of different collations cannot meet: the second is given another, explicitly. */
function meet(a: Value, b: Value): string {
  return a.collation !== undefined && b.collation !== undefined && a.collation !== b.collation ? `${b.sql} COLLATE ${a.collation}` : b.sql;
}

function drawComputed(context: DrawContext, scope: readonly Scoped[], like: Column, depth: number): Value {
  const { random } = context;
  const a = drawLike(context, scope, like, depth);
  const b = drawLike(context, scope, like, depth);
  const { family } = like;
  const value = (sql: string): Value => ({ sql, family, collation: a.collation ?? b.collation });
  const condition = (): string => drawCondition(context, scope, depth);
  const second = meet(a, b);
  const common = [
    () => value(`CASE WHEN ${condition()} THEN ${a.sql} ELSE ${second} END`), () => value(`COALESCE(${a.sql}, ${second})`),
    () => value(`NULLIF(${a.sql}, ${second})`), () => value(`IIF(${condition()}, ${a.sql}, ${second})`), () => value(`CASE ${a.sql} WHEN ${second} THEN ${a.sql} END`),
  ];
  const ownOf: Partial<Record<Family, (() => Value)[]>> = {
    int: context.isTotal ? [() => value(`ABS(CAST(${a.sql} AS decimal(30,0)))`), () => value(`(CAST(${a.sql} AS decimal(25,0)) + ${b.sql})`), () => value(`(- CAST(${a.sql} AS decimal(25,0)))`), () => value(`SIGN(${a.sql})`)]
      : [() => value(`(${a.sql} ${random.pick(['+', '-', '*', '/', '%'])} ${b.sql})`), () => value(`ABS(${a.sql})`)],
    decimal: context.isTotal ? [() => value(`(${a.sql} + ${b.sql})`), () => value(`ROUND(${a.sql}, 1)`), () => value(`ABS(${a.sql})`)] : [() => value(`(${a.sql} ${random.pick(['+', '-', '*', '/'])} ${b.sql})`)],
    float: [() => value(`(${a.sql} + ${b.sql})`), () => value(`ABS(${a.sql})`)],
    text: [
      () => value(`UPPER(${a.sql})`), () => value(`LTRIM(RTRIM(${a.sql}))`), () => value(`SUBSTRING(${a.sql}, 1, 2)`), () => value(`(${a.sql} + ${second})`), () => value(`REPLACE(${a.sql}, ${second}, ${meet(a, b)})`),
      () => value(`LEFT(${a.sql}, 1)`), () => value(`CONCAT(${a.sql}, ${second})`), () => value(`ISNULL(${a.sql}, ${second})`), () => value(`REVERSE(${a.sql})`),
    ],
    date: [() => value(`DATEADD(day, 1, ${a.sql})`), () => value(`CAST(${a.sql} AS date)`), () => value(`DATEADD(minute, -30, CAST(${a.sql} AS datetime2(3)))`)],
    bit: [() => value(`CAST(CASE WHEN ${condition()} THEN 1 ELSE 0 END AS bit)`)],
  };
  const subquery = (): Value => drawScalarSubquery(context, scope, like, depth) ?? a;
  return random.pick([...common, ...(ownOf[family] ?? []), ...(ownOf[family] ?? []), subquery])();
}

function drawScalarSubquery(context: DrawContext, scope: readonly Scoped[], like: Column, depth: number): Value | undefined {
  if (like.family === 'bit' || like.family === 'text' || context.tables.length === 0) return undefined;
  const inner = innerTable(context);
  const candidates = inner.scope.filter(isColumnOf(like.family));
  if (candidates.length === 0) return undefined;
  const column = context.random.pick(candidates);
  return { sql: `(SELECT ${context.random.pick(['MIN', 'MAX'])}(${column.sql}) FROM ${inner.from} WHERE ${drawCondition(context, [...inner.scope, ...scope], depth)})`, family: like.family };
}

/** A table under a new alias, with its columns. */
export function innerTable(context: DrawContext): { from: string; scope: Scoped[]; table: Table; alias: string } {
  const table = context.random.pick(context.tables);
  const alias = `q${context.aliases++}`;
  return { from: `{{T:${table.name}}} AS ${alias}`, scope: table.columns.map((column) => ({ sql: `${alias}.${column.name}`, column })), table, alias };
}

const FLIP = ['=', '=', '=', '<>', '<', '<=', '>', '>='] as const;

function drawComparison(context: DrawContext, scope: readonly Scoped[], depth: number): string {
  const { random } = context;
  const column = random.pick(scope);
  const a = random.chance(75) ? ofColumn(column) : drawLike(context, scope, column.column, depth);
  const b = drawLike(context, scope, column.column, depth);
  const isOrdered = column.column.family !== 'bit';
  const operator = isOrdered ? random.pick(FLIP) : random.pick(['=', '<>']);
  return random.chance(15) ? `${b.sql} ${operator} ${meet(b, a)}` : `${a.sql} ${operator} ${meet(a, b)}`;
}

const NUMBERS: ReadonlySet<Family> = new Set(['int', 'decimal', 'float', 'bit']);
const NUMBER_VALUES = TYPE_KINDS.filter((kind) => NUMBERS.has(kind.family)).flatMap((kind) => kind.values);
const MOMENT_VALUES = TYPE_KINDS.filter((kind) => kind.family === 'date').flatMap((kind) => kind.values);
const NUMBER_TEXTS: readonly Literal[] = [{ sql: "'1'", type: 'varchar(1)' }, { sql: "N'2'", type: 'nvarchar(1)' }, { sql: "' 3 '", type: 'varchar(3)' }];
const MOMENT_TEXTS: readonly Literal[] = [{ sql: "'2020-01-01'", type: 'varchar(10)' }, { sql: "N'20200102'", type: 'nvarchar(8)' }, { sql: "'2020-01-01T12:30:00.123'", type: 'varchar(23)' }];
const TEXTS: readonly Literal[] = [{ sql: "N'a'", type: 'nvarchar(1)' }, { sql: "'a'", type: 'varchar(1)' }, { sql: "N'A '", type: 'nvarchar(2)' }, { sql: "N'é'", type: 'nvarchar(1)' }, { sql: "N'abcdefghijkl'", type: 'nvarchar(12)' }];

/** A column against a value of another type: they meet in the type that has precedence. */
function drawCrossTypes(context: DrawContext, scope: readonly Scoped[]): string {
  const { random } = context;
  const column = random.pick(scope);
  const { family } = column.column;
  const isNumber = NUMBERS.has(family) && family !== 'bit';
  const value = (): string => markLiteral(context, random.pick(isNumber ? (random.chance(80) ? NUMBER_VALUES : NUMBER_TEXTS) : family === 'date' ? (random.chance(80) ? MOMENT_VALUES : MOMENT_TEXTS) : TEXTS));
  if (!isNumber && family !== 'date' && family !== 'text') return drawComparison(context, scope, 0);
  const others = scope.filter((s) => (isNumber ? NUMBERS.has(s.column.family) : s.column.family === 'date' && family === 'date'));
  if (random.chance(25)) return `${column.sql} ${random.pick(['IN', 'NOT IN'])} (${value()}, ${value()})`;
  return `${column.sql} ${random.pick(FLIP)} ${others.length > 0 && random.chance(35) ? random.pick(others).sql : value()}`;
}

function drawLikePattern(context: DrawContext, scope: readonly Scoped[]): string | undefined {
  const column = scope.filter(isColumnOf('text'));
  if (column.length === 0) return undefined;
  const pattern = markLiteral(context, { sql: `'${context.random.pick(['a%', 'A%', '%b', '_', 'a_', '[a-c]%', '', '%', 'ab', '[^a]%', 'a[%]', 'B%'])}'`, type: 'varchar(10)' });
  return `${context.random.pick(column).sql} ${context.random.pick(['LIKE', 'LIKE', 'NOT LIKE'])} ${pattern}`;
}

function drawIn(context: DrawContext, scope: readonly Scoped[], depth: number): string {
  const { random } = context;
  const column = random.pick(scope);
  const list = Array.from({ length: 1 + random.below(4) }, () => meet(ofColumn(column), drawLike(context, scope, column.column, random.chance(20) ? depth : 0)));
  if (random.chance(10)) list.push('NULL');
  return `${column.sql} ${random.pick(['IN', 'IN', 'NOT IN'])} (${list.join(', ')})`;
}

function overDerived(context: DrawContext, { body, columns }: DerivedSource): { from: string; scope: Scoped[] } {
  const alias = `q${context.aliases++}`;
  return { from: `(${body}) AS ${alias}`, scope: columns.map((column) => ({ sql: `${alias}.${column.name}`, column })) };
}

function drawSubqueryCondition(context: DrawContext, scope: readonly Scoped[], depth: number): string {
  const { random } = context;
  if (context.tables.length === 0) return drawComparison(context, scope, depth);
  const derived = random.chance(30) && context.aliases < 40 ? context.derive(context, random.chance(70) ? scope : []) : undefined;
  const inner = derived === undefined ? innerTable(context) : overDerived(context, derived);
  if (derived !== undefined && random.chance(25)) return `${random.pick(['EXISTS', 'NOT EXISTS'])} (${derived.body})`;
  const both = [...inner.scope, ...scope];
  const where = (): string => (random.chance(75) ? ` WHERE ${drawCondition(context, random.chance(65) ? both : inner.scope, depth - 1)}` : '');
  const column = random.pick(scope);
  const matching = inner.scope.filter(isColumnOf(column.column.family));
  if (matching.length === 0 || column.column.family === 'variant' || random.chance(35)) return `${random.pick(['EXISTS', 'NOT EXISTS'])} (SELECT ${random.pick(['1', '*', 'NULL'])} FROM ${inner.from}${where()})`;
  const output = random.pick(matching);
  const text = meet(ofColumn(column), ofColumn(output));
  if (random.chance(60)) return `${column.sql} ${random.pick(['IN', 'NOT IN'])} (SELECT ${text} FROM ${inner.from}${where()})`;
  return `${column.sql} ${random.pick(['=', '<>', '<', '>=', '>'])} ${random.pick(['ALL', 'ANY', 'SOME'])} (SELECT ${text} FROM ${inner.from}${where()})`;
}

/** A condition over `scope`; subqueries and connectives down to `depth`. */
export function drawCondition(context: DrawContext, scope: readonly Scoped[], depth: number): string {
  const { random } = context;
  if (depth > 0) {
    const kind = random.below(100);
    if (kind < 22) return `(${drawCondition(context, scope, depth - 1)} AND ${drawCondition(context, scope, depth - 1)})`;
    if (kind < 38) return `(${drawCondition(context, scope, depth - 1)} OR ${drawCondition(context, scope, depth - 1)})`;
    if (kind < 48) return `NOT (${drawCondition(context, scope, depth - 1)})`;
    if (kind < 62) return drawSubqueryCondition(context, scope, depth - 1);
  }
  const column = random.pick(scope);
  switch (random.below(12)) {
    case 0: return `${column.sql} IS ${random.pick(['NULL', 'NOT NULL'])}`;
    case 1: case 2: return drawIn(context, scope, depth > 0 ? depth - 1 : 0);
    case 3: return drawLikePattern(context, scope) ?? drawComparison(context, scope, 0);
    case 4: {
      if (column.column.family === 'bit') return drawComparison(context, scope, depth);
      const [low, high] = [drawLike(context, scope, column.column, 0), drawLike(context, scope, column.column, 0)];
      return `${column.sql} ${random.pick(['BETWEEN', 'BETWEEN', 'NOT BETWEEN'])} ${meet(ofColumn(column), low)} AND ${meet(ofColumn(column), high)}`;
    }
    case 5: case 7: return drawCrossTypes(context, scope);
    case 6: {
      const other = drawLike(context, scope, column.column, 0);
      return `${column.sql} IS ${random.pick(['', 'NOT '])}DISTINCT FROM ${meet(ofColumn(column), other)}`;
    }
    default: return drawComparison(context, scope, depth > 0 ? depth - 1 : 0);
  }
}
