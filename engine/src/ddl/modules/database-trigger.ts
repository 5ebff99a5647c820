// Triggers on the database: CREATE, ALTER, DROP, DISABLE and ENABLE TRIGGER ... ON DATABASE. When they fire is the session's.
import type { DatabaseTriggerDefinition } from '../../catalog/definitions';
import { ddlEventNamed, isDatabaseLevel } from '../../catalog/ddl-events';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { ObjectName } from '../../syntax/ast/common';
import type { CreateDatabaseTrigger, ToggleTrigger } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { encryption, EXECUTE_AS, executeAs, moduleText, requireKnownOptions, STATE_ALTER } from './module-place';
import { takeObjectId } from '../objects/object-ids';
import { written } from '../objects/object-names';
import { dropPropertiesOf } from '../objects/extended-properties';

const STATE_TAKEN = 2;
/** Of 1088 for a trigger that is not there to be switched. */
export const STATE_TOGGLE = 119;

/** Creates or replaces one. Raises 1084, 1098, 1094, 1083, 2714, 208. */
export function createDatabaseTrigger(ddl: DdlContext, statement: CreateDatabaseTrigger): void {
  const name = bareName(statement.name);
  const events = statement.events.map((event) => event.toUpperCase());
  for (const [i, event] of events.entries()) requireEvent(event, statement.events[i] ?? event);
  requireKnownOptions(statement.options, ['ENCRYPTION', EXECUTE_AS]);
  if (statement.options.includes(`${EXECUTE_AS}OWNER`)) throw raise(Messages.OwnerOfDatabaseTrigger, {});
  const before = statement.mode === 'create' ? undefined : databaseTriggerNamed(ddl, name);
  if (statement.mode === 'alter' && !before) throw raise(Messages.InvalidObjectName, { name }, STATE_ALTER);
  if (!before && databaseTriggerNamed(ddl, name)) throw raise(Messages.ObjectExists, { name }, STATE_TAKEN);
  const after: DatabaseTriggerDefinition = {
    kind: 'database-trigger',
    objectId: before?.objectId ?? takeObjectId(ddl.database.catalog),
    name: before?.name ?? name,
    createdAt: before?.createdAt ?? ddl.now,
    modifiedAt: ddl.now,
    usesAnsiNulls: ddl.ansiNulls,
    usesQuotedIdentifier: ddl.quotedIdentifier,
    ...executeAs(ddl, statement.options),
    ...encryption(statement.options),
    definition: moduleText(statement),
    events: [...new Set(events)],
    isDisabled: before?.isDisabled ?? false,
  };
  replaceAll(ddl, (all) => (before ? all.map((one) => (one === before ? after : one)) : [...all, after]));
}

/** The trigger on the database of that name. */
export const databaseTriggerNamed = (ddl: DdlContext, name: string): DatabaseTriggerDefinition | undefined => ddl.database.catalog.databaseTriggers.find((trigger) => ddl.database.catalog.names.isSame(trigger.name, name));

/** It stands in no schema: raises 1094. */
function bareName(name: ObjectName): string {
  if (name.parts.length > 1) throw raise(Messages.SchemaOfDatabaseTrigger, {});
  return written(name);
}

function requireEvent(event: string, given: string): void {
  const type = ddlEventNamed(event);
  if (!type && !['INSERT', 'UPDATE', 'DELETE', 'LOGON'].includes(event)) throw raise(Messages.InvalidEventType, { name: given });
  if (!type || !isDatabaseLevel(type)) throw raise(Messages.EventNotOnTarget, {});
}

/** DROP TRIGGER ... ON DATABASE; raises 3701. */
export function dropDatabaseTrigger(ddl: DdlContext, name: ObjectName, ifExists: boolean): void {
  const trigger = databaseTriggerNamed(ddl, bareName(name));
  if (!trigger && ifExists) return;
  if (!trigger) throw raise(Messages.CannotDrop, { kind: 'trigger', name: written(name) });
  replaceAll(ddl, (all) => all.filter((one) => one !== trigger));
  dropPropertiesOf(ddl, ddl.database, trigger.objectId);
}

/** DISABLE and ENABLE TRIGGER ... ON DATABASE; raises 1088. */
export function toggleDatabaseTriggers(ddl: DdlContext, { names, isEnabled }: ToggleTrigger): void {
  const all = ddl.database.catalog.databaseTriggers;
  const chosen = names === 'all' ? all : names.map((name) => {
    const trigger = databaseTriggerNamed(ddl, bareName(name));
    if (!trigger) throw raise(Messages.ObjectNotFoundOrDenied, { name: written(name) }, STATE_TOGGLE);
    return trigger;
  });
  replaceAll(ddl, (triggers) => triggers.map((one) => (chosen.includes(one) ? { ...one, isDisabled: !isEnabled } : one)));
}

function replaceAll(ddl: DdlContext, change: (all: readonly DatabaseTriggerDefinition[]) => readonly DatabaseTriggerDefinition[]): void {
  const before = ddl.database.catalog.databaseTriggers;
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'database-triggers', before, after: change(before) });
}
