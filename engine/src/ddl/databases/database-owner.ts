// The owner of a database, whom ALTER AUTHORIZATION and sp_changedbowner name.
import { DBO } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { MODEL, type Database } from '../../instance/instance';
import { findLogin } from '../../instance/principals';
import type { DdlContext } from '../objects/ddl-context';

/** The owner of a database is dbo in it. Raises 15151, 15109 for a database of the server's own, and 15110 for a login that is a user of it already. */
export function changeDatabaseOwner(ddl: DdlContext, name: string, owner: string): void {
  const database = ddl.instance.findDatabase(name);
  if (!database) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'database', name });
  const login = findLogin(ddl.instance, owner);
  if (!login) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'principal', name: owner });
  if (database.header.databaseId <= MODEL) throw raise(Messages.OwnerOfSystemDatabase, {});
  const { catalog } = database;
  if ([...catalog.principals()].some((principal) => principal.principalId !== DBO && principal.sid === login.sid)) throw raise(Messages.OwnerIsUser, {});
  putOwner(ddl, database, login.name);
  const dbo = catalog.principal(DBO);
  if (dbo) ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'principal', before: dbo, after: { ...dbo, sid: login.sid, loginName: login.name } });
}

/** The owner in the database's header goes back with the transaction, as dbo in its catalog does. */
function putOwner(ddl: DdlContext, database: Database, owner: string): void {
  const before = database.header.ownerLogin;
  const put = (ownerLogin: string): void => {
    database.header = { ...database.header, ownerLogin };
    ddl.instance.databaseVersion++;
  };
  put(owner);
  ddl.transaction.logServerChange(() => put(before));
}
