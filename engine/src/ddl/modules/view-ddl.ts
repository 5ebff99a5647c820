// CREATE and ALTER VIEW: the query is bound for its columns and for the objects that it names.
import { keptColumn, viewColumns } from '../../binder/bind-view';
import type { ViewDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { CreateView } from '../../syntax/ast/ddl';
import type { SelectStatement } from '../../syntax/ast/query';
import type { DdlContext } from '../objects/ddl-context';
import { visitTree } from '../../syntax/visit-tree';
import { requireBound } from '../objects/bound-references';
import { encryption, modulePlace, moduleText, putModule } from './module-place';
import { findObject, isTemporaryName, written } from '../objects/object-names';
import { forgetRows } from '../tables/view-index';
import { replaceObject } from '../objects/table-change';
import type { Database } from '../../instance/instance';

/** Creates or replaces a view. Raises 4508, 4511, 4506, 8158, 8159 and what its query raises. */
export function createView(ddl: DdlContext, statement: CreateView): void {
  const place = modulePlace(ddl, statement, 'view');
  const isSchemaBound = statement.options.includes('SCHEMABINDING');
  if (isSchemaBound) requireNoStar(statement.query.query);
  const inside = { ...ddl, ownSchemaId: place.header.schemaId };
  const references = referencesOf(inside, statement.query, isSchemaBound ? written(statement.name) : undefined);
  const columns = viewColumns(statement.query, ddl.bind.inDatabase(place.place.databaseId, place.header.schemaId), statement.columns.map((column) => column.name), written(statement.name))
    .map(keptColumn);
  const view: ViewDefinition = {
    kind: 'view',
    ...place.header,
    ...place.settings,
    ...encryption(statement.options),
    definition: moduleText(statement),
    columns,
    isSchemaBound,
    hasOpaqueMetadata: statement.options.includes('VIEW_METADATA'),
    withCheckOption: statement.withCheckOption,
    references,
    indexes: [],
  };
  if (place.before?.kind === 'view') forgetRows(ddl, { object: place.before, databaseId: place.place.databaseId });
  putModule(ddl, place, view);
}

/** Raises 1054: a schema-bound view names its columns. */
function requireNoStar(query: SelectStatement['query']): void {
  if (query.kind === 'query') {
    if (query.items.some((item) => item.kind === 'star')) throw raise(Messages.StarInSchemaBound, { syntax: '*' });
    return;
  }
  if (query.kind !== 'set-operation') return;
  requireNoStar(query.left);
  requireNoStar(query.right);
}

/** The ids of the objects that a query names; a schema-bound one must name them by schema and name (4512), and what is bound itself (2788, 4513). */
function referencesOf(ddl: DdlContext, query: SelectStatement, boundName: string | undefined): number[] {
  const ids = new Set<number>();
  visitTree(query, (kind, node) => {
    const name = kind === 'table' || kind === 'call' ? partsIn(node.name) : kind === 'next-value' ? partsIn(node.sequence) : undefined;
    const isBuiltIn = kind === 'call' && (name?.length ?? 0) < 2;
    if (!name || isBuiltIn) return;
    if (isTemporaryName(name.at(-1) ?? '')) throw raise(Messages.ViewOfTemporary, {});
    const found = findObject(ddl, { parts: name, at: query.at });
    if (!found) return;
    if (boundName !== undefined && name.length !== 2) throw raise(Messages.SchemaBindName, { kind: 'view', name: boundName, reference: name.join('.') });
    if (boundName !== undefined) requireBound(found.object, { kind: 'view', name: boundName, reference: name.join('.') });
    if (found.database === ddl.database) ids.add(found.object.objectId);
  });
  return [...ids];
}

function partsIn(value: unknown): readonly string[] | undefined {
  const parts = typeof value === 'object' && value !== null && 'parts' in value ? value.parts : undefined;
  return Array.isArray(parts) ? parts.map(String) : undefined;
}

/** sp_refreshview: binds the view's query anew, as its tables are now. */
export function refreshView(ddl: DdlContext, database: Database, view: ViewDefinition, tree: CreateView): void {
  const columns = viewColumns(tree.query, ddl.bind.inDatabase(ddl.database.header.databaseId, view.schemaId), tree.columns.map((column) => column.name), view.name).map(keptColumn);
  replaceObject(ddl, database, view, { ...view, columns });
}
