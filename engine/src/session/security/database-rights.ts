// Who may make, change, drop, back up and restore databases, end sessions and run DBCC. The rights come from the server or from owning the database.
import { securableOf } from '../../catalog/is-allowed';
import type { DdlContext } from '../../ddl/objects/ddl-context';
import { findObject } from '../../ddl/objects/object-names';
import { Messages } from '../../errors/catalogue';
import { raise, throwAll } from '../../errors/sql-error';
import { MASTER, type Database } from '../../instance/instance';
import type { AlterDatabase, CreateDatabase, DropDatabase } from '../../syntax/ast/ddl';
import { parseObjectName } from '../../syntax/parse';
import type { SessionState } from '../state';
import { mayIn, mayOnServer } from './authority';

/** CREATE, ALTER and DROP DATABASE; raises 262, 5011 with 5069, 3701. */
export function requireForDatabase(state: SessionState, ddl: DdlContext, statement: CreateDatabase | AlterDatabase | DropDatabase): void {
  if (!state.security) return;
  if (statement.kind === 'create-database') return requireCreateDatabase(state, ddl);
  if (statement.kind === 'drop-database') {
    for (const name of statement.names) {
      const database = ddl.instance.findDatabase(name);
      if (database && !mayDrop(state, database)) throw raise(Messages.CannotDrop, { kind: 'database', name }, 2);
    }
    return;
  }
  const database = statement.name === 'current' ? ddl.database : ddl.instance.findDatabase(statement.name);
  if (!database || mayIn(state, database, 'ALTER') || mayOnServer(state, 'ALTER ANY DATABASE')) return;
  throwAll([raise(Messages.CannotAlterDatabase, { database: database.header.name }, 9), raise(Messages.AlterDatabaseFailed, {})]);
}

const mayDrop = (state: SessionState, database: Database): boolean => mayIn(state, database, 'CONTROL') || mayOnServer(state, 'ALTER ANY DATABASE');

/** Raises 262. */
export function requireCreateDatabase(state: SessionState, ddl: DdlContext): void {
  if (!state.security) return;
  const master = ddl.instance.databases.get(MASTER);
  if (mayOnServer(state, 'CREATE ANY DATABASE') || (master && mayIn(state, master, 'CREATE DATABASE'))) return;
  throw raise(Messages.StatementPermissionDenied, { permission: 'CREATE DATABASE', database: 'master' });
}

/** BACKUP DATABASE: raises 262 with 3013, or 916. */
export function requireBackup(state: SessionState, ddl: DdlContext, name: string): void {
  const database = state.security && ddl.instance.findDatabase(name);
  if (!database || mayIn(state, database, 'BACKUP DATABASE')) return;
  throwAll([raise(Messages.StatementPermissionDenied, { permission: 'BACKUP DATABASE', database: database.header.name }), raise(Messages.AbnormalTermination, { statement: 'BACKUP DATABASE' })]);
}

/** RESTORE DATABASE: over an existing database as its owner or dbcreator, else with the right to make one. Raises 3110 and 262, each with 3013. */
export function requireRestore(state: SessionState, ddl: DdlContext, name: string): void {
  if (!state.security) return;
  const database = ddl.instance.findDatabase(name);
  const end = raise(Messages.AbnormalTermination, { statement: 'RESTORE DATABASE' });
  if (database) {
    if (!mayDrop(state, database)) throwAll([raise(Messages.NoRestorePermission, { database: name }), end]);
  } else if (!mayOnServer(state, 'CREATE ANY DATABASE')) throwAll([raise(Messages.StatementPermissionDenied, { permission: 'CREATE DATABASE', database: 'master' }), end]);
}

/** KILL; raises 6102. */
export function requireKill(state: SessionState): void {
  if (!mayOnServer(state, 'ALTER ANY CONNECTION')) throw raise(Messages.NoKillPermission, {});
}

const userName = ({ database, userId }: DdlContext): string => database.catalog.principal(userId)?.name ?? '';

/** DBCC commands that anybody may run. */
const OPEN_COMMANDS = new Set(['USEROPTIONS', 'HELP']);

/** DBCC; raises 2571, and 2557 for CHECKIDENT of a table that the session may not alter. `table` is the first argument. */
export function requireDbcc(state: SessionState, ddl: DdlContext, command: string, table: string): void {
  if (!state.security || OPEN_COMMANDS.has(command) || mayIn(state, ddl.database, 'CONTROL')) return;
  if (command === 'CHECKIDENT') {
    const found = findObject(ddl, { parts: parseObjectName(table), at: { line: 1, offset: 0 } });
    if (!found || found.object.name.startsWith('#') || mayIn(state, found.database, 'ALTER', securableOf(found.object))) return;
    throw raise(Messages.NoDbccObjectPermission, { user: userName(ddl), command, object: found.object.name });
  }
  throw raise(Messages.NoDbccPermission, { user: userName(ddl), command });
}
