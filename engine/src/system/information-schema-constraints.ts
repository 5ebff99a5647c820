// INFORMATION_SCHEMA: constraints and the columns they use, beside what views use.
import type { TableDefinition } from '../catalog/definitions';
import { catalogOf, schemaOf } from './information-schema';
import { defineCatalogView, type ViewRecord } from './define-view';
import { INFORMATION_SCHEMA_USAGE } from './information-schema-usage';
import { shownName, tablesOf } from './object-rows';
import type { SystemWorld } from './system-view';

interface ConstraintRow { readonly name: string; readonly type: string; readonly table: TableDefinition; readonly columnIds: readonly number[]; readonly definition?: string }

/** Primary, unique and foreign keys and checks; `used` columns as CONSTRAINT_COLUMN_USAGE wants them. */
function* constraints(world: SystemWorld): Iterable<ConstraintRow> {
  for (const table of tablesOf(world)) {
    for (const index of table.indexes) if (index.constraintId !== undefined) yield { name: index.name, type: index.isPrimaryKey ? 'PRIMARY KEY' : 'UNIQUE', table, columnIds: index.columns.map((c) => c.columnId) };
    for (const check of table.checks) yield { name: check.name, type: 'CHECK', table, columnIds: check.usedColumnIds, definition: check.definition };
    for (const key of table.foreignKeys) yield { name: key.name, type: 'FOREIGN KEY', table, columnIds: key.columnIds };
  }
}

const named = (world: SystemWorld, row: ConstraintRow): ViewRecord => ({
  CONSTRAINT_CATALOG: catalogOf(world), CONSTRAINT_SCHEMA: schemaOf(world, row.table.schemaId), CONSTRAINT_NAME: row.name,
  TABLE_CATALOG: catalogOf(world), TABLE_SCHEMA: schemaOf(world, row.table.schemaId), TABLE_NAME: shownName(row.table),
});

const columnName = (table: TableDefinition, columnId: number): string => table.columns.find((c) => c.columnId === columnId)?.name ?? '';

function* referential(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    for (const key of table.foreignKeys) {
      const parent = world.database.catalog.table(key.referencedObjectId);
      const index = parent?.indexes.find((i) => i.indexId === key.referencedIndexId);
      // A key that leads to a plain unique index has its name here, though no constraint is called so.
      if (!parent || !index) continue;
      yield {
        CONSTRAINT_CATALOG: catalogOf(world), CONSTRAINT_SCHEMA: schemaOf(world, table.schemaId), CONSTRAINT_NAME: key.name, UNIQUE_CONSTRAINT_CATALOG: catalogOf(world), UNIQUE_CONSTRAINT_SCHEMA: schemaOf(world, parent.schemaId), UNIQUE_CONSTRAINT_NAME: index.name,
        UPDATE_RULE: key.onUpdate.replace('_', ' '), DELETE_RULE: key.onDelete.replace('_', ' '),
      };
    }
  }
}

const NAMES = 'CONSTRAINT_CATALOG nvarchar128?, CONSTRAINT_SCHEMA nvarchar128?, CONSTRAINT_NAME sysname';
const TABLE = 'TABLE_CATALOG nvarchar128?, TABLE_SCHEMA nvarchar128?, TABLE_NAME sysname';

const BY_TABLE = { narrowedBy: ['TABLE_NAME'] };

/** The views of constraints. */
export const INFORMATION_SCHEMA_CONSTRAINTS = [
  ...INFORMATION_SCHEMA_USAGE,
  defineCatalogView(
    'INFORMATION_SCHEMA.TABLE_CONSTRAINTS',
    `${NAMES}, ${TABLE}, CONSTRAINT_TYPE varchar11?, IS_DEFERRABLE varchar3? = 'NO', INITIALLY_DEFERRED varchar3? = 'NO'`,
    function* (world) {
      for (const row of constraints(world)) yield { ...named(world, row), CONSTRAINT_TYPE: row.type };
    },
    BY_TABLE,
  ),
  defineCatalogView(
    'INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE',
    `${TABLE}, COLUMN_NAME nvarchar128?, ${NAMES}`,
    function* (world) {
      for (const row of constraints(world)) for (const id of row.columnIds) yield { ...named(world, row), COLUMN_NAME: columnName(row.table, id) };
    },
    BY_TABLE,
  ),
  defineCatalogView(
    'INFORMATION_SCHEMA.CONSTRAINT_TABLE_USAGE',
    `${TABLE}, ${NAMES}`,
    function* (world) {
      for (const row of constraints(world)) yield named(world, row);
    },
    BY_TABLE,
  ),
  defineCatalogView(
    'INFORMATION_SCHEMA.KEY_COLUMN_USAGE',
    `${NAMES}, ${TABLE}, COLUMN_NAME nvarchar128?, ORDINAL_POSITION int`,
    function* (world) {
      for (const row of constraints(world))
        if (row.type !== 'CHECK') for (const [i, id] of row.columnIds.entries()) yield { ...named(world, row), COLUMN_NAME: columnName(row.table, id), ORDINAL_POSITION: i + 1 };
    },
    BY_TABLE,
  ),
  defineCatalogView(
    'INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS',
    `${NAMES}, UNIQUE_CONSTRAINT_CATALOG nvarchar128?, UNIQUE_CONSTRAINT_SCHEMA nvarchar128?, UNIQUE_CONSTRAINT_NAME sysname?, MATCH_OPTION varchar7? = 'SIMPLE', UPDATE_RULE varchar11?, DELETE_RULE varchar11?`,
    referential,
  ),
  defineCatalogView('INFORMATION_SCHEMA.CHECK_CONSTRAINTS', `${NAMES}, CHECK_CLAUSE nvarchar4000?`, function* (world) {
    for (const row of constraints(world)) if (row.definition !== undefined) yield { ...named(world, row), CHECK_CLAUSE: row.definition };
  }),
];
