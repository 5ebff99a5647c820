// The names of constraints: they share the name space of their table's schema, whichever table they belong to. Knows no statement.
import type { NameRules } from '../types/text/collation';
import { constraintsOf, type ConstraintEntry } from './constraints';
import type { TableDefinition } from './definitions';

/** A constraint of any table of the schema, with its table. */
export interface ConstraintInSchema { readonly table: TableDefinition; readonly constraint: ConstraintEntry }

/** The constraints of all tables by name; follows the tables one change at a time. */
export class ConstraintNames {
  readonly #byName = new Map<string, ConstraintInSchema>();
  readonly #names: NameRules;

  constructor(names: NameRules) { this.#names = names; }

  #keyOf(schemaId: number, name: string): string { return `${schemaId}.${this.#names.keyOf(name)}`; }

  /** Takes in the constraints of a table that is new or has changed. */
  add(table: TableDefinition): void {
    for (const constraint of constraintsOf(table)) this.#byName.set(this.#keyOf(table.schemaId, constraint.name), { table, constraint });
  }

  /** Forgets those of a table as it was. */
  remove(table: TableDefinition): void {
    for (const { name } of constraintsOf(table)) {
      const key = this.#keyOf(table.schemaId, name);
      if (this.#byName.get(key)?.table.objectId === table.objectId) this.#byName.delete(key);
    }
  }

  find(schemaId: number, name: string): ConstraintInSchema | undefined { return this.#byName.get(this.#keyOf(schemaId, name)); }
}
