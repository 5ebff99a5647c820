// Fires the triggers on the database when a statement has changed what it is made of, and makes what EVENTDATA() tells them.
import { coveredEvents } from '../../catalog/ddl-events';
import type { DatabaseTriggerDefinition } from '../../catalog/definitions';
import { ddlEventsOf, type DdlEvent, type EventElement } from '../../ddl/ddl-events';
import { procedureEvents } from '../../ddl/procedure-events';
import type { Database } from '../../instance/instance';
import { statementText } from '../../syntax/parse';
import type { Value } from '../../types/value';
import type { Frame } from '../frame';
import { runTriggerBody } from './modules';
import { databaseTriggerTree } from './module-tree';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { innermostTrigger } from '../surroundings/trigger-state';
import { newFrame } from '../scope';
import { currentLoginName, userIdIn } from '../security/authority';
import type { SessionState } from '../state';

/** True if DDL may have anybody to tell, in whichever database it is. */
export function hasDdlTriggers(state: SessionState): boolean {
  for (const { catalog } of state.instance.databases.values()) if (catalog.databaseTriggers.some((trigger) => !trigger.isDisabled)) return true;
  return false;
}

const databaseOf = (state: SessionState, frame: Frame): Database | undefined => state.instance.databases.get(frame.databaseId);

/** Where the statement stands that raised the events; without an offset its text is not known. */
export interface Raised {
  readonly events: readonly DdlEvent[];
  readonly offset: number | undefined;
  /** The triggers that were there before it. */
  readonly before: readonly DatabaseTriggerDefinition[];
}

/** Fires the triggers for each event, in order of creation. One that the statement made does not hear of itself, nor one of what its own body does. */
export function fireDdlTriggers(state: SessionState, caller: Frame, { events, offset, before }: Raised): void {
  for (const event of events) {
    for (const trigger of databaseOf(state, caller)?.catalog.databaseTriggers ?? []) {
      const isNew = !before.some((known) => known.objectId === trigger.objectId);
      if (trigger.isDisabled || isNew || innermostTrigger(caller)?.module?.objectId === trigger.objectId) continue;
      if (!coveredEvents(trigger.events).some((covered) => covered.event.name === event.type)) continue;
      fire(state, caller, trigger, eventData(state, caller, event, textOf(caller, event, offset)));
    }
  }
}

/** What a call of a system procedure will raise; undefined if nobody would hear of it. */
export function raisedByProcedure(state: SessionState, frame: Frame, procedure: string, args: ReadonlyMap<string, Value>): Raised | undefined {
  if (!hasDdlTriggers(state)) return undefined;
  const ddl = ddlContext(state, frame);
  return { events: procedureEvents(ddl, procedure, args), offset: frame.executeOffset, before: ddl.database.catalog.databaseTriggers };
}

/** What SELECT INTO raises. */
export function tableCreated(state: SessionState, frame: Frame, parts: readonly string[], offset: number): Raised {
  const ddl = ddlContext(state, frame);
  return {
    events: ddlEventsOf(ddl, { kind: 'create-table', name: { parts, at: { line: 1, offset } }, columns: [], constraints: [], indexes: [], options: [], at: { line: 1, offset } }),
    offset,
    before: ddl.database.catalog.databaseTriggers,
  };
}

function fire(state: SessionState, caller: Frame, trigger: DatabaseTriggerDefinition, data: string): void {
  const frame = newFrame(state, caller, { kind: 'trigger', procedureName: trigger.name, module: trigger, text: trigger.definition, eventData: data });
  state.rowCount = 0n;
  runTriggerBody(state, frame, databaseTriggerTree(trigger).body);
}

function textOf(frame: Frame, { extent }: DdlEvent, offset: number | undefined): string {
  if (offset === undefined) return '';
  return extent === 'batch' ? frame.text : statementText(frame.text, offset, { quotedIdentifier: frame.settings.quotedIdentifier }, extent === 'to-next');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const element = ({ name, value }: EventElement): string => {
  const content = typeof value === 'string' ? escaped(value) : value.map(element).join('');
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
};

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
function localTime(now: Date): string {
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}T${pad(now.getHours())}:${pad(now.getMinutes())}:${pad(now.getSeconds())}.${pad(now.getMilliseconds(), 3)}`;
}

/** The document of an event. */
function eventData(state: SessionState, frame: Frame, event: DdlEvent, text: string): string {
  const database = databaseOf(state, frame);
  const on = (isOn: boolean): string => (isOn ? 'ON' : 'OFF');
  const { settings } = frame;
  const parts: readonly EventElement[] = [
    { name: 'EventType', value: event.type },
    { name: 'PostTime', value: localTime(new Date()) },
    { name: 'SPID', value: String(state.spid) },
    { name: 'ServerName', value: state.instance.serverName },
    { name: 'LoginName', value: currentLoginName(state) },
    { name: 'UserName', value: database?.catalog.principal(userIdIn(state, frame.databaseId))?.name ?? '' },
    { name: 'DatabaseName', value: database?.header.name ?? '' },
    ...(event.schemaName === undefined ? [] : [{ name: 'SchemaName', value: event.schemaName }]),
    { name: 'ObjectName', value: event.objectName },
    { name: 'ObjectType', value: event.objectType },
    ...(event.target
      ? [
          { name: 'TargetObjectName', value: event.target.name },
          { name: 'TargetObjectType', value: event.target.type },
        ]
      : []),
    ...(event.elements ?? []),
  ];
  const options = `<SetOptions ANSI_NULLS="${on(settings.ansiNulls)}" ANSI_NULL_DEFAULT="${on(settings.ansiNullDefault)}" ANSI_PADDING="${on(settings.ansiPadding)}" QUOTED_IDENTIFIER="${on(settings.quotedIdentifier)}" ENCRYPTED="FALSE"/>`;
  return `<EVENT_INSTANCE>${parts.map(element).join('')}<TSQLCommand>${options}${element({ name: 'CommandText', value: text })}</TSQLCommand></EVENT_INSTANCE>`;
}
