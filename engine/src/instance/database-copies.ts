// Copies of databases that are on their way, as Azure SQL Database makes them. Knows neither their content nor who asked for them.
import { randomUUID } from 'node:crypto';
import type { DatabaseHeader } from '../catalog/database';

interface Held { header: DatabaseHeader }

/** A copy of a database that is on its way. Times are milliseconds of Date.now(). */
export interface DatabaseCopy { readonly id: string; readonly sourceId: number; readonly startedMs: number }

/** For how long a copy is seen to be on its way. Its content is there from the start. */
const COPY_MS = 200;

/** The copies of one server that are on their way, by the id of the database that is to be. */
export class DatabaseCopies {
  readonly #copies = new Map<number, DatabaseCopy>();

  /** Begins one, of a source that none is made of (see hasOneOf). */
  begin(database: Held, source: Held): void {
    this.#copies.set(database.header.databaseId, { id: randomUUID(), sourceId: source.header.databaseId, startedMs: Date.now() });
    database.header = { ...database.header, options: { ...database.header.options, state: 'COPYING' } };
  }

  /** Whether one of that source is on its way. */
  hasOneOf({ header: { databaseId } }: Held): boolean { return [...this.#copies.values()].some((copy) => copy.sourceId === databaseId); }

  /** Those on their way. */
  list(): readonly (readonly [databaseId: number, copy: DatabaseCopy])[] { return [...this.#copies]; }

  /** Puts those online whose time has come; tells whether there were any. */
  settle(databases: ReadonlyMap<number, Held>): boolean {
    const before = this.#copies.size;
    for (const [databaseId, { startedMs }] of this.#copies) {
      const database = databases.get(databaseId);
      if (database?.header.options.state === 'COPYING' && Date.now() < startedMs + COPY_MS) continue;
      this.#copies.delete(databaseId);
      if (database) database.header = { ...database.header, options: { ...database.header.options, state: 'ONLINE' } };
    }
    return this.#copies.size !== before;
  }
}
