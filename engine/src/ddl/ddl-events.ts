// Which events a DDL statement raises, and what EVENTDATA() says of each beside its text. Asked before the statement runs, when what it drops is still
// there. Knows no trigger.
import type { CatalogObject } from '../catalog/definitions';
import { notSupported } from '../errors/not-supported';
import type { ObjectName } from '../syntax/ast/common';
import type { AlterIndex, DdlStatement, DropObjects } from '../syntax/ast/ddl';
import type { PermissionStatement, TruncateTable } from '../syntax/ast/statement';
import { databaseTriggerNamed } from './modules/database-trigger';
import type { DdlContext } from './objects/ddl-context';
import { findObject, findTable, findUserType, isTemporaryName, partsOf, schemaNameOf } from './objects/object-names';

/** An element of EVENTDATA() behind the names of the object: a text, or elements of its own. */
export interface EventElement { readonly name: string; readonly value: string | readonly EventElement[] }

/** One event. `schemaName` undefined: what has no schema. */
export interface DdlEvent {
  readonly type: string; readonly schemaName?: string; readonly objectName: string; readonly objectType: string;
  readonly target?: { readonly name: string; readonly type: string }; readonly elements?: readonly EventElement[];
  /** Its text reaches to the next statement, or is the whole batch; otherwise it ends with the statement's last word. */
  readonly extent?: 'to-next' | 'batch';
}

type Raising = DdlStatement | PermissionStatement | TruncateTable;
type Teller<K extends Raising['kind']> = (ddl: DdlContext, statement: Extract<Raising, { readonly kind: K }>) => readonly DdlEvent[];

/** The statement's events, in order; none for one that is no matter of the database, such as DDL on #tables. */
export function ddlEventsOf(ddl: DdlContext, statement: Raising): readonly DdlEvent[] {
  const teller = TELLERS[statement.kind] as Teller<Raising['kind']> | undefined;
  return teller?.(ddl, statement) ?? [];
}

const TELLERS: { readonly [K in Raising['kind']]?: Teller<K> } = {
  'create-table': (ddl, { name }) => named(ddl, name, 'CREATE_TABLE', 'TABLE'),
  'alter-table': (ddl, { name }) => named(ddl, name, 'ALTER_TABLE', 'TABLE'),
  drop: (ddl, statement) => statement.names.flatMap((name) => dropped(ddl, statement, name)),
  'create-index': (ddl, { name, table }) => onTable(ddl, table, { type: 'CREATE_INDEX', objectName: name.name, objectType: 'INDEX' }),
  'create-xml-index': (ddl, { name, table }) => onTable(ddl, table, { type: 'CREATE_XML_INDEX', objectName: name.name, objectType: 'INDEX' }),
  'drop-index': (ddl, { items }) => items.flatMap(({ name, table }) => onTable(ddl, table, { type: 'DROP_INDEX', objectName: name.name, objectType: 'INDEX' })),
  'alter-index': (ddl, statement) => indexNames(ddl, statement).flatMap((objectName) => onTable(ddl, statement.table, { type: 'ALTER_INDEX', objectName, objectType: 'INDEX' })),
  statistics: (ddl, statement) => {
    const name = statement.action === 'create' ? statement.name : statement.names[0];
    return onTable(ddl, statement.table, { type: `${statement.action.toUpperCase()}_STATISTICS`, objectName: name?.name ?? '', objectType: 'STATISTICS' });
  },
  'create-view': (ddl, statement) => module(ddl, statement, 'VIEW'),
  'create-procedure': (ddl, statement) => module(ddl, statement, 'PROCEDURE'),
  'create-function': (ddl, statement) => module(ddl, statement, 'FUNCTION'),
  'create-trigger': (ddl, { mode, name, table }) =>
    onTable(ddl, table, { type: `${verb(mode, findObject(ddl, name) !== undefined)}_TRIGGER`, objectName: partsOf(name).name, objectType: 'TRIGGER', extent: 'batch' }),
  'create-database-trigger': (ddl, { mode, name }) => [
    { type: `${verb(mode, databaseTriggerNamed(ddl, partsOf(name).name) !== undefined)}_TRIGGER`, objectName: partsOf(name).name, objectType: 'TRIGGER', extent: 'batch' },
  ],
  'create-schema': (ddl, { name, statements }) => [
    { type: 'CREATE_SCHEMA', schemaName: name, objectName: name, objectType: 'SCHEMA', extent: 'batch' },
    ...statements.flatMap((inner) => within(ddl, name, inner as Raising)),
  ],
  'alter-schema': (ddl, { name, object, isType }) => [
    { type: 'ALTER_SCHEMA', schemaName: name, objectName: partsOf(object).name, objectType: isType ? 'TYPE' : typeOf(findObject(ddl, object)?.object) },
  ],
  'alter-authorization': (_, { name, securableClass }) => [
    { type: 'ALTER_AUTHORIZATION_DATABASE', schemaName: partsOf(name).schema, objectName: partsOf(name).name, objectType: securableClass.toUpperCase(), extent: 'to-next' },
  ],
  'create-sequence': (ddl, { name }) => named(ddl, name, 'CREATE_SEQUENCE', 'SEQUENCE').map(toNext),
  'alter-sequence': (ddl, { name }) => named(ddl, name, 'ALTER_SEQUENCE', 'SEQUENCE').map(toNext),
  'security-policy': (ddl) => {
    if (ddl.database.catalog.databaseTriggers.some((trigger) => !trigger.isDisabled)) throw notSupported('security policies beside triggers on DDL');
    return [];
  },
  'create-type': (ddl, { name }) => [{ type: 'CREATE_TYPE', schemaName: schemaFor(ddl, name), objectName: partsOf(name).name, objectType: 'TYPE', extent: 'to-next' }],
  'create-xml-collection': (ddl, { name }) => collection(ddl, name, 'CREATE'),
  'alter-xml-collection': (ddl, { name }) => collection(ddl, name, 'ALTER'),
  'drop-xml-collection': (ddl, { name }) => collection(ddl, name, 'DROP'),
  'create-synonym': (ddl, { name, target }) => [
    {
      type: 'CREATE_SYNONYM',
      schemaName: schemaFor(ddl, name),
      objectName: partsOf(name).name,
      objectType: 'SYNONYM',
      elements: [{ name: 'TargetObjectName', value: partsOf(target).name }],
      extent: 'to-next',
    },
  ],
  'partition-function': (_, { name, action }) => [{ type: `${partitionVerb(action.kind)}_PARTITION_FUNCTION`, objectName: name, objectType: 'PARTITION FUNCTION' }],
  'partition-scheme': (_, { name, action }) => [{ type: `${partitionVerb(action.kind)}_PARTITION_SCHEME`, objectName: name, objectType: 'PARTITION SCHEME' }],
  'create-user': (_, { name }) => principal('CREATE_USER', name, 'SQL USER'),
  'alter-user': (_, { name }) => principal('ALTER_USER', name, 'SQL USER'),
  'create-role': (_, { name }) => principal('CREATE_ROLE', name, 'ROLE'),
  'rename-role': (_, { name }) => principal('ALTER_ROLE', name, 'ROLE'),
  'alter-role': (ddl, { name, member, action, isServerRole }) =>
    isServerRole
      ? []
      : [
          {
            type: `${action.toUpperCase()}_ROLE_MEMBER`,
            objectName: member,
            objectType: ddl.database.catalog.findPrincipal(member)?.type === 'R' ? 'ROLE' : 'SQL USER',
            elements: [{ name: 'RoleName', value: name }],
            extent: 'to-next',
          },
        ],
  permission: permissionEvents,
};

const partitionVerb = (action: string): string => (action === 'create' || action === 'drop' ? action.toUpperCase() : 'ALTER');

const verb = (mode: string, exists: boolean): string => (mode === 'create' || (mode === 'create-or-alter' && !exists) ? 'CREATE' : 'ALTER');

/** The schema that a name means: that of the object it finds, else the written one, else the session's own. */
function schemaFor(ddl: DdlContext, name: ObjectName): string {
  const found = findObject(ddl, name) ?? findUserType(ddl, name);
  if (found) return schemaNameOf(found.database, found.object.schemaId);
  return partsOf(name).schema || schemaNameOf(ddl.database, ddl.ownSchemaId ?? ddl.defaultSchemaId);
}

/** True for temporary objects and for those of another database, which must have no triggers to tell. */
function isElsewhere(ddl: DdlContext, name: ObjectName): boolean {
  const { database, name: last } = partsOf(name);
  const other = database === '' || isTemporaryName(last) ? undefined : ddl.instance.findDatabase(database);
  if (!other || other === ddl.database) return isTemporaryName(last);
  if (other.catalog.databaseTriggers.some((trigger) => !trigger.isDisabled)) throw notSupported('DDL by a three-part name in a database that has triggers on DDL (USE it)');
  return true;
}

const toNext = (event: DdlEvent): DdlEvent => ({ ...event, extent: 'to-next' });

function named(ddl: DdlContext, name: ObjectName, type: string, objectType: string): DdlEvent[] {
  return isElsewhere(ddl, name) ? [] : [{ type, schemaName: schemaFor(ddl, name), objectName: partsOf(name).name, objectType }];
}

function module(ddl: DdlContext, { mode, name }: { readonly mode: string; readonly name: ObjectName }, word: string): DdlEvent[] {
  return named(ddl, name, `${verb(mode, findObject(ddl, name) !== undefined)}_${word}`, word).map((event) => ({ ...event, extent: 'batch' }));
}

function onTable(ddl: DdlContext, table: ObjectName, event: DdlEvent): DdlEvent[] {
  if (isElsewhere(ddl, table)) return [];
  return [{ ...event, schemaName: schemaFor(ddl, table), target: { name: partsOf(table).name, type: typeOf(findObject(ddl, table)?.object) } }];
}

function indexNames(ddl: DdlContext, { name, table }: AlterIndex): readonly string[] {
  return name === 'all' ? (findTable(ddl, table)?.object.indexes ?? []).map((index) => index.name) : [name.name];
}

/** Bare names within CREATE SCHEMA belong to the schema that is not there yet. */
function within(ddl: DdlContext, schema: string, inner: Raising): readonly DdlEvent[] {
  const isBare = (inner.kind === 'create-table' || inner.kind === 'create-view') && partsOf(inner.name).schema === '';
  return ddlEventsOf(ddl, inner).map((event) => ({ ...event, extent: 'batch' as const, ...(isBare ? { schemaName: schema } : {}) }));
}

const collection = (ddl: DdlContext, name: ObjectName, verb: 'CREATE' | 'ALTER' | 'DROP'): DdlEvent[] => [
  { type: `${verb}_XML_SCHEMA_COLLECTION`, schemaName: schemaFor(ddl, name), objectName: partsOf(name).name, objectType: 'XML SCHEMA COLLECTION', extent: 'to-next' },
];

const principal = (type: string, objectName: string, objectType: string): DdlEvent[] => [{ type, objectName, objectType, extent: type === 'DROP_USER' ? undefined : 'to-next' }];

const TYPES: Partial<Record<CatalogObject['kind'], string>> = { 'table-type': 'TYPE', 'alias-type': 'TYPE' };
/** ObjectType of an object. */
export const typeOf = (object: CatalogObject | undefined): string => (object ? (TYPES[object.kind] ?? object.kind.toUpperCase()) : 'TABLE');

/** What a DROP names and does not find raises no event. */
function dropped(ddl: DdlContext, { what, onDatabase }: DropObjects, name: ObjectName): DdlEvent[] {
  const last = partsOf(name).name;
  const type = `DROP_${what.toUpperCase()}`;
  if (onDatabase) return databaseTriggerNamed(ddl, last) ? [{ type, objectName: last, objectType: 'TRIGGER' }] : [];
  if (what === 'user' || what === 'role') return ddl.database.catalog.findPrincipal(last) ? principal(type, last, what === 'user' ? 'SQL USER' : 'ROLE') : [];
  if (what === 'schema') return ddl.database.catalog.findSchema(last) ? [{ type, schemaName: last, objectName: last, objectType: 'SCHEMA', extent: 'to-next' }] : [];
  const found = isElsewhere(ddl, name) ? undefined : what === 'type' ? findUserType(ddl, name) : findObject(ddl, name);
  if (!found) return [];
  const event: DdlEvent = {
    type,
    schemaName: schemaNameOf(found.database, found.object.schemaId),
    objectName: found.object.name,
    objectType: typeOf(found.object),
    ...(what === 'type' ? { extent: 'to-next' as const } : {}),
  };
  const parent = found.object.kind === 'trigger' ? found.database.catalog.byId(found.object.parentObjectId) : undefined;
  return [parent ? { ...event, target: { name: parent.name, type: typeOf(parent) } } : event];
}

/** GRANT, DENY and REVOKE in the database; those on the server are no matter of it. */
function permissionEvents(ddl: DdlContext, statement: PermissionStatement): DdlEvent[] {
  const { action, on, permissions, principals } = statement;
  const securableClass = on?.securableClass?.toUpperCase() ?? 'OBJECT';
  if (on && (securableClass === 'SERVER' || securableClass === 'LOGIN')) return [];
  if (!on && permissions.some(({ name }) => /\b(?:SERVER|ANY LOGIN|CONNECT SQL|ANY DATABASE)\b/.test(name.toUpperCase()))) return [];
  const isObject = on !== undefined && securableClass === 'OBJECT';
  const object = isObject ? findObject(ddl, on.name)?.object : undefined;
  const list = (name: string, item: string, values: readonly string[]): EventElement => ({ name, value: values.map((value) => ({ name: item, value })) });
  return [
    {
      type: `${action.toUpperCase()}_DATABASE`,
      schemaName: isObject ? schemaFor(ddl, on.name) : '',
      objectName: on ? partsOf(on.name).name : ddl.database.header.name,
      objectType: isObject ? typeOf(object) : on ? securableClass : 'DATABASE',
      extent: 'to-next',
      elements: [
        { name: 'Grantor', value: ddl.database.catalog.principal(ddl.userId)?.name ?? '' },
        list(
          'Permissions',
          'Permission',
          permissions.map(({ name }) => name.toLowerCase()),
        ),
        list('Grantees', 'Grantee', principals),
        { name: 'AsGrantor', value: '' },
        { name: 'GrantOption', value: statement.withGrantOption || statement.isGrantOptionFor ? '1' : '0' },
        { name: 'CascadeOption', value: statement.isCascading ? '1' : '0' },
      ],
    },
  ];
}
