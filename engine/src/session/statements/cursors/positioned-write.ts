// UPDATE and DELETE ... WHERE CURRENT OF: the statement with the keys of the cursor's row for its condition.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise, type SqlError } from '../../../errors/sql-error';
import type { DeleteStatement, UpdateStatement } from '../../../syntax/ast/statement';
import type { NameRules } from '../../../types/text/collation';
import { findCursor } from './cursors';
import { keyCondition, withKeys } from './cursor-keys';
import type { KeyedQuery } from '../../cursor';
import { rereadRow, standsOn } from './cursor-walk';
import type { Cursor, Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import type { SessionState } from '../../state';
import type { Row } from '../../../types/value';

type PositionedStatement = UpdateStatement | DeleteStatement;

/** Rewritten statements by the original and the tables' catalog ids, so that their plans are kept. */
const rewritten = new WeakMap<PositionedStatement, { readonly keys: string; readonly statement: PositionedStatement }>();

function requireListed(statement: PositionedStatement, { updateColumns }: Cursor, { isSame }: NameRules): void {
  if (statement.kind !== 'update' || !updateColumns || updateColumns.length === 0) return;
  const isListed = statement.assignments.every(({ column }) => !column || updateColumns.some((c) => isSame(c, column.parts.at(-1) ?? '')));
  if (!isListed) throw raise(Messages.CursorColumnNotListed, {});
}

/** The ordinary statement behind a positioned one, and the frame to run it in. Raises 16917, 16929, 16931, 16932, 16933, 16934. */
export function positioned(state: SessionState, frame: Frame, statement: PositionedStatement): { readonly statement: PositionedStatement; readonly frame: Frame; readonly cursor: Cursor } {
  const cursor = findCursor(state, frame, statement.currentOf ?? '');
  const { opened, wants } = cursor;
  if (!opened) throw raise(Messages.CursorNotOpen, {});
  if (wants.isReadOnly) throw raise(Messages.CursorReadOnly, {});
  if (opened.isOpaque) throw notSupported('a positioned write through a cursor over anything but tables and their joins');
  const { keyed } = opened;
  if (!keyed) throw raise(Messages.CursorReadOnly, {});
  const row = standsOn(opened.walk);
  if (!row || !opened.fetched) throw raise(Messages.CursorNoRow, {});
  const now = rereadRow(state, cursor, keyed, row);
  if (!now) throw raise(Messages.CursorNothingWritten, {});
  requireListed(statement, cursor, bindIn(state, frame).names);
  if (!wants.locksRows && shown(now, keyed) !== shown(opened.fetched, keyed)) throw withCause(raise(Messages.CursorNothingWritten, {}), raise(Messages.CursorRowChanged, {}));
  const table = statement.target.kind === 'table' ? bindIn(state, frame).resolveTable(statement.target.name.parts) : undefined;
  const where = table?.kind === 'table' ? keyCondition(keyed, table.definition.objectId, statement.at) : undefined;
  if (!where) throw raise(Messages.CursorOtherTable, {});
  const keys = JSON.stringify(where);
  let known = rewritten.get(statement);
  if (known?.keys !== keys) {
    known = { keys, statement: { ...statement, currentOf: undefined, where } };
    rewritten.set(statement, known);
  }
  return { statement: known.statement, frame: withKeys(frame, keyed, row), cursor };
}

const bigText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
const shown = (row: Row, { width }: KeyedQuery): string => JSON.stringify(row.slice(0, width), bigText);

function withCause(cause: SqlError, error: SqlError): SqlError {
  error.preceding = [cause];
  return error;
}

/** After a positioned write the row as it is now is what the cursor has seen. */
export function noteOwnWrite(state: SessionState, cursor: Cursor): void {
  const { opened } = cursor;
  const row = opened && standsOn(opened.walk);
  if (row && opened.keyed) opened.fetched = rereadRow(state, cursor, opened.keyed, row);
}
