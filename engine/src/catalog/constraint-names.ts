// The names of constraints: they share the name space of their table's schema, whichever table they belong to. Knows no statement.
import { foldName } from '../types/collation';
import type { TableDefinition } from './definitions';

/** What a constraint is. */
export type ConstraintKind = 'PRIMARY_KEY' | 'UNIQUE' | 'FOREIGN_KEY' | 'CHECK' | 'DEFAULT';

/** A constraint as a name of its own. */
export interface NamedConstraint { readonly kind: ConstraintKind; readonly objectId: number; readonly name: string }

/** The constraints of a table. */
export function constraintsOf(table: TableDefinition): NamedConstraint[] {
  const constraints: NamedConstraint[] = [];
  for (const { default: value } of table.columns) if (value) constraints.push({ kind: 'DEFAULT', objectId: value.objectId, name: value.name });
  for (const check of table.checks) constraints.push({ kind: 'CHECK', objectId: check.objectId, name: check.name });
  for (const key of table.foreignKeys) constraints.push({ kind: 'FOREIGN_KEY', objectId: key.objectId, name: key.name });
  for (const index of table.indexes) {
    if (index.constraintId !== undefined) constraints.push({ kind: index.isPrimaryKey ? 'PRIMARY_KEY' : 'UNIQUE', objectId: index.constraintId, name: index.name });
  }
  return constraints;
}

/** A constraint of any table of the schema, with its table. */
export interface ConstraintInSchema { readonly table: TableDefinition; readonly constraint: NamedConstraint }

const keyOf = (schemaId: number, name: string): string => `${schemaId}.${foldName(name)}`;

/** The constraints of all tables by name; follows the tables one change at a time. */
export class ConstraintNames {
  readonly #byName = new Map<string, ConstraintInSchema>();

  /** Takes in the constraints of a table that is new or has changed. */
  add(table: TableDefinition): void {
    for (const constraint of constraintsOf(table)) this.#byName.set(keyOf(table.schemaId, constraint.name), { table, constraint });
  }

  /** Forgets those of a table as it was. */
  remove(table: TableDefinition): void {
    for (const { name } of constraintsOf(table)) {
      const key = keyOf(table.schemaId, name);
      if (this.#byName.get(key)?.table.objectId === table.objectId) this.#byName.delete(key);
    }
  }

  find(schemaId: number, name: string): ConstraintInSchema | undefined { return this.#byName.get(keyOf(schemaId, name)); }
}
