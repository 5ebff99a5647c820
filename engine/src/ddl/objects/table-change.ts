// How a changed table gets into the catalog, and how its rows follow. Every step goes through the transaction's log.
import type { CatalogObject, Column, TableDefinition } from '../../catalog/definitions';
import { isKept } from '../../catalog/kept-columns';
import { compileExpression } from '../../exec/compile-expression';
import type { TableHandle } from '../../transaction/row-access';
import { enabledIndexes } from '../../transaction/table-shape';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { ObjectName } from '../../syntax/ast/common';
import type { Row, Value } from '../../types/value';
import { bindOver } from './bind-over-table';
import type { DdlContext } from './ddl-context';
import { findObject, placeOf, written, type FoundTable } from './object-names';
import { siteOf, type TableSite } from './table-site';

/** A table that a statement changes, locked. */
export interface TargetTable extends FoundTable { readonly site: TableSite; readonly schemaName: string; readonly table: TableDefinition }

/** Puts an object's new state into the catalog. */
export function replaceObject(ddl: DdlContext, database: Database, before: CatalogObject, after: CatalogObject): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'object', before, after: { ...after, modifiedAt: ddl.now } });
}

/** Creates an object in the catalog. */
export function addObject(ddl: DdlContext, database: Database, after: CatalogObject): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'object', after });
}

/** The table that ALTER TABLE names, under Sch-M. Raises 4902 and 4909. */
export function tableToAlter(ddl: DdlContext, name: ObjectName): TargetTable {
  const found = findObject(ddl, name);
  if (!found) throw raise(Messages.AlterNotFound, { name: written(name) });
  if (found.object.kind !== 'table') throw raise(Messages.AlterNotTable, { name: written(name) });
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const place = { ...placeOf(ddl, name), schemaId: found.object.schemaId, name: found.object.name };
  return { ...found, object: found.object, table: found.object, site: { ...siteOf(ddl, place), alteredAs: written(name) }, schemaName: place.schemaName };
}

/** The table as rows, under the definition given. */
export const handleOf = (ddl: DdlContext, target: { readonly databaseId: number }, definition: TableDefinition): TableHandle => ddl.openTable(target.databaseId, definition);

/** Replaces the definition and maps every row to it; all indexes are built anew. */
export function rebuildRows(ddl: DdlContext, target: TargetTable, after: TableDefinition, mapRow: (row: Row) => Row): void {
  const before = handleOf(ddl, target, target.table);
  ddl.transaction.rebuild(before, after, mapRow, handleOf(ddl, target, after).filters);
  replaceObject(ddl, target.database, target.table, after);
}

/** Replaces the definition; indexes that only one of the two has, or has enabled, are built or taken out, and computed columns that it keeps in the row from now on get their values. */
export function replaceDefinition(ddl: DdlContext, target: TargetTable, after: TableDefinition): void {
  if (newlyKept(target.table, after).length > 0) return rebuildRows(ddl, target, after, keptFiller(ddl, target, after));
  const old = new Set(enabledIndexes(target.table).map((index) => index.indexId));
  const kept = new Set(enabledIndexes(after).map((index) => index.indexId));
  const handle = handleOf(ddl, target, after);
  for (const index of enabledIndexes(target.table)) if (!kept.has(index.indexId)) ddl.transaction.dropIndex(handle, index.indexId);
  for (const index of enabledIndexes(after)) if (!old.has(index.indexId)) ddl.transaction.createIndex(handle, index, handle.filters.get(index.indexId));
  replaceObject(ddl, target.database, target.table, after);
}

/** Computed columns that rows of the new definition have in them and those of the old one do not. */
function newlyKept(before: TableDefinition, after: TableDefinition): readonly Column[] {
  const isKeptBefore = ({ columnId }: Column): boolean => before.columns.some((column) => column.columnId === columnId && isKept(before, column));
  return after.columns.filter((column) => isKept(after, column) && !isKeptBefore(column));
}

/** What completes a row with the values that the new definition keeps in it. Raises 515 for a NULL that a column does not take. */
export function keptFiller(ddl: DdlContext, target: TargetTable, after: TableDefinition): (row: Row) => Row {
  const fillers = newlyKept(target.table, after).map((column) => {
    const evaluate = compileExpression(bindOver(column.computed?.definition ?? '', after, target.site.bind));
    return { column, ordinal: after.columns.indexOf(column), evaluate };
  });
  return (row) => {
    const values: Value[] = [...row];
    for (const { column, ordinal, evaluate } of fillers) {
      const value = evaluate(values, ddl.execution);
      if (value === null && !column.isNullable) throw nullInColumn(target, column);
      values[ordinal] = value;
    }
    return values;
  };
}

/** 515 as ALTER TABLE raises it: rows are updated. */
export const nullInColumn = (target: TargetTable, column: Column): Error =>
  raise(Messages.CannotInsertNull, { column: column.name, table: `${target.database.header.name}.${target.schemaName}.${target.table.name}`, statement: 'UPDATE' });
