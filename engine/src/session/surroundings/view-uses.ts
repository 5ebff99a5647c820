// What the views of a database read: asked of the binder, which notes for permissions the objects and columns that a query names.
import { bindSelect } from '../../binder/bind-statement';
import { UseRecorder } from '../../binder/object-use';
import { parsedView } from '../../binder/parsed-text';
import type { CatalogObject, ViewDefinition } from '../../catalog/definitions';
import { isSqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { ViewUse } from '../../system/system-view';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';

/** A row for each object that a view names; none for views whose text does not bind any more. */
export function viewUses(state: SessionState, frame: Frame, database: Database): readonly ViewUse[] {
  const views = [...database.catalog.objects()].filter((object): object is ViewDefinition => object.kind === 'view');
  return views.flatMap((view) => usesOf(database, view, notesOf(state, frame, database, view)));
}

function notesOf(state: SessionState, frame: Frame, { header: { databaseId } }: Database, view: ViewDefinition): UseRecorder {
  const bind = bindIn(state, frame);
  const uses = new UseRecorder();
  bind.uses = uses;
  const context = bind.inDatabase(databaseId, view.schemaId);
  try {
    bindSelect(parsedView(view, context).query, context);
    return uses;
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return new UseRecorder();
  }
}

function usesOf({ catalog, header: { databaseId } }: Database, { objectId: viewId }: ViewDefinition, { objects }: UseRecorder): readonly ViewUse[] {
  const named = new Map<number, Set<string>>();
  for (const use of objects) {
    const object = use.databaseId === databaseId && !use.through && use.permission === 'SELECT' ? catalog.byId(use.objectId) : undefined;
    if (!object || !hasColumns(object)) continue;
    const own = object.columns.map(({ name }) => name).filter((name) => use.columns.has(name));
    named.set(object.objectId, new Set([...(named.get(object.objectId) ?? []), ...own]));
  }
  return [...named].map(([objectId, columns]) => ({ viewId, objectId, columns }));
}

const hasColumns = (object: CatalogObject): object is Extract<CatalogObject, { kind: 'table' | 'view' }> => object.kind === 'table' || object.kind === 'view';
