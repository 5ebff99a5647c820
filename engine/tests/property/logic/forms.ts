// Other forms of a query that must give the same rows: other copies of its tables, parameters, hints, other places for its condition.
import { COPIES, HEAP, type Copy } from './copies';
import type { Random } from './random';
import { bodyText, fromText, queryText, type Query } from './queries';
import type { Literal, Table } from './schema';

/** A form: what is different, and the batch; `isRead` by the session of the old snapshot. */
export interface Form { readonly name: string; readonly sql: string; readonly isOrdered?: boolean; readonly isRead?: true }

/** How the marks of a text are filled in. */
export interface Marks { readonly table: (name: string) => string; readonly literal: (index: number) => string }

/** Fills in the marks. */
export const render = (text: string, marks: Marks): string => text.replace(/\{\{(?:T:(\w+)|L(\d+))\}\}/g, (_, table: string | undefined, literal: string) => (table !== undefined ? marks.table(table) : marks.literal(Number(literal))));

/** The usual marks: the tables themselves, literals as they are. */
export const plainMarks = (literals: readonly Literal[]): Marks => ({ table: (name) => `dbo.${name}`, literal: (index) => literals[index]?.sql ?? 'NULL' });

const HINTS = ['LOOP JOIN', 'HASH JOIN', 'MERGE JOIN', 'FORCE ORDER', 'RECOMPILE', 'HASH GROUP', 'ORDER GROUP', 'MAXDOP 1', 'FAST 1'];

const quote = (text: string): string => `N'${text.replaceAll("'", "''")}'`;

function parameterForms(text: string, marks: Marks, literals: readonly Literal[], random: Random): Form[] {
  const used = [...new Set([...text.matchAll(/\{\{L(\d+)\}\}/g)].map((m) => Number(m[1])))];
  if (used.length === 0 || used.length > 60) return [];
  const body = render(text, { ...marks, literal: (index) => `@p${index}` });
  const declarations = used.map((index) => `@p${index} ${literals[index]?.type ?? 'int'}`).join(', ');
  const set = used.map((index) => `DECLARE @v${index} ${literals[index]?.type ?? 'int'} = ${literals[index]?.sql ?? 'NULL'};`).join(' ');
  const given = used.map((index) => `@p${index} = @v${index}`).join(', ');
  const nothing = used.map((index) => `@p${index} = NULL`).join(', ');
  const call = `EXEC sp_executesql ${quote(body)}, ${quote(declarations)}, ${given}`;
  const local = `${used.map((index) => `DECLARE @p${index} ${literals[index]?.type ?? 'int'} = ${literals[index]?.sql ?? 'NULL'};`).join(' ')} ${body}`;
  const forms: Form[] = [
    { name: 'parameters', sql: `${set} ${call}` },
    { name: 'parameters on the plan of NULLs', sql: `${set} EXEC sp_executesql ${quote(body)}, ${quote(declarations)}, ${nothing}; ${call}` },
    { name: 'variables', sql: local },
    { name: 'procedure', sql: `EXEC(${quote(`CREATE OR ALTER PROCEDURE dbo.p ${declarations} AS ${body}`)}); ${set} EXEC dbo.p ${given}` },
  ];
  return random.some(forms, 1, 2);
}

const caseOf = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END = 1`;

function rewritten(query: Query, random: Random): { name: string; query: Query }[] {
  const found: { name: string; query: Query }[] = [];
  const { where, steps } = query;
  if (where !== '') {
    found.push({ name: 'CASE for WHERE', query: { ...query, where: caseOf(where) } }, { name: 'NOT NOT', query: { ...query, where: `NOT (NOT (${where}))` } });
    found.push({ name: 'twice', query: { ...query, where: `(${where}) AND (${where})` } }, { name: 'or false', query: { ...query, where: `(${where}) OR (1 = 0 AND ${where})` } });
    found.push({ name: 'and exists', query: { ...query, where: `(${where}) AND EXISTS (SELECT 1)` } });
  }
  const isInner = steps.every((s) => s.join === 'JOIN' || s.join === 'CROSS JOIN');
  if (isInner && steps.length > 0) {
    const conditions = [...steps.map((s) => s.on), where].filter((text) => text !== '').map((text) => `(${text})`);
    const sources = random.some([query.first, ...steps.map((s) => s.source)], 9, 9);
    const [first = '', ...rest] = sources;
    found.push({ name: 'joined in another order', query: { ...query, first, steps: rest.map((source) => ({ join: 'CROSS JOIN', source, on: '' })), where: conditions.join(' AND ') } });
  }
  if (steps.some((s) => s.on !== '')) found.push({ name: 'CASE for ON', query: { ...query, steps: steps.map((s) => (s.on === '' ? s : { ...s, on: caseOf(s.on) })) } });
  const last = steps.at(-1);
  if (last?.join === 'JOIN') found.push({ name: 'ON as WHERE', query: { ...query, steps: [...steps.slice(0, -1), { join: 'CROSS JOIN', source: last.source, on: '' }], where: where === '' ? last.on : `(${last.on}) AND (${where})` } });
  if (last?.join === 'LEFT JOIN' || last?.join === 'RIGHT JOIN') {
    const left = [query.first, ...steps.slice(0, -1).map((s) => `${s.join} ${s.source}${s.on === '' ? '' : ` ON ${s.on}`}`)].join(' ');
    if (steps.length === 1) found.push({ name: 'sides swapped', query: { ...query, first: last.source, steps: [{ join: last.join === 'LEFT JOIN' ? 'RIGHT JOIN' : 'LEFT JOIN', source: left, on: last.on }] } });
  }
  return found;
}

function overCopy({ name, of, before, isRead }: Copy, text: string, marks: Marks, tables: readonly Table[]): Form {
  const named = before === undefined ? '' : tables.filter((table) => text.includes(`{{T:${table.name}}}`)).map(before).join(' ');
  return { name, sql: `${named} ${render(text, { ...marks, table: of })}`, ...(isRead ? { isRead } : {}) };
}

/** The forms of a query; the first is the query as drawn. */
export function formsOf(query: Query, tables: readonly Table[], literals: readonly Literal[], random: Random): Form[] {
  const marks = plainMarks(literals);
  const text = queryText(query);
  const forms: Form[] = [{ name: 'as drawn', sql: render(text, marks) }];
  for (const copy of [HEAP, ...random.some(COPIES, 1, 3)]) forms.push(overCopy(copy, text, marks, tables));
  if (random.chance(30)) forms.push({ name: 'CTE for each table', sql: render(queryText(query, tables.map((t) => `${t.name}_c AS (SELECT * FROM dbo.${t.name})`)), { ...marks, table: (name) => `${name}_c` }) });
  if (random.chance(50)) {
    const hint = random.pick(HINTS);
    forms.push({ name: hint, sql: `${render(text, marks)} OPTION (${hint})` });
  }
  for (const { name, query: other } of random.some(rewritten(query, random), 1, 3)) forms.push({ name, sql: render(queryText(other), { ...marks, table: random.chance(30) ? HEAP.of : marks.table }) });
  forms.push(...parameterForms(text, marks, literals, random));
  if (random.chance(20)) forms.push({ name: 'query as a derived table', sql: render(queryText(query, [], `SELECT * FROM (${bodyText(query)}) AS whole`), marks) });
  if (random.chance(10)) forms.push({ name: 'query as a CTE', sql: render(queryText({ ...query, ctes: [...query.ctes, `whole AS (${bodyText(query)})`] }, [], 'SELECT * FROM whole'), marks) });
  if (random.chance(10)) forms.push({ name: 'into a temporary table', sql: render(queryText(query, [], bodyText(query).replace(' FROM ', ' INTO #whole FROM ')), marks) + '; SELECT * FROM #whole; DROP TABLE #whole' });
  return forms;
}

/** Text of the count of rows where a condition holds, in two ways: as WHERE, and as a sum without WHERE. */
export function countForms(query: Query, literals: readonly Literal[]): Form[] {
  const marks = plainMarks(literals);
  const from = fromText(query);
  return [
    { name: 'COUNT with WHERE', sql: render(queryText(query, [], `SELECT COUNT(*) AS n FROM ${from} WHERE ${query.where}`), marks) },
    { name: 'SUM without WHERE', sql: render(queryText(query, [], `SELECT ISNULL(SUM(x), 0) AS n FROM (SELECT CASE WHEN ${query.where} THEN 1 ELSE 0 END AS x FROM ${from}) AS answers`), marks) },
  ];
}

/** A query without its condition, and in the three parts that its condition makes of it. */
export function partitionForms(query: Query, literals: readonly Literal[], random: Random): Form[] {
  const marks = plainMarks(literals);
  const from = fromText(query);
  const p = query.where;
  const parts = [p, `NOT (${p})`, `(${caseOf(p)} OR ${caseOf(`NOT (${p})`)}) AND 1 = 0 OR CASE WHEN ${p} THEN 1 WHEN NOT (${p}) THEN 2 END IS NULL`];
  const columns = query.select.map((s, i) => `${s} AS c${i}`).join(', ');
  if (query.groupBy !== '' || query.select.some((s) => /^(SUM|MIN|MAX|AVG|COUNT)\b/.test(s))) return [];
  const kind = random.below(3);
  const all = (body: (where: string) => string): string => parts.map((part) => body(` WHERE ${part}`)).join(' UNION ALL ');
  if (kind === 0 || query.hasWindows) {
    return [{ name: 'COUNT of all', sql: render(queryText(query, [], `SELECT COUNT(*) AS n FROM ${from}`), marks) }, { name: 'COUNT of parts', sql: render(queryText(query, [], `SELECT SUM(n) AS n FROM (${all((where) => `SELECT COUNT(*) AS n FROM ${from}${where}`)}) AS parts`), marks) }];
  }
  return [{ name: 'all rows', sql: render(queryText(query, [], `SELECT ${columns} FROM ${from}`), marks) }, { name: 'rows of the parts', sql: render(queryText(query, [], all((where) => `SELECT ${columns} FROM ${from}${where}`)), marks) }];
}
