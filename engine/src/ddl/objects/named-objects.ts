// Every name that objects and constraints take in a schema's one name space, and what may not be given twice (2714).
import { constraintsOf } from '../../catalog/constraints';
import type { Catalog } from '../../catalog/database';
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise, withFollower, type SqlError } from '../../errors/sql-error';

/** True if an object or constraint of the schema has the name. */
export const isNameTaken = (catalog: Catalog, schemaId: number, name: string): boolean => catalog.find(schemaId, name) !== undefined || catalog.findConstraint(schemaId, name) !== undefined;

/** Raises 2714 if an object or constraint of the schema has the name; its state tells what was to be made. */
export function requireFreeName(catalog: Catalog, schemaId: number, name: string, state?: number): void {
  if (isNameTaken(catalog, schemaId, name)) throw raise(Messages.ObjectExists, { name }, state);
}

/** Raises 2714 for a name that is given twice within one table or taken by another object; `own` are the table's constraints before. */
export function requireFreeConstraintNames(catalog: Catalog, table: TableDefinition, before: TableDefinition | undefined): void {
  const old = new Set(before ? constraintsOf(before).map((constraint) => constraint.objectId) : []);
  const seen = new Set([catalog.names.keyOf(table.name)]);
  for (const constraint of constraintsOf(table)) {
    const key = catalog.names.keyOf(constraint.name);
    const isNew = !old.has(constraint.objectId);
    if (seen.has(key) || (isNew && isNameTaken(catalog, table.schemaId, constraint.name)))
      throw withFollower(raise(Messages.ObjectExists, { name: constraint.name }, 5), raise(Messages.CouldNotCreateConstraint, {}));
    seen.add(key);
  }
}

/** `cause`, then 1750; its state is 0 where what is wrong is seen in the text and the columns alone. */
export const notCreated = (cause: SqlError, state?: number): SqlError => withFollower(cause, raise(Messages.CouldNotCreateConstraint, {}, state));
