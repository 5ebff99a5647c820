// Who sees masked columns as they are: UNMASK on the column, its table, schema or database.
import { isAllowed, securableOf } from '../../catalog/is-allowed';
import { notSupported } from '../../errors/not-supported';
import type { MaskedColumn } from '../../plan/expression';
import type { Frame } from '../frame';
import type { SessionState } from '../state';
import { authorityOf } from './authority';

/** May the session see every one of the columns? What a function makes of one that it may not, and what is inserted and deleted of it, is refused. */
export function mayUnmask(state: SessionState, frame: Frame, columns: readonly MaskedColumn[]): boolean {
  if (!state.security || columns.every((column) => maySee(state, frame, column))) return true;
  if (frame.kind === 'function') throw notSupported('masked columns in functions, for who may not see them');
  if (columns.some(({ databaseId }) => databaseId < 0)) throw notSupported('masked columns of inserted and deleted, for who may not see them');
  return false;
}

function maySee(state: SessionState, frame: Frame, { databaseId, objectId, columnId }: MaskedColumn): boolean {
  const database = state.instance.databases.get(databaseId < 0 ? frame.databaseId : databaseId);
  const object = database?.catalog.byId(objectId);
  if (!database || !object) return true;
  const authority = authorityOf(state, database);
  return !authority || isAllowed(database.catalog, authority, 'UNMASK', securableOf(object, columnId));
}
