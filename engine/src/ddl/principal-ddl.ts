// Logins, users, roles and what is granted to them. They are recorded and shown, not enforced: every login may do everything.
// DENY would ask for more than that and is refused.
import type { PermissionGrant, PrincipalDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { Login } from '../instance/instance';
import type { AlterRole, CreateLogin, CreateRole, CreateUser } from '../syntax/ast/ddl';
import type { PermissionStatement } from '../syntax/ast/statement';
import { foldName } from '../types/collation';
import type { DdlContext } from './ddl-context';
import { findObject, findUserType, written } from './object-names';

const FIRST_USER_PRINCIPAL = 5;
const FIRST_USER_LOGIN = 257;
const LOGIN_OPTIONS = new Set(['DEFAULT_DATABASE', 'DEFAULT_LANGUAGE', 'CHECK_POLICY', 'CHECK_EXPIRATION', 'MUST_CHANGE', 'UNLOCK', 'ENABLE', 'DISABLE']);

/** CREATE and ALTER LOGIN; raises 15025 and 15151. Logins belong to the server and do not roll back. */
export function createLogin(ddl: DdlContext, statement: CreateLogin): void {
  const { logins } = ddl.instance;
  const key = foldName(statement.name);
  const existing = logins.get(key);
  for (const option of statement.options) if (!LOGIN_OPTIONS.has(option.name)) throw notSupported(`the login option ${option.name}`);
  if (statement.mode === 'create' && existing) throw raise(Messages.LoginExists, { name: statement.name });
  if (statement.mode === 'alter' && !existing) throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'login', name: statement.name });
  if (!existing && statement.password === undefined) throw notSupported('logins without a password');
  const option = (name: string): string | undefined => statement.options.find((candidate) => candidate.name === name)?.value.toString();
  const base: Login = existing ?? { name: statement.name, password: '', defaultDatabase: 'master', principalId: nextLoginId(ddl), isDisabled: false, isSysadmin: false };
  const isDisabled = option('DISABLE') !== undefined || (base.isDisabled && option('ENABLE') === undefined);
  logins.set(key, { ...base, password: statement.password ?? base.password, defaultDatabase: option('DEFAULT_DATABASE') ?? base.defaultDatabase, isDisabled });
}

const nextLoginId = (ddl: DdlContext): number => Math.max(FIRST_USER_LOGIN - 1, ...[...ddl.instance.logins.values()].map((login) => login.principalId)) + 1;

function nextPrincipalId(ddl: DdlContext): number {
  let principalId = FIRST_USER_PRINCIPAL;
  while (ddl.database.catalog.principal(principalId)) principalId++;
  return principalId;
}

function addPrincipal(ddl: DdlContext, after: Omit<PrincipalDefinition, 'principalId' | 'isFixedRole' | 'members' | 'createdAt'>): void {
  if (ddl.database.catalog.findPrincipal(after.name)) throw raise(Messages.PrincipalExists, { name: after.name });
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', after: { ...after, principalId: nextPrincipalId(ddl), isFixedRole: false, members: [], createdAt: ddl.now } });
}

/** CREATE USER; raises 15007 and 15023. */
export function createUser(ddl: DdlContext, { name, login, withoutLogin, defaultSchema }: CreateUser): void {
  const loginName = withoutLogin ? undefined : login ?? name;
  if (loginName !== undefined && !ddl.instance.logins.has(foldName(loginName))) throw raise(Messages.NotALogin, { login: loginName });
  addPrincipal(ddl, { name, type: 'S', defaultSchema: defaultSchema ?? 'dbo', ...(loginName === undefined ? {} : { loginName }) });
}

/** CREATE ROLE; raises 15023. */
export function createRole(ddl: DdlContext, { name, owner }: CreateRole): void {
  if (owner !== undefined && foldName(owner) !== 'dbo') throw notSupported('CREATE ROLE ... AUTHORIZATION of another than dbo');
  addPrincipal(ddl, { name, type: 'R' });
}

/** Roles that take rights away: membership would have to be enforced. */
const DENYING_ROLES = new Set(['db_denydatareader', 'db_denydatawriter']);

/** ALTER ROLE ... ADD or DROP MEMBER; raises 15151. */
export function alterRole(ddl: DdlContext, statement: AlterRole): void {
  if (statement.isServerRole) throw notSupported('ALTER SERVER ROLE');
  const { catalog } = ddl.database;
  const role = catalog.findPrincipal(statement.name);
  const member = catalog.findPrincipal(statement.member);
  if (role?.type !== 'R') throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'role', name: statement.name });
  if (!member) throw raise(Messages.CannotFindForAction, { action: statement.action, kind: 'principal', name: statement.member });
  if (statement.action === 'add' && DENYING_ROLES.has(foldName(role.name))) throw notSupported(`members of ${role.name}: permissions are recorded, not enforced`);
  const others = role.members.filter((id) => id !== member.principalId);
  replacePrincipal(ddl, role, { ...role, members: statement.action === 'add' ? [...others, member.principalId] : others });
}

function replacePrincipal(ddl: DdlContext, before: PrincipalDefinition, after: PrincipalDefinition): void {
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', before, after });
}

/** DROP LOGIN, USER or ROLE; raises 15151, 15150, 15138, 15144. */
export function dropPrincipal(ddl: DdlContext, { what, name, ifExists }: { readonly what: 'login' | 'user' | 'role'; readonly name: string; readonly ifExists: boolean }): void {
  const missing = (): Error => raise(Messages.CannotFindForAction, { action: 'drop', kind: what, name });
  if (what === 'login') {
    const login = ddl.instance.logins.get(foldName(name));
    if (login?.principalId === 1) throw raise(Messages.CannotActOn, { action: 'drop', kind: 'login', name });
    if (!login && !ifExists) throw missing();
    ddl.instance.logins.delete(foldName(name));
    return;
  }
  const { catalog } = ddl.database;
  const principal = catalog.findPrincipal(name);
  if (!principal || (principal.type === 'R') !== (what === 'role')) {
    if (ifExists) return;
    throw missing();
  }
  requireDroppable(ddl, principal, what);
  for (const role of [...catalog.principals()]) {
    if (role.members.includes(principal.principalId)) replacePrincipal(ddl, role, { ...role, members: role.members.filter((id) => id !== principal.principalId) });
  }
  setPermissions(ddl, catalog.permissions.filter((grant) => grant.principalId !== principal.principalId));
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', before: principal });
}

function requireDroppable(ddl: DdlContext, principal: PrincipalDefinition, what: string): void {
  if (principal.isFixedRole || principal.principalId < FIRST_USER_PRINCIPAL) throw raise(Messages.CannotActOn, { action: 'drop', kind: what, name: principal.name });
  if (principal.members.length > 0) throw raise(Messages.RoleHasMembers, {});
  for (const schema of ddl.database.catalog.schemas()) if (schema.ownerId === principal.principalId) throw raise(Messages.PrincipalOwnsSchema, {});
}

function setPermissions(ddl: DdlContext, after: readonly PermissionGrant[]): void {
  const before = ddl.database.catalog.permissions;
  if (before.length !== after.length || before.some((grant, i) => grant !== after[i])) ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'permissions', before, after });
}

/** GRANT and REVOKE are recorded: nobody lacks a right that could be granted. DENY is refused. Raises 15151. */
export function changePermissions(ddl: DdlContext, statement: PermissionStatement): void {
  if (statement.action === 'deny') throw notSupported('DENY: permissions are recorded, not enforced');
  const securable = securableOf(ddl, statement);
  let permissions = ddl.database.catalog.permissions;
  for (const name of statement.principals) {
    const principal = ddl.database.catalog.findPrincipal(name);
    if (!principal) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name });
    for (const permission of statement.permissions) {
      const { principalId } = principal;
      permissions = permissions.filter((grant) => !(grant.principalId === principalId && grant.permission === permission && grant.securableClass === securable.securableClass && grant.majorId === securable.majorId));
      if (statement.action === 'grant') permissions = [...permissions, { ...securable, principalId, permission, state: statement.withGrantOption ? 'GRANT_WITH_GRANT_OPTION' : 'GRANT' }];
    }
  }
  setPermissions(ddl, permissions);
}

function securableOf(ddl: DdlContext, { on }: PermissionStatement): Pick<PermissionGrant, 'securableClass' | 'majorId'> {
  if (!on) return { securableClass: 'DATABASE', majorId: 0 };
  const name = written(on.name);
  const missing = (kind: string): Error => raise(Messages.CannotFindForAction, { action: 'find', kind, name });
  switch (on.securableClass) {
    case undefined: case 'OBJECT': {
      const found = findObject(ddl, on.name);
      if (!found) throw missing('object');
      return { securableClass: 'OBJECT', majorId: found.object.objectId };
    }
    case 'SCHEMA': {
      const schema = ddl.database.catalog.findSchema(name);
      if (!schema) throw missing('schema');
      return { securableClass: 'SCHEMA', majorId: schema.schemaId };
    }
    case 'TYPE': {
      const found = findUserType(ddl, on.name);
      if (!found) throw missing('type');
      return { securableClass: 'TYPE', majorId: found.object.kind === 'alias-type' || found.object.kind === 'table-type' ? found.object.userTypeId : 0 };
    }
    case 'DATABASE': return { securableClass: 'DATABASE', majorId: 0 };
    default: throw notSupported(`permissions on ${on.securableClass}`);
  }
}
