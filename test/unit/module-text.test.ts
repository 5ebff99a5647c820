// A module's CREATE as the ALTER that gives it its text back.
import { alterTextOf } from '../../src/template/module-text';

it.each([
  ['CREATE VIEW v AS SELECT 1 AS x', 'ALTER VIEW v AS SELECT 1 AS x'],
  ['create or alter procedure p as select 1', 'ALTER procedure p as select 1'],
  ['\r\n  CREATE\tFUNCTION f() RETURNS int AS BEGIN RETURN 1 END', '\r\n  ALTER\tFUNCTION f() RETURNS int AS BEGIN RETURN 1 END'],
  ['-- CREATE TABLE\n/* CREATE /* nested */ CREATE */ CREATE/**/TRIGGER t ON x AFTER INSERT AS SELECT N\'CREATE\'', '-- CREATE TABLE\n/* CREATE /* nested */ CREATE */ ALTER/**/TRIGGER t ON x AFTER INSERT AS SELECT N\'CREATE\''],
  ['CREATE /* or */ OR /* x */ ALTER--y\nVIEW v AS SELECT 1 AS x', 'ALTER--y\nVIEW v AS SELECT 1 AS x'],
])('%j becomes %j', (definition, expected) => {
  expect(alterTextOf(definition)).toBe(expected);
});

it.each(['', '-- CREATE VIEW v', '/* CREATE VIEW v', 'ALTER VIEW v AS SELECT 1 AS x', 'CREATED', 'CREATE OR REPLACE VIEW v'])('gives none for %j', (definition) => {
  expect(alterTextOf(definition)).toBeUndefined();
});
