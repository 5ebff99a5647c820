// Users and roles of a database: who is in it and who is in which role. What they may do is permission-ddl's.
import type { PrincipalDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Login } from '../../instance/login';
import { findLogin, newUserSid } from '../../instance/principals';
import type { AlterRole, AlterUser, CreateRole, CreateUser, RenameRole } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { dropLogin } from './login-ddl';
import { setPermissions } from './permission-ddl';
import { alterServerRole } from './server-role-ddl';

const FIRST_USER_PRINCIPAL = 5;

function nextPrincipalId(ddl: DdlContext): number {
  let principalId = FIRST_USER_PRINCIPAL;
  while (ddl.database.catalog.principal(principalId)) principalId++;
  return principalId;
}

function addPrincipal(ddl: DdlContext, after: Omit<PrincipalDefinition, 'principalId' | 'isFixedRole' | 'members' | 'createdAt'>): number {
  if (ddl.database.catalog.findPrincipal(after.name)) throw raise(Messages.PrincipalExists, { name: after.name });
  const principalId = nextPrincipalId(ddl);
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', after: { ...after, principalId, isFixedRole: false, members: [], createdAt: ddl.now } });
  return principalId;
}

function loginNamed(ddl: DdlContext, name: string): Login {
  const login = findLogin(ddl.instance, name);
  if (!login) throw raise(Messages.NotALogin, { login: name });
  const isTaken = [...ddl.database.catalog.principals()].some((principal) => principal.sid === login.sid);
  if (isTaken) throw raise(Messages.SameLoginForUser, {});
  return login;
}

/** CREATE USER, who may connect from now on; raises 15006, 15007, 15023, 15063 and 15401. */
export function createUser(ddl: DdlContext, { name, login, withoutLogin, defaultSchema }: CreateUser): void {
  if (ddl.database.catalog.findPrincipal(name)) throw raise(Messages.PrincipalExists, { name });
  if (name.includes('\\') && login === undefined && !withoutLogin) throw raise(Messages.WindowsPrincipalMissing, { name });
  requirePlainName(name);
  const mapped = withoutLogin ? undefined : loginNamed(ddl, login ?? name);
  const principalId = addPrincipal(ddl, { name, type: 'S', defaultSchema: defaultSchema ?? 'dbo', sid: mapped?.sid ?? newUserSid(), ...(mapped ? { loginName: mapped.name } : {}) });
  setPermissions(ddl, [...ddl.database.catalog.permissions, { principalId, state: 'GRANT', permission: 'CONNECT', securableClass: 'DATABASE', majorId: 0 }]);
}

/** ALTER USER ... WITH NAME, DEFAULT_SCHEMA and LOGIN; raises 15151, 15007, 15023 and 15063. */
export function alterUser(ddl: DdlContext, { name, newName, defaultSchema, login }: AlterUser): void {
  const { catalog } = ddl.database;
  const user = catalog.findPrincipal(name);
  if (user?.type !== 'S' || user.principalId < FIRST_USER_PRINCIPAL) throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'user', name });
  const other = newName === undefined ? undefined : catalog.findPrincipal(newName);
  if (other && other !== user) throw raise(Messages.PrincipalExists, { name: newName ?? '' });
  const mapped = login === undefined || findLogin(ddl.instance, login)?.sid === user.sid ? undefined : loginNamed(ddl, login);
  replacePrincipal(ddl, user, { ...user, name: newName ?? user.name, defaultSchema: defaultSchema ?? user.defaultSchema, ...(mapped ? { sid: mapped.sid, loginName: mapped.name } : {}) });
}

/** CREATE ROLE; raises 15006, 15023 and 15151. */
export function createRole(ddl: DdlContext, { name, owner }: CreateRole): void {
  const principal = owner === undefined ? undefined : ddl.database.catalog.findPrincipal(owner);
  if (owner !== undefined && !principal) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name: owner });
  requirePlainName(name);
  addPrincipal(ddl, { name, type: 'R', ownerId: principal?.principalId ?? ddl.userId });
}

/** ALTER ROLE ... WITH NAME; raises 15006, 15023, 15150 and 15151. */
export function renameRole(ddl: DdlContext, { name, newName }: RenameRole): void {
  const { catalog } = ddl.database;
  const role = catalog.findPrincipal(name);
  if (role?.type !== 'R') throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'role', name }, 2);
  if (role.isFixedRole || role.principalId === 0) throw raise(Messages.CannotActOn, { action: 'alter', kind: 'role', name: role.name });
  requirePlainName(newName);
  const other = catalog.findPrincipal(newName);
  if (other && other !== role) throw raise(Messages.PrincipalExists, { name: newName });
  replacePrincipal(ddl, role, { ...role, name: newName });
}

/** Raises 15006 for a name with a backslash, which only principals of Windows have. */
function requirePlainName(name: string): void {
  if (name.includes('\\')) throw raise(Messages.InvalidCharacters, { name });
}

/** ALTER ROLE and ALTER SERVER ROLE ... ADD or DROP MEMBER; raises 15081, 15151, 15405 and 15413. */
export function alterRole(ddl: DdlContext, statement: AlterRole): void {
  if (statement.isServerRole) return alterServerRole(ddl, statement);
  const { catalog } = ddl.database;
  const role = catalog.findPrincipal(statement.name);
  const member = catalog.findPrincipal(statement.member);
  if (role?.type !== 'R') throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'role', name: statement.name }, 2);
  if (role.principalId === 0) throw raise(Messages.PublicMembership, {});
  if (!member) throw raise(Messages.CannotFindForAction, { action: statement.action, kind: 'principal', name: statement.member });
  if (member.principalId < FIRST_USER_PRINCIPAL || member.isFixedRole) throw raise(Messages.SpecialPrincipal, { name: member.name });
  if (statement.action === 'add' && (member === role || rolesAbove(ddl, role).has(member.principalId))) throw raise(Messages.RoleMakesCircle, {});
  const others = role.members.filter((id) => id !== member.principalId);
  replacePrincipal(ddl, role, { ...role, members: statement.action === 'add' ? [...others, member.principalId] : others });
}

/** The roles that a role is in, directly or through others. */
function rolesAbove(ddl: DdlContext, role: PrincipalDefinition): ReadonlySet<number> {
  const found = new Set<number>();
  const pending = [role.principalId];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const other of ddl.database.catalog.principals()) {
      if (found.has(other.principalId) || !other.members.includes(id)) continue;
      found.add(other.principalId);
      pending.push(other.principalId);
    }
  }
  return found;
}

function replacePrincipal(ddl: DdlContext, before: PrincipalDefinition, after: PrincipalDefinition): void {
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', before, after });
}

/** DROP LOGIN, USER or ROLE; raises 15151, 15150, 15136, 15138, 15144, 15284, 15421. */
export function dropPrincipal(ddl: DdlContext, { what, name, ifExists }: { readonly what: 'login' | 'user' | 'role'; readonly name: string; readonly ifExists: boolean }): void {
  if (what === 'login') return dropLogin(ddl, name);
  const { catalog } = ddl.database;
  const principal = catalog.findPrincipal(name);
  if (!principal || (principal.type === 'R') !== (what === 'role')) {
    if (ifExists) return;
    throw raise(Messages.CannotFindForAction, { action: 'drop', kind: what, name });
  }
  requireDroppable(ddl, principal, what);
  for (const role of [...catalog.principals()]) {
    if (role.members.includes(principal.principalId)) replacePrincipal(ddl, role, { ...role, members: role.members.filter((id) => id !== principal.principalId) });
  }
  setPermissions(ddl, catalog.permissions.filter((grant) => grant.principalId !== principal.principalId && !(grant.securableClass === 'PRINCIPAL' && grant.majorId === principal.principalId)));
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'principal', before: principal });
}

function requireDroppable(ddl: DdlContext, principal: PrincipalDefinition, what: string): void {
  const { catalog } = ddl.database;
  if (principal.isFixedRole || principal.principalId < FIRST_USER_PRINCIPAL) throw raise(Messages.CannotActOn, { action: 'drop', kind: what, name: principal.name });
  if (principal.members.length > 0) throw raise(Messages.RoleHasMembers, {});
  for (const schema of catalog.schemas()) if (schema.ownerId === principal.principalId) throw raise(Messages.PrincipalOwnsSchema, {});
  for (const role of catalog.principals()) if (role.type === 'R' && role.ownerId === principal.principalId) throw raise(Messages.PrincipalOwnsRole, {});
  for (const object of catalog.objects()) if ('executeAs' in object && object.executeAs === principal.principalId) throw raise(Messages.PrincipalIsContext, {});
  if (catalog.permissions.some((grant) => grant.grantorId === principal.principalId && grant.securableClass !== 'PRINCIPAL')) throw raise(Messages.PrincipalHasGranted, {});
}

