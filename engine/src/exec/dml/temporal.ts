// Period columns and the history of system-versioned tables. Versions are cut at the transaction's instant.
import type { Column, TableDefinition } from '../../catalog/definitions';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import type { ExecutionContext } from '../context';

const END_OF_TIME_TICKS = 3_155_378_975_999_999_999n;
const FULL_SCALE = 7;

const cutTo = (ticks: bigint, { type }: Column): bigint => ticks - (ticks % 10n ** BigInt(FULL_SCALE - (type.scale ?? FULL_SCALE)));

const periodOf = ({ functions }: ExecutionContext): bigint => functions.periodUtcTicks ?? functions.nowUtcTicks;

/** Sets the period columns of a row that becomes the current version. */
export function startPeriod(values: Value[], { columns }: TableDefinition, context: ExecutionContext): void {
  columns.forEach((column, ordinal) => {
    if (column.generated === 'row-start') values[ordinal] = cutTo(periodOf(context), column);
    if (column.generated === 'row-end') values[ordinal] = cutTo(END_OF_TIME_TICKS, column);
  });
}

/** Writes a version that has ended into the history table, if the table keeps one. */
export function keepVersion({ databaseId, definition }: TableHandle, before: Row, context: ExecutionContext): void {
  const { temporal } = definition;
  if (!temporal) return;
  const history = context.openTable({ kind: 'base', databaseId, objectId: temporal.historyObjectId, name: `history of ${definition.name}` });
  const version = definition.columns.map((column, ordinal) => (column.columnId === temporal.endColumnId ? cutTo(periodOf(context), column) : (before[ordinal] as Value)));
  context.rows.insert(history, version);
}
