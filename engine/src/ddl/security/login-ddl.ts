// Logins and what is granted on the server, which belong to the server. Knows no database but those that a login owns.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Login, ServerGrant } from '../../instance/login';
import { findLogin, newLoginSid, SERVER_ROLES } from '../../instance/principals';
import type { CreateLogin } from '../../syntax/ast/ddl';
import { foldName, sameName } from '../../types/text/collation';
import { isFollowed, LANGUAGES, languageNamed } from '../../types/datetime/languages';
import type { DdlContext } from '../objects/ddl-context';

const FIRST_USER_LOGIN = 257;
const SA = 1;
/** Sixteen bytes. */
const SID_DIGITS = 32;
const LOGIN_OPTIONS = new Set(['DEFAULT_DATABASE', 'DEFAULT_LANGUAGE', 'CHECK_POLICY', 'CHECK_EXPIRATION', 'MUST_CHANGE', 'UNLOCK', 'ENABLE', 'DISABLE', 'SID']);

/** CREATE and ALTER LOGIN; raises 15006, 15010, 15025, 15033, 15151, 15419 and 15433. */
export function createLogin(ddl: DdlContext, statement: CreateLogin): void {
  const existing = findLogin(ddl.instance, statement.name);
  for (const option of statement.options) if (!LOGIN_OPTIONS.has(option.name)) throw notSupported(option.name === 'FROM' ? `CREATE LOGIN ... FROM ${String(option.value)}` : `the login option ${option.name}`);
  if (statement.options.some((option) => option.name === 'MUST_CHANGE')) throw notSupported('the login option MUST_CHANGE');
  if (statement.mode === 'create' && (existing || SERVER_ROLES.has(statement.name.toLowerCase()) || ddl.instance.serverRoles.has(foldName(statement.name))))
    throw raise(Messages.LoginExists, { name: statement.name });
  if (statement.mode === 'alter' && !existing) throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'login', name: statement.name });
  if (!existing && statement.name.includes('\\')) throw raise(Messages.InvalidCharacters, { name: statement.name });
  if (!existing && statement.password === undefined) throw notSupported('logins without a password');
  const base: Login = existing ?? {
    name: statement.name,
    password: '',
    defaultDatabase: 'master',
    defaultLanguage: 'us_english',
    principalId: nextLoginId(ddl),
    sid: newLoginSid(),
    isDisabled: false,
    roles: [],
    isPolicyChecked: true,
    createdAt: ddl.now,
    modifiedAt: ddl.now,
  };
  setLogin(ddl, withOptions(ddl, base, statement));
}

function withOptions(ddl: DdlContext, base: Login, statement: CreateLogin): Login {
  const option = (name: string): string | undefined => statement.options.find((candidate) => candidate.name === name)?.value.toString();
  const sid = option('SID')?.replace(/^0x/i, '').toUpperCase();
  if (sid !== undefined && statement.mode === 'alter') throw notSupported('ALTER LOGIN ... WITH SID');
  if (sid !== undefined && sid.length !== SID_DIGITS) throw raise(Messages.SidLength, {});
  if (sid !== undefined && [...ddl.instance.logins.values()].some((login) => login.sid === sid)) throw raise(Messages.SidInUse, {});
  const database = option('DEFAULT_DATABASE');
  if (database !== undefined && !ddl.instance.findDatabase(database)) throw raise(Messages.NoSuchDatabase, { name: database });
  const isDisabled = option('DISABLE') !== undefined || (base.isDisabled && option('ENABLE') === undefined);
  const policy = option('CHECK_POLICY');
  return {
    ...base, password: statement.password ?? base.password, defaultDatabase: database ?? base.defaultDatabase, defaultLanguage: languageOf(option('DEFAULT_LANGUAGE')) ?? base.defaultLanguage, isDisabled, sid: sid ?? base.sid,
    isPolicyChecked: policy === undefined ? base.isPolicyChecked : policy.toUpperCase() === 'ON', modifiedAt: ddl.now,
  };
}

/** The official name of a language given by its name, its alias or one of its numbers. Raises 15033; languages that no session can have are refused. */
function languageOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const language = languageNamed(given) ?? LANGUAGES.find(({ id, lcid }) => String(id) === given || String(lcid) === given);
  if (!language) throw raise(Messages.NotALanguage, { name: given });
  if (!isFollowed(language)) throw notSupported(`the default language ${language.alias}`);
  return language.name;
}

const setLogin = (ddl: DdlContext, login: Login): void => replaceLogin(ddl, foldName(login.name), login);

/** Replaces a login by its folded name, or takes it away; taken back with the transaction. */
export const replaceLogin = (ddl: DdlContext, key: string, login: Login | undefined): void => replaceIn(ddl, ddl.instance.logins, key, login);

/** Replaces one of the server's principals by its folded name, or takes it away; taken back with the transaction. */
export function replaceIn<T>(ddl: DdlContext, principals: Map<string, T>, key: string, principal: T | undefined): void {
  const before = principals.get(key);
  const put = (value: T | undefined): void => {
    if (value) principals.set(key, value);
    else principals.delete(key);
    ddl.instance.loginVersion++;
  };
  put(principal);
  ddl.transaction.logServerChange(() => put(before));
}

/** The next free id of a server principal of users. */
export const nextLoginId = (ddl: DdlContext): number =>
  Math.max(FIRST_USER_LOGIN - 1, ...[...ddl.instance.logins.values(), ...ddl.instance.serverRoles.values()].map((login) => login.principalId)) + 1;

/** Replaces the permissions on the server; what others changed meanwhile stays when it is taken back. */
export function setServerGrants(ddl: DdlContext, after: readonly ServerGrant[]): void {
  const { instance } = ddl;
  const before = instance.serverGrants;
  const [added, removed] = [after.filter((grant) => !before.includes(grant)), before.filter((grant) => !after.includes(grant))];
  instance.serverGrants = after;
  instance.loginVersion++;
  ddl.transaction.logServerChange(() => {
    instance.serverGrants = [...instance.serverGrants.filter((grant) => !added.includes(grant)), ...removed];
    instance.loginVersion++;
  });
}

/** DROP LOGIN; raises 15141, 15150, 15151, 15174 and 15434. Its users stay behind in their databases. */
export function dropLogin(ddl: DdlContext, name: string): void {
  const login = findLogin(ddl.instance, name);
  if (!login) throw raise(Messages.CannotFindForAction, { action: 'drop', kind: 'login', name });
  if (login.principalId === SA) throw raise(Messages.CannotActOn, { action: 'drop', kind: 'login', name });
  if ([...ddl.instance.serverRoles.values()].some((role) => role.ownerId === login.principalId)) throw raise(Messages.LoginOwnsRole, {});
  for (const { header } of ddl.instance.databases.values()) if (sameName(header.ownerLogin, login.name)) throw raise(Messages.LoginOwnsDatabase, { name });
  for (const session of ddl.instance.sessions.values()) if (sameName(session.loginName, login.name)) throw raise(Messages.LoginInUse, { name });
  replaceLogin(ddl, foldName(name), undefined);
  setServerGrants(ddl, ddl.instance.serverGrants.filter((grant) => grant.principalId !== login.principalId && grant.onLoginId !== login.principalId));
}
