// Periods and system versioning: history tables are made or adopted, and let go. Writing versions is exec's affair.
import { findColumn } from '../../catalog/columns';
import { UNCOMPRESSED } from '../../catalog/compression';
import type { Column, IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Identifier } from '../../syntax/ast/common';
import type { TemporalOptions } from '../../syntax/ast/ddl';
import { bracketed } from '../../syntax/print';
import type { DdlContext } from '../objects/ddl-context';
import { findTable, placeOf, type Place } from '../objects/object-names';
import { takeObjectId } from '../objects/object-ids';
import { addObject, handleOf, replaceObject, type TargetTable } from '../objects/table-change';
import { bindOver } from '../objects/bind-over-table';
import { compileExpression } from '../../exec/compile-expression';
import { findCheckViolation } from '../../exec/dml/constraints';
import type { NameRules } from '../../types/text/collation';
import { requireConsistentHistory } from './temporal-consistency';

interface Period { readonly start: Identifier; readonly end: Identifier }

/** The table with the period that its statement declares. */
export function addPeriod(table: TableDefinition, { period }: { readonly period?: Period }, names: NameRules): TableDefinition {
  const generated = table.columns.filter((column) => column.generated);
  if (!period) {
    if (generated.length > 0) throw raise(Messages.TemporalNoPeriod, {});
    return table;
  }
  const start = findColumn(table, period.start.name, names);
  const end = findColumn(table, period.end.name, names);
  if (!start) throw raise(Messages.InvalidColumnName, { name: period.start.name });
  if (!end) throw raise(Messages.InvalidColumnName, { name: period.end.name });
  const nullable = [start, end].find((column) => column.isNullable);
  if (nullable) throw raise(Messages.TemporalPeriodNullable, { column: nullable.name });
  if (start.generated !== 'row-start' || end.generated !== 'row-end') throw notSupported('PERIOD FOR SYSTEM_TIME over columns that are not GENERATED ALWAYS AS ROW START and END');
  if (start.type.name !== 'datetime2' || end.type.name !== 'datetime2') throw notSupported('period columns of a type other than datetime2');
  return { ...table, period: { startColumnId: start.columnId, endColumnId: end.columnId } };
}

/** The table with those of its columns generated that ALTER TABLE ... ADD PERIOD names; raises 13587 for a nullable one. */
export function generatePeriod(table: TableDefinition, period: Period, names: NameRules): TableDefinition {
  const isMeant = (column: Column, { name }: Identifier): boolean => names.isSame(column.name, name);
  const generated = (column: Column): Column => {
    const role = isMeant(column, period.start) ? 'row-start' : isMeant(column, period.end) ? 'row-end' : undefined;
    if (!role || column.generated) return column;
    if (column.isNullable) throw raise(Messages.TemporalPeriodNullable, { column: column.name });
    return { ...column, generated: role };
  };
  return { ...table, columns: table.columns.map(generated) };
}

/** Raises 13575 if a row of a table that now has a period ends before the end of time. */
export function requireOpenRows(ddl: DdlContext, target: TargetTable, table: TableDefinition): void {
  const end = table.columns.find((column) => column.columnId === table.period?.endColumnId);
  if (!end) return;
  const scale = end.type.scale ?? 7;
  const endOfTime = `9999-12-31 23:59:59${scale > 0 ? `.${'9'.repeat(scale)}` : ''}`;
  const condition = compileExpression(bindOver(`${bracketed([end.name])} = CONVERT(datetime2(${scale}), '${endOfTime}')`, table, target.site.bind));
  if (findCheckViolation({ table: handleOf(ddl, target, table), condition }, ddl.execution)) throw raise(Messages.TemporalPeriodNotOpen, { table: table.name });
}

interface Versioning { readonly place: Place; readonly table: TableDefinition; readonly options: TemporalOptions }

/** Turns versioning on: the history table is the one named, if it exists, or a new one. */
export function startVersioning(ddl: DdlContext, { place, table, options }: Versioning): void {
  if (table.isTemporary) throw raise(Messages.VersionedInTempdb, { name: table.name });
  if (!table.period) throw raise(Messages.TemporalNoPeriod, {});
  if (!table.indexes.some((index) => index.isPrimaryKey)) throw raise(Messages.TemporalNeedsPrimaryKey, { table: table.name });
  if (options.historyTable && options.historyTable.parts.length !== 2) throw raise(Messages.HistoryNotTwoPart, { name: options.historyTable.parts.join('.') });
  const history = options.historyTable ? findTable(ddl, options.historyTable) : undefined;
  const historyObjectId = history ? adoptHistory(ddl, { place, table, options }, history.object) : createHistory(ddl, table, options, place);
  const temporal = { historyObjectId, startColumnId: table.period.startColumnId, endColumnId: table.period.endColumnId, ...(options.retention ? { retention: options.retention } : {}) };
  replaceObject(ddl, place.database, table, { ...table, temporal });
}

function adoptHistory(ddl: DdlContext, { place, table, options }: Versioning, history: TableDefinition): number {
  ddl.transaction.lockSchema(place.databaseId, history.objectId, 'Sch-M');
  if (history.columns.length !== table.columns.length) {
    throw raise(Messages.TemporalHistoryColumns, { table: table.name, count: table.columns.length, history: history.name, historyCount: history.columns.length });
  }
  const differs = history.columns.some((column, i) => !place.database.catalog.names.isSame(column.name, table.columns[i]?.name ?? '') || column.type.name !== table.columns[i]?.type.name);
  if (differs) throw notSupported('a history table whose columns differ from its table in name, order or type');
  requireConsistentHistory(ddl, { databaseId: place.databaseId, table, history, checksOverlap: options.consistencyCheck !== false });
  replaceObject(ddl, place.database, history, { ...history, isHistory: true });
  return history.objectId;
}

function createHistory(ddl: DdlContext, table: TableDefinition, options: TemporalOptions, place: Place): number {
  const historyPlace = options.historyTable ? placeOf(ddl, options.historyTable) : { ...place, name: `MSSQL_TemporalHistoryFor_${table.objectId}` };
  const objectId = takeObjectId(place.database.catalog);
  const history: TableDefinition = {
    kind: 'table', objectId, schemaId: historyPlace.schemaId, name: historyPlace.name, createdAt: ddl.now, modifiedAt: ddl.now, columns: table.columns.map(plainColumn),
    indexes: [{ ...historyIndex(table, historyPlace.name), ...historyCompression(table) }], checks: [], foreignKeys: [], maxColumnId: table.maxColumnId, isHistory: true,
  };
  addObject(ddl, place.database, history);
  ddl.transaction.createStore(place.databaseId, history);
  return objectId;
}

/** A history table that is made for its table is PAGE compressed; with sparse columns it cannot be. */
const historyCompression = ({ columns }: TableDefinition): Pick<IndexDefinition, 'compression'> =>
  columns.some((column) => column.isSparse) ? {} : { compression: [{ ...UNCOMPRESSED, rows: 'PAGE' }] };

/** A column as a history table has it: its type and nullability only. */
export function plainColumn(column: Column): Column {
  const { columnId, name, type, isNullable, userTypeId, isSparse, mask } = column;
  return { columnId, name, type, isNullable, ...(userTypeId === undefined ? {} : { userTypeId }), isRowGuid: false, isHidden: false, isSparse, ...(mask ? { mask } : {}) };
}

function historyIndex({ period }: TableDefinition, name: string): IndexDefinition {
  const columns = [period?.endColumnId ?? 0, period?.startColumnId ?? 0].map((columnId) => ({ columnId, isDescending: false }));
  return {
    indexId: 1,
    name: `ix_${name}`,
    isUnique: false,
    isClustered: true,
    isPrimaryKey: false,
    isUniqueConstraint: false,
    isSystemNamed: false,
    columns,
    includedColumnIds: [],
    isDisabled: false,
    ignoreDuplicateKey: false,
    fillFactor: 0,
    isPadded: false,
  };
}

/** ALTER TABLE ... SET (SYSTEM_VERSIONING = ON | OFF); raises 13591, 13596. */
export function setVersioning(ddl: DdlContext, target: TargetTable, options: TemporalOptions): void {
  const { table, database, databaseId, schemaName } = target;
  if (options.isOn) {
    if (table.temporal) throw raise(Messages.TemporalAlreadyOn, { table: table.name });
    return startVersioning(ddl, { place: { database, databaseId, schemaId: table.schemaId, schemaName, name: table.name }, table, options });
  }
  if (!table.temporal) throw raise(Messages.TemporalNotOn, { table: table.name });
  const history = database.catalog.table(table.temporal.historyObjectId);
  replaceObject(ddl, database, table, { ...table, temporal: undefined });
  if (!history) return;
  ddl.transaction.lockSchema(databaseId, history.objectId, 'Sch-M');
  replaceObject(ddl, database, history, { ...history, isHistory: undefined });
}

/** Refuses a change of a history table while versioning is on. */
export function forbidHistoryChange(table: TableDefinition, what: string): void {
  if (table.isHistory) throw notSupported(`${what} of a history table (turn SYSTEM_VERSIONING off first)`);
}
