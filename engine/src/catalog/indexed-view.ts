// A view that has indexes, as the table of its kept rows. Knows no query and no rows.
import type { Catalog } from './database';
import type { TableDefinition, ViewDefinition } from './definitions';

const tables = new WeakMap<ViewDefinition, TableDefinition>();

/** The table in which a view's rows are kept: the view's own id, name, columns and indexes. The same object for the same definition. */
export function viewAsTable(view: ViewDefinition): TableDefinition {
  let table = tables.get(view);
  if (!table) {
    const { objectId, schemaId, name, createdAt, modifiedAt, indexes } = view;
    const columns = view.columns.map((column, i) => ({ ...column, columnId: i + 1, isRowGuid: false, isHidden: false, isSparse: false }));
    table = { kind: 'table', objectId, schemaId, name, createdAt, modifiedAt, columns, indexes, checks: [], foreignKeys: [], maxColumnId: columns.length };
    tables.set(view, table);
  }
  return table;
}

/** True for a view whose rows are kept. */
export const isIndexed = (view: Pick<ViewDefinition, 'indexes'>): boolean => view.indexes.length > 0;

/** The indexed views that read a table. */
export function* indexedViewsOver(catalog: Catalog, objectId: number): Iterable<ViewDefinition> {
  for (const view of catalog.objects()) if (view.kind === 'view' && isIndexed(view) && view.references.includes(objectId)) yield view;
}
