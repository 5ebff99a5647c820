// INFORMATION_SCHEMA: which tables and columns the views of a database name. Other views are among the tables.
import { defineView, type ViewRecord } from './define-view';
import { catalogOf, schemaOf } from './information-schema';
import type { SystemWorld, ViewUse } from './system-view';

function places(world: SystemWorld, { viewId, objectId }: ViewUse): ViewRecord | undefined {
  const { catalog } = world.database;
  const [view, table] = [catalog.byId(viewId), catalog.byId(objectId)];
  return view && table && {
    VIEW_CATALOG: catalogOf(world), VIEW_SCHEMA: schemaOf(world, view.schemaId), VIEW_NAME: view.name,
    TABLE_CATALOG: catalogOf(world), TABLE_SCHEMA: schemaOf(world, table.schemaId), TABLE_NAME: table.name,
  };
}

function* tableUsage(world: SystemWorld): Iterable<ViewRecord> {
  for (const use of world.viewUses()) {
    const record = places(world, use);
    if (record) yield record;
  }
}

function* columnUsage(world: SystemWorld): Iterable<ViewRecord> {
  for (const use of world.viewUses()) {
    const record = places(world, use);
    if (record) for (const name of use.columns) yield { ...record, COLUMN_NAME: name };
  }
}

const PLACES = 'VIEW_CATALOG nvarchar128?, VIEW_SCHEMA nvarchar128?, VIEW_NAME sysname, TABLE_CATALOG nvarchar128?, TABLE_SCHEMA nvarchar128?, TABLE_NAME sysname';

/** The two views of what views name. */
export const INFORMATION_SCHEMA_USAGE = [
  defineView('INFORMATION_SCHEMA.VIEW_TABLE_USAGE', PLACES, tableUsage),
  defineView('INFORMATION_SCHEMA.VIEW_COLUMN_USAGE', `${PLACES}, COLUMN_NAME sysname?`, columnUsage),
];
