// What a session must be allowed to do before a DDL statement runs, and how SQL Server words the refusal. Where the object is not there at all, the statement says so itself.
import type { CatalogObject } from '../../catalog/definitions';
import { DBO, isAllowed, securableOf, type Securable } from '../../catalog/is-allowed';
import { findObject, findUserType, isTemporaryName, kindName, partsOf, written, type Found, findXmlCollection } from '../../ddl/objects/object-names';
import type { DdlContext } from '../../ddl/objects/ddl-context';
import { Messages } from '../../errors/catalogue';
import { raise, throwAll, type SqlError } from '../../errors/sql-error';
import { findLogin, isSysadmin, rolesAround, SERVER_ROLES } from '../../instance/principals';
import type { ObjectName } from '../../syntax/ast/common';
import type { AlterRole, CreateSchema, DdlStatement, DropObjects, SecurityPolicyStatement, ServerRoleStatement } from '../../syntax/ast/ddl';
import type { PermissionStatement, TruncateTable } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import type { SessionState } from '../state';
import { mayIn, mayOnServer } from './authority';
import { requireForDatabase } from './database-rights';
import { denied } from './refusals';

type Checked = DdlStatement | PermissionStatement | TruncateTable;
interface Place { readonly state: SessionState; readonly ddl: DdlContext }
type Check<K extends Checked['kind']> = (place: Place, statement: Extract<Checked, { readonly kind: K }>) => void;

/** Asked for security policies, whatever they are about. */
const POLICY = 'ALTER ANY SECURITY POLICY';
/** Asked for triggers on the database. */
const DATABASE_TRIGGER = 'ALTER ANY DATABASE DDL TRIGGER';

const CHECKS: { readonly [K in Checked['kind']]?: Check<K> } = {
  'create-table': (place, { name }) => requireCreate(place, 'CREATE TABLE', name),
  'create-type': (place, { name }) => requireCreate(place, 'CREATE TYPE', name),
  'create-synonym': (place, { name }) => requireCreate(place, 'CREATE SYNONYM', name),
  'create-xml-collection': (place, { name }) => requireCreate(place, 'CREATE XML SCHEMA COLLECTION', name),
  'alter-xml-collection': (place, { name }) => requireCollection(place, name, 'ALTER', raise(Messages.XmlCollectionNoAlter, { name: written(name) })),
  'drop-xml-collection': (place, { name }) => requireCollection(place, name, 'CONTROL', raise(Messages.XmlCollectionUnknown, { name: written(name) })),
  'create-view': (place, statement) => requireModule(place, 'VIEW', statement),
  'create-procedure': (place, statement) => requireModule(place, 'PROCEDURE', statement),
  'create-function': (place, statement) => requireModule(place, 'FUNCTION', statement),
  'create-trigger': (place, statement) => requireTrigger(place, statement),
  'create-database-trigger': ({ state, ddl }, { name }) => {
    if (!mayIn(state, ddl.database, DATABASE_TRIGGER)) throw raise(Messages.NoTriggerPermission, { name: written(name) });
  },
  'create-sequence': (place, { name }) => {
    if (!mayOnSchemaOf(place, name, 'CREATE SEQUENCE')) throw raise(Messages.NoActionPermission, {});
  },
  'alter-sequence': (place, { name }) => requireAlter(place, name, raise(Messages.CannotFindForAction, { action: 'alter', kind: 'sequence', name: partsOf(name).name })),
  'security-policy': (place, statement) => requirePolicy(place, statement),
  'create-schema': (place, statement) => requireSchemaCreation(place, statement),
  'alter-schema': (place, { name, object, isType }) => {
    requireSchema(place, name, 'ALTER', 'alter');
    const found = isType ? findUserType(place.ddl, object) : findObject(place.ddl, object);
    if (found) requireOn(place, found, 'CONTROL', raise(Messages.CannotFindForAction, { action: 'find', kind: isType ? 'type' : 'object', name: partsOf(object).name }));
  },
  'partition-function': (place) => requireDataSpaces(place),
  'partition-scheme': (place) => requireDataSpaces(place),
  'alter-authorization': (place) => requireOwner(place),
  'alter-table': (place, statement) => {
    requireAlter(place, statement.name, notFound(written(statement.name), 13));
    if (statement.action.kind === 'switch') requireAlter(place, statement.action.target, notFound(partsOf(statement.action.target).name, 29));
    if (statement.action.kind === 'alter-column-mask' && !isFree(statement.name) && !mayIn(place.state, place.ddl.database, 'ALTER ANY MASK')) throw raise(Messages.NoActionPermission, {}, 5);
  },
  'create-index': (place, statement) => requireAlter(place, statement.table, notFound(written(statement.table), 12)),
  'create-xml-index': (place, statement) => requireAlter(place, statement.table, notFound(written(statement.table), 12)),
  statistics: (place, statement) => requireAlter(place, statement.table, notFound(written(statement.table), 12)),
  'alter-index': (place, statement) => requireAlter(place, statement.table, notFound(written(statement.table), 9)),
  'drop-index': (place, statement) => {
    for (const { name, table } of statement.items) requireAlter(place, table, raise(Messages.CannotDrop, { kind: 'index', name: `${written(table)}.${name.name}` }, 7));
  },
  'toggle-trigger': (place, { table, names }) => {
    if (table) return requireAlter(place, table, notFound(written(table), 119));
    if (!mayIn(place.state, place.ddl.database, DATABASE_TRIGGER)) throw notFound(names === 'all' ? 'ALL' : (names.map(written)[0] ?? ''), 119);
  },
  truncate: (place, { table }) => requireAlter(place, table, notFound(partsOf(table).name, 7)),
  drop: (place, statement) => {
    for (const name of statement.names) requireDrop(place, statement, name);
  },
  'create-user': ({ state, ddl }) => {
    if (!mayIn(state, ddl.database, 'ALTER ANY USER')) throw raise(Messages.NoActionPermission, {});
  },
  'alter-user': (place, { name }) => requirePrincipal(place, name, 'user', 'alter'),
  'create-role': ({ state, ddl }) => {
    if (!mayIn(state, ddl.database, 'CREATE ROLE')) throw raise(Messages.NoActionPermission, {});
  },
  'rename-role': (place, { name }) => requirePrincipal(place, name, 'role', 'alter'),
  'alter-role': (place, statement) => requireMembership(place, statement),
  'server-role': (place, statement) => requireServerRole(place, statement),
  'create-login': ({ state }, { mode, name }) => {
    if (!mayOnServer(state, 'ALTER ANY LOGIN') || isAboveOthers(state, name))
      throw mode === 'create' ? raise(Messages.NoActionPermission, {}) : raise(Messages.CannotFindForAction, { action: 'alter', kind: 'login', name });
  },
  'create-database': ({ state, ddl }, statement) => requireForDatabase(state, ddl, statement),
  'alter-database': ({ state, ddl }, statement) => requireForDatabase(state, ddl, statement),
  'drop-database': ({ state, ddl }, statement) => requireForDatabase(state, ddl, statement),
};

function requireDataSpaces({ state, ddl }: Place): void {
  if (!mayIn(state, ddl.database, 'ALTER ANY DATASPACE')) throw raise(Messages.NoActionPermission, {});
}

/** Raises what SQL Server says to who may not run the statement; of a sysadmin nothing is asked. GRANT and kin check their own rules. */
export function requireForDdl(state: SessionState, ddl: DdlContext, statement: Checked): void {
  if (!state.security) return;
  const check = CHECKS[statement.kind] as Check<Checked['kind']> | undefined;
  check?.({ state, ddl }, statement);
}

/** SELECT INTO makes a table as CREATE TABLE does. */
export function requireTableCreation(state: SessionState, ddl: DdlContext, parts: readonly string[]): void {
  if (state.security) requireCreate({ state, ddl }, 'CREATE TABLE', { parts, at: { line: 1, offset: 0 } });
}

const notFound = (name: string, errorState: number): SqlError => raise(Messages.ObjectNotFoundOrDenied, { name }, errorState);

/** Temporary objects are everybody's to make. */
const isFree = (name: ObjectName): boolean => isTemporaryName(partsOf(name).name);

function mayOnSchemaOf({ state, ddl }: Place, name: ObjectName, permission: string): boolean {
  const { schema } = partsOf(name);
  const schemaId = schema === '' ? ddl.defaultSchemaId : ddl.database.catalog.findSchema(schema)?.schemaId;
  return schemaId === undefined || mayIn(state, ddl.database, permission, { kind: 'SCHEMA', schemaId });
}

function requireCreate(place: Place, permission: string, name: ObjectName, module = ''): void {
  if (isFree(name)) return;
  const { state, ddl } = place;
  if (!mayIn(state, ddl.database, permission)) {
    const refusal = raise(Messages.StatementPermissionDenied, { permission, database: ddl.database.header.name }, module === '' ? 1 : 18);
    refusal.procedure = module;
    throw refusal;
  }
  const { schema } = partsOf(name);
  if (!mayOnSchemaOf(place, name, 'ALTER')) throw raise(Messages.SchemaNotFound, { schema: schema === '' ? (ddl.database.catalog.schema(ddl.defaultSchemaId)?.name ?? 'dbo') : schema });
}

function requireCollection(place: Place, name: ObjectName, permission: string, refusal: SqlError): void {
  const found = findXmlCollection(place.ddl, name);
  if (found) requireOn(place, { ...found, object: found.collection }, permission, refusal);
}

/** ALTER ANY SECURITY POLICY, ALTER on the schema, and SELECT on every function; for an ALTER on the policy instead of the schema. */
function requirePolicy(place: Place, { mode, name, actions }: SecurityPolicyStatement): void {
  const { state, ddl } = place;
  const mayAny = mayIn(state, ddl.database, POLICY);
  if (mode === 'alter') {
    const refusal = raise(Messages.PolicyObjectNotFound, { name: written(name) }, 7);
    if (!mayAny) throw refusal;
    requireAlter(place, name, refusal);
  } else {
    if (!mayAny) throwAll([raise(Messages.StatementPermissionDenied, { permission: 'CREATE SECURITY POLICY', database: ddl.database.header.name }), raise(Messages.NoActionPermission, {}, 7)]);
    if (!mayOnSchemaOf(place, name, 'ALTER')) throw raise(Messages.SchemaNotFound, { schema: partsOf(name).schema || (ddl.database.catalog.schema(ddl.defaultSchemaId)?.name ?? 'dbo') });
  }
  for (const { call } of actions) {
    const found = call && findObject(ddl, call.name);
    if (found?.object.kind === 'function') requireOn(place, found, 'SELECT', denied(found.database, found.object, 'SELECT'));
  }
}

interface Module { readonly mode: string; readonly name: ObjectName }

function requireModule(place: Place, word: string, { mode, name }: Module): void {
  const existing = mode === 'create' ? undefined : findObject(place.ddl, name);
  if (existing) return requireOn(place, existing, 'ALTER', raise(Messages.CannotAlter, { kind: word.toLowerCase(), name: existing.object.name }));
  if (mode !== 'alter') requireCreate(place, `CREATE ${word}`, name, partsOf(name).name);
}

function requireTrigger(place: Place, { mode, name, table }: Module & { readonly table: ObjectName }): void {
  const existing = mode === 'create' ? undefined : findObject(place.ddl, name);
  if (existing) requireOn(place, existing, 'ALTER', raise(Messages.CannotAlter, { kind: 'trigger', name: existing.object.name }));
  requireAlter(place, table, raise(Messages.NoTriggerPermission, { name: written(name) }));
}

function requireSchemaCreation({ state, ddl }: Place, { statements }: CreateSchema): void {
  if (!mayIn(state, ddl.database, 'CREATE SCHEMA')) throwAll([raise(Messages.NoActionPermission, {}), raise(Messages.SchemaFailed, {})]);
  for (const content of statements) {
    const permission = content.kind === 'create-table' ? 'CREATE TABLE' : content.kind === 'create-view' ? 'CREATE VIEW' : undefined;
    if (permission && !mayIn(state, ddl.database, permission)) throw raise(Messages.StatementPermissionDenied, { permission, database: ddl.database.header.name });
  }
}

function requireSchema({ state, ddl }: Place, name: string, permission: string, action: string): void {
  const schema = ddl.database.catalog.findSchema(name);
  if (schema && !mayIn(state, ddl.database, permission, { kind: 'SCHEMA', schemaId: schema.schemaId })) throw raise(Messages.CannotFindForAction, { action, kind: 'schema', name });
}

/** To give something to another owner takes the database's owner here. */
function requireOwner({ state, ddl }: Place): void {
  if (!mayIn(state, ddl.database, 'CONTROL')) throw raise(Messages.NoActionPermission, {});
}

/** A permission on an object that exists; a trigger's is its table's. */
function requireOn({ state, ddl }: Place, { database, object }: Found, permission: string, refusal: SqlError): void {
  if (ddl.isOwnTemporary(object)) return;
  const asked = object.kind === 'trigger' ? (database.catalog.byId(object.parentObjectId) ?? object) : object;
  if (!mayIn(state, database, permission, securableOf(asked))) throw refusal;
}

function requireAlter(place: Place, name: ObjectName, refusal: SqlError): void {
  const found = isFree(name) ? undefined : findObject(place.ddl, name);
  if (found) requireOn(place, found, 'ALTER', refusal);
}

function requireDrop(place: Place, { what, onDatabase }: DropObjects, name: ObjectName): void {
  const { name: last } = partsOf(name);
  if (onDatabase) {
    if (!mayIn(place.state, place.ddl.database, DATABASE_TRIGGER)) throw raise(Messages.CannotDrop, { kind: 'trigger', name: last });
    return;
  }
  switch (what) {
    case 'schema':
      return requireSchema(place, last, 'CONTROL', 'drop');
    case 'user':
    case 'role':
      return requirePrincipal(place, last, what, 'drop');
    case 'login':
      if (!mayOnServer(place.state, 'ALTER ANY LOGIN') || isAboveOthers(place.state, last))
        throw raise(Messages.CannotFindForAction, { action: 'drop', kind: 'login', name: last });
      return;
    case 'security-policy':
      if (mayIn(place.state, place.ddl.database, POLICY)) return requireDropObject(place, what, name);
      if (findObject(place.ddl, name)) throw raise({ ...Messages.CannotDrop, severity: 14, state: 20 }, { kind: 'security policy', name: last });
      return;
    default:
      return requireDropObject(place, what, name);
  }
}

/** ALTER on the schema or CONTROL on the object. */
function requireDropObject(place: Place, what: string, name: ObjectName): void {
  const found = isFree(name) ? undefined : what === 'type' ? findUserType(place.ddl, name) : findObject(place.ddl, name);
  if (!found) return;
  const { database, object } = found;
  const onSchema: Securable = { kind: 'SCHEMA', schemaId: object.schemaId };
  if (object.kind !== 'trigger' && mayIn(place.state, database, 'ALTER', onSchema)) return;
  requireOn(place, found, object.kind === 'trigger' ? 'ALTER' : 'CONTROL', raise({ ...Messages.CannotDrop, severity: 14, state: 20 }, { kind: kindOf(object), name: object.name }));
}

const kindOf = (object: CatalogObject): string => (object.kind === 'sequence' ? object.kind : kindName(object.kind));

function requirePrincipal({ state, ddl }: Place, name: string, kind: 'user' | 'role', action: string): void {
  const principal = ddl.database.catalog.findPrincipal(name);
  if (principal && !mayIn(state, ddl.database, 'ALTER', { kind: 'PRINCIPAL', principalId: principal.principalId })) throw raise(Messages.CannotFindForAction, { action, kind, name });
}

/** Members of fixed roles are the database owner's to choose, those of server roles a member's. */
function requireMembership(place: Place, statement: AlterRole): void {
  const { state, ddl } = place;
  const refusal = raise(Messages.CannotFindForAction, { action: 'alter', kind: statement.isServerRole ? 'server role' : 'role', name: statement.name }, statement.isServerRole ? 1 : 2);
  if (statement.isServerRole) {
    const isFixed = SERVER_ROLES.has(statement.name.toLowerCase());
    if (isFixed ? !roleNames(state).has(statement.name.toLowerCase()) : !maySettle(state, statement.name)) throw refusal;
    return;
  }
  const role = ddl.database.catalog.findPrincipal(statement.name);
  if (role?.isFixedRole ? !isOwner(place) : role && !mayIn(state, ddl.database, 'ALTER', { kind: 'PRINCIPAL', principalId: role.principalId })) throw refusal;
}

const roleNames = (state: SessionState): ReadonlySet<string> => rolesAround(state.instance, state.security?.kind === 'login' ? (findLogin(state.instance, state.security.name)?.roles ?? []) : []);

/** A server role of one's own is changed by its owner, and by who may alter any. */
function maySettle(state: SessionState, name: string): boolean {
  const role = state.instance.serverRoles.get(foldName(name));
  const login = state.security?.kind === 'login' ? findLogin(state.instance, state.security.name) : undefined;
  return mayOnServer(state, 'ALTER ANY SERVER ROLE') || (role !== undefined && role.ownerId === login?.principalId);
}

function requireServerRole({ state }: Place, { action, name }: ServerRoleStatement): void {
  if (action === 'create' && !mayOnServer(state, 'CREATE SERVER ROLE')) throw raise(Messages.NoActionPermission, {});
  if (action !== 'create' && !maySettle(state, name)) throw raise(Messages.CannotFindForAction, { action: action === 'drop' ? 'drop' : 'alter', kind: 'server role', name });
}

const isOwner = ({ ddl }: Place): boolean => !ddl.authority || ddl.authority.ids.has(DBO) || isAllowed(ddl.database.catalog, ddl.authority, 'CONTROL', { kind: 'DATABASE' });

/** A sysadmin is changed by a sysadmin only. */
const isAboveOthers = (state: SessionState, name: string): boolean => isSysadmin(findLogin(state.instance, name)) && !mayOnServer(state, 'CONTROL SERVER');
