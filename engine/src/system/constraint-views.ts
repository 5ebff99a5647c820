// Defaults, checks, keys and foreign keys as sys views.
import type { TableDefinition } from '../catalog/definitions';
import { defineCatalogView, type ViewRecord } from './define-view';
import { objectEntries, tableOrTypeById, tablesOf, type ObjectEntry } from './object-rows';
import { OBJECT_COLUMNS, objectRecord } from './object-views';
import type { SystemWorld } from './system-view';

/** Constraint entries of one type with their tables. */
function* entriesOf(world: SystemWorld, ...types: string[]): Iterable<readonly [ObjectEntry, TableDefinition]> {
  for (const entry of objectEntries(world)) {
    const table = types.includes(entry.type) ? tableOrTypeById(world, entry.parentObjectId) : undefined;
    if (table) yield [entry, table];
  }
}

const ACTIONS = ['NO_ACTION', 'CASCADE', 'SET_NULL', 'SET_DEFAULT'] as const;

function* foreignKeys(world: SystemWorld): Iterable<ViewRecord> {
  for (const [entry, table] of entriesOf(world, 'F')) {
    const key = table.foreignKeys.find((f) => f.objectId === entry.objectId);
    if (!key) continue;
    yield {
      ...objectRecord(entry), referenced_object_id: key.referencedObjectId, key_index_id: key.referencedIndexId, is_disabled: key.isDisabled, is_not_for_replication: key.isNotForReplication === true, is_not_trusted: key.isNotTrusted,
      delete_referential_action: ACTIONS.indexOf(key.onDelete), delete_referential_action_desc: key.onDelete, update_referential_action: ACTIONS.indexOf(key.onUpdate), update_referential_action_desc: key.onUpdate, is_system_named: key.isSystemNamed,
    };
  }
}

/** Views of constraints. */
export const CONSTRAINT_VIEWS = [
  defineCatalogView('sys.default_constraints', `${OBJECT_COLUMNS}, parent_column_id int, definition nvarcharmax?, is_system_named bit`, function* (world) {
    for (const [entry, table] of entriesOf(world, 'D')) {
      const column = table.columns.find((c) => c.default?.objectId === entry.objectId);
      if (column?.default)
        yield { ...objectRecord(entry), parent_column_id: column.columnId, definition: column.default.definition, is_system_named: column.default.isSystemNamed };
    }
  }),
  defineCatalogView(
    'sys.check_constraints',
    `${OBJECT_COLUMNS}, is_disabled bit, is_not_for_replication bit = 0, is_not_trusted bit, parent_column_id int, definition nvarcharmax?, uses_database_collation bit? = 1, is_system_named bit`,
    function* (world) {
      for (const [entry, table] of entriesOf(world, 'C')) {
        const check = table.checks.find((c) => c.objectId === entry.objectId);
        if (check)
          yield {
            ...objectRecord(entry),
            is_disabled: check.isDisabled,
            is_not_for_replication: check.isNotForReplication === true,
            is_not_trusted: check.isNotTrusted,
            parent_column_id: check.columnId ?? 0,
            definition: check.definition,
            is_system_named: check.isSystemNamed,
          };
      }
    },
  ),
  defineCatalogView('sys.key_constraints', `${OBJECT_COLUMNS}, unique_index_id int?, is_system_named bit, is_enforced bit = 1`, function* (world) {
    for (const [entry, table] of entriesOf(world, 'PK', 'UQ')) {
      const index = table.indexes.find((i) => i.constraintId === entry.objectId);
      if (index) yield { ...objectRecord(entry), unique_index_id: index.indexId, is_system_named: index.isSystemNamed };
    }
  }),
  defineCatalogView(
    'sys.foreign_keys',
    `${OBJECT_COLUMNS}, referenced_object_id int?, key_index_id int?, is_disabled bit, is_not_for_replication bit = 0, is_not_trusted bit, delete_referential_action tinyint?, delete_referential_action_desc nvarchar60?, update_referential_action tinyint?, update_referential_action_desc nvarchar60?, is_system_named bit`,
    foreignKeys,
  ),
  defineCatalogView(
    'sys.foreign_key_columns',
    'constraint_object_id int, constraint_column_id int, parent_object_id int, parent_column_id int, referenced_object_id int, referenced_column_id int',
    function* (world) {
      for (const table of tablesOf(world)) {
        for (const key of table.foreignKeys) {
          for (const [i, columnId] of key.columnIds.entries()) {
            yield {
              constraint_object_id: key.objectId,
              constraint_column_id: i + 1,
              parent_object_id: table.objectId,
              parent_column_id: columnId,
              referenced_object_id: key.referencedObjectId,
              referenced_column_id: key.referencedColumnIds[i] ?? 0,
            };
          }
        }
      }
    },
  ),
];
