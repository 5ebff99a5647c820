// SQL scripts: batches, variables, and what a script may not do.
import { databaseUsed, splitBatches } from '../../src/sql/script';

const texts = (script: string, variables: Record<string, string> = {}): string[] => splitBatches(script, variables).map((batch) => batch.text.trim());

it('parts batches at GO on a line of its own only', () => {
  expect(texts("SELECT 1\nGO\nSELECT 'a\nGO\nb'\ngo ; -- next\n/* x\nGO\n/* y */\nGO\n*/ SELECT 2\nGO\n\nGO\nSELECT [a\nGO\n], 3")).toEqual(["SELECT 1", "SELECT 'a\nGO\nb'", '/* x\nGO\n/* y */\nGO\n*/ SELECT 2', 'SELECT [a\nGO\n], 3']);
  expect(splitBatches('a\r\nGO 3\r\n\r\nb', {})).toEqual([{ text: 'a', line: 1, count: 3 }, { text: '\nb', line: 3, count: 1 }]);
  expect(texts("SELECT 'it''s' -- don't\nGO\nSELECT \"x\"\"y\"\nGO\nGOTO x")).toEqual(["SELECT 'it''s' -- don't", 'SELECT "x""y"', 'GOTO x']);
});

it('replaces variables, in quotes too, but not in comments', () => {
  expect(texts("CREATE TABLE [$(Name)] (x int DEFAULT '$(name)') -- $(other)\n/* $(other) */", { NAME: 'shop' })).toEqual(["CREATE TABLE [shop] (x int DEFAULT 'shop') -- $(other)\n/* $(other) */"]);
  expect(texts(':setvar Schema "my ""own"""\n:on error exit\nSELECT [$(Schema)], $(Size)\n', { size: '5' })).toEqual(['SELECT [my "own"], 5']);
  expect(texts(':setvar DatabaseName Production\nUSE $(DatabaseName)', { DatabaseName: 'ours' })).toEqual(['USE ours']);
  expect(() => texts('SELECT 1\nSELECT $(Nothing)')).toThrow('line 2: the variable $(Nothing) has no value');
  expect(() => texts(':r other.sql')).toThrow('line 1: the sqlcmd command ":r other.sql" is not supported');
});

it.each([
  ['USE [a]]b]', 'a]b'], ['SELECT 1;\n  use master;', 'master'], ["PRINT 'USE x'", undefined], ['-- USE x', undefined], ['SELECT 1 OPTION (USE PLAN N\'x\')', undefined], ['/* */ USE x', 'x'],
])('sees the database that %j moves to', (batch, database) => {
  expect(databaseUsed(batch)).toBe(database);
});
