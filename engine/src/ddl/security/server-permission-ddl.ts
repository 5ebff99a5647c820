// GRANT, DENY and REVOKE of permissions on the server and on logins. Which login is which is login-ddl's.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { MASTER } from '../../instance/instance';
import type { ServerGrant } from '../../instance/login';
import { findLogin, isSysadmin, SERVER_PERMISSIONS, SERVER_ROLES } from '../../instance/principals';
import { foldName } from '../../types/text/collation';
import type { PermissionStatement } from '../../syntax/ast/statement';
import { setServerGrants } from './login-ddl';
import { partsOf } from '../objects/object-names';
import type { DdlContext } from '../objects/ddl-context';

/** Names of permissions that only a server has; those not in SERVER_PERMISSIONS are refused. */
const OF_SERVER_ONLY =
  /^(ADMINISTER BULK OPERATIONS|ALTER ANY (AVAILABILITY GROUP|CONNECTION|CREDENTIAL|DATABASE|ENDPOINT|EVENT NOTIFICATION|EVENT SESSION|LINKED SERVER|LOGIN|SERVER AUDIT|SERVER ROLE)|ALTER (RESOURCES|SERVER STATE|SETTINGS|TRACE)|AUTHENTICATE SERVER|CONNECT ANY DATABASE|CONNECT SQL|CONTROL SERVER|CREATE (ANY DATABASE|ENDPOINT|SERVER ROLE|LOGIN)|IMPERSONATE ANY LOGIN|SELECT ALL USER SECURABLES|SHUTDOWN|UNSAFE ASSEMBLY|VIEW (ANY DATABASE|ANY DEFINITION|SERVER STATE|SERVER PERFORMANCE STATE|SERVER SECURITY STATE))$/;

/** Is it a permission on the server, whatever the current database? */
export const isServerPermission = (name: string): boolean => OF_SERVER_ONLY.test(name);

/** Raises 4621 outside master, 4613 for who may not, 15151 for an unknown login. */
export function changeServerPermissions(ddl: DdlContext, statement: PermissionStatement): void {
  if (ddl.database.header.databaseId !== MASTER) throw raise(Messages.OnlyInMaster, {});
  const onLoginId = loginIdOf(ddl, statement);
  const grantees = statement.principals.map((name) => principalIdNamed(ddl, name));
  if (ddl.authority) throw raise(Messages.GrantorLacksPermission, {});
  if (statement.isGrantOptionFor) throw notSupported('REVOKE GRANT OPTION FOR of a permission on the server');
  if (statement.grantor !== undefined) throw notSupported(`${statement.action.toUpperCase()} ... AS of a permission on the server`);
  let grants = ddl.instance.serverGrants;
  for (const { name } of statement.permissions) {
    if (SERVER_PERMISSIONS[name] === undefined || (name === 'IMPERSONATE') !== (onLoginId !== undefined))
      throw notSupported(`the permission ${name} on ${onLoginId === undefined ? 'the server' : 'a login'}`);
    for (const principalId of grantees) {
      grants = grants.filter((grant) => !(grant.principalId === principalId && grant.permission === name && grant.onLoginId === onLoginId));
      if (statement.action !== 'revoke') grants = [...grants, { principalId, permission: name, state: stateOf(statement), ...(onLoginId === undefined ? {} : { onLoginId }) }];
    }
  }
  setServerGrants(ddl, grants);
}

function stateOf({ action, withGrantOption }: PermissionStatement): ServerGrant['state'] {
  return action === 'deny' ? 'DENY' : withGrantOption ? 'GRANT_WITH_GRANT_OPTION' : 'GRANT';
}

function loginIdOf(ddl: DdlContext, { on }: PermissionStatement): number | undefined {
  if (!on) return undefined;
  const { name } = partsOf(on.name);
  const login = findLogin(ddl.instance, name);
  if (!login) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'login', name });
  return login.principalId;
}

function principalIdNamed(ddl: DdlContext, name: string): number {
  const login = findLogin(ddl.instance, name);
  if (login && isSysadmin(login) && login.principalId === 1) throw raise(Messages.CannotGrantTo, {});
  const id = login?.principalId ?? ddl.instance.serverRoles.get(foldName(name))?.principalId ?? (name.toLowerCase() === 'public' ? SERVER_ROLES.get('public') : undefined);
  if (id === undefined) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'login', name });
  return id;
}
