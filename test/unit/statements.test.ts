// Every statement that the preset can send, printed as a script to be read or pasted: test/unit/statements.sql. Complete by construction: what
// src/sql exports is either printed here or named as no statement. UPDATE_STATEMENTS=1 writes the script anew.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { planBaseline } from '../../src/template/plan-baseline';
import type { SchemaFacts } from '../../src/sql/schema-statements';
import { SAMPLES, NO_STATEMENTS, type Sample } from './statement-samples';

const SQL = path.resolve(__dirname, '../../src/sql');
const GOLDEN = path.join(__dirname, 'statements.sql');
const SOURCES = fs.readdirSync(SQL).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3)).sort();

const exportsOf = (source: string): Readonly<Record<string, unknown>> => jest.requireActual<Record<string, unknown>>(path.join(SQL, `${source}.ts`));

const HEADER = `-- Every statement that jest-nest-mssql can send to a server, with the names of an example. Pasted as it is, none of them runs: the server
-- only reads them and says which it does not understand. Values that travel as parameters are declared before the statement.
-- Made by test/unit/statements.test.ts (UPDATE_STATEMENTS=1 npx jest test/unit/statements.test.ts); printed by npm run statements.
SET PARSEONLY ON;
GO
`;

function print(source: string, name: string, { texts, parameters = '' }: Sample): string {
  const declarations = parameters === '' ? '' : `DECLARE ${parameters};\n`;
  return texts.map((text, index) => `-- ${source}.ts: ${name}${texts.length > 1 ? ` (${index + 1} of ${texts.length})` : ''}\n${declarations}${text.trim()}\nGO\n`).join('\n');
}

const script = (): string => [HEADER, ...SOURCES.flatMap((source) => Object.keys(exportsOf(source)).sort().flatMap((name) => {
  const sample = SAMPLES[`${source}.${name}`];
  return sample === undefined ? [] : [print(source, name, sample)];
}))].join('\n');

it('has everything that src/sql exports', () => {
  const all = SOURCES.flatMap((source) => Object.keys(exportsOf(source)).map((name) => `${source}.${name}`));
  const known = [...Object.keys(SAMPLES), ...Object.keys(NO_STATEMENTS)];
  expect(all.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !all.includes(name))).toEqual([]);
  expect(Object.keys(SAMPLES).filter((name) => name in NO_STATEMENTS)).toEqual([]);
});

it('is what is written down', () => {
  if (process.env['UPDATE_STATEMENTS'] === '1') fs.writeFileSync(GOLDEN, script());
  expect(script()).toBe(fs.readFileSync(GOLDEN, 'utf8'));
  expect(script()).not.toMatch(/undefined|\[object|NaN/);
});

it('is all there is: no other file of the preset holds a statement', () => {
  const files = (fs.readdirSync(path.dirname(SQL), { recursive: true }) as string[]).filter((name) => name.endsWith('.ts') && !name.startsWith('sql'));
  expect(files.length).toBeGreaterThan(50);
  const holders = files.filter((name) => /(?:query|batch)\(\s*['"`]|['"`](?:SELECT|INSERT INTO|UPDATE|DELETE FROM|ALTER|CREATE|DROP|EXEC|BACKUP|RESTORE|KILL|DBCC) /.test(fs.readFileSync(path.join(path.dirname(SQL), name), 'utf8')));
  expect(holders).toEqual([]);
});

it('plans nothing beyond it', () => {
  const none: SchemaFacts = { database: { compatibilityLevel: 160, hasChangeDataCapture: false }, tables: [], constraints: [], sequences: [], switches: [], modules: [], hasIndexedViews: false, canSeeUsage: true };
  expect(planBaseline(none, new Set())).toEqual({ tables: [], references: [], constraints: [], switches: [], sequences: [], modules: [], copies: [] });
});
