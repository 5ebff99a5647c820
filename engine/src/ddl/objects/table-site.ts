// Where a table is being built: its name, and where its ids, types and names come from. Knows nothing of the table's content.
import type { BindContext } from '../../binder/bind-context';
import type { Database } from '../../instance/instance';
import type { DdlContext } from './ddl-context';
import { temporaryDatabase, type Place } from './object-names';
import { takeObjectId } from './object-ids';

/** The surroundings of a table under construction. */
export interface TableSite {
  readonly ddl: DdlContext;
  readonly database: Database;
  readonly schemaId: number;
  readonly name: string;
  /** Types and functions are looked up here. */
  readonly bind: BindContext;
  newObjectId(): number;
  /** A table variable's or table type's. */
  readonly isVariable?: true;
  /** The table is there: its name as ALTER TABLE has it. */
  readonly alteredAs?: string;
}

/** The site of a table of a database; a temporary one takes its types from the current database. */
export function siteOf(ddl: DdlContext, place: Place): TableSite {
  const { catalog } = place.database;
  const bind = place.name.startsWith('#') ? ddl.bind : ddl.bind.inDatabase(place.databaseId);
  return { ddl, database: place.database, schemaId: place.schemaId, name: place.name, bind, newObjectId: () => takeObjectId(catalog) };
}

/** The site of a table variable or table type's table: it has no place in a catalog, but ids of tempdb. */
export function siteOfVariable(ddl: DdlContext, name: string): TableSite {
  const database = temporaryDatabase(ddl);
  return { ddl, database, schemaId: 1, name, bind: ddl.bind, isVariable: true, newObjectId: () => takeObjectId(database.catalog) };
}
