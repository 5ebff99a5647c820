// DBCC CHECKCONSTRAINTS: the rows that violate foreign keys and checks, found by queries over the tables. Changes nothing and trusts nothing.
import type { Catalog } from '../../catalog/database';
import type { CheckConstraint, Column, ForeignKey, TableDefinition } from '../../catalog/definitions';
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { parseObjectName } from '../../syntax/parse';
import { bracketed } from '../../syntax/print';
import { isBinary, isTemporal, nvarchar } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { capturedRows } from '../captured-rows';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { inScope, newFrame } from '../scope';
import type { SessionState } from '../state';

/** What is asked for: nothing, a table or a constraint by name or id. */
export interface ConstraintCheck { readonly target: Value | undefined; readonly withDisabled: boolean; readonly withEveryRow: boolean }

/** Constraints of one kind on one table: a row is told of once, under the first that it violates. */
interface Group { readonly table: TableDefinition; readonly tests: readonly Test[] }
interface Test { readonly name: string; readonly violation: string; readonly where: string }

const ROWS_OF_GROUP = 200;

/** Sends the rows that violate something, if there are any, without their DONE. Raises 2501. */
export function* checkConstraints(state: SessionState, frame: Frame, check: ConstraintCheck): Run<void> {
  const catalog = state.instance.databases.get(frame.databaseId)?.catalog;
  if (!catalog) throw new EngineBug('a frame without a database');
  const found: Row[] = [];
  for (const group of groupsOf(catalog, check)) found.push(...(yield* capturedRows(state, runText(state, frame, queryOf(catalog, group, check.withEveryRow)))));
  state.rowCount = 0n;
  if (found.length === 0) return;
  const width = (at: number): number => Math.max(...found.map((row) => String(row[at]).length)) + 1;
  state.sink.columns([
    { name: 'Table', type: nvarchar(width(0)), isNullable: true },
    { name: 'Constraint', type: nvarchar(width(1)), isNullable: true },
    { name: 'Where', type: nvarchar('max'), isNullable: true },
  ]);
  for (const row of found) state.sink.row(row);
}

function groupsOf(catalog: Catalog, { target, withDisabled }: ConstraintCheck): readonly Group[] {
  const tables = [...catalog.objects()].filter((object) => object.kind === 'table').sort((a, b) => a.objectId - b.objectId);
  const asked = target === undefined ? undefined : namedBy(catalog, tables, target);
  return tables.filter((table) => !asked || asked.table === table).flatMap((table): Group[] => {
    const isWanted = ({ objectId, isDisabled }: ForeignKey | CheckConstraint): boolean => (asked?.constraintId === undefined ? withDisabled || !isDisabled : objectId === asked.constraintId);
    return [
      { table, tests: table.foreignKeys.filter(isWanted).map((key) => foreignKeyTest(catalog, table, key)) },
      { table, tests: table.checks.filter(isWanted).map((one) => checkTest(table, one)) },
    ].filter(({ tests }) => tests.length > 0);
  });
}

function namedBy(catalog: Catalog, tables: readonly TableDefinition[], target: Value): { readonly table: TableDefinition; readonly constraintId?: number } {
  const parts = typeof target === 'string' ? parseObjectName(target) : [];
  const [name = '', schema] = [...parts].reverse();
  for (const table of tables) {
    if (schema !== undefined && !catalog.names.isSame(catalog.schema(table.schemaId)?.name ?? '', schema)) continue;
    if (typeof target === 'string' ? catalog.names.isSame(table.name, name) : table.objectId === Number(target)) return { table };
    const keys = table.indexes.flatMap((index) => (index.constraintId === undefined ? [] : [{ name: index.name, objectId: index.constraintId }]));
    const constraint = [...table.checks, ...table.foreignKeys, ...keys].find((one) => (typeof target === 'string' ? catalog.names.isSame(one.name, name) : one.objectId === Number(target)));
    if (constraint) return { table, constraintId: constraint.objectId };
  }
  throw raise(Messages.DbccNoTable, { name: String(target) });
}

const quoted = (name: string): string => bracketed([name]);
const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;
const nameOf = (catalog: Catalog, table: TableDefinition): string => bracketed([catalog.schema(table.schemaId)?.name ?? '', table.name]);
const columnsOf = (table: TableDefinition, ids: readonly number[]): readonly Column[] => ids.flatMap((id) => table.columns.find((column) => column.columnId === id) ?? []);

function foreignKeyTest(catalog: Catalog, table: TableDefinition, key: ForeignKey): Test {
  const parent = catalog.table(key.referencedObjectId);
  if (!parent) throw new EngineBug(`the table that ${key.name} references is gone`);
  const [columns, referenced] = [columnsOf(table, key.columnIds), columnsOf(parent, key.referencedColumnIds)];
  const isSame = columns.map((column, i) => `parent.${quoted(referenced[i]?.name ?? '')} = child.${quoted(column.name)}`).join(' AND ');
  const isGiven = columns.map((column) => `child.${quoted(column.name)} IS NOT NULL`).join(' AND ');
  return { name: key.name, violation: `(${isGiven} AND NOT EXISTS (SELECT 1 FROM ${nameOf(catalog, parent)} AS parent WHERE ${isSame}))`, where: whereOf(columns) };
}

function checkTest(table: TableDefinition, check: CheckConstraint): Test {
  const columns = table.columns.filter((column) => check.usedColumnIds.includes(column.columnId));
  return { name: check.name, violation: `NOT (${check.definition})`, where: whereOf(columns) };
}

/** `[a] = 'x' AND [b] = 'y'` as an expression over the row; NULL where a value is. */
function whereOf(columns: readonly Column[]): string {
  return columns.map((column) => `${literal(`${quoted(column.name)} = '`)} + REPLACE(${textOf(column)}, N'''', N'''''') + N''''`).join(" + N' AND ' + ") || "N''";
}

function textOf({ name, type }: Column): string {
  const value = `child.${quoted(name)}`;
  if (type.name === 'char' || type.name === 'nchar') return `CONVERT(nvarchar(max), RTRIM(${value}))`;
  return `CONVERT(nvarchar(max), ${value}${isTemporal(type) ? ', 121' : isBinary(type) ? ', 1' : ''})`;
}

function queryOf(catalog: Catalog, { table, tests }: Group, withEveryRow: boolean): string {
  const first = (value: (test: Test) => string): string => `CASE ${tests.map((test) => `WHEN ${test.violation} THEN ${value(test)}`).join(' ')} END`;
  const name = nameOf(catalog, table);
  return `SELECT DISTINCT ${withEveryRow ? '' : `TOP (${ROWS_OF_GROUP}) `}${literal(name)} AS [Table], ${first((test) => literal(quoted(test.name)))} AS [Constraint], ${first((test) => test.where)} AS [Where]
FROM ${name} AS child WHERE ${tests.map((test) => test.violation).join(' OR ')} ORDER BY [Constraint], [Where]`;
}

function* runText(state: SessionState, caller: Frame, text: string): Run<void> {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  yield* inScope(state, frame, state.interpreter.runText(state, frame, text));
}
