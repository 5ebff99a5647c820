// Random INSERT, UPDATE, DELETE and MERGE: what they say and leave is what queries foretell, indexes agree, ROLLBACK brings all back.
import { drawCondition, drawLike, innerTable, type DrawContext, type Scoped } from './expressions';
import { checkIndexes, contextOf, outcomeOf, plain, type Finding, type Tally } from './oracles';
import { Random } from './random';
import type { Column, Table } from './schema';
import type { TestServer } from './server';

/** A statement, and queries for what the table holds after it and what its OUTPUT says. */
export interface Write { readonly kind: string; readonly sql: string; readonly expected: readonly string[]; readonly output?: string }

const storedOf = (table: Table): Column[] => table.columns.filter((column) => column.computed === undefined);
const scopeOf = (columns: readonly Column[], name: string): Scoped[] => columns.map((column) => ({ sql: `${name}.${column.name}`, column }));
const names = (columns: readonly Column[], prefix = ''): string => columns.map((c) => `${prefix}${c.name}`).join(', ');
const holds = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;

/** Assignments to some columns, as text and by column. */
function drawAssignments(context: DrawContext, table: Table, scope: readonly Scoped[]): Map<string, string> {
  const { random } = context;
  const chosen = random.some(storedOf(table).filter((c) => c.name !== 'id'), 1, 3);
  const set = new Map(chosen.map((column) => [column.name, column.nullable && random.chance(15) ? 'NULL' : drawLike(context, scope, column, 1).sql]));
  if (random.chance(15)) set.set('id', random.pick([`x.id + 1`, `x.id % 5`, `-x.id`, `100 - x.id`]));
  return set;
}

const changed = (table: Table, set: ReadonlyMap<string, string>, when: string): string => storedOf(table).map((c) => (set.has(c.name) ? `CASE WHEN ${when} THEN ${set.get(c.name) ?? ''} ELSE x.${c.name} END` : `x.${c.name}`)).map((text, i) => `${text} AS v${i}`).join(', ');
const settings = (set: ReadonlyMap<string, string>): string => [...set].map(([name, value]) => `${name} = ${value}`).join(', ');

function drawUpdate(context: DrawContext, table: Table): Write {
  const { random } = context;
  const stored = storedOf(table);
  const scope = scopeOf(table.columns, 'x');
  const set = drawAssignments(context, table, scope);
  const p = drawCondition(context, scope, 2);
  const t = `{{T:${table.name}}}`;
  const expected = `SELECT ${changed(table, set, p)} FROM ${t} AS x`;
  const output = `SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE ${holds(p)} = 1`;
  const say = `OUTPUT ${names(stored, 'deleted.')}`;
  switch (random.below(4)) {
    case 0: return { kind: 'UPDATE of a CTE', sql: `WITH x AS (SELECT * FROM ${t} AS x WHERE ${p}) UPDATE x SET ${settings(set)} ${say} FROM x`, expected: [expected], output };
    case 1: return { kind: 'UPDATE of a view', sql: `UPDATE x SET ${settings(set)} FROM dbo.${table.name}_v AS x WHERE ${p}`, expected: [expected] };
    default: return { kind: 'UPDATE', sql: `UPDATE x SET ${settings(set)} ${say} FROM ${t} AS x WHERE ${p}`, expected: [expected], output };
  }
}

function drawJoinedWrite(context: DrawContext, table: Table): Write {
  const { random } = context;
  const stored = storedOf(table);
  const other = innerTable(context);
  const scope = scopeOf(table.columns, 'x');
  const on = drawCondition(context, [...scope, ...other.scope], 2);
  const exists = `EXISTS (SELECT 1 FROM ${other.from} WHERE ${on})`;
  const t = `{{T:${table.name}}}`;
  const output = `SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE ${exists}`;
  if (random.chance(50)) return { kind: 'DELETE with a join', sql: `DELETE x OUTPUT ${names(stored, 'deleted.')} FROM ${t} AS x JOIN ${other.from} ON ${on}`, expected: [`SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE NOT ${exists}`], output };
  const set = drawAssignments(context, table, scope);
  return { kind: 'UPDATE with a join', sql: `UPDATE x SET ${settings(set)} OUTPUT ${names(stored, 'deleted.')} FROM ${t} AS x JOIN ${other.from} ON ${on}`, expected: [`SELECT ${changed(table, set, exists)} FROM ${t} AS x`], output };
}

function drawDelete(context: DrawContext, table: Table): Write {
  const stored = storedOf(table);
  const p = drawCondition(context, scopeOf(table.columns, 'x'), 2);
  const t = `{{T:${table.name}}}`;
  const expected = `SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE ${holds(p)} = 0`;
  const output = `SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE ${holds(p)} = 1`;
  if (context.random.chance(25)) return { kind: 'DELETE of a CTE', sql: `WITH x AS (SELECT * FROM ${t} AS x WHERE ${p}) DELETE x OUTPUT ${names(stored, 'deleted.')}`, expected: [expected], output };
  return { kind: 'DELETE', sql: `DELETE x OUTPUT ${names(stored, 'deleted.')} FROM ${t} AS x WHERE ${p}`, expected: [expected], output };
}

function drawInsert(context: DrawContext, table: Table): Write {
  const { random } = context;
  const stored = storedOf(table);
  const scope = scopeOf(table.columns, 'x');
  const p = drawCondition(context, scope, 2);
  const shift = random.pick(['x.id + 1000', 'x.id + 1000', 'x.id + 3', '- x.id']);
  const values = stored.map((c) => (c.name === 'id' ? shift : random.chance(50) ? `x.${c.name}` : drawLike(context, scope, c, 1).sql)).map((text, i) => `${text} AS v${i}`).join(', ');
  const t = `{{T:${table.name}}}`;
  const source = `SELECT ${values} FROM ${t} AS x WHERE ${p}`;
  return { kind: 'INSERT', sql: `INSERT ${t} (${names(stored)}) OUTPUT ${names(stored, 'inserted.')} ${source}`, expected: [`SELECT ${names(stored)} FROM ${t}`, source] };
}

function drawMerge(context: DrawContext, table: Table): Write {
  const { random } = context;
  const stored = storedOf(table);
  const scope = scopeOf(table.columns, 'x');
  const t = `{{T:${table.name}}}`;
  const inner = scopeOf(table.columns, 'z');
  const shift = random.pick(['z.id', 'z.id + 2', 'z.id + 2', 'z.id + 1000']);
  const source = `(SELECT ${shift} AS id, ${stored.filter((c) => c.name !== 'id').map((c) => `${c.family === 'text' || random.chance(50) ? `z.${c.name}` : drawLike(context, inner, c, 1).sql} AS ${c.name}`).join(', ')} FROM ${t} AS z WHERE ${drawCondition(context, inner, 2)})`;
  const sourceScope = scopeOf(stored.filter((c) => c.name !== 'id'), 's');
  const set = drawAssignments(context, table, [...scope, ...sourceScope]);
  set.delete('id');
  const when = drawCondition(context, [...scope, ...sourceScope], 1);
  const gone = drawCondition(context, scope, 1);
  const [second, third] = [random.chance(50), random.chance(50)];
  const sql = `MERGE ${t} AS x USING ${source} AS s ON x.id = s.id WHEN MATCHED AND ${when} THEN UPDATE SET ${settings(set)}${second ? ' WHEN MATCHED THEN DELETE' : ''} WHEN NOT MATCHED THEN INSERT (${names(stored)}) VALUES (${names(stored, 's.')})${third ? ` WHEN NOT MATCHED BY SOURCE AND ${gone} THEN DELETE` : ''};`;
  const matched = `SELECT ${changed(table, set, when)} FROM ${t} AS x JOIN ${source} AS s ON x.id = s.id${second ? ` WHERE ${when}` : ''}`;
  const added = `SELECT ${names(stored, 's.')} FROM ${source} AS s WHERE NOT EXISTS (SELECT 1 FROM ${t} AS x WHERE x.id = s.id)`;
  const kept = `SELECT ${names(stored, 'x.')} FROM ${t} AS x WHERE NOT EXISTS (SELECT 1 FROM ${source} AS s WHERE x.id = s.id)${third ? ` AND ${holds(gone)} = 0` : ''}`;
  return { kind: 'MERGE', sql, expected: [matched, added, kept] };
}

const WRITES = [drawUpdate, drawUpdate, drawDelete, drawInsert, drawMerge, drawJoinedWrite];

/** A random statement that writes to `table`, with its marks. */
export const drawWrite = (context: DrawContext, table: Table): Write => context.random.pick(WRITES)(context, table);

/** Makes a trigger that keeps what it is given. */
export async function addTrigger(server: TestServer, table: Table): Promise<void> {
  const stored = storedOf(table);
  const columns = stored.map((c) => `${c.name} ${c.type}${c.collation === undefined ? '' : ` COLLATE ${c.collation}`} NULL`).join(', ');
  await server.run(`CREATE TABLE dbo.${table.name}_log (what char(1), ${columns})`);
  await server.run(`CREATE TRIGGER dbo.${table.name}_tr ON dbo.${table.name} AFTER INSERT, UPDATE, DELETE AS BEGIN SET NOCOUNT ON; INSERT dbo.${table.name}_log SELECT 'd', ${names(stored)} FROM deleted; INSERT dbo.${table.name}_log SELECT 'i', ${names(stored)} FROM inserted; END`);
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** `rows` without `gone` and with `come`, sorted; undefined if something gone was not there. */
function applied(rows: readonly string[], gone: readonly string[], come: readonly string[]): string | undefined {
  const rest = [...rows];
  for (const row of gone) {
    const at = rest.indexOf(row);
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return [...rest, ...come].sort().join('\n');
}

const CAN_FAIL = new Set([2627, 2601, 547, 515, 8152, 2628, 8115, 220, 8134, 245, 512, 8672, 8114, 1505, 517]);

class Checker {
  constructor(private readonly server: TestServer, private readonly table: Table, private readonly tally: Tally, private readonly seed: number) {}

  async rows(sql: string): Promise<string> {
    this.tally.queries++;
    return outcomeOf(await this.server.run(sql));
  }

  async #log(what: string): Promise<string> {
    return await this.rows(`SELECT ${names(storedOf(this.table))} FROM dbo.${this.table.name}_log WHERE what = '${what}'`);
  }

  find(kind: string, ...texts: string[]): void {
    const finding: Finding = { seed: this.seed, kind, texts };
    this.tally.findings.push(finding);
  }

  async computed(sql: string): Promise<void> {
    for (const column of this.table.columns) {
      if (column.computed === undefined) continue;
      const [a, b] = [await this.rows(`SELECT id, ${column.name} FROM dbo.${this.table.name}`), await this.rows(`SELECT id, ${column.computed.replace(' PERSISTED', '')} FROM dbo.${this.table.name}`)];
      if (a !== b) this.find(`computed column after ${sql}`, a, b);
    }
  }

  async check(write: Write, hasTrigger: boolean): Promise<void> {
    const { server, table } = this;
    const all = `SELECT ${names(storedOf(table))} FROM dbo.${table.name}`;
    const before = await this.rows(all);
    const into = `DECLARE @e TABLE (${storedOf(table).map((c) => `${c.name} ${c.type}${c.collation === undefined ? '' : ` COLLATE ${c.collation}`} NULL`).join(', ')}); ${write.expected.map((query) => `INSERT @e ${query}`).join('; ')}; SELECT * FROM @e`;
    const expected = await this.rows(into);
    const output = write.output === undefined ? undefined : await this.rows(write.output);
    await server.run('BEGIN TRAN');
    const answer = await server.run(hasTrigger && write.sql.includes(' OUTPUT ') ? write.sql.replace(/ OUTPUT .*?(?= FROM| SELECT|$)/, '') : write.sql);
    this.tally.queries++;
    const error = answer.errors[0];
    const after = await this.rows(all);
    if (error !== undefined) {
      if (!CAN_FAIL.has(error.number)) this.find(`error ${error.number}`, error.text, write.sql);
      else if (after !== before) this.find(`${write.kind}: an error left changes`, `${error.number}`, before, after, write.sql);
    } else if (!expected.startsWith('error') && after !== expected) this.find(`${write.kind}: not what was foretold`, expected, after, write.sql, into);
    else if (!hasTrigger && output !== undefined && output !== outcomeOf(answer)) this.find(`${write.kind}: OUTPUT`, output, outcomeOf(answer), write.sql);
    else if (output !== undefined && !output.startsWith('error') && !answer.counts.includes(linesOf(output).length)) this.find(`${write.kind}: count`, output, answer.counts.join(), write.sql);
    else if (hasTrigger && applied(linesOf(before), linesOf(await this.#log('d')), linesOf(await this.#log('i'))) !== after) this.find(`${write.kind}: trigger`, before, after, write.sql);
    const found = this.tally.findings.length;
    await checkIndexes(server, table, this.tally, this.seed);
    if (this.tally.findings.length > found) this.find(`${write.kind}: indexes`, write.sql);
    await this.computed(write.sql);
    await server.run('IF @@TRANCOUNT > 0 ROLLBACK');
    const back = await this.rows(all);
    if (back !== before) this.find(`${write.kind}: ROLLBACK`, before, back, write.sql);
    await checkIndexes(server, table, this.tally, this.seed);
  }
}

/** One statement that writes, in a transaction that is rolled back. */
export async function checkWrite(server: TestServer, tables: readonly Table[], seed: number, tally: Tally): Promise<void> {
  const random = new Random(seed);
  const context = contextOf(random, tables, true);
  const table = random.pick(tables);
  const write = drawWrite(context, table);
  const filled: Write = { kind: write.kind, sql: plain(context, write.sql), expected: write.expected.map((query) => plain(context, query)), ...(write.output === undefined ? {} : { output: plain(context, write.output) }) };
  const hasTrigger = random.chance(30);
  if (hasTrigger) await addTrigger(server, table);
  await new Checker(server, table, tally, seed).check(filled, hasTrigger);
  if (hasTrigger) await server.run(`DROP TRIGGER dbo.${table.name}_tr; DROP TABLE dbo.${table.name}_log`);
}
