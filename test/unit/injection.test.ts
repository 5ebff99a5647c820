// Names, prefixes and texts that try to break out of the T-SQL they are put into. Every text of the preset that takes one is asked for
// with each of them, and read back as the server would read it: outside of literals and delimited names, nothing of them may show.
import { settingsOf } from '../../src/config/settings';
import { templateName, workerDatabaseName } from '../../src/database/database-name';
import { backupText, fileListText, restoreText } from '../../src/sql/backup-statements';
import { copyRowsText, fillBaselineTexts } from '../../src/sql/baseline-statements';
import { killText } from '../../src/sql/blocker-statements';
import { createCleanProcedureText } from '../../src/sql/clean-procedure';
import { fillModuleTexts } from '../../src/sql/detail-statements';
import { quoteName, quoteText, quoteTwoPartName } from '../../src/sql/quoting';
import { createDatabaseText, dropDatabaseText, renameDatabaseText, testDatabaseSettingsTexts } from '../../src/sql/server-statements';
import type { SchemaFacts, TableFacts } from '../../src/sql/schema-statements';
import { planBaseline } from '../../src/template/plan-baseline';

const EVIL = [
  'x]; DROP DATABASE pwned; --', "x'; DROP DATABASE pwned; --", 'x]]; DROP DATABASE pwned; --', "x''; DROP DATABASE pwned; --", "]'] pwned ['[", '"; DROP pwned', '/* pwned', "x\n]\nGO\nDROP pwned",
  '[own] pwned', '$& pwned', "$' pwned", '$1 pwned',
];

/** What is left of a text when its literals and delimited names are taken out, as the server's own reader would. */
function bare(text: string): string {
  return text.replace(/N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]/g, '?');
}

const table = (name: string, more: Partial<TableFacts> = {}): TableFacts => ({
  id: 1, schema: name, name, isHistory: false, isMemoryOptimized: false, rowCount: 1, identity: { seed: 1n, increment: 1n, last: 3n, lowest: 0n, highest: 255n },
  columns: [{ name, isIdentity: true }], deleteTriggers: [name], insertTriggers: [name], ...more,
});

/** All texts that the baseline of a schema full of such names holds. */
function baselineTexts(name: string): string[] {
  const schema: SchemaFacts = {
    database: { compatibilityLevel: 160, hasChangeDataCapture: false },
    tables: [table(name, { versioning: { historyId: 2, period: [{ name, isHidden: true }, { name: `${name}2`, isHidden: false }], retention: '6 MONTH' } }), table(name, { id: 2, isHistory: true }), table(`${name}3`, { id: 3 })],
    constraints: [{ tableId: 3, name, referencedId: 1, isDisabled: false, isTrusted: false }, { tableId: 1, name: `${name}k`, referencedId: 3, isDisabled: false, isTrusted: true }],
    sequences: [{ id: 5, schema: name, name, next: 1n, isUsed: true, state: '1/', course: { increment: 1n, minimum: 1n, maximum: 9n, isCycling: true, cache: 5 } }],
    switches: [{ id: 6, kind: 'trigger', schema: name, table: name, name, isDisabled: true, isTrusted: true }, { id: 7, kind: 'constraint', schema: name, table: name, name, isDisabled: false, isTrusted: false }],
    modules: [{ id: 8, definition: `CREATE VIEW ${quoteName(name)} AS SELECT ${quoteText(name)} AS x`, hasUsualOptions: true }],
    hasIndexedViews: false,
    canSeeUsage: true,
  };
  const plan = planBaseline(schema, new Set());
  return [
    ...plan.tables.flatMap((t) => [t.wipeText, t.refillText ?? '', t.reseed?.usedText ?? '', t.reseed?.unusedText ?? '']),
    ...plan.constraints.flatMap((c) => [c.offText, c.onText]), ...plan.switches.map((s) => s.text), ...plan.sequences.map((s) => s.restartText),
    ...plan.copies.map((copy) => copyRowsText(copy.tableId, copy.table, copy.columns)),
    ...fillBaselineTexts(plan),
    ...fillModuleTexts(plan.modules),
  ];
}

const folders = { dataFolder: "/d'ata/", logFolder: "/l]og'/" };

describe.each(EVIL)('%j', (evil) => {
  it.each([
    ['a name', () => [quoteName(evil), quoteTwoPartName(evil, evil), quoteText(evil)]],
    ['a database', () => [createDatabaseText(evil), dropDatabaseText(evil, 3), dropDatabaseText(evil, 5), renameDatabaseText(evil, evil), ...testDatabaseSettingsTexts(evil, 3)]],
    ['a backup', () => [backupText(evil, evil, true), fileListText(evil), restoreText(evil, evil, [{ logicalName: evil, type: 'D' }], folders)]],
    ['a schema', () => baselineTexts(evil)],
  ])('stays inside of its quotes as the name of %s', (_what, texts) => {
    for (const text of texts()) {
      expect(bare(text)).not.toMatch(/pwned|['\]"]/);
      expect(text).not.toContain('undefined');
    }
  });

  it('is refused as a prefix, and as the id of a worker', () => {
    expect(() => settingsOf({ prefix: evil }, {}, 'shop')).toThrow(/JNM_NAME/);
    expect(() => settingsOf({}, { MSSQL_TEST_PREFIX: evil }, 'shop')).toThrow(/JNM_NAME/);
    expect(() => workerDatabaseName('shop_test', '01234567za', evil)).toThrow(/JNM_NAME/);
  });

  it('makes a harmless prefix out of a package name', () => {
    expect(settingsOf({}, {}, evil).prefix).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(templateName(settingsOf({}, {}, evil).prefix, 'abcdefabcdef')).toMatch(/^[A-Za-z0-9_]+$/);
  });
});

it('puts numbers in as numbers', () => {
  expect(createCleanProcedureText(5000.7, true)).toContain('SET LOCK_TIMEOUT 5000;');
  expect(killText(57.9)).toBe('KILL 57;');
  expect(createCleanProcedureText('1; DROP' as unknown as number, true)).toContain('SET LOCK_TIMEOUT NaN;');
});
