// Server roles: those of one's own are made, renamed and dropped; members come and go in those and in the fixed ones. Knows no database.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { ServerRole } from '../../instance/login';
import { findLogin, rolesAround, SERVER_ROLES } from '../../instance/principals';
import type { AlterRole, ServerRoleStatement } from '../../syntax/ast/ddl';
import { foldName } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { nextLoginId, replaceIn, replaceLogin, setServerGrants } from './login-ddl';

const SA = 1;
const PUBLIC = 'public';
const notFound = (action: string, name: string, kind = 'server role'): Error => raise(Messages.CannotFindForAction, { action, kind, name });

const replaceRole = (ddl: DdlContext, key: string, role: ServerRole | undefined): void => replaceIn(ddl, ddl.instance.serverRoles, key, role);

/** CREATE, ALTER ... WITH NAME and DROP SERVER ROLE; raises 15025, 15144, 15150 and 15151. */
export function changeServerRole(ddl: DdlContext, statement: ServerRoleStatement): void {
  switch (statement.action) {
    case 'create': return create(ddl, statement);
    case 'rename': return rename(ddl, statement);
    case 'drop': return drop(ddl, statement);
  }
}

function requireFree(ddl: DdlContext, name: string): void {
  if (findLogin(ddl.instance, name) || SERVER_ROLES.has(foldName(name)) || ddl.instance.serverRoles.has(foldName(name))) throw raise(Messages.LoginExists, { name });
}

function create(ddl: DdlContext, { name, owner }: ServerRoleStatement): void {
  requireFree(ddl, name);
  const ownerId =
    owner === undefined
      ? findLogin(ddl.instance, ddl.loginName)?.principalId
      : (findLogin(ddl.instance, owner)?.principalId ?? ddl.instance.serverRoles.get(foldName(owner))?.principalId);
  if (owner !== undefined && ownerId === undefined) throw notFound('find', owner, 'server principal');
  replaceRole(ddl, foldName(name), { name, principalId: nextLoginId(ddl), ownerId: ownerId ?? SA, roles: [], createdAt: ddl.now, modifiedAt: ddl.now });
}

function ownRole(ddl: DdlContext, name: string, action: 'alter' | 'drop'): ServerRole {
  if (SERVER_ROLES.has(foldName(name))) throw raise(Messages.CannotActOn, { action, kind: 'server role', name });
  const role = ddl.instance.serverRoles.get(foldName(name));
  if (!role) throw notFound(action, name);
  return role;
}

function rename(ddl: DdlContext, { name, newName = '' }: ServerRoleStatement): void {
  const role = ownRole(ddl, name, 'alter');
  const [before, after] = [foldName(name), foldName(newName)];
  if (before !== after) requireFree(ddl, newName);
  const renamed = (roles: readonly string[]): readonly string[] => roles.map((one) => (one === before ? after : one));
  replaceRole(ddl, before, undefined);
  replaceRole(ddl, after, { ...role, name: newName, modifiedAt: ddl.now });
  for (const login of [...ddl.instance.logins.values()]) if (login.roles.includes(before)) replaceLogin(ddl, foldName(login.name), { ...login, roles: renamed(login.roles) });
  for (const other of [...ddl.instance.serverRoles.values()]) if (other.roles.includes(before)) replaceRole(ddl, foldName(other.name), { ...other, roles: renamed(other.roles) });
}

function drop(ddl: DdlContext, { name }: ServerRoleStatement): void {
  const key = foldName(name);
  const role = ownRole(ddl, name, 'drop');
  const members = [...ddl.instance.logins.values(), ...ddl.instance.serverRoles.values()].filter(({ roles }) => roles.includes(key));
  if (members.length > 0) throw raise(Messages.RoleHasMembers, {});
  replaceRole(ddl, key, undefined);
  setServerGrants(ddl, ddl.instance.serverGrants.filter((grant) => grant.principalId !== role.principalId));
}

/** ALTER SERVER ROLE ... ADD or DROP MEMBER; raises 15151, 15405 and 15413. */
export function alterServerRole(ddl: DdlContext, { name, action, member }: AlterRole): void {
  const role = foldName(name);
  const isOwn = ddl.instance.serverRoles.has(role);
  if ((!SERVER_ROLES.has(role) && !isOwn) || role === PUBLIC) throw notFound('alter', name);
  const changed = (roles: readonly string[]): readonly string[] => [...roles.filter((other) => other !== role), ...(action === 'add' ? [role] : [])];
  const other = ddl.instance.serverRoles.get(foldName(member));
  if (other) {
    if (role === 'sysadmin' && action === 'add') throw notSupported('a server role in sysadmin');
    if (action === 'add' && (foldName(member) === role || rolesAround(ddl.instance, [role]).has(foldName(member)))) throw raise(Messages.RoleMakesCircle, {});
    return replaceRole(ddl, foldName(member), { ...other, roles: changed(other.roles), modifiedAt: ddl.now });
  }
  const login = findLogin(ddl.instance, member);
  if (!login) throw notFound(action, member, 'server principal');
  if (login.principalId === SA) throw raise(Messages.SpecialPrincipal, { name: member });
  replaceLogin(ddl, foldName(login.name), { ...login, roles: changed(login.roles) });
}
