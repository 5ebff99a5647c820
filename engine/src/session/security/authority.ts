// Who the session is in a database, and what follows for names: concluded from logins and catalog, kept until either changes.
import type { Catalog } from '../../catalog/database';
import { DBO, isAllowed, type Authority, type Securable } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Database, Instance } from '../../instance/instance';
import { authorityIn, findLogin, isAllowedOnServer, isSysadmin, nameOfToken, type Token } from '../../instance/principals';
import type { SessionState } from '../state';

/** A login as what a session works under: undefined for a sysadmin, of whom nothing is asked. */
export const tokenOf = (instance: Instance, loginName: string): Token | undefined => (isSysadmin(findLogin(instance, loginName)) ? undefined : { kind: 'login', name: loginName });

interface Known { readonly version: number; readonly loginVersion: number; readonly databaseVersion: number; readonly authorities: Map<string, Authority | undefined> }
const known = new WeakMap<Catalog, Known>();
const keyOf = (token: Token): string => (token.kind === 'login' ? `l${token.name}` : `u${token.databaseId}.${token.principalId}`);

/** What the holder of the token may in the database; undefined where it may not enter. */
export function authorityOfToken(instance: Instance, token: Token, database: Database): Authority | undefined {
  const { loginVersion, databaseVersion } = instance;
  const { catalog } = database;
  let entry = known.get(catalog);
  if (entry?.version !== catalog.version || entry.loginVersion !== loginVersion || entry.databaseVersion !== databaseVersion) {
    entry = { version: catalog.version, loginVersion, databaseVersion, authorities: new Map() };
    known.set(catalog, entry);
  }
  const key = keyOf(token);
  if (!entry.authorities.has(key)) entry.authorities.set(key, authorityIn(instance, token, database));
  return entry.authorities.get(key);
}

/** What the session may in a database; undefined for everything. Raises 916 where it may not enter. */
export function authorityOf(state: SessionState, database: Database): Authority | undefined {
  if (!state.security) return undefined;
  const authority = authorityOfToken(state.instance, state.security, database);
  if (!authority) throw raise(Messages.DatabaseNotAccessible, { login: nameOfToken(state.instance, state.security), database: database.header.name });
  return authority;
}

/** May the session do this in the database? */
export function mayIn(state: SessionState, database: Database, permission: string, securable: Securable = { kind: 'DATABASE' }): boolean {
  if (!state.security) return true;
  const authority = authorityOfToken(state.instance, state.security, database);
  return authority !== undefined && isAllowed(database.catalog, authority, permission, securable);
}

/** May the session do this with the server? */
export const mayOnServer = (state: SessionState, permission: string): boolean => !state.security || isAllowedOnServer(state.instance, state.security, permission);

/** The principal that the session is in a database: dbo for a sysadmin. */
export function userIdIn(state: SessionState, databaseId: number): number {
  const database = state.instance.databases.get(databaseId);
  return state.security && database ? (authorityOfToken(state.instance, state.security, database)?.principalId ?? DBO) : DBO;
}

/** The schema that bare names mean first: the user's own, where it exists. */
export function defaultSchemaId(state: SessionState, databaseId: number): number {
  if (!state.security) return DBO;
  const catalog = state.instance.databases.get(databaseId)?.catalog;
  const name = catalog?.principal(userIdIn(state, databaseId))?.defaultSchema;
  return (name === undefined ? undefined : catalog?.findSchema(name)?.schemaId) ?? DBO;
}

/** What the server calls the session now: its login, an impersonated one, or the sid of a user without a login. */
export const currentLoginName = (state: SessionState): string => (state.security ? nameOfToken(state.instance, state.security) : state.loginName);
