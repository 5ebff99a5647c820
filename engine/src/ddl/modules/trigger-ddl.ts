// CREATE and ALTER TRIGGER on tables and views.
import { isColumnstore } from '../../catalog/columnstore';
import type { TableDefinition, TriggerDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { CreateTrigger } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { encryption, EXECUTE_AS, executeAs, modulePlace, moduleText, putModule, requireKnownOptions, requireOwnDatabase, type ModulePlace } from './module-place';
import { findObject, isTemporaryName, partsOf, schemaNameOf, written, type Found } from '../objects/object-names';

/** Creates or replaces a trigger. Raises 8197, 2103, 2110, 2111, 2113. */
export function createTrigger(ddl: DdlContext, statement: CreateTrigger): void {
  requireOwnDatabase(statement.name, 'trigger');
  const parent = parentOf(ddl, statement);
  const schema = schemaNameOf(parent.database, parent.object.schemaId);
  const { name, schema: given } = partsOf(statement.name);
  const action = statement.mode === 'alter' ? 'alter' : 'create';
  if (given !== '' && !parent.database.catalog.names.isSame(given, schema)) throw raise(Messages.TriggerSchemaDiffers, { action, trigger: written(statement.name) });
  requireKnownOptions(statement.options, ['ENCRYPTION', EXECUTE_AS]);
  const place = modulePlace(ddl, { ...statement, name: { ...statement.name, parts: [schema, name] } }, 'trigger');
  ddl.transaction.lockSchema(parent.databaseId, parent.object.objectId, 'Sch-M');
  requireFitting(statement, parent, place, action);
  const trigger: TriggerDefinition = {
    kind: 'trigger',
    ...place.header,
    ...place.settings,
    ...executeAs(ddl, statement.options),
    ...encryption(statement.options),
    parentObjectId: parent.object.objectId,
    definition: moduleText(statement),
    timing: statement.timing,
    events: [...new Set(statement.events)],
    isDisabled: place.before?.kind === 'trigger' && place.before.isDisabled,
    isNotForReplication: statement.notForReplication,
  };
  putModule(ddl, place, trigger);
}

function parentOf(ddl: DdlContext, statement: CreateTrigger): Found {
  const found = findObject(ddl, statement.table);
  if (found?.object.kind === 'table' && isColumnstore(found.object)) throw raise(Messages.TriggerOnColumnstore, { table: found.object.name });
  if (isTemporaryName(partsOf(statement.table).name)) throw notSupported('triggers on temporary tables');
  const isFitting = found && (found.object.kind === 'table' || (found.object.kind === 'view' && statement.timing === 'instead of'));
  if (!isFitting) throw raise(Messages.TriggerTargetMissing, { name: written(statement.table) });
  if (found.database !== ddl.database) throw notSupported('triggers on tables of another database');
  return found;
}

function requireFitting(statement: CreateTrigger, parent: Found, place: ModulePlace, action: string): void {
  const trigger = place.header.name;
  if (place.before?.kind === 'trigger' && place.before.parentObjectId !== parent.object.objectId) throw raise(Messages.TriggerOfOtherTable, { trigger, table: written(statement.table) });
  if (statement.timing !== 'instead of') return;
  for (const other of parent.database.catalog.triggersOf(parent.object.objectId)) {
    const event = other.objectId === place.header.objectId || other.timing !== 'instead of' ? undefined : statement.events.find((e) => other.events.includes(e));
    if (event) throw raise(Messages.SecondInsteadOf, { action, trigger, kind: parent.object.kind, table: written(statement.table), event: event.toUpperCase() });
  }
  if (parent.object.kind === 'table' && cascadesOn(parent.object, statement)) throw raise(Messages.InsteadOfWithCascade, { action, trigger, table: written(statement.table) });
}

/** True if the table's rows are deleted or updated by cascades that the trigger would stand in for. */
const cascadesOn = (table: TableDefinition, { events }: CreateTrigger): boolean =>
  table.foreignKeys.some((key) => (events.includes('delete') && key.onDelete !== 'NO_ACTION') || (events.includes('update') && key.onUpdate !== 'NO_ACTION'));

