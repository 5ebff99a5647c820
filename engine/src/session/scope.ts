// Entering and leaving scopes: frames of procedures, dynamic SQL, triggers and functions, and what is put back when they end.
import { Messages } from '../errors/catalogue';
import { isSqlError, raise } from '../errors/sql-error';
import { leaveUsedDatabase } from './current-database';
import { forgetRowsOf } from './cursor-rows';
import { dropTemporaries } from './surroundings/ddl-surroundings';
import type { Frame } from './frame';
import { enterModule } from './security/impersonation';
import type { Run } from './outcome';
import type { SessionState } from './state';
import { TRANSACTION_LEVEL } from './transactions';

const MAX_NEST_LEVEL = 32;

/** A frame for a module or dynamic text called from `parent` (undefined: straight from the client). Raises 217. */
export function newFrame(state: SessionState, parent: Frame | undefined, part: Pick<Frame, 'kind' | 'procedureName' | 'text'> & Partial<Frame>): Frame {
  const nestLevel = part.nestLevel ?? (parent?.nestLevel ?? 0) + (part.kind === 'batch' ? 0 : 1);
  if (nestLevel > MAX_NEST_LEVEL) throw raise(Messages.NestingLevelExceeded, { limit: MAX_NEST_LEVEL });
  const settings = parent?.settings ?? state.settings;
  return {
    nestLevel, settings: part.kind === 'batch' ? settings : { ...settings }, databaseId: parent?.databaseId ?? state.databaseId, variables: new Map(), tempTables: new Map(), cursors: new Map(),
    scopeIdentity: part.kind === 'batch' ? state.batchIdentity : null, parent, ...part,
  };
}

/** Runs `body` inside `frame`; afterwards SET options, IDENTITY_INSERT, temp tables and the database are as the caller had them. */
export function* inScope<T>(state: SessionState, frame: Frame, body: Run<T>): Run<T> {
  const before = { frame: state.frame, databaseId: frame.databaseId, identityInsert: state.identityInsert, security: state.security, impersonations: state.impersonations.length };
  state.frame = frame;
  try {
    enterModule(state, frame);
    return yield* body;
  } catch (error) {
    // What escapes the TRY of its own level is caught by one further out.
    if (isSqlError(error)) error.escapesTry = false;
    throw error;
  } finally {
    state.frame = before.frame;
    for (const cursor of frame.cursors.values()) forgetRowsOf(state, cursor);
    if (frame.kind !== 'batch') {
      state.identityInsert = before.identityInsert;
      state.security = before.security;
      state.impersonations.length = before.impersonations;
      state.transaction.isolationLevel = TRANSACTION_LEVEL[(frame.parent?.settings ?? state.settings).isolation];
      leaveUsedDatabase(state, frame, before.databaseId);
      if (frame.tempTables.size > 0) dropTemporaries(state, frame.tempTables);
    }
  }
}
