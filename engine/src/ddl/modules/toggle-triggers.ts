// Switching triggers off and on.
import type { TriggerDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { AlterTableAction, ToggleTrigger } from '../../syntax/ast/ddl';
import { STATE_TOGGLE, toggleDatabaseTriggers } from './database-trigger';
import type { DdlContext } from '../objects/ddl-context';
import { findObject, partsOf, written } from '../objects/object-names';
import { replaceObject, type TargetTable } from '../objects/table-change';

const STATE_NO_TABLE = 21;

/** ALTER TABLE ... ENABLE or DISABLE TRIGGER; raises 4920. */
export function toggleTableTriggers(ddl: DdlContext, target: TargetTable, action: Extract<AlterTableAction, { kind: 'toggle-trigger' }>): void {
  const triggers = target.database.catalog.triggersOf(target.table.objectId);
  const chosen = action.names === 'all' ? triggers : action.names.map(({ name }) => {
    const trigger = triggers.find((candidate) => target.database.catalog.names.isSame(candidate.name, name));
    if (!trigger) throw raise(Messages.AlterTriggerMissing, { trigger: name, table: target.table.name });
    return trigger;
  });
  setTriggers(ddl, target.database, chosen, action.isEnabled);
}

/** ENABLE or DISABLE TRIGGER ... ON; raises 1088. */
export function toggleTriggers(ddl: DdlContext, statement: ToggleTrigger): void {
  if (!statement.table) return toggleDatabaseTriggers(ddl, statement);
  const found = findObject(ddl, statement.table);
  if (!found || (found.object.kind !== 'table' && found.object.kind !== 'view')) throw raise(Messages.ObjectNotFoundOrDenied, { name: written(statement.table) }, STATE_NO_TABLE);
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const triggers = found.database.catalog.triggersOf(found.object.objectId);
  const chosen = statement.names === 'all' ? triggers : statement.names.map((name) => {
    const trigger = triggers.find((candidate) => found.database.catalog.names.isSame(candidate.name, partsOf(name).name));
    if (!trigger) throw raise(Messages.ObjectNotFoundOrDenied, { name: written(name) }, STATE_TOGGLE);
    return trigger;
  });
  setTriggers(ddl, found.database, chosen, statement.isEnabled);
}

function setTriggers(ddl: DdlContext, database: Database, triggers: readonly TriggerDefinition[], isEnabled: boolean): void {
  for (const trigger of triggers) if (trigger.isDisabled === isEnabled) replaceObject(ddl, database, trigger, { ...trigger, isDisabled: !isEnabled });
}
