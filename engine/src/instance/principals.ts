// Server principals: logins, fixed server roles, permissions of the server, and which user of a database a login is. Knows no session and no statement.
import { randomBytes } from 'node:crypto';
import { authorityOf, DBO, GUEST, isAllowed, type Authority } from '../catalog/is-allowed';
import { foldName, sameName } from '../types/text/collation';
import { datetimeFromUnixMs } from './clock';
import type { Database, Instance } from './instance';
import type { Login } from './login';

/** Under whom a session works: a login, or a user that was impersonated in one database and counts only there. */
export type Token = { readonly kind: 'login'; readonly name: string } | { readonly kind: 'user'; readonly databaseId: number; readonly principalId: number };

/** The fixed server roles with their principal ids. */
export const SERVER_ROLES: ReadonlyMap<string, number> = new Map([
  ['public', 2], ['sysadmin', 3], ['securityadmin', 4], ['serveradmin', 5], ['setupadmin', 6], ['processadmin', 7], ['diskadmin', 8], ['dbcreator', 9], ['bulkadmin', 10],
]);

const ROLE_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  public: ['VIEW ANY DATABASE'],
  securityadmin: ['ALTER ANY LOGIN'],
  serveradmin: ['ALTER ANY ENDPOINT', 'ALTER RESOURCES', 'ALTER SERVER STATE', 'ALTER SETTINGS', 'SHUTDOWN', 'VIEW SERVER STATE'],
  setupadmin: ['ALTER ANY LINKED SERVER'],
  processadmin: ['ALTER ANY CONNECTION', 'ALTER SERVER STATE'],
  diskadmin: ['ALTER RESOURCES'],
  dbcreator: ['CREATE ANY DATABASE', 'ALTER ANY DATABASE'],
  bulkadmin: ['ADMINISTER BULK OPERATIONS'],
};

/** Permissions of the server that can be granted, with the codes of sys.server_permissions. */
export const SERVER_PERMISSIONS: Readonly<Record<string, string>> = {
  'ADMINISTER BULK OPERATIONS': 'ADBO',
  'ALTER ANY CONNECTION': 'ALCO',
  'ALTER ANY DATABASE': 'ALDB',
  'ALTER ANY LOGIN': 'ALLG',
  'ALTER ANY SERVER ROLE': 'ALSR',
  'CREATE SERVER ROLE': 'CRSR',
  'ALTER SERVER STATE': 'ALSS',
  'ALTER SETTINGS': 'ALST',
  'ALTER TRACE': 'ALTR',
  'CONNECT ANY DATABASE': 'CADB',
  'CONNECT SQL': 'COSQ',
  'CREATE ANY DATABASE': 'CRDB',
  IMPERSONATE: 'IM',
  'IMPERSONATE ANY LOGIN': 'IAL',
  'SELECT ALL USER SECURABLES': 'SUS',
  'VIEW ANY DATABASE': 'VWDB',
  'VIEW ANY DEFINITION': 'VWAD',
  'VIEW SERVER PERFORMANCE STATE': 'VSPS',
  'VIEW SERVER SECURITY STATE': 'VSSS',
  'VIEW SERVER STATE': 'VWSS',
};

const COVERED_BY: Readonly<Record<string, readonly string[]>> = {
  'CREATE SERVER ROLE': ['ALTER ANY SERVER ROLE'],
  'CREATE ANY DATABASE': ['ALTER ANY DATABASE'],
  'VIEW ANY DATABASE': ['ALTER ANY DATABASE', 'CREATE ANY DATABASE', 'VIEW ANY DEFINITION'],
  'VIEW SERVER STATE': ['ALTER SERVER STATE'],
  'VIEW SERVER PERFORMANCE STATE': ['VIEW SERVER STATE', 'ALTER SERVER STATE'],
  'VIEW SERVER SECURITY STATE': ['VIEW SERVER STATE', 'ALTER SERVER STATE'],
};

/** What a permission of the server gives in each database. */
const IN_DATABASES: Readonly<Record<string, readonly string[]>> = {
  'ALTER ANY DATABASE': ['ALTER'],
  'VIEW ANY DEFINITION': ['VIEW DEFINITION'],
  'VIEW SERVER STATE': ['VIEW DATABASE STATE'],
  'ALTER SERVER STATE': ['VIEW DATABASE STATE'],
  'SELECT ALL USER SECURABLES': ['SELECT'],
  'VIEW SERVER PERFORMANCE STATE': ['VIEW DATABASE PERFORMANCE STATE'],
  'CONNECT ANY DATABASE': ['CONNECT'],
};

const LAST_SYSTEM_DATABASE = 4;
const MODEL = 3;
const TEMPDB = 2;

/** Gives a login another password. */
export function changePassword(instance: Instance, login: Login, password: string): void {
  instance.logins.set(foldName(login.name), { ...login, password, modifiedAt: datetimeFromUnixMs(Date.now()) });
  instance.loginVersion++;
}

/** A new login's sid: sixteen bytes. */
export const newLoginSid = (): string => randomBytes(16).toString('hex').toUpperCase();

/** The sid of a user without a login: the authority's part, then sixteen bytes. */
export const newUserSid = (): string => `010500000000000903000000${randomBytes(16).toString('hex').toUpperCase()}`;

/** A sid as text: `S-1-9-3-...`, which is what a user without a login is called outside its database. */
export function sidText(sid: string): string {
  const bytes = Buffer.from(sid, 'hex');
  const parts: number[] = [];
  for (let at = 8; at + 4 <= bytes.length; at += 4) parts.push(bytes.readUInt32LE(at));
  return `S-1-${bytes[7] ?? 0}-${parts.join('-')}`;
}

/** The login of that name. */
export const findLogin = (instance: Instance, name: string): Login | undefined => instance.logins.get(foldName(name));

/** Is the login in sysadmin? Then nothing is asked of it. */
export const isSysadmin = (login: Login | undefined): boolean => login?.roles.includes('sysadmin') ?? false;

/** These server roles and all that they are in. */
export function rolesAround(instance: Instance, roles: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...roles];
  for (let role = pending.pop(); role !== undefined; role = pending.pop()) {
    if (found.has(role)) continue;
    found.add(role);
    pending.push(...(instance.serverRoles.get(role)?.roles ?? []));
  }
  return found;
}

/** May the holder of the token do this with the server? An impersonated user may what public may. */
export function isAllowedOnServer(instance: Instance, token: Token, permission: string, onLoginId?: number): boolean {
  const login = token.kind === 'login' ? findLogin(instance, token.name) : undefined;
  if (isSysadmin(login)) return true;
  const roles = ['public', ...rolesAround(instance, login?.roles ?? [])];
  const ids = new Set([login?.principalId ?? 0, ...roles.map((role) => SERVER_ROLES.get(role) ?? instance.serverRoles.get(role)?.principalId ?? 0)]);
  const names = [permission, ...(COVERED_BY[permission] ?? [])];
  const recorded = instance.serverGrants.filter((grant) => ids.has(grant.principalId) && (grant.onLoginId ?? 0) === (onLoginId ?? 0) && names.includes(grant.permission));
  if (recorded.some((grant) => grant.state === 'DENY')) return false;
  const isFromRole = onLoginId === undefined && roles.some((role) => ROLE_PERMISSIONS[role]?.some((name) => names.includes(name)));
  return recorded.length > 0 || isFromRole;
}

function fromServer(instance: Instance, token: Token): ReadonlySet<string> {
  const given = new Set<string>();
  for (const [permission, names] of Object.entries(IN_DATABASES)) if (isAllowedOnServer(instance, token, permission)) for (const name of names) given.add(name);
  return given;
}

/** The user that a login is in a database: its owner, the user of its sid, or guest. */
function userOfLogin(login: Login, database: Database): number {
  const { catalog, header } = database;
  if (isSysadmin(login) || sameName(header.ownerLogin, login.name)) return DBO;
  for (const principal of catalog.principals()) if (principal.type === 'S' && principal.sid === login.sid && principal.principalId !== DBO) return principal.principalId;
  return GUEST;
}

/** What the holder of the token may in a database, or undefined where it may not even enter. */
export function authorityIn(instance: Instance, token: Token, database: Database): Authority | undefined {
  if (token.kind === 'user') {
    if (token.databaseId === database.header.databaseId) return authorityOf(database.catalog, token.principalId);
    return authorityElsewhere(instance, token, database);
  }
  const login = findLogin(instance, token.name);
  return login && entering(database, authorityOf(database.catalog, userOfLogin(login, database), fromServer(instance, token)));
}

/** A user who was impersonated counts in the own database only: another is reached as the user's login, and out of a trustworthy database. tempdb is open to all. */
function authorityElsewhere(instance: Instance, token: Extract<Token, { kind: 'user' }>, database: Database): Authority | undefined {
  if (database.header.databaseId === TEMPDB) return entering(database, authorityOf(database.catalog, GUEST));
  const home = instance.databases.get(token.databaseId);
  if (home?.header.options.isTrustworthy !== true) return undefined;
  const sid = home.catalog.principal(token.principalId)?.sid;
  const login = [...instance.logins.values()].find((one) => one.sid === sid);
  return login && authorityIn(instance, { kind: 'login', name: login.name }, database);
}

function entering(database: Database, authority: Authority): Authority | undefined {
  const isOpenToAll = database.header.databaseId <= LAST_SYSTEM_DATABASE && database.header.databaseId !== MODEL;
  return isOpenToAll || isAllowed(database.catalog, authority, 'CONNECT', { kind: 'DATABASE' }) ? authority : undefined;
}

/** What the server calls the holder of a token: its login, or the sid of a user without one. */
export function nameOfToken(instance: Instance, token: Token): string {
  if (token.kind === 'login') return findLogin(instance, token.name)?.name ?? token.name;
  const sid = instance.databases.get(token.databaseId)?.catalog.principal(token.principalId)?.sid;
  if (token.principalId === DBO) return instance.databases.get(token.databaseId)?.header.ownerLogin ?? 'sa';
  return [...instance.logins.values()].find((login) => login.sid === sid)?.name ?? sidText(sid ?? '');
}
