// How each table is brought back: which statement empties it, which refills it, which identity comes next.
import type { SchemaFacts, TableFacts } from '../../src/sql/schema-statements';
import { planBaseline } from '../../src/template/plan-baseline';

const INT = { lowest: -2147483648n, highest: 2147483647n };
const table = (id: number, name: string, more: Partial<TableFacts> = {}): TableFacts => ({
  id, schema: 'dbo', name, isHistory: false, isMemoryOptimized: false, rowCount: 0, identity: undefined,
  columns: [{ name: 'id', isIdentity: more.identity !== undefined }, { name: 'x', isIdentity: false }], deleteTriggers: [], insertTriggers: [], ...more,
});
const schema = (tables: TableFacts[], more: Partial<SchemaFacts> = {}): SchemaFacts => ({ database: { compatibilityLevel: 160, hasChangeDataCapture: false }, tables, constraints: [], sequences: [], switches: [], modules: [], hasIndexedViews: false, canSeeUsage: true, ...more });
const key = (tableId: number, referencedId: number, name: string, more = {}) => ({ tableId, referencedId, name, isDisabled: false, isTrusted: true, ...more });

it('truncates what nothing references, and lets that reset the identity', () => {
  const plan = planBaseline(schema([table(1, 'log', { identity: { seed: 1n, increment: 1n, last: null, ...INT } })]), new Set());
  expect(plan.tables).toEqual([expect.objectContaining({ id: 1, wipeText: 'TRUNCATE TABLE [dbo].[log];', refillText: undefined, keptRows: 0, identity: '' })]);
});

it('deletes from what is referenced, by a disabled key too, and reseeds to one step before the seed', () => {
  const parent = table(1, 'parent', { identity: { seed: 100n, increment: 5n, last: null, ...INT } });
  const plan = planBaseline(schema([parent, table(2, 'child')], { constraints: [key(2, 1, 'fk', { isDisabled: true, isTrusted: false })] }), new Set());
  expect(plan.tables[0]?.wipeText).toBe('DELETE FROM [dbo].[parent];');
  expect(plan.tables[0]?.reseed).toEqual({ usedText: "DBCC CHECKIDENT (N'[dbo].[parent]', RESEED, 95) WITH NO_INFOMSGS;", unusedText: "DBCC CHECKIDENT (N'[dbo].[parent]', RESEED, 100) WITH NO_INFOMSGS;" });
  expect(plan.references).toEqual([[2, 1]]);
  expect(plan.constraints).toEqual([]);
});

it('lets a self reference be truncated, and never fires a trigger', () => {
  const plan = planBaseline(schema([table(1, 'tree', { deleteTriggers: ['trg]a'], insertTriggers: ['trg]a'] }), table(2, 'p', { deleteTriggers: ['t'], insertTriggers: ['u'] }), table(3, 'c')], { constraints: [key(1, 1, 'fk_self'), key(3, 2, 'fk')] }), new Set());
  expect(plan.tables[0]?.wipeText).toBe('TRUNCATE TABLE [dbo].[tree];');
  expect(plan.tables[1]?.wipeText).toBe('ALTER TABLE [dbo].[p] DISABLE TRIGGER [t];\nDELETE FROM [dbo].[p];\nALTER TABLE [dbo].[p] ENABLE TRIGGER [t];');
});

it('refills template rows and goes on after the last identity', () => {
  const plan = planBaseline(schema([table(7, 'st]atus', { rowCount: 3, identity: { seed: 1n, increment: 1n, last: 4n, ...INT } })]), new Set());
  expect(plan.copies).toEqual([{ tableId: 7, table: '[dbo].[st]]atus]', columns: '[id], [x]' }]);
  expect(plan.tables[0]?.refillText).toContain('SET IDENTITY_INSERT [dbo].[st]]atus] ON;\nINSERT INTO [dbo].[st]]atus] ([id], [x]) SELECT [id], [x] FROM [jest_nest_mssql].[rows_7];');
  expect(plan.tables[0]?.refillText).toContain("RESEED, 4) WITH NO_INFOMSGS;\nELSE DBCC CHECKIDENT (N'[dbo].[st]]atus]', RESEED, 5)");
  expect(plan.tables[0]).toMatchObject({ keptRows: 3, identity: '4', wipeText: 'TRUNCATE TABLE [dbo].[st]]atus];' });
});

it('reaches memory-optimized tables as a transaction may, and never truncates them', () => {
  const plan = planBaseline(schema([table(7, 'cart', { rowCount: 2, isMemoryOptimized: true })]), new Set());
  expect(plan.tables[0]).toMatchObject({ isUnwatched: true, wipeText: 'DELETE FROM [dbo].[cart] WITH (SNAPSHOT);', refillText: 'INSERT INTO [dbo].[cart] WITH (SNAPSHOT) ([id], [x]) SELECT [id], [x] FROM [jest_nest_mssql].[rows_7];' });
});

it('lets the identity of a memory-optimized table go on: no statement that is documented gives it an earlier value', () => {
  const plan = planBaseline(schema([table(7, 'cart', { rowCount: 2, isMemoryOptimized: true, identity: { seed: 1n, increment: 1n, last: 2n, ...INT } })]), new Set());
  expect(plan.tables[0]?.reseed).toBeUndefined();
  expect(plan.tables[0]?.refillText).toBe('SET IDENTITY_INSERT [dbo].[cart] ON;\nINSERT INTO [dbo].[cart] WITH (SNAPSHOT) ([id], [x]) SELECT [id], [x] FROM [jest_nest_mssql].[rows_7];\nSET IDENTITY_INSERT [dbo].[cart] OFF;');
});

it('deletes from graph tables, edges before nodes: an edge constraint forbids TRUNCATE, and the rows that edges need', () => {
  const plan = planBaseline(schema([table(1, 'person', { graph: 'node' }), table(2, 'likes', { graph: 'edge' }), table(3, 'city', { graph: 'node' })]), new Set());
  expect(plan.tables.map((t) => t.wipeText)).toEqual(['DELETE FROM [dbo].[person];', 'DELETE FROM [dbo].[likes];', 'DELETE FROM [dbo].[city];']);
  const [person, likes, city] = plan.tables.map((t) => t.deleteOrder);
  expect(Math.min(Number(person), Number(city))).toBeGreaterThan(Number(likes));
});

it('leaves tables of a read-only filegroup alone, and switches their keys off while the rows that they point to are away', () => {
  const plan = planBaseline(schema([table(1, 'past', { isReadOnly: true, rowCount: 5 }), table(2, 'status', { rowCount: 2 })], { constraints: [key(1, 2, 'fk')] }), new Set());
  expect(plan.tables.map((t) => t.id)).toEqual([2]);
  expect(plan.copies.map((copy) => copy.tableId)).toEqual([2]);
  expect(plan.constraints).toEqual([expect.objectContaining({ tableId: 2, offText: expect.stringContaining('NOCHECK CONSTRAINT [fk]') })]);
});

it('switches off only the keys of a circle, and what was never checked where rows are put back', () => {
  const constraints = [
    key(1, 2, 'fk_a_b'), key(2, 1, 'fk_b_a', { isTrusted: false }), key(3, 1, 'fk_c_a'), key(2, 3, 'fk_off', { isDisabled: true }),
    { tableId: 4, name: 'ck_doubtful', referencedId: undefined, isDisabled: false, isTrusted: false },
    { tableId: 3, name: 'ck_empty', referencedId: undefined, isDisabled: false, isTrusted: false },
  ];
  const plan = planBaseline(schema([table(1, 'a'), table(2, 'b'), table(3, 'c'), table(4, 'd', { rowCount: 1 })], { constraints: constraints.filter((c) => c.name !== 'fk_off') }), new Set());
  expect(plan.constraints.map((c) => c.name)).toEqual(['[fk_a_b] 1', '[fk_b_a] 2', '[ck_doubtful] 4']);
  expect(plan.constraints[0]?.onText).toBe('ALTER TABLE [dbo].[a] WITH CHECK CHECK CONSTRAINT [fk_a_b];');
  expect(plan.constraints[1]?.onText).toBe('ALTER TABLE [dbo].[b] WITH NOCHECK CHECK CONSTRAINT [fk_b_a];');
});

it('never truncates beside an indexed view, and leaves kept tables alone', () => {
  const plan = planBaseline(schema([table(1, 'a'), table(2, 'b', { schema: 'sales' }), table(3, 'c')], { hasIndexedViews: true }), new Set([2, 3]));
  expect(plan.tables.map((t) => t.wipeText)).toEqual(['DELETE FROM [dbo].[a];']);
});

it('restarts sequences at the value that a fresh clone gives', () => {
  const sequence = { id: 5, schema: 'dbo', name: 'n', next: 1010n, state: '1000 used', isUsed: true, course: { increment: 10n, minimum: -5n, maximum: 5000n, isCycling: false, cache: 'default' as const } };
  const plan = planBaseline(schema([], { sequences: [sequence, { ...sequence, id: 6, next: undefined }] }), new Set());
  expect(plan.sequences).toEqual([{ id: 5, state: '1000 used', isUsed: true, restartText: 'ALTER SEQUENCE [dbo].[n] RESTART WITH 1010 INCREMENT BY 10 MINVALUE -5 MAXVALUE 5000 NO CYCLE CACHE;' }]);
});

it('takes the keys away from a table whose identity begins at the first value of its type, so that it can be truncated', () => {
  const parent = table(1, 'parent', { identity: { seed: 0n, increment: 1n, last: null, lowest: 0n, highest: 255n } });
  const foreign = { schema: 'sales', columns: '[a], [b]', referenced: '[dbo].[parent]', referencedColumns: '[c], [d]', onDelete: 1, onUpdate: 2, isNotForReplication: true };
  const plan = planBaseline(schema([parent, table(2, 'child', { schema: 'sales' })], { constraints: [key(2, 1, 'fk', { isDisabled: true, isTrusted: false, key: foreign })] }), new Set());
  expect(plan.tables[0]).toMatchObject({ wipeText: 'TRUNCATE TABLE [dbo].[parent];', reseed: undefined });
  expect(plan.constraints).toEqual([{ tableId: 1, name: '[fk] 2 key', offText: 'ALTER TABLE [sales].[child] DROP CONSTRAINT [fk];', onText: expect.stringContaining(
    'ALTER TABLE [sales].[child] WITH NOCHECK ADD CONSTRAINT [fk] FOREIGN KEY ([a], [b]) REFERENCES [dbo].[parent] ([c], [d]) ON DELETE CASCADE ON UPDATE SET NULL NOT FOR REPLICATION;\nALTER TABLE [sales].[child] NOCHECK CONSTRAINT [fk];',
  ) }]);
});

it('gives modules back the texts that it can, under the usual options', () => {
  const plan = planBaseline(schema([], { modules: [
    { id: 1, definition: 'CREATE VIEW v AS SELECT 1 AS x', hasUsualOptions: true }, { id: 2, definition: undefined, hasUsualOptions: true }, { id: 3, definition: 'CREATE VIEW w AS SELECT 1 AS x', hasUsualOptions: false },
  ] }), new Set());
  expect(plan.modules).toEqual([{ id: 1, alterText: 'ALTER VIEW v AS SELECT 1 AS x' }]);
});
