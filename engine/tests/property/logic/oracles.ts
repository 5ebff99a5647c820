// Runs random queries and statements in forms that must agree, and says where they do not.
import { ageCopies, dropCopies, makeCopies } from './copies';
import { drawCondition, type DrawContext } from './expressions';
import { countForms, formsOf, partitionForms, plainMarks, render, type Form } from './forms';
import { drawIdentity } from './identities';
import { drawQuery } from './queries';
import { Random } from './random';
import { drawTable, type Table } from './schema';
import { drawDerived } from './sources';
import { must, type Answer, type TestServer } from './server';

/** A disagreement: the forms' texts and answers. */
export interface Finding { readonly seed: number; readonly kind: string; readonly texts: readonly string[] }

/** A form's own hint may leave no way to join by its conditions. */
const NO_PLAN = 8622;
/** Errors of values, which one form may raise and another not, as the order of evaluation is the server's. */
const VALUE_ERRORS: ReadonlySet<number> = new Set([8134, 245, 8115, 220, 241, 242, 244, 248, 295, 8114, 8169, 517, 235, 8152, 2628, 512, 3623]);

/** What was run; a test asserts that it was enough. */
export interface Tally { queries: number; rows: number; refused: Map<number, { count: number; example: string }>; findings: Finding[] }

/** An empty tally. */
export const newTally = (): Tally => ({ queries: 0, rows: 0, refused: new Map(), findings: [] });

/** Creates the tables and their copies; returns them. */
export async function setUp(server: TestServer, random: Random): Promise<Table[]> {
  const tables: Table[] = [];
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    const table = drawTable(random, `t${i}`, tables);
    tables.push(table);
    const early = random.chance(50) ? table.later : [];
    await must(server.run, [table.make, ...early].join(';\n'));
    for (const row of table.fill) await server.run(row);
    if (early.length === 0) for (const text of table.later) await server.run(text);
    await makeCopies(server, table);
  }
  await ageCopies(server, tables);
  return tables;
}

/** Drops what setUp made. */
export async function tearDown(server: TestServer, tables: readonly Table[]): Promise<void> {
  await dropCopies(server, tables);
  for (const { name } of [...tables].reverse()) await must(server.run, `DROP TABLE dbo.${name}`);
}

const FOLDABLE = /\bDISTINCT\b(?! FROM)|GROUP BY|MIN\(|MAX\(/;

/** Rows in one order; cells that a collation holds for the same may differ where one stands for a group. */
function comparable(rows: readonly string[], folds: boolean, isOrdered = false): string {
  const texts = rows.map((row) => row.split('|').map((cell) => roundFloat(folds ? folded(cell) : cell)).join('|'));
  return (isOrdered ? texts : texts.sort()).join('\n');
}

/** One text for all that are equal: in capitals or not, with blanks behind or not; bytes with zeros behind or not. */
const folded = (cell: string): string => cell.toLowerCase().trimEnd().replace(/^(0x(?:..)*?)(?:00)+$/, '$1');

const roundFloat = (cell: string): string => (/^-?\d+(\.\d{9,}|\.\d+e|e)/.test(cell) ? Number(cell).toPrecision(9) : cell);

const describe = (form: Form, answer: Answer): string => `-- ${form.name}: ${answer.errors.length > 0 ? answer.errors.map((e) => `${e.number} ${e.text}`).join('; ') : `${(answer.sets.at(-1) ?? []).length} rows: ${(answer.sets.at(-1) ?? []).slice(0, 6).join(' / ')}`}\n${form.sql}`;

/** Runs forms that must agree, their rows in any order unless `isOrdered`; adds a finding if they do not. */
export async function compare(server: TestServer, forms: readonly Form[], tally: Tally, seed: number): Promise<void> {
  const order = (rows: readonly string[], folding: boolean): string => comparable(rows, folding, forms[0]?.isOrdered === true);
  const folds = forms.some((form) => FOLDABLE.test(form.sql));
  let first: { form: Form; answer: Answer; text: string } | undefined;
  for (const form of forms) {
    const answer = await (form.isRead ? server.reader : server.run)(form.sql);
    tally.queries++;
    const error = answer.errors[0];
    if (error !== undefined && (VALUE_ERRORS.has(error.number) || error.number === NO_PLAN)) continue;
    if (error !== undefined) note(tally, error.number, `${error.text} :: ${form.sql}`);
    const text = error === undefined ? order(answer.sets.at(-1) ?? [], folds) : `error ${error.number}`;
    tally.rows += (answer.sets.at(-1) ?? []).length;
    if (first === undefined) first = { form, answer, text };
    else if (first.text !== text) {
      tally.findings.push({ seed, kind: `${first.form.name} / ${form.name}`, texts: [describe(first.form, first.answer), describe(form, answer)] });
      return;
    }
  }
}

function note(tally: Tally, number: number, example: string): void {
  const known = tally.refused.get(number);
  if (known === undefined) tally.refused.set(number, { count: 1, example });
  else known.count++;
}

/** A context for drawing from `tables`. */
export const contextOf = (random: Random, tables: readonly Table[], isTotal: boolean): DrawContext => ({ random, tables, literals: [], isTotal, aliases: 0, derive: drawDerived });

/** One query in all its forms. */
export async function checkQuery(server: TestServer, tables: readonly Table[], seed: number, tally: Tally): Promise<void> {
  const random = new Random(seed);
  const context = contextOf(random, tables, random.chance(85));
  const query = drawQuery(context, random.chance(20) ? 4 : 3);
  await compare(server, formsOf(query, tables, context.literals, random), tally, seed);
  if (query.where === '') return;
  await compare(server, countForms(query, context.literals), tally, seed);
  await compare(server, partitionForms(query, context.literals, random), tally, seed);
}

/** Every index of the table holds the rows that the table holds. */
export async function checkIndexes(server: TestServer, table: Table, tally: Tally, seed: number): Promise<void> {
  for (const index of table.indexes) {
    const where = index.filter === undefined ? '' : ` WHERE ${index.filter}`;
    const scan = index.filter === undefined ? '' : ` WHERE CASE WHEN ${index.filter} THEN 1 ELSE 0 END = 1`;
    await compare(server, [{ name: 'heap', sql: `SELECT * FROM dbo.${table.name} WITH (INDEX(0))${scan}` }, { name: `index ${index.name}`, sql: `SELECT * FROM dbo.${table.name} WITH (INDEX(${index.name}))${where}` }], tally, seed);
  }
}

/** The condition over one table alone that a statement of DML takes; `name` is how the table is called. */
export function drawOwnCondition(context: DrawContext, table: Table, name: string): string {
  return drawCondition(context, table.columns.map((column) => ({ sql: `${name}.${column.name}`, column })), 2);
}

/** Fills in the marks of a text with literals and the tables themselves. */
export const plain = (context: DrawContext, text: string): string => render(text, plainMarks(context.literals));

/** The rows of the last result of a batch, sorted, or its error. */
export function outcomeOf(answer: Answer): string {
  const error = answer.errors[0];
  return error === undefined ? comparable(answer.sets.at(-1) ?? [], false) : `error ${error.number} ${error.text}`;
}

/** One pair of queries that are the same by definition. */
export async function checkIdentity(server: TestServer, tables: readonly Table[], seed: number, tally: Tally): Promise<void> {
  const random = new Random(seed);
  await compare(server, drawIdentity(contextOf(random, tables, true)), tally, seed);
}
