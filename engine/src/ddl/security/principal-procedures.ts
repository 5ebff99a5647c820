// Procedures that say in older words what ALTER ROLE, CREATE ROLE, DROP ROLE, ALTER DATABASE and ALTER AUTHORIZATION say, and whose sessions sp_who shows.
// Knows nothing of their arguments' order.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { SessionView } from '../../instance/instance';
import { foldName } from '../../types/text/collation';
import { alterDatabase } from '../databases/database-ddl';
import { changeDatabaseOwner } from '../databases/database-owner';
import type { DdlContext } from '../objects/ddl-context';
import { alterRole, createRole, dropPrincipal } from './principal-ddl';

const NOWHERE = { line: 1, offset: 0 };

/** sp_addrolemember and sp_droprolemember; raises 15410 and what ALTER ROLE raises. */
export function changeMember(ddl: DdlContext, role: string, member: string, action: 'add' | 'drop'): void {
  if (action === 'add' && !ddl.database.catalog.findPrincipal(member)) throw raise(Messages.MemberMissing, { name: member });
  alterRole(ddl, { kind: 'alter-role', name: role, member, action, isServerRole: false, at: NOWHERE });
}

/** sp_addsrvrolemember and sp_dropsrvrolemember; raises what ALTER SERVER ROLE raises. */
export function changeServerMember(ddl: DdlContext, role: string, member: string, action: 'add' | 'drop'): void {
  alterRole(ddl, { kind: 'alter-role', name: role, member, action, isServerRole: true, at: NOWHERE });
}

/** sp_changedbowner, the old ALTER AUTHORIZATION ON DATABASE, of the current database. Raises 15002. */
export function changeOwner(ddl: DdlContext, login: string): void {
  if (ddl.transactionCount > 0) throw raise(Messages.NotInTransaction, { procedure: 'sys.sp_changedbowner' });
  changeDatabaseOwner(ddl, ddl.database.header.name, login);
}

/** sp_addrole; raises what CREATE ROLE raises. */
export function addRole(ddl: DdlContext, name: string, owner: string | undefined): void {
  createRole(ddl, { kind: 'create-role', name, ...(owner === undefined ? {} : { owner }), at: NOWHERE });
}

/** sp_droprole; raises what DROP ROLE raises. */
export function dropRole(ddl: DdlContext, name: string): void {
  dropPrincipal(ddl, { what: 'role', name, ifExists: false });
}

/** sp_renamedb, and sp_rename of a DATABASE; raises 15002, 15010 and what ALTER DATABASE raises. */
export function renameDatabase(ddl: DdlContext, name: string, newName: string): void {
  if (ddl.transactionCount > 0) throw raise(Messages.NotInTransaction, { procedure: 'sys.sp_renamedb' });
  if (!ddl.instance.findDatabase(name)) throw raise(Messages.NoSuchDatabase, { name });
  if (newName === '') throw notSupported('sp_renamedb to an empty name');
  alterDatabase(ddl, { kind: 'alter-database', name, action: { kind: 'rename', to: newName }, at: NOWHERE });
}

/** Which sessions sp_who is asked for: all, those of a login, those that do something, or one by its number. Raises 15007 for what is no login. */
export function askedSessions({ instance: { logins } }: DdlContext, who: string | undefined): (session: SessionView) => boolean {
  if (who === undefined) return () => true;
  if (who === 'active') return ({ status }) => status !== 'sleeping';
  if (/^\d+$/.test(who)) return ({ spid }) => spid === Number(who);
  if (!logins.has(foldName(who))) throw raise(Messages.NotALogin, { login: who });
  return ({ loginName }) => foldName(loginName) === foldName(who);
}
