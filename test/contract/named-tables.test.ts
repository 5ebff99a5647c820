// What a name in `clean.keep` means: the database says it, by its own collation.
import { findNamedTables } from '../../src/sql/schema-statements';
import { startContractServer, type ContractServer } from './contract-server';

let server: ContractServer;
beforeAll(async () => {
  server = await startContractServer();
});
afterAll(() => server.stop());

const SCHEMA = [
  'CREATE SCHEMA [sales];',
  'CREATE TABLE [dbo].[Kit] ([id] int NULL);',
  'CREATE TABLE [sales].[kit] ([id] int NULL);',
  'CREATE TABLE [sales].[a.b] ([id] int NULL);',
  'CREATE VIEW [sales].[kits] AS SELECT 1 AS [one];',
  `CREATE TABLE [sales].[price] ([id] int NOT NULL CONSTRAINT [pk_price] PRIMARY KEY, [a] datetime2 GENERATED ALWAYS AS ROW START NOT NULL, [b] datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME ([a], [b]))
    WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[price_history]));`,
];
const CASES: ReadonlyArray<readonly [name: string, insensitive: readonly string[], sensitive: readonly string[]]> = [
  ['kit', ['dbo.Kit', 'sales.kit'], ['sales.kit']],
  ['DBO.KIT', ['dbo.Kit'], []],
  ['dbo.Kit', ['dbo.Kit'], ['dbo.Kit']],
  ['[sales].[kit]', ['sales.kit'], ['sales.kit']],
  ['"dbo"."Kit"', ['dbo.Kit'], ['dbo.Kit']],
  ['sales.a.b', ['sales.a.b'], ['sales.a.b']],
  ['[sales].[a.b]', ['sales.a.b'], ['sales.a.b']],
  ['price', ['sales.price'], ['sales.price']],
  ['sales.price_history', [], []],
  ['kits', [], []],
  ['base_table', [], []],
  ['master.dbo.Kit', [], []],
  ['', [], []],
];

it.each([['SQL_Latin1_General_CP1_CI_AS', 1], ['Latin1_General_CS_AS', 2]] as const)('means tables as the collation %s compares names', async (collation, expected) => {
  const clone = await (await server.makeTemplate(SCHEMA, {}, collation)).clone();
  const names = new Map((await clone.query("SELECT object_id, OBJECT_SCHEMA_NAME(object_id) + N'.' + name AS name FROM sys.tables;")).map((row) => [Number(row['object_id']), String(row['name'])]));
  for (const each of CASES) {
    const { ids, unknown } = await findNamedTables(clone, [each[0]]);
    expect([each[0], [...ids].map((id) => names.get(id)).sort(), unknown]).toEqual([each[0], each[expected], each[expected].length === 0 ? [each[0]] : []]);
  }
  await clone.drop();
});
