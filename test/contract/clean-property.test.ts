// Random schemas and random damage, the same ones in every run: a cleaned clone never differs from a fresh one. Bounded in time.
import * as fc from 'fast-check';
import { cleanDatabase } from '../../src/isolation/reset';
import { startContractServer, type Clone, type ContractServer } from './contract-server';
import { takeSnapshot } from './snapshot';

const SEED = 20_240_229;
const LIMIT_MS = 12_000;
/** However slow the machine. */
const LEAST_RUNS = 8;

let server: ContractServer;
beforeAll(async () => { server = await startContractServer(); }, 180_000);
afterAll(() => server.stop());

interface TableShape {
  readonly seed: number;
  readonly increment: number;
  readonly hasIdentity: boolean;
  readonly rows: number;
  /** Rows inserted and deleted again in the template. */
  readonly wasted: number;
  /** Which tables it points to, by position. */
  readonly parents: readonly number[];
  readonly trigger: 'none' | 'on' | 'off';
  readonly check: 'none' | 'sound' | 'off' | 'untrusted';
}

/** What the template's own objects can be given back after, and what not. */
const PUT_BACK = ['insert', 'insert', 'delete', 'update', 'truncate', 'roll back', 'disable', 'drop rows', 'create', 'add column', 'add index', 'disable index', 'alter view', 'alter procedure', 'alter trigger', 'count', 'alter sequence', 'add user'] as const;
const NAMED = ['drop column', 'drop index', 'drop view', 'rename', 'move', 'widen'] as const;

interface Damage {
  readonly kind: (typeof PUT_BACK)[number] | (typeof NAMED)[number];
  readonly table: number;
  readonly count: number;
}

const shape: fc.Arbitrary<TableShape> = fc.record({
  seed: fc.integer({ min: -50, max: 5000 }), increment: fc.constantFrom(1, 1, 5, -1), hasIdentity: fc.boolean(), rows: fc.constantFrom(0, 0, 1, 4), wasted: fc.constantFrom(0, 2),
  parents: fc.array(fc.nat(4), { maxLength: 2 }), trigger: fc.constantFrom('none', 'on', 'off'), check: fc.constantFrom('none', 'sound', 'off', 'untrusted'),
});
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom(...PUT_BACK), table: fc.nat(4), count: fc.integer({ min: 1, max: 3 }),
});
const finalDamage: fc.Arbitrary<Damage> = fc.record({ kind: fc.constantFrom(...NAMED), table: fc.nat(4), count: fc.constant(1) });

const nameOf = (i: number): string => `[dbo].[t]]${i}]`;

/** Ids of tables without an identity come from the server's own count of rows. */
const insertText = (tables: readonly TableShape[], i: number, count: number): string => Array.from({ length: count }, () => (tables[i]?.hasIdentity
  ? `INSERT INTO ${nameOf(i)} ([x]) VALUES (5);`
  : `INSERT INTO ${nameOf(i)} ([id], [x]) SELECT ISNULL(MAX([id]), 0) + 1, 5 FROM ${nameOf(i)};`)).join('\n');

/** Points every row of a table to some row of each parent. */
const linkText = (tables: readonly TableShape[], i: number): string => [...new Set(tables[i]?.parents ?? [])].filter((p) => p < tables.length).map((p) => `UPDATE ${nameOf(i)} SET [p${p}] = (SELECT MIN(p.[id]) FROM ${nameOf(p)} AS p);`).join('\n');

const countText = (i: number, count: number): string => `DECLARE @n bigint;${` SET @n = NEXT VALUE FOR [dbo].[s_${i}];`.repeat(count)}`;

function schemaTexts(tables: readonly TableShape[]): string[] {
  const all = tables.map((_, i) => i);
  const parentsOf = (i: number): number[] => [...new Set(tables[i]?.parents ?? [])].filter((p) => p < tables.length);
  return [
    'CREATE TABLE [dbo].[log] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_log] PRIMARY KEY, [x] int NULL);',
    ...tables.map((t, i) => `CREATE TABLE ${nameOf(i)} ([id] int NOT NULL ${t.hasIdentity ? `IDENTITY(${t.seed}, ${t.increment}) ` : ''}CONSTRAINT [pk_${i}] PRIMARY KEY, [x] int NULL${parentsOf(i).map((p) => `, [p${p}] int NULL`).join('')});`),
    ...all.flatMap((i) => parentsOf(i).map((p) => `ALTER TABLE ${nameOf(i)} ADD CONSTRAINT [fk_${i}_${p}] FOREIGN KEY ([p${p}]) REFERENCES ${nameOf(p)} ([id]);`)),
    ...all.map((i) => `${insertText(tables, i, tables[i]?.wasted ?? 0)}\nDELETE FROM ${nameOf(i)};\n${insertText(tables, i, tables[i]?.rows ?? 0)}`),
    ...all.map((i) => linkText(tables, i)).filter((text) => text !== ''),
    ...tables.flatMap((t, i) => [
      `CREATE INDEX [ix_${i}] ON ${nameOf(i)} ([x]);`, `CREATE VIEW [dbo].[v_${i}] AS SELECT t.[id] FROM ${nameOf(i)} AS t;`, `/* CREATE */ CREATE PROCEDURE [dbo].[p_${i}] AS SELECT N'it''s' AS [x];`,
      `CREATE SEQUENCE [dbo].[s_${i}] AS bigint START WITH ${t.seed} INCREMENT BY ${t.increment} ${t.rows > 0 ? 'CYCLE' : 'NO CYCLE'} ${t.wasted > 0 ? 'CACHE 7' : 'NO CACHE'};`,
      ...(t.wasted > 0 ? [countText(i, t.wasted)] : []),
    ]),
    ...tables.flatMap((t, i) => {
      const trigger = t.trigger === 'none' ? [] : [`CREATE TRIGGER [dbo].[trg_${i}] ON ${nameOf(i)} AFTER INSERT, DELETE AS INSERT INTO [dbo].[log] ([x]) VALUES (${i});`];
      const off = t.trigger === 'off' ? [`DISABLE TRIGGER [dbo].[trg_${i}] ON ${nameOf(i)};`] : [];
      const broken = t.check === 'off' || t.check === 'untrusted';
      const check = t.check === 'none' ? [] : [`ALTER TABLE ${nameOf(i)} WITH ${broken ? 'NOCHECK' : 'CHECK'} ADD CONSTRAINT [ck_${i}] CHECK ([x] ${broken ? '> 100' : '> 0'});`];
      return [...trigger, ...off, ...check, ...(t.check === 'off' ? [`ALTER TABLE ${nameOf(i)} NOCHECK CONSTRAINT [ck_${i}];`] : [])];
    }),
  ];
}

function damageText(tables: readonly TableShape[], { kind, table, count }: Damage): string {
  const i = table % tables.length;
  const name = nameOf(i);
  switch (kind) {
    case 'insert': return `${insertText(tables, i, count)}\n${linkText(tables, i)}`;
    case 'delete': return `DELETE TOP (${count}) FROM ${name};`;
    case 'drop rows': return `DELETE FROM ${name};`;
    case 'update': return `UPDATE ${name} SET [x] = ${count + 200};`;
    case 'truncate': return `TRUNCATE TABLE ${name};`;
    case 'roll back': return `BEGIN TRANSACTION; ${insertText(tables, i, count)} ROLLBACK;`;
    case 'disable': return `ALTER TABLE ${name} NOCHECK CONSTRAINT ALL; ALTER TABLE ${name} DISABLE TRIGGER ALL;`;
    case 'create': return `CREATE TABLE [dbo].[made_${i}_${count}] ([id] int NOT NULL CONSTRAINT [fk_made_${i}_${count}] REFERENCES ${name} ([id]));`;
    case 'add column': return `ALTER TABLE ${name} ADD [made_${count}] int NOT NULL CONSTRAINT [df_made_${i}_${count}] DEFAULT ${count};`;
    case 'add index': return `CREATE INDEX [made_${count}] ON ${name} ([x]) WHERE [x] > ${count};`;
    case 'disable index': return `ALTER INDEX [ix_${i}] ON ${name} DISABLE;`;
    case 'alter view': return `ALTER VIEW [dbo].[v_${i}] AS SELECT ${count} AS [x];`;
    case 'alter procedure': return `ALTER PROCEDURE [dbo].[p_${i}] AS SELECT ${count} AS [x];`;
    case 'alter trigger': return `ALTER TRIGGER [dbo].[trg_${i}] ON ${name} AFTER UPDATE AS SET NOCOUNT ON;`;
    case 'count': return countText(i, count);
    case 'alter sequence': return `ALTER SEQUENCE [dbo].[s_${i}] RESTART WITH ${count} INCREMENT BY ${count + 1} NO CYCLE;`;
    case 'add user': return `CREATE USER [made_${i}_${count}] WITHOUT LOGIN; GRANT SELECT ON ${name} TO [made_${i}_${count}];`;
    case 'drop column': return `DROP INDEX [ix_${i}] ON ${name}; ALTER TABLE ${name} DROP COLUMN [x];`;
    case 'drop index': return `DROP INDEX [ix_${i}] ON ${name};`;
    case 'drop view': return `DROP VIEW [dbo].[v_${i}];`;
    case 'rename': return `EXEC sp_rename N'[dbo].[v_${i}]', N'renamed';`;
    case 'move': return `EXEC sys.sp_executesql N'CREATE SCHEMA [other];'; ALTER SCHEMA [other] TRANSFER [dbo].[p_${i}];`;
    case 'widen': return `ALTER TABLE ${name} ALTER COLUMN [x] bigint NULL;`;
  }
}

/** What each table gives next, asked for with its triggers and checks out of the way. */
async function nextIds(clone: Clone, tables: readonly TableShape[]): Promise<unknown> {
  const answers = [];
  for (const [i, table] of tables.entries()) {
    if (!table.hasIdentity) continue;
    await clone.query(`ALTER TABLE ${nameOf(i)} DISABLE TRIGGER ALL; ALTER TABLE ${nameOf(i)} NOCHECK CONSTRAINT ALL;`);
    answers.push(await clone.query(`INSERT INTO ${nameOf(i)} ([x]) OUTPUT inserted.[id] VALUES (1), (2);`));
  }
  for (const i of tables.keys()) answers.push(await clone.query(`SELECT NEXT VALUE FOR [dbo].[s_${i}] AS n;`), await clone.query(`SELECT NEXT VALUE FOR [dbo].[s_${i}] AS n;`));
  return [answers, await clone.query('INSERT INTO [dbo].[log] ([x]) OUTPUT inserted.[id] VALUES (1);')];
}

it('finds no difference between a cleaned clone and a fresh one, and never passes over what cannot be put back', async () => {
  const end = performance.now() + LIMIT_MS;
  let [runs, refused] = [0, 0];
  const property = fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 5 }), fc.array(fc.array(damage, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 2 }), finalDamage, async (tables, rounds, last) => {
    if (runs >= LEAST_RUNS && performance.now() > end) return;
    runs += 1;
    const template = await server.makeTemplate(schemaTexts(tables));
    const fresh = await template.clone();
    const clone = await template.clone();
    const expected = await takeSnapshot(fresh);
    for (const round of rounds) {
      // What the schema refuses (a TRUNCATE, a second table of that name) is no damage.
      for (const each of round) await clone.query(damageText(tables, each)).catch(() => clone.query('IF @@TRANCOUNT > 0 ROLLBACK;'));
      await cleanDatabase(clone);
      expect(await takeSnapshot(clone)).toEqual(expected);
    }
    expect(await nextIds(clone, tables)).toEqual(await nextIds(fresh, tables));
    const isDone = await clone.query(damageText(tables, last)).then(() => true, () => false);
    if (isDone) await expect(cleanDatabase(clone)).rejects.toMatchObject({ code: expect.stringMatching(/^JNM_OBJECTS_(GONE|ALTERED)$/) });
    refused += isDone ? 1 : 0;
    await clone.drop();
    await fresh.drop();
  });
  await fc.assert(property, { seed: SEED, numRuns: 150, endOnFailure: true });
  expect(runs).toBeGreaterThanOrEqual(LEAST_RUNS);
  expect(refused).toBeGreaterThan(2);
}, 180_000);
