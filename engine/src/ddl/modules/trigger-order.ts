// sp_settriggerorder: which AFTER trigger of a table fires first and which last for an event.
import type { TriggerDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { parseObjectName } from '../../syntax/parse';
import type { DdlContext } from '../objects/ddl-context';
import { findObject } from '../objects/object-names';
import { replaceObject } from '../objects/table-change';

/** What the procedure is told, as written. */
export interface TriggerOrder { readonly trigger: string; readonly order: string; readonly event: string; readonly namespace: string | undefined }

const EVENTS = ['insert', 'update', 'delete'] as const;
const PLACES = ['first', 'last', 'none'] as const;

/** Sets the place of a trigger. Raises 15600, 15165, 15125, 15133 and 15130. */
export function setTriggerOrder(ddl: DdlContext, { trigger: name, order, event: written, namespace }: TriggerOrder): void {
  const place = PLACES.find((one) => one === order.toLowerCase());
  if (namespace !== undefined) throw notSupported(`sp_settriggerorder with @namespace = '${namespace}'`);
  const event = EVENTS.find((one) => one === written.toLowerCase());
  if (!place || !event) throw raise(Messages.InvalidProcedureOption, { procedure: 'sp_settriggerorder' });
  const parts = parseObjectName(name);
  const found = parts.length === 0 ? undefined : findObject(ddl, { parts, at: { line: 1, offset: 0 } });
  if (found?.object.kind !== 'trigger') throw raise(Messages.ObjectNotFoundForProcedure, { name });
  const { object: trigger, database } = found;
  if (!trigger.events.includes(event)) throw raise(Messages.NotATriggerFor, { trigger: name, event });
  if (trigger.timing === 'instead of') throw raise(Messages.NoOrderOfInsteadOf, { trigger: name });
  const holder = place !== 'none' && database.catalog.triggersOf(trigger.parentObjectId).some((other) => other.objectId !== trigger.objectId && other.order?.[event] === place);
  if (holder) throw raise(Messages.TriggerOrderTaken, { order, event: written });
  ddl.transaction.lockSchema(found.databaseId, trigger.parentObjectId, 'Sch-M');
  const { [event]: _, ...others } = trigger.order ?? {};
  const after: TriggerDefinition = { ...trigger, order: place === 'none' ? others : { ...others, [event]: place } };
  replaceObject(ddl, database, trigger, after);
}
