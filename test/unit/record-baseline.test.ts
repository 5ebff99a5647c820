// What is sent to a finished template, in which order. The embedded server has no sequences that lose their cache in
// a backup, so that what is done about them shows here alone.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Connection, Row } from '../../src/sql/connection';
import { NAMED_TABLES_TEXT, SCHEMA_TEXTS } from '../../src/sql/schema-statements';
import { recordBaseline } from '../../src/template/record-baseline';

const sequence = (id: number, name: string, last: string | null): Row => ({
  object_id: id, schema_name: 'dbo', name, current_value: '3', last_used_value: last, increment: '1', minimum_value: '1', maximum_value: '100', is_cycling: false, is_cached: true, cache_size: 50,
});
const table: Row = { object_id: 9, schema_name: 'dbo', table_name: 'tenant', temporal_type: 0, is_memory_optimized: false, history_table_id: null, row_count: '2' };

async function record(answers: ReadonlyMap<string, readonly Row[]>): Promise<readonly string[]> {
  const sent: string[] = [];
  const connection: Connection = { query: async (text) => (sent.push(text), answers.get(text) ?? []), close: async () => undefined };
  await recordBaseline(connection, { cleanKeep: [], cleanTimeoutMs: 5000 });
  return sent;
}
const first = (sent: readonly string[], part: string): number => sent.findIndex((text) => text.includes(part));

it('restarts sequences that the template has used where they go on: a backup would hold the end of their cache', async () => {
  const sent = await record(new Map([[SCHEMA_TEXTS.sequences, [sequence(1, 'used', '3'), sequence(2, 'fresh', null)]]]));
  expect(sent.filter((text) => text.startsWith('ALTER SEQUENCE'))).toEqual(['ALTER SEQUENCE [dbo].[used] RESTART WITH 4 INCREMENT BY 1 MINVALUE 1 MAXVALUE 100 NO CYCLE CACHE 50;']);
  expect(first(sent, 'ALTER SEQUENCE')).toBeLessThan(first(sent, 'SET b.seen = CASE'));
  expect(first(sent, 'SET b.seen = CASE')).toBeLessThan(first(sent, '[base_detail] (kind'));
});

it('copies rows while security policies are off, which would hide them, and notes the schema when they are on again', async () => {
  const sent = await record(new Map([[SCHEMA_TEXTS.tables, [table]], [SCHEMA_TEXTS.columns, [{ object_id: 9, name: 'id', is_identity: false, generated_always_type: 0 }]]]));
  const order = [first(sent, 'INTO [jest_nest_mssql].[base_policy]'), first(sent, 'STATE = OFF'), first(sent, 'INTO [jest_nest_mssql].[rows_9]'), first(sent, 'STATE = ON);'), first(sent, '[base_detail] (kind')];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});

it.each<[string, Row, string]>([
  ['a graph table with rows', { ...table, is_edge: true }, 'dbo.tenant is a graph table (AS EDGE) with rows'],
  ['a ledger table', { ...table, row_count: '0', ledger_type: 3 }, 'dbo.tenant is a ledger table'],
])('refuses %s by name before anything is written, and takes one that is not cleaned', async (_name, row, words) => {
  const sent: string[] = [];
  const answers = new Map<string, readonly Row[]>([[SCHEMA_TEXTS.tables, [row]], [NAMED_TABLES_TEXT, [{ object_id: 9 }]]]);
  const connection: Connection = { query: async (text) => (sent.push(text), answers.get(text) ?? []), close: async () => undefined };
  await expect(recordBaseline(connection, { cleanKeep: [], cleanTimeoutMs: 5000 })).rejects.toThrow(new RegExp(`${words.replace(/[()]/g, '\\$&')}[^]*\\[JNM_TEMPLATE_UNSUITED\\]`));
  expect(sent.filter((text) => /\b(CREATE|INSERT|ALTER)\b/.test(text))).toEqual([]);
  await recordBaseline(connection, { cleanKeep: ['dbo.tenant'], cleanTimeoutMs: 5000 });
  expect(sent.some((text) => text.startsWith('CREATE PROCEDURE'))).toBe(true);
});

it.each<[string, Row, RegExp]>([
  ['change data capture', { compatibility_level: 150, is_cdc_enabled: true }, /change data capture is on/],
  ['compatibility level 100', { compatibility_level: 100, is_cdc_enabled: false }, /its compatibility level is 100, and 110 is the lowest/],
])('refuses a template with %s', async (_name, row, words) => {
  await expect(record(new Map([[SCHEMA_TEXTS.database, [row]]]))).rejects.toThrow(words);
});

it('takes compatibility level 110, where nothing is sent that a later one has', async () => {
  await record(new Map([[SCHEMA_TEXTS.database, [{ compatibility_level: 110, is_cdc_enabled: false }]]]));
  // Learn: ALTER DATABASE compatibility level; STRING_SPLIT; OPENJSON; GENERATE_SERIES and others.
  const later = /\b(STRING_SPLIT|OPENJSON|JSON_\w+|GENERATE_SERIES|DATE_BUCKET|DATETRUNC|LEAST|GREATEST|APPROX_\w+|TRIM\s*\([^)]*FROM|WINDOW)\b/;
  expect(fs.readFileSync(path.join(__dirname, 'statements.sql'), 'utf8')).not.toMatch(later);
});

it('empties and refills tables while security policies are off', async () => {
  const procedure = (await record(new Map())).find((text) => text.startsWith('CREATE PROCEDURE')) ?? '';
  const order = ['STATE = OFF', 'b.wipe_text', 'b.refill_text', 'STATE = ON'].map((part) => procedure.indexOf(part));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});
