// Who asks the catalog what there is waits for the sessions that have changed it and not committed, as SQL Server does through the locks on the rows of
// its system tables. Knows which views show objects, not what they show.
import type { CatalogObject } from '../../catalog/definitions';
import type { SessionState } from '../state';

/** The views whose rows come and go with objects, their columns, indexes and constraints. */
const VIEWS_OF_OBJECTS: ReadonlySet<string> = new Set([
  'sys.objects', 'sys.all_objects', 'sys.tables', 'sys.views', 'sys.all_views', 'sys.procedures', 'sys.triggers', 'sys.sequences', 'sys.synonyms', 'sys.columns',
  'sys.all_columns', 'sys.computed_columns', 'sys.identity_columns', 'sys.indexes', 'sys.index_columns', 'sys.foreign_keys', 'sys.foreign_key_columns', 'sys.check_constraints',
  'sys.default_constraints', 'sys.key_constraints', 'sys.sql_modules', 'sys.parameters', 'sys.sysobjects', 'sys.syscolumns', 'sys.sysindexes',
  'information_schema.tables', 'information_schema.columns', 'information_schema.views', 'information_schema.routines', 'information_schema.parameters',
  'information_schema.table_constraints', 'information_schema.key_column_usage', 'information_schema.referential_constraints', 'information_schema.check_constraints',
  'information_schema.constraint_column_usage', 'information_schema.constraint_table_usage', 'sys.security_policies', 'sys.security_predicates', 'sys.masked_columns',
]);

/** Waits (LockWait) before a view shows an object that another session has made, altered or dropped and not committed. `wants`: the objects whose rows are asked for. */
export function awaitShownObjects(state: SessionState, databaseId: number, view: string, wants: (object: CatalogObject) => boolean = () => true): void {
  if (!VIEWS_OF_OBJECTS.has(view)) return;
  const changed = state.instance.transactions.uncommittedChange(databaseId, state.spid, (object) => !object.name.startsWith('#') && wants(object));
  if (changed) state.transaction.lockSchema(databaseId, changed.objectId, 'Sch-S');
}

