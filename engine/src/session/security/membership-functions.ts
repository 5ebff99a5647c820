// IS_MEMBER, IS_ROLEMEMBER, IS_SRVROLEMEMBER, HAS_DBACCESS and the names behind sids.
import { authorityOf, DB_OWNER, DBO } from '../../catalog/is-allowed';
import { authorityIn, findLogin, isSysadmin, rolesAround, SERVER_ROLES, sidText } from '../../instance/principals';
import type { Frame } from '../frame';
import type { SessionState } from '../state';
import { authorityOfToken, currentLoginName, userIdIn } from './authority';

/** 1, 0, or NULL for what is no role of the database or no principal of it. dbo is in public and db_owner. */
export function isRoleMember(state: SessionState, frame: Frame, roleName: string, principalName?: string): number | null {
  const catalog = state.instance.databases.get(frame.databaseId)?.catalog;
  const role = catalog?.findPrincipal(roleName);
  const principalId = principalName === undefined ? userIdIn(state, frame.databaseId) : catalog?.findPrincipal(principalName)?.principalId;
  if (!catalog || role?.type !== 'R' || principalId === undefined) return null;
  if (principalId === DBO) return Number(role.principalId === 0 || role.principalId === DB_OWNER || role.members.includes(DBO));
  return Number(authorityOf(catalog, principalId).ids.has(role.principalId));
}

/** 1, 0, or NULL for what is no server role or no login. A sysadmin is in all of the fixed ones. */
export function isServerRoleMember(state: SessionState, roleName: string, loginName?: string): number | null {
  const role = roleName.toLowerCase();
  if (!SERVER_ROLES.has(role) && !state.instance.serverRoles.has(role)) return null;
  const isUser = loginName === undefined && state.security?.kind === 'user';
  const login = findLogin(state.instance, loginName ?? currentLoginName(state));
  if (!login && loginName !== undefined) return null;
  if (role === 'public') return 1;
  return Number(!isUser && login !== undefined && (rolesAround(state.instance, login.roles).has(role) || (isSysadmin(login) && SERVER_ROLES.has(role))));
}

/** 1, 0, or NULL for a database that is not there. */
export function hasAccessTo(state: SessionState, name: string): number | null {
  const database = state.instance.findDatabase(name.replace(/ +$/, ''));
  if (!database) return null;
  const token = state.security ?? { kind: 'login' as const, name: state.loginName };
  return Number(database.header.options.state === 'ONLINE' && (state.security ? authorityOfToken(state.instance, token, database) : authorityIn(state.instance, token, database)) !== undefined);
}

/** The sid of a login, without a name of whoever the session is; NULL for an unknown one. */
export function sidOfLogin(state: SessionState, name?: string): Uint8Array | null {
  const { security, instance } = state;
  const ofUser = name === undefined && security?.kind === 'user' ? instance.databases.get(security.databaseId)?.catalog.principal(security.principalId)?.sid : undefined;
  const sid = ofUser ?? findLogin(instance, name ?? currentLoginName(state))?.sid;
  return sid === undefined ? null : Buffer.from(sid, 'hex');
}

/** The login of a sid; the sid as text for a user's without a login, NULL for an unknown one. */
export function loginOfSid(state: SessionState, sid: Uint8Array): string | null {
  const hex = Buffer.from(sid).toString('hex').toUpperCase();
  for (const login of state.instance.logins.values()) if (login.sid === hex) return login.name;
  return hex.startsWith('010500000000000903000000') ? sidText(hex) : null;
}

/** Logins and server roles by name and id. */
export const serverPrincipals = (state: SessionState): readonly { readonly name: string; readonly id: number }[] => [
  ...[...state.instance.logins.values(), ...state.instance.serverRoles.values()].map(({ name, principalId }) => ({ name, id: principalId })),
  ...[...SERVER_ROLES].map(([name, id]) => ({ name, id })),
];
