// The indexed views of a database, bound and optimized for those who keep their rows, and the settings that such indexes ask of writers. Knows no rows.
import { bindViewQuery } from '../../binder/indexed-view';
import type { TableDefinition, ViewDefinition } from '../../catalog/definitions';
import { isIndexed, viewAsTable } from '../../catalog/indexed-view';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { raise, type SqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import { optimize } from '../../optimizer/optimize';
import { overChanges, type MaintainedView } from '../../plan/indexed-view';
import type { PlanNode } from '../../plan/node';
import type { SelectPlan } from '../../plan/statement';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';
import { wrongForIndexes } from './wrong-settings';

interface Known { readonly version: number; readonly byBase: ReadonlyMap<number, readonly ViewDefinition[]>; readonly maintained: Map<number, MaintainedView> }
const knownViews = new WeakMap<Database, Known>();

/** The indexed views over a table. */
export const indexedViewsOver = (state: SessionState, frame: Frame, database: Database, objectId: number): readonly MaintainedView[] =>
  (knownIn(database).byBase.get(objectId) ?? []).map((view) => maintainedView(state, frame, database, view.objectId));

/** Raises 1934 where the session's settings forbid `statement` to write the table. */
export function requireIndexSettings(database: Database, frame: Frame, table: TableDefinition, statement: string): void {
  if (!isGuarded(table) && !knownIn(database).byBase.has(table.objectId)) return;
  const wrong = wrongForIndexes(frame.settings);
  if (wrong.length > 0) throw asCompileError(raise(Messages.WrongSetOptions, { statement, options: wrong.join(', ') }));
}

/** Filtered indexes and indexes on computed columns ask for the same options as indexed views. */
function isGuarded(table: TableDefinition): boolean {
  const isComputed = (columnId: number): boolean => table.columns.some((column) => column.columnId === columnId && column.computed !== undefined);
  return table.xmlIndexes !== undefined || table.indexes.some((index) => index.filter !== undefined || index.columns.some((key) => isComputed(key.columnId)));
}

// Settings are looked at before a row is written, so nothing was terminated.
function asCompileError(error: SqlError): SqlError {
  error.isFromCompile = true;
  return error;
}

/** A view's query for maintenance; kept until the database's catalog changes. */
export function maintainedView(state: SessionState, frame: Frame, database: Database, objectId: number): MaintainedView {
  const { maintained } = knownIn(database);
  const known = maintained.get(objectId);
  if (known) return known;
  const view = database.catalog.byId(objectId);
  if (view?.kind !== 'view') throw new EngineBug(`view ${objectId} is gone`);
  const made = bound(state, frame, database, view);
  maintained.set(objectId, made);
  return made;
}

function bound(state: SessionState, frame: Frame, database: Database, view: ViewDefinition): MaintainedView {
  const { databaseId } = database.header;
  const { node, grouped } = bindViewQuery(view, bindIn(state, frame).inDatabase(databaseId));
  const plans = new Map<string, PlanNode>();
  return {
    databaseId, definition: viewAsTable(view), baseIds: view.references, ...(grouped ? { grouped } : {}),
    queryOver: (changedIds) => {
      const key = [...changedIds].sort((a, b) => a - b).join();
      let plan = plans.get(key);
      if (!plan) {
        plan = (optimize({ kind: 'select', node: overChanges(node, new Set(changedIds)) }) as SelectPlan).node;
        plans.set(key, plan);
      }
      return plan;
    },
  };
}

function knownIn(database: Database): Known {
  const known = knownViews.get(database);
  const { version } = database.catalog;
  if (known?.version === version) return known;
  const byBase = new Map<number, ViewDefinition[]>();
  for (const view of database.catalog.objects()) {
    if (view.kind !== 'view' || !isIndexed(view)) continue;
    for (const baseId of view.references) byBase.set(baseId, [...byBase.get(baseId) ?? [], view]);
  }
  const now = { version, byBase, maintained: new Map<number, MaintainedView>() };
  knownViews.set(database, now);
  return now;
}
