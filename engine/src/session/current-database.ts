// Which server and database a name's parts may lead to, and the database that a frame is in: what USE enters for good, and a call by another database's name for its time.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Database, Instance } from '../instance/instance';
import type { UseStatement } from '../syntax/ast/statement';
import { sameName } from '../types/text/collation';
import type { Frame } from './frame';
import type { Run } from './outcome';
import { authorityOf } from './security/authority';
import type { SessionState } from './state';

/** Raises 7202 for the name of another server; '' is this one. */
export function requireThisServer(instance: Instance, name: string): void {
  if (name !== '' && !sameName(name, instance.serverName)) throw raise(Messages.ServerNotFound, { server: name });
}

/** The database of that name. Raises 911, 927, 942, and 916 where the session may not enter. */
function databaseToEnter(state: SessionState, name: string): Database {
  const database = state.instance.findDatabase(name);
  if (!database) throw raise(Messages.CannotFindDatabase, { database: name });
  const { options } = database.header;
  if (options.state === 'RESTORING') throw raise(Messages.DatabaseRestoring, { database: name });
  if (options.state === 'OFFLINE') throw raise(Messages.DatabaseOffline, { database: database.header.name });
  authorityOf(state, database);
  return database;
}

/** Runs `body` with the frame in another database, '' for its own. The client is not told. */
export function* insideDatabase<T>(state: SessionState, frame: Frame, name: string, body: Run<T>): Run<T> {
  if (name === '') return yield* body;
  const before = frame.databaseId;
  frame.databaseId = databaseToEnter(state, name).header.databaseId;
  try {
    return yield* body;
  } finally {
    frame.databaseId = before;
  }
}

/**
 * Makes another database the frame's own and tells the client; of its collation last. Of what comes straight from the client, a text with parameters too, it is the session's from then on:
 * TypeORM makes schemas in other databases by it, a request for each statement.
 */
export function useDatabase(state: SessionState, frame: Frame, { database: name, at: { line } }: UseStatement): void {
  const { header } = databaseToEnter(state, name);
  enter(state, frame, header);
  if (!frame.parent) state.databaseId = frame.databaseId;
  state.sink.info({ number: 5701, state: 1, severity: 0, text: `Changed database context to '${header.name}'.`, procedure: frame.procedureName, line });
  state.sink.environment({ kind: 'collation', name: header.options.collation });
}

/** Puts a frame that another has called back into the database that it began in, and tells the client (Microsoft Learn: sp_executesql). */
export function leaveUsedDatabase(state: SessionState, frame: Frame, began: number): void {
  const database = frame.parent && state.instance.databases.get(began);
  if (!database || frame.databaseId === began) return;
  const left = state.instance.databases.get(frame.databaseId);
  enter(state, frame, database.header);
  if (left?.header.options.collation !== database.header.options.collation) state.sink.environment({ kind: 'collation', name: database.header.options.collation });
}

function enter(state: SessionState, frame: Frame, { databaseId, name }: Database['header']): void {
  const previous = state.instance.databases.get(frame.databaseId)?.header.name ?? '';
  frame.databaseId = databaseId;
  state.sink.environment({ kind: 'database', name, previous });
}
