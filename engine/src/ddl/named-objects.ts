// Every name that objects and constraints take in a schema's one name space, and what may not be given twice (2714).
import { constraintsOf, type ConstraintEntry } from '../catalog/constraints';
import type { Catalog } from '../catalog/database';
import type { TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import { foldName } from '../types/collation';

/** A constraint of any table of the schema, with its table. */
export interface ConstraintInSchema { readonly table: TableDefinition; readonly constraint: ConstraintEntry }

const keyOf = (schemaId: number, name: string): string => `${schemaId}.${foldName(name)}`;
const caches = new WeakMap<Catalog, { readonly version: number; readonly byName: ReadonlyMap<string, ConstraintInSchema> }>();

function constraintNames(catalog: Catalog): ReadonlyMap<string, ConstraintInSchema> {
  const cached = caches.get(catalog);
  if (cached?.version === catalog.version) return cached.byName;
  const byName = new Map<string, ConstraintInSchema>();
  for (const table of catalog.objects()) {
    if (table.kind === 'table') for (const constraint of constraintsOf(table)) byName.set(keyOf(table.schemaId, constraint.name), { table, constraint });
  }
  caches.set(catalog, { version: catalog.version, byName });
  return byName;
}

/** The constraint of that name in a schema, whichever table it belongs to. */
export const findConstraint = (catalog: Catalog, schemaId: number, name: string): ConstraintInSchema | undefined => constraintNames(catalog).get(keyOf(schemaId, name));

/** True if an object or constraint of the schema has the name. */
export const isNameTaken = (catalog: Catalog, schemaId: number, name: string): boolean => catalog.find(schemaId, name) !== undefined || findConstraint(catalog, schemaId, name) !== undefined;

/** Raises 2714 if an object or constraint of the schema has the name; its state tells what was to be made. */
export function requireFreeName(catalog: Catalog, schemaId: number, name: string, state?: number): void {
  if (isNameTaken(catalog, schemaId, name)) throw raise(Messages.ObjectExists, { name }, state);
}

/** Raises 2714 for a name that is given twice within one table or taken by another object; `own` are the table's constraints before. */
export function requireFreeConstraintNames(catalog: Catalog, table: TableDefinition, before: TableDefinition | undefined): void {
  const old = new Set(before ? constraintsOf(before).map((constraint) => constraint.objectId) : []);
  const seen = new Set([foldName(table.name)]);
  for (const constraint of constraintsOf(table)) {
    const key = foldName(constraint.name);
    const isNew = !old.has(constraint.objectId);
    if (seen.has(key) || (isNew && isNameTaken(catalog, table.schemaId, constraint.name))) throw withFollower(raise(Messages.ObjectExists, { name: constraint.name }, 5), raise(Messages.CouldNotCreateConstraint, {}));
    seen.add(key);
  }
}

/** The later one of two errors that belong together: the client sees `cause` first. */
export function withFollower(cause: SqlError, follower: SqlError): SqlError {
  follower.preceding = [...cause.preceding, cause];
  return follower;
}

/** `cause`, then 1750. */
export const notCreated = (cause: SqlError): SqlError => withFollower(cause, raise(Messages.CouldNotCreateConstraint, {}));
