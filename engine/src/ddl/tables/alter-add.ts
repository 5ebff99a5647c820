// ALTER TABLE ... ADD: new columns are filled, new keys built, new rules checked against the rows that are there.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { bindDefault } from '../../binder/bind-table';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import { identityValue } from '../../exec/dml/identity';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import { storeConverter } from '../../types/conversion/convert';
import type { Row, Value } from '../../types/value';
import type { DdlContext } from '../objects/ddl-context';
import { notCreated, requireFreeConstraintNames } from '../objects/named-objects';
import { validateCheck, validateForeignKey } from './row-validation';
import { addParts } from './table-builder';
import { handleOf, keptFiller, nullInColumn, rebuildRows, replaceDefinition, type TargetTable } from '../objects/table-change';
import { addToHistory, requireVersionable } from './temporal-columns';
import { addPeriod, forbidHistoryChange, generatePeriod, requireOpenRows } from './temporal-ddl';
import { conversionSettingsOf } from '../../exec/functions/function-context';

type Add = Extract<AlterTableAction, { kind: 'add' }>;

/** Adds columns, constraints and indexes. */
export function addToTable(ddl: DdlContext, target: TargetTable, action: Add): void {
  const { table: before } = target;
  const { names } = target.database.catalog;
  if (action.columns.length > 0) forbidHistoryChange(before, 'ALTER TABLE ... ADD');
  const isChecked = action.check !== 'nocheck';
  const added = addParts(target.site, before, action);
  const after = trusted(action.period ? addPeriod(generatePeriod(added, action.period, names), action, names) : added, before, isChecked);
  requireFreeConstraintNames(target.database.catalog, after, before);
  try {
    if (action.columns.length > 0) addColumns(ddl, target, after, action);
    else replaceDefinition(ddl, target, after);
  } catch (error) {
    if (isSqlError(error) && error.number === Messages.CreateUniqueIndexDuplicate.number) throw notCreated(error);
    throw error;
  }
  if (isChecked) validateNew(ddl, target, after);
  if (action.period) requireOpenRows(ddl, target, after);
}

/** Constraints added WITH NOCHECK are in force but not trusted. */
function trusted(after: TableDefinition, before: TableDefinition, isChecked: boolean): TableDefinition {
  if (isChecked) return after;
  const checks = after.checks.map((check, i) => (i < before.checks.length ? check : { ...check, isNotTrusted: true }));
  const foreignKeys = after.foreignKeys.map((key, i) => (i < before.foreignKeys.length ? key : { ...key, isNotTrusted: true }));
  return { ...after, checks, foreignKeys };
}

function validateNew(ddl: DdlContext, target: TargetTable, after: TableDefinition): void {
  for (const check of after.checks.slice(target.table.checks.length)) validateCheck(ddl, target, after, check);
  for (const key of after.foreignKeys.slice(target.table.foreignKeys.length)) validateForeignKey(ddl, target, after, key);
}

type Filler = (row: Row) => Value;

function addColumns(ddl: DdlContext, target: TargetTable, after: TableDefinition, action: Add): void {
  const first = target.table.columns.length;
  const { rowCount } = handleOf(ddl, target, target.table).store;
  const last: { identity?: bigint } = {};
  const fillers = after.columns.slice(first).map((column) => {
    if (rowCount > 0) requireFillable(target.table, column);
    const isWithValues = action.columns.some((definition) => definition.name.name === column.name && definition.default?.withValues === true);
    return fillerOf(ddl, target, column, { isWithValues, last });
  });
  requireVersionable(target.table, after.columns.slice(first));
  addToHistory(ddl, target, after.columns.slice(first), (row) => fillers.map((fill) => fill(row)));
  const complete = keptFiller(ddl, target, after);
  rebuildRows(ddl, target, after, (row) => complete([...row, ...fillers.map((fill) => fill(row))]));
  if (last.identity !== undefined) ddl.transaction.noteIdentity(handleOf(ddl, target, after), last.identity);
}

/** A column that old rows could not fill is refused (4901). */
function requireFillable(table: TableDefinition, column: Column): void {
  const isFilled = column.isNullable || column.default || column.identity || column.computed || column.type.name === 'timestamp';
  if (!isFilled) throw raise(Messages.AlterAddNotNull, { column: column.name, table: table.name });
}

interface Filling { readonly isWithValues: boolean; readonly last: { identity?: bigint } }

function fillerOf(ddl: DdlContext, target: TargetTable, column: Column, filling: Filling): Filler {
  if (column.identity) return identityFiller(column, filling.last);
  if (column.type.name === 'timestamp') return () => ddl.transaction.nextRowVersion(target.databaseId);
  if (column.computed || !column.default || (column.isNullable && !filling.isWithValues)) return () => null;
  const bound = bindDefault(column, target.site.bind);
  if (!bound) return () => null;
  const evaluate = compileExpression(bound);
  const convert = storeConverter(bound.type, column.type, { table: `${target.database.header.name}.${target.schemaName}.${target.table.name}`, column: column.name }, conversionSettingsOf(ddl.execution.functions));
  return () => {
    const value = defaultValue(column, () => convert(evaluate([], ddl.execution)));
    if (value === null && !column.isNullable) throw nullInColumn(target, column);
    return value;
  };
}

/** The value of a column without NULLs is part of its definition: 1750 follows what is wrong with it, and both end the batch and the transaction. */
function defaultValue(column: Column, evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (!isSqlError(error) || column.isNullable) throw error;
    const refusal = notCreated(error, 0);
    refusal.endsTransaction = true;
    throw refusal;
  }
}

function identityFiller(column: Column, last: { identity?: bigint }): Filler {
  const { seed = 1n, increment = 1n } = column.identity ?? {};
  return () => {
    last.identity = last.identity === undefined ? seed : last.identity + increment;
    return identityValue(last.identity, column.type);
  };
}
