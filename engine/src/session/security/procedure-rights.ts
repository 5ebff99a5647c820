// What a limited session must be allowed to do before a system procedure changes the catalog. Those that only read show what the session sees.
import { canSee, securableOf, type Securable } from '../../catalog/is-allowed';
import type { DdlContext } from '../../ddl/objects/ddl-context';
import { findObject } from '../../ddl/objects/object-names';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { parseObjectName } from '../../syntax/parse';
import type { Value } from '../../types/value';
import type { SessionState } from '../state';
import { mayIn, mayOnServer } from './authority';
import { requireForDdl } from './ddl-rights';

type Arguments = ReadonlyMap<string, Value>;
type Check = (state: SessionState, ddl: DdlContext, args: Arguments) => void;

const AT = { line: 1, offset: 0 };
const textOf = (args: Arguments, name: string): string => String(args.get(name) ?? '');

/** ALTER on the object that the argument names; who lacks it is told as of an object that is not there. */
const onObject = (argument: string): Check => (state, ddl, args) => {
  const written = textOf(args, argument);
  const parts = written === '' ? [] : parseObjectName(written);
  const name = parts.length > 2 ? parts.slice(0, 2) : parts;
  const found = findObject(ddl, { parts: name, at: AT }) ?? findObject(ddl, { parts, at: AT });
  if (found && !mayIn(state, found.database, 'ALTER', securableOf(found.object))) throw raise(Messages.ObjectNotInDatabase, { name: written, database: ddl.database.header.name });
};

/** ALTER on the table, of which nothing is told to who lacks it. */
const onTable: Check = (state, ddl, args) => {
  const name = textOf(args, '@TableNamePattern');
  const found = name === '' ? undefined : findObject(ddl, { parts: parseObjectName(name), at: AT });
  if (found && !mayIn(state, found.database, 'ALTER', securableOf(found.object))) throw raise(Messages.NoSuchUserTable, { name });
};

/** A trigger is its table's. */
const onTrigger: Check = (state, ddl, args) => {
  const name = textOf(args, '@triggername');
  const found = name === '' ? undefined : findObject(ddl, { parts: parseObjectName(name), at: AT });
  const parent = found?.object.kind === 'trigger' ? found.database.catalog.byId(found.object.parentObjectId) : undefined;
  if (found && parent && !mayIn(state, found.database, 'ALTER', securableOf(parent))) throw raise(Messages.ObjectNotFoundForProcedure, { name });
};

/** The object must be one that the session sees; its text asks for VIEW DEFINITION. */
const seeing = (isText: boolean): Check => (state, ddl, args) => {
  const name = textOf(args, '@objname');
  const found = name === '' ? undefined : findObject(ddl, { parts: parseObjectName(name), at: AT });
  if (!found || !ddl.authority) return;
  if (!canSee(found.database.catalog, ddl.authority, found.object)) throw raise(Messages.ObjectNotInDatabase, { name, database: ddl.database.header.name });
  if (isText && !mayIn(state, found.database, 'VIEW DEFINITION', securableOf(found.object))) throw raise(Messages.NoTextFor, { name });
};

const member = (action: 'add' | 'drop'): Check => (state, ddl, args) =>
  requireForDdl(state, ddl, { kind: 'alter-role', name: textOf(args, '@rolename'), member: textOf(args, '@membername'), action, isServerRole: false, at: AT });

const serverMember = (action: 'add' | 'drop'): Check => (state, ddl, args) =>
  requireForDdl(state, ddl, { kind: 'alter-role', name: textOf(args, '@rolename'), member: textOf(args, '@loginame'), action, isServerRole: true, at: AT });

const onDatabase = (state: SessionState, ddl: DdlContext, name: string, to: string): void =>
  requireForDdl(state, ddl, { kind: 'alter-database', name, action: { kind: 'rename', to }, at: AT });

/** A description belongs to a schema or an object; without either it is the database's. */
const onProperty: Check = (state, ddl, args) => {
  const schema = ddl.database.catalog.findSchema(textOf(args, '@level0name'));
  const object = schema && ddl.database.catalog.find(schema.schemaId, textOf(args, '@level1name'));
  const target: Securable = object ? securableOf(object) : schema ? { kind: 'SCHEMA', schemaId: schema.schemaId } : { kind: 'DATABASE' };
  if (!mayIn(state, ddl.database, 'ALTER', target)) throw raise(Messages.ExtendedPropertyTarget, { object: textOf(args, object ? '@level1name' : '@level0name') });
};

/** The server's messages are the serveradmin's. */
const ofServer: Check = (state) => { if (!mayOnServer(state, 'ALTER SETTINGS')) throw raise(Messages.NoActionPermission, {}); };

const CHECKS: Readonly<Record<string, Check>> = {
  sp_rename: (state, ddl, args) => (textOf(args, '@objtype').trim().toUpperCase() === 'DATABASE' ? onDatabase(state, ddl, textOf(args, '@objname'), textOf(args, '@newname')) : onObject('@objname')(state, ddl, args)),
  sp_refreshview: onObject('@viewname'), sp_refreshsqlmodule: onObject('@name'), sp_settriggerorder: onTrigger, sp_recompile: onObject('@objname'), sp_tableoption: onTable,
  sp_helptext: seeing(true), sp_helpindex: seeing(false),
  sp_addrolemember: member('add'), sp_droprolemember: member('drop'), sp_addsrvrolemember: serverMember('add'), sp_dropsrvrolemember: serverMember('drop'),
  sp_addtype: (state, ddl, args) => {
    const owner = textOf(args, '@owner');
    const name = { parts: [...(owner === '' ? [] : [owner]), textOf(args, '@typename')], at: AT };
    requireForDdl(state, ddl, { kind: 'create-type', name, at: AT });
  },
  sp_addmessage: ofServer, sp_altermessage: ofServer, sp_dropmessage: ofServer,
  sp_addrole: (state, ddl, args) => requireForDdl(state, ddl, { kind: 'create-role', name: textOf(args, '@rolename'), at: AT }),
  sp_droprole: (state, ddl, args) => requireForDdl(state, ddl, { kind: 'drop', what: 'role', names: [{ parts: [textOf(args, '@rolename')], at: AT }], ifExists: false, at: AT }),
  sp_changedbowner: (state, ddl, args) =>
    requireForDdl(state, ddl, { kind: 'alter-authorization', securableClass: 'DATABASE', name: { parts: [ddl.database.header.name], at: AT }, owner: textOf(args, '@loginame'), at: AT }),
  sp_renamedb: (state, ddl, args) => onDatabase(state, ddl, textOf(args, '@dbname'), textOf(args, '@newname')),
  sp_addextendedproperty: onProperty, sp_updateextendedproperty: onProperty, sp_dropextendedproperty: onProperty,
  sp_updatestats: (state, ddl) => { if (!mayIn(state, ddl.database, 'CONTROL')) throw raise(Messages.NoActionPermission, {}); },
};

/** Raises what SQL Server says to who may not. */
export function requireForProcedure(state: SessionState, ddl: DdlContext, name: string, args: Arguments): void {
  if (state.security) CHECKS[name]?.(state, ddl, args);
}
