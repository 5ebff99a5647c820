// sp_rename: objects, constraints, columns, indexes, types and databases get another name. Texts of modules keep the old one, as in SQL Server.
import { findColumn } from '../catalog/columns';
import { allIndexes, indexNamed, type NamedIndex } from '../catalog/indexes';
import type { CatalogObject, Column, TableDefinition, ViewDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import type { ObjectName } from '../syntax/ast/common';
import { parseObjectName } from '../syntax/parse';
import type { DdlContext } from './objects/ddl-context';
import type { ConstraintInSchema } from '../catalog/constraint-names';
import { constraintsOf } from '../catalog/constraints';
import { isNameTaken } from './objects/named-objects';
import { databaseNamed, findObject, findTable, findUserType, isTemporaryName, partsOf, schemaNameOf, type Found, type FoundTable } from './objects/object-names';
import { boundModuleOf } from './objects/object-users';
import { replaceObject } from './objects/table-change';
import { dependencyError, dependentsOf, type Dependent } from './tables/column-dependents';

/** What sp_rename is told. `type` is upper case; undefined where not given. */
export interface RenameRequest { readonly objectName: string; readonly newName: string; readonly type: string | undefined }

type FoundView = Found & { readonly object: ViewDefinition };
type Target =
  | { readonly kind: 'object'; readonly found: Found }
  | { readonly kind: 'constraint'; readonly database: Database; readonly inSchema: ConstraintInSchema }
  | { readonly kind: 'column'; readonly found: FoundTable; readonly column: Column }
  | { readonly kind: 'view-column'; readonly found: FoundView; readonly ordinal: number }
  | { readonly kind: 'index'; readonly found: FoundTable; readonly index: NamedIndex };

const CAUTION = 'Caution: Changing any part of an object name could break scripts and stored procedures.';
const TYPES = new Set(['COLUMN', 'INDEX', 'OBJECT', 'USERDATATYPE']);

/** Renames one thing. Raises 15225, 15248, 15335, 15336, 5074 with 4922, and 4928 for a computed column. */
export function rename(ddl: DdlContext, request: RenameRequest): void {
  const { type, newName } = request;
  if (type !== undefined && !TYPES.has(type)) throw notSupported(`sp_rename of a ${type}`);
  if (newName === '') throw raise(Messages.InvalidProcedureOption, { procedure: 'sp_rename' });
  const parts = parseObjectName(request.objectName);
  if (isTemporaryName(parts.at(-1) ?? '') || isTemporaryName(parts.at(-2) ?? '')) throw notSupported('sp_rename of a temporary table');
  const name: ObjectName = { parts, at: { line: 1, offset: 0 } };
  if (type === 'USERDATATYPE') renameType(ddl, name, request);
  else renameTarget(ddl, targetOf(ddl, name, request), request);
  ddl.info(15477, 0, CAUTION);
}

/** What a name means that sp_rename is told; `holder` is the table or view that it is a part of. Raises what `rename` raises for it. */
export function renamedThing(
  ddl: DdlContext,
  request: RenameRequest,
): { readonly schemaName: string; readonly objectName: string; readonly kind: CatalogObject | string; readonly holder?: CatalogObject } {
  const target = targetOf(ddl, { parts: parseObjectName(request.objectName), at: { line: 1, offset: 0 } }, request);
  switch (target.kind) {
    case 'object':
      return { schemaName: schemaNameOf(target.found.database, target.found.object.schemaId), objectName: target.found.object.name, kind: target.found.object };
    case 'constraint':
      return {
        schemaName: schemaNameOf(target.database, target.inSchema.table.schemaId),
        objectName: target.inSchema.constraint.name,
        kind: 'CONSTRAINT',
        holder: target.inSchema.table,
      };
    default: {
      const { database, object } = target.found;
      const objectName = target.kind === 'column' ? target.column.name : target.kind === 'index' ? target.index.name : (target.found.object.columns[target.ordinal]?.name ?? '');
      return { schemaName: schemaNameOf(database, object.schemaId), objectName, kind: target.kind === 'index' ? 'INDEX' : 'COLUMN', holder: object };
    }
  }
}

function notFound(ddl: DdlContext, { objectName, type }: RenameRequest): Error {
  if (type !== undefined) return raise(Messages.AmbiguousRename, { type });
  return raise(Messages.NoItemNamed, { name: objectName, database: ddl.database.header.name, type: '(null)' });
}

/** What the name means: an object or constraint, else a column or index of the table that its front part names. */
function targetOf(ddl: DdlContext, name: ObjectName, request: RenameRequest): Target {
  const { type } = request;
  const candidates: Target[] = [];
  if (name.parts.length > 0) {
    if (type === undefined || type === 'OBJECT') candidates.push(...objectTargets(ddl, name));
    if (name.parts.length > 1) candidates.push(...partTargets(ddl, name, type));
  }
  const [target, ...others] = candidates;
  if (!target) throw notFound(ddl, request);
  if (others.length > 0) throw raise(Messages.AmbiguousRename, { type: type ?? '(null)' });
  return target;
}

function objectTargets(ddl: DdlContext, name: ObjectName): Target[] {
  // Four parts are database.schema.table and a part of that table, never an object by itself.
  if (name.parts.length > 3) return [];
  // Three parts may be schema.table.column: then the first is no database.
  if (name.parts.length === 3 && partsOf(name).database !== '' && !ddl.instance.findDatabase(partsOf(name).database)) return [];
  const found = findObject(ddl, name);
  if (found) return [{ kind: 'object', found }];
  const parts = partsOf(name);
  const database = databaseNamed(ddl, parts.database);
  const schema = database.catalog.findSchema(parts.schema === '' ? 'dbo' : parts.schema);
  const inSchema = schema && database.catalog.findConstraint(schema.schemaId, parts.name);
  return inSchema ? [{ kind: 'constraint', database, inSchema }] : [];
}

function partTargets(ddl: DdlContext, name: ObjectName, type: string | undefined): Target[] {
  const last = name.parts.at(-1) ?? '';
  const holder = { ...name, parts: name.parts.slice(0, -1) };
  const found = findTable(ddl, holder);
  if (!found) return type === undefined || type === 'COLUMN' ? viewColumnTargets(ddl, holder, last) : [];
  const targets: Target[] = [];
  const { names } = found.database.catalog;
  const column = type === undefined || type === 'COLUMN' ? findColumn(found.object, last, names) : undefined;
  const index = type === undefined || type === 'INDEX' ? indexNamed(found.object, last, names) : undefined;
  const constraint = type === undefined || type === 'OBJECT' ? constraintsOf(found.object).find((candidate) => names.isSame(candidate.name, last)) : undefined;
  if (column) targets.push({ kind: 'column', found, column });
  if (index) targets.push({ kind: 'index', found, index });
  else if (constraint) targets.push({ kind: 'constraint', database: found.database, inSchema: { table: found.object, constraint } });
  return targets;
}

function viewColumnTargets(ddl: DdlContext, holder: ObjectName, column: string): Target[] {
  const found = findObject(ddl, holder);
  if (found?.object.kind !== 'view') return [];
  const ordinal = found.object.columns.findIndex((candidate) => found.database.catalog.names.isSame(candidate.name, column));
  return ordinal < 0 ? [] : [{ kind: 'view-column', found: { ...found, object: found.object }, ordinal }];
}

function renameTarget(ddl: DdlContext, target: Target, { objectName, newName }: RenameRequest): void {
  switch (target.kind) {
    case 'object': return renameObject(ddl, target.found, { objectName, newName });
    case 'constraint': return renameConstraint(ddl, target.database, target.inSchema, newName);
    case 'column':
      if (target.column.computed) {
        ddl.info(15477, 0, CAUTION);
        throw raise(Messages.CannotAlterColumn, { column: target.column.name, kind: 'COMPUTED' });
      }
      return renameColumn(ddl, target.found, target.column, { objectName, newName });
    case 'view-column': return renameViewColumn(ddl, target.found, target.ordinal, newName);
    case 'index': return renameIndex(ddl, target.found, target.index, newName);
  }
}

function requireFree(database: Database, schemaId: number, oldName: string, newName: string): void {
  if (!database.catalog.names.isSame(oldName, newName) && isNameTaken(database.catalog, schemaId, newName)) throw raise(Messages.NewNameInUse, { name: newName, kind: 'object' });
}

/** The names that sp_rename was given. */
type Names = Pick<RenameRequest, 'objectName' | 'newName'>;

function renameObject(ddl: DdlContext, { database, databaseId, object }: Found, { objectName, newName }: Names): void {
  ddl.transaction.lockSchema(databaseId, object.objectId, 'Sch-M');
  requireFree(database, object.schemaId, object.name, newName);
  if (boundModuleOf(database, object) !== undefined) throw raise(Messages.RenameEnforced, { name: objectName });
  replaceObject(ddl, database, object, { ...object, name: newName });
}

function changeTable(ddl: DdlContext, database: Database, before: TableDefinition, after: TableDefinition): void {
  ddl.transaction.lockSchema(database.header.databaseId, before.objectId, 'Sch-M');
  replaceObject(ddl, database, before, after);
}

function renameConstraint(ddl: DdlContext, database: Database, { table, constraint }: ConstraintInSchema, newName: string): void {
  requireFree(database, table.schemaId, constraint.name, newName);
  const renamed = <T extends { readonly objectId: number; readonly name: string }>(item: T): T => (item.objectId === constraint.objectId ? { ...item, name: newName, isSystemNamed: false } : item);
  changeTable(ddl, database, table, {
    ...table, checks: table.checks.map(renamed), foreignKeys: table.foreignKeys.map(renamed),
    columns: table.columns.map((column) => (column.default ? { ...column, default: renamed(column.default) } : column)),
    indexes: table.indexes.map((index) => (index.constraintId === constraint.objectId ? { ...index, name: newName, isSystemNamed: false } : index)),
  });
}

function renameIndex(ddl: DdlContext, { database, object: table }: FoundTable, index: NamedIndex, newName: string): void {
  const isTaken = allIndexes(table).some((other) => other !== index && database.catalog.names.isSame(other.name, newName));
  if (isTaken) throw raise(Messages.NewNameInUse, { name: newName, kind: 'INDEX' });
  if (index === table.columnstore) return changeTable(ddl, database, table, { ...table, columnstore: { ...table.columnstore, name: newName } });
  const { xmlIndexes } = table;
  if (xmlIndexes?.some((other) => other === index)) return changeTable(ddl, database, table, { ...table, xmlIndexes: xmlIndexes.map((other) => (other === index ? { ...other, name: newName } : other)) });
  if (constraintsOf(table).some((constraint) => constraint.name === index.name)) requireFree(database, table.schemaId, index.name, newName);
  changeTable(ddl, database, table, { ...table, indexes: table.indexes.map((other) => (other === index ? { ...other, name: newName, isSystemNamed: false } : other)) });
}

function renameColumn(ddl: DdlContext, found: FoundTable, column: Column, { objectName, newName }: Names): void {
  const { database, databaseId, object: table } = found;
  const other = findColumn(table, newName, database.catalog.names);
  if (other && other !== column) throw raise(Messages.NewNameInUse, { name: newName, kind: 'COLUMN' });
  if (table.isHistory) throw notSupported('sp_rename of a column of a history table (turn SYSTEM_VERSIONING off first)');
  ddl.transaction.lockSchema(databaseId, table.objectId, 'Sch-M');
  requireUnenforced(ddl, found, column, objectName);
  putColumnName(ddl, found, column, newName);
  const history = table.temporal && database.catalog.table(table.temporal.historyObjectId);
  const kept = history && findColumn(history, column.name, database.catalog.names);
  if (!history || !kept) return;
  ddl.transaction.lockSchema(databaseId, history.objectId, 'Sch-M');
  putColumnName(ddl, { ...found, object: history }, kept, newName);
}

function putColumnName(ddl: DdlContext, { database, object: table }: FoundTable, column: Column, newName: string): void {
  replaceObject(ddl, database, table, { ...table, columns: table.columns.map((candidate) => (candidate === column ? { ...column, name: newName } : candidate)) });
}

/** The view's text keeps the old name: what refreshes the view brings it back. */
function renameViewColumn(ddl: DdlContext, { database, databaseId, object: view }: FoundView, ordinal: number, newName: string): void {
  if (view.isSchemaBound) throw notSupported('sp_rename of a column of a schema-bound view');
  if (view.columns.some((column, i) => i !== ordinal && database.catalog.names.isSame(column.name, newName))) throw raise(Messages.NewNameInUse, { name: newName, kind: 'COLUMN' });
  ddl.transaction.lockSchema(databaseId, view.objectId, 'Sch-M');
  replaceObject(ddl, database, view, { ...view, columns: view.columns.map((column, i) => (i === ordinal ? { ...column, name: newName } : column)) });
}

const ENFORCED: ReadonlySet<Dependent['role']> = new Set(['check', 'computed', 'module']);

/** CHECK constraints, computed columns and schema-bound modules hold a column by its name (15336); filters of indexes do, and are found only when it is changed (5074, 4922). */
function requireUnenforced(ddl: DdlContext, { database, databaseId, object: table }: FoundTable, column: Column, objectName: string): void {
  const dependents = dependentsOf(database.catalog, table, column, ddl.bind.inDatabase(databaseId));
  if (dependents.some(({ role }) => ENFORCED.has(role))) throw raise(Messages.RenameEnforced, { name: objectName });
  const filters = dependents.filter(({ role }) => role === 'filter');
  if (filters.length === 0) return;
  ddl.info(15477, 0, CAUTION);
  throw dependencyError('RENAME COLUMN', column, filters);
}

function renameType(ddl: DdlContext, name: ObjectName, request: RenameRequest): void {
  const found = name.parts.length === 0 ? undefined : findUserType(ddl, name);
  if (!found) throw notFound(ddl, request);
  const { database, object: type } = found;
  if (database.catalog.findType(type.schemaId, request.newName)) throw raise(Messages.NewNameInUse, { name: request.newName, kind: 'USERDATATYPE' });
  ddl.transaction.lockSchema(found.databaseId, type.objectId, 'Sch-M');
  replaceObject(ddl, database, type, { ...type, name: request.newName });
}
