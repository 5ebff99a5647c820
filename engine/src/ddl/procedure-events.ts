// The DDL events that system procedures raise: renaming, options of tables, extended properties, types and members of roles. Asked before they run.
import type { Value } from '../types/value';
import { typeOf, type DdlEvent, type EventElement } from './ddl-events';
import type { DdlContext } from './objects/ddl-context';
import { findUserType, partsOf, schemaNameOf } from './objects/object-names';
import { renamedThing } from './rename';
import { parseObjectName } from '../syntax/parse';

type Arguments = ReadonlyMap<string, Value>;
type Teller = (ddl: DdlContext, args: Arguments) => DdlEvent;

const AT = { line: 1, offset: 0 };
const textOf = (args: Arguments, name: string): string => String(args.get(name) ?? '');

/** The procedure's events; none for one that changes nothing that DDL triggers hear of. */
export function procedureEvents(ddl: DdlContext, procedure: string, args: Arguments): readonly DdlEvent[] {
  const teller = TELLERS[procedure];
  const isOfServer = procedure === 'sp_rename' && textOf(args, '@objtype').trim().toUpperCase() === 'DATABASE';
  return teller && !isOfServer ? [teller(ddl, args)] : [];
}

const TELLERS: Readonly<Record<string, Teller>> = {
  sp_rename: renamed,
  sp_addextendedproperty: (_, args) => property('CREATE', args),
  sp_updateextendedproperty: (_, args) => property('ALTER', args),
  sp_dropextendedproperty: (_, args) => property('DROP', args),
  sp_addtype: (ddl, args) => ({
    type: 'CREATE_TYPE',
    schemaName: textOf(args, '@owner') || schemaNameOf(ddl.database, ddl.defaultSchemaId),
    objectName: textOf(args, '@typename'),
    objectType: 'TYPE',
  }),
  sp_tableoption: altered,
  sp_addrole: (_, args) => ({ type: 'CREATE_ROLE', objectName: textOf(args, '@rolename'), objectType: 'ROLE' }),
  sp_droprole: (_, args) => ({ type: 'DROP_ROLE', objectName: textOf(args, '@rolename'), objectType: 'ROLE' }),
  sp_addrolemember: (ddl, args) => membership(ddl, 'ADD', args),
  sp_droprolemember: (ddl, args) => membership(ddl, 'DROP', args),
};

function altered(ddl: DdlContext, args: Arguments): DdlEvent {
  const parts = parseObjectName(textOf(args, '@TableNamePattern'));
  return { type: 'ALTER_TABLE', schemaName: parts.at(-2) ?? schemaNameOf(ddl.database, ddl.defaultSchemaId), objectName: parts.at(-1) ?? '', objectType: 'TABLE' };
}

function membership(ddl: DdlContext, action: string, args: Arguments): DdlEvent {
  const member = textOf(args, '@membername');
  return {
    type: `${action}_ROLE_MEMBER`,
    objectName: member,
    objectType: ddl.database.catalog.findPrincipal(member)?.type === 'R' ? 'ROLE' : 'SQL USER',
    elements: [{ name: 'RoleName', value: textOf(args, '@rolename') }],
  };
}

/** The arguments as given, one Param each. */
const parameters = (args: Arguments, names: readonly string[]): EventElement => ({
  name: 'Parameters',
  value: names.flatMap((name) => (args.has(name) ? [{ name: 'Param', value: textOf(args, name) }] : [])),
});

function renamed(ddl: DdlContext, args: Arguments): DdlEvent {
  const type = args.get('@objtype') == null ? undefined : textOf(args, '@objtype').trim().toUpperCase();
  const newName = textOf(args, '@newname');
  const elements = [{ name: 'NewObjectName', value: newName }, parameters(args, ['@objname', '@newname', '@objtype'])];
  const name = { parts: parseObjectName(textOf(args, '@objname')), at: AT };
  const userType = type === 'USERDATATYPE' ? findUserType(ddl, name) : undefined;
  if (type === 'USERDATATYPE')
    return { type: 'RENAME', schemaName: userType ? schemaNameOf(userType.database, userType.object.schemaId) : '', objectName: partsOf(name).name, objectType: 'TYPE', elements };
  const { schemaName, objectName, kind, holder } = renamedThing(ddl, { objectName: textOf(args, '@objname'), newName, type });
  const objectType = typeof kind === 'string' ? kind : typeOf(kind);
  return { type: 'RENAME', schemaName, objectName, objectType, ...(holder ? { target: { name: holder.name, type: typeOf(holder) } } : {}), elements };
}

/** The deepest level is the object, the one above it its target. */
function property(action: string, args: Arguments): DdlEvent {
  const level = (n: number): { readonly type: string; readonly name: string } => ({ type: textOf(args, `@level${n}type`).trim().toUpperCase(), name: textOf(args, `@level${n}name`) });
  const [schema, object, part] = [level(0), level(1), level(2)];
  const deepest = [part, object, schema].find(({ type }) => type !== '');
  const isInSchema = object.type !== '';
  const value = args.get('@value');
  const text = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'variant' ? String(value.value) : String(value ?? '');
  return {
    type: `${action}_EXTENDED_PROPERTY`, schemaName: isInSchema ? schema.name : '', objectName: deepest?.name ?? '', objectType: deepest?.type ?? 'DATABASE',
    target: { name: part.type === '' ? '' : object.name, type: part.type === '' ? '' : object.type },
    elements: [{ name: 'PropertyName', value: textOf(args, '@name') }, ...(action === 'DROP' ? [] : [{ name: 'PropertyValue', value: text }])],
  };
}
