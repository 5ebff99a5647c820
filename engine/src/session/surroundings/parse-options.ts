// How a session's texts are read: after its SET QUOTED_IDENTIFIER, in the T-SQL of the server's version and of the database in use.
import type { ParseOptions } from '../../syntax/parse';
import type { Frame } from '../frame';
import type { SessionState } from '../state';

/** How a text of the frame is read. */
export function parseOptionsOf({ instance }: SessionState, { databaseId, settings: { quotedIdentifier } }: Frame): ParseOptions {
  const database = instance.databases.get(databaseId);
  return database === undefined ? { quotedIdentifier } : { quotedIdentifier, dialect: instance.dialectOf(database) };
}
