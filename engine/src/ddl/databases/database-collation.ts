// ALTER DATABASE ... COLLATE: what stands against it, and what it changes: the names in the database compare by it from now on.
import { constraintsOf } from '../../catalog/constraints';
import { allIndexes } from '../../catalog/indexes';
import type { CatalogObject } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise, throwAll, type SqlError } from '../../errors/sql-error';
import { LAST_SYSTEM_DATABASE, type Database } from '../../instance/instance';
import { nameRules, requireCollation, type NameRules } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { qualifiedName } from '../objects/object-names';
import { replaceHeader } from './file-specs';

/** Raises 448, 5030, and 5072 behind each 5075. */
export function changeCollation(ddl: DdlContext, database: Database, collation: string): void {
  const { header: { databaseId, name, options }, catalog } = database;
  if (databaseId <= LAST_SYSTEM_DATABASE) throw notSupported('another collation of a system database');
  const known = requireCollation(collation);
  if (ddl.isDatabaseInUse(databaseId)) throw raise(Messages.DatabaseNotExclusive, {});
  const dependent = [...catalog.objects()].flatMap((object) => dependentsIn(database, object));
  if (dependent.length > 0) throwAll([...dependent, raise(Messages.CollationNotSet, { database: name, collation: known })]);
  const names = nameRules(known);
  requireDistinctNames(database, names);
  replaceHeader(ddl, database, { options: { ...options, collation: known } });
  catalog.renameBy(names);
}

/** CHECK constraints, computed columns and schema-bound modules, whether they compare text or not. */
function dependentsIn(database: Database, object: CatalogObject): readonly SqlError[] {
  const dependent = (kind: string, name: string): SqlError => raise(Messages.DependsOnCollation, { kind, name });
  if (object.kind === 'table') {
    const computed = object.columns.filter((column) => column.computed).map((column) => dependent('column', `${object.name}.${column.name}`));
    return [...object.checks.map((check) => dependent('object', check.name)), ...computed];
  }
  const isBound = (object.kind === 'view' || object.kind === 'function') && object.isSchemaBound;
  return isBound ? [dependent('object', qualifiedName(database, object))] : [];
}

/** Refuses a collation by which two names of one name space are the same. */
function requireDistinctNames({ catalog }: Database, { keyOf }: NameRules): void {
  const isTwice = (names: readonly string[]): boolean => new Set(names.map(keyOf)).size < names.length;
  const objects = [...catalog.objects()];
  const constraints = objects.flatMap((object) => (object.kind === 'table' ? constraintsOf(object).map(({ name }) => ({ kind: 'constraint', schemaId: object.schemaId, name })) : []));
  const spaces = [
    [...catalog.schemas()].map(({ name }) => name),
    [...catalog.principals()].map(({ name }) => name),
    [...objects, ...constraints].map(({ kind, schemaId, name }) => `${kind.endsWith('type') ? 'type' : kind === 'xml-collection' ? kind : 'object'} ${schemaId} ${name}`),
    ...objects.flatMap((object) => (object.kind === 'table' ? [object.columns.map(({ name }) => name), allIndexes(object).map(({ name }) => name)] : [])),
  ];
  if (spaces.some(isTwice)) throw notSupported('a collation by which two names in the database are the same (SQL Server refuses it as well)');
}
