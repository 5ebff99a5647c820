// EXECUTE AS and REVERT, and modules that run as somebody else.
import { DBO, GUEST, isAllowed, ownerOf } from '../../catalog/is-allowed';
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import { findLogin, isAllowedOnServer, type Token } from '../../instance/principals';
import type { ImpersonationStatement } from '../../syntax/ast/statement';
import { foldName, sameName } from '../../types/text/collation';
import type { Frame } from '../frame';
import type { SessionState } from '../state';
import { authorityOf } from './authority';

const SYSTEM_PRINCIPALS = new Set([3, 4]);

/** EXECUTE AS USER, LOGIN or CALLER, and REVERT. Raises 15517, 15406, 15199, 916. */
export function runImpersonation(state: SessionState, frame: Frame, statement: ImpersonationStatement): void {
  const name = nameOf(frame, statement);
  switch (statement.action) {
    case 'user': return become(state, frame, userToken(state, databaseOf(state, frame), name));
    case 'login': return becomeLogin(state, frame, name);
    case 'caller': {
      const { caller } = frame;
      return caller ? become(state, frame, caller.security) : undefined;
    }
    case 'revert': return revert(state, frame);
  }
}

/** The name as written, or the text that a variable holds. */
function nameOf(frame: Frame, { name = '' }: ImpersonationStatement): string {
  if (typeof name === 'string') return name;
  const variable = frame.variables.get(foldName(name.variable));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name: name.variable });
  return typeof variable.value === 'string' ? variable.value : '';
}

function databaseOf(state: SessionState, frame: Frame): Database {
  const database = state.instance.databases.get(frame.databaseId);
  if (!database) throw new EngineBug(`database ${frame.databaseId} is gone`);
  return database;
}

function become(state: SessionState, frame: Frame, token: Token | undefined): void {
  state.impersonations.push({ before: state.security, nestLevel: frame.nestLevel, databaseId: frame.databaseId });
  state.security = token;
}

function userToken(state: SessionState, database: Database, name: string): Token {
  const refusal = raise(Messages.CannotExecuteAsUser, { name });
  const user = database.catalog.findPrincipal(name);
  if (user?.type !== 'S' || SYSTEM_PRINCIPALS.has(user.principalId)) throw refusal;
  const authority = authorityOf(state, database);
  const { principalId } = user;
  const isOwn = authority?.principalId === principalId && principalId !== GUEST;
  if (authority && !isOwn && !(principalId !== DBO && isAllowed(database.catalog, authority, 'IMPERSONATE', { kind: 'PRINCIPAL', principalId })) && !authority.ids.has(DBO)) throw refusal;
  return { kind: 'user', databaseId: database.header.databaseId, principalId };
}

/** The database under way must be open to the login too. */
function becomeLogin(state: SessionState, frame: Frame, name: string): void {
  const login = findLogin(state.instance, name);
  const { security } = state;
  const isOwn = security?.kind === 'login' && sameName(security.name, name);
  const may =
    !security ||
    isOwn ||
    (login !== undefined &&
      (isAllowedOnServer(state.instance, security, 'IMPERSONATE ANY LOGIN') || isAllowedOnServer(state.instance, security, 'IMPERSONATE', login.principalId)));
  if (!login || !may) throw raise(Messages.CannotExecuteAsLogin, { name });
  become(state, frame, { kind: 'login', name: login.name });
  try {
    authorityOf(state, databaseOf(state, frame));
  } catch (error) {
    state.security = state.impersonations.pop()?.before;
    throw error;
  }
}

/** Undoes this scope's last EXECUTE AS; without one nothing happens. */
function revert(state: SessionState, frame: Frame): void {
  const last = state.impersonations.at(-1);
  if (last?.nestLevel !== frame.nestLevel) return;
  if (last.databaseId !== frame.databaseId) throw raise(Messages.CannotRevert, { statement: 'Execute As' });
  state.impersonations.pop();
  state.security = last.before;
}

/** A module WITH EXECUTE AS works as its owner or as that user until it ends. Raises 15517. */
export function enterModule(state: SessionState, frame: Frame): void {
  const { module } = frame;
  if (module?.executeAs === undefined) return;
  const { catalog } = databaseOf(state, frame);
  // A trigger on the database cannot run as its owner: it has none.
  const principalId = module.executeAs !== 'owner' ? module.executeAs : module.kind === 'database-trigger' ? DBO : ownerOf(catalog, module);
  if (catalog.principal(principalId)?.type !== 'S') throw raise(Messages.CannotExecuteAsUser, { name: catalog.principal(principalId)?.name ?? String(principalId) });
  frame.caller = { security: state.security };
  state.security = { kind: 'user', databaseId: frame.databaseId, principalId };
}
