// ALTER TABLE ... ALTER COLUMN: a new type or nullability, with the rows converted.
import { findColumn } from '../../catalog/columns';
import type { Column, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import { storeConverter, requireConversion } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import { bindColumnType, requireIdentityType, requireSparse } from './column-builder';
import { requireAlterable } from '../indexes/columnstore';
import { requireNoCompression } from '../indexes/compression';
import { dependencyError, dependentsOf, type Dependent } from './column-dependents';
import type { DdlContext } from '../objects/ddl-context';
import { readMask } from './mask-function';
import { requireRowFits } from './row-size';
import { nullInColumn, rebuildRows, replaceDefinition, type TargetTable } from '../objects/table-change';
import { historyTarget } from './temporal-columns';
import { forbidHistoryChange } from './temporal-ddl';
import { conversionSettingsOf } from '../../exec/functions/function-context';

type AlterColumn = Extract<AlterTableAction, { kind: 'alter-column' }>;

/** The column of that name; raises 4924. */
export function columnToAlter({ table, database }: TargetTable, name: string): Column {
  const column = findColumn(table, name, database.catalog.names);
  if (!column) throw raise(Messages.AlterColumnMissing, { operation: 'ALTER COLUMN', column: name, table: table.name });
  return column;
}

/** Gives a column another type, collation or nullability. Raises 4928, 5074 with 4922, 1701, 515 and what conversions raise. */
export function alterColumn(ddl: DdlContext, target: TargetTable, action: AlterColumn): void {
  const { table, site } = target;
  forbidHistoryChange(table, 'ALTER TABLE ... ALTER COLUMN');
  const column = columnToAlter(target, action.column.name);
  if (column.computed) throw raise(Messages.CannotAlterColumn, { column: column.name, kind: 'COMPUTED' });
  if (column.type.name === 'timestamp') throw raise(Messages.CannotAlterColumn, { column: column.name, kind: 'timestamp' });
  requireAlterable(table);
  const typed = bindColumnType(site, action.type, action.collation, { position: table.columns.indexOf(column) + 1, subject: column.name });
  if (typed.type.name === 'timestamp') throw raise(Messages.AlterToTimestamp, { column: column.name, type: 'timestamp' });
  const isNullable = action.isNullable ?? (column.identity ? false : typed.isNullable ?? true);
  // Another type loses the mask, the same type too, unless it is written again.
  const mask = action.mask === undefined ? undefined : readMask(action.mask, { name: column.name, type: typed.type });
  const after: Column = { ...column, mask, type: typed.type, userTypeId: typed.userTypeId, isNullable, isSparse: column.isSparse || action.isSparse === true };
  if (action.isSparse) requireNoCompression(table);
  if (action.isSparse && table.temporal) throw notSupported('ALTER COLUMN ... SPARSE of a system-versioned table');
  requireIdentityType(after);
  requireSparse(after, table.name);
  requireUnused(target, column, after);
  requireConversion(column.type, after.type, false);
  if (column.generated) throw notSupported('ALTER COLUMN of a period column');
  changeColumn(ddl, target, column, after);
  const history = historyTarget(ddl, target);
  const kept = history && findColumn(history.table, column.name, history.database.catalog.names);
  if (history && kept) changeColumn(ddl, history, kept, { ...kept, mask, type: after.type, userTypeId: after.userTypeId, isNullable });
}

function changeColumn(ddl: DdlContext, target: TargetTable, column: Column, after: Column): void {
  const { table } = target;
  const definition = { ...table, columns: table.columns.map((other) => (other === column ? after : other)) };
  requireRowFits(definition);
  if (isSameType(column.type, after.type) && (after.isNullable || !column.isNullable)) return replaceDefinition(ddl, target, definition);
  convertRows(ddl, target, definition, after);
}

const isSameType = (left: SqlType, right: SqlType): boolean =>
  left.name === right.name && left.length === right.length && left.precision === right.precision && left.scale === right.scale && left.collation === right.collation;

const VARIABLE = new Set(['varchar', 'nvarchar', 'varbinary']);
const isMax = ({ length }: SqlType): boolean => length === 'max';
const sizeOf = ({ length }: SqlType): number => (length === 'max' ? Number.POSITIVE_INFINITY : length ?? 0);

/** Raises 5074 and 4922 for what the change would break. */
function requireUnused(target: TargetTable, before: Column, after: Column): void {
  const dependents = dependentsOf(target.database.catalog, target.table, before, target.site.bind).filter((dependent) => isBroken(dependent, before, after));
  if (dependents.length > 0) throw dependencyError('ALTER TABLE ALTER COLUMN', before, dependents);
}

function isBroken({ role }: Dependent, before: Column, after: Column): boolean {
  const keepsType = isSameType(before.type, after.type);
  const isOther = before.type.name !== after.type.name || isMax(before.type) !== isMax(after.type);
  const isWidened = !isOther && VARIABLE.has(after.type.name) && sizeOf(after.type) >= sizeOf(before.type) && before.type.collation === after.type.collation;
  switch (role) {
    case 'default': return isOther;
    case 'check': return isOther || before.type.collation !== after.type.collation;
    case 'primary-key': return after.isNullable || !(keepsType || isWidened);
    case 'index': case 'key': return (before.isNullable && !after.isNullable) || !(keepsType || isWidened);
    case 'foreign-key': case 'reference': return !keepsType;
    case 'computed': case 'filter': case 'partition': return true;
    case 'module': return !keepsType || before.isNullable !== after.isNullable;
  }
}

function convertRows(ddl: DdlContext, target: TargetTable, definition: TableDefinition, after: Column): void {
  const ordinal = definition.columns.indexOf(after);
  const from = target.table.columns[ordinal]?.type ?? after.type;
  const convert = storeConverter(from, after.type, { table: `${target.database.header.name}.${target.schemaName}.${target.table.name}`, column: after.name, value: '' }, conversionSettingsOf(ddl.execution.functions));
  rebuildRows(ddl, target, definition, (row) => {
    const value = convert(row[ordinal] ?? null);
    if (value === null && !after.isNullable) throw nullInColumn(target, after);
    return row.map((old, i) => (i === ordinal ? value : old));
  });
}
