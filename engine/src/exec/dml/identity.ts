// The identity column of a new row: handed out, or taken as given under IDENTITY_INSERT.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { identityOverflow } from '../../transaction/counters';
import type { TableHandle } from '../../transaction/row-access';
import { formatType } from '../../types/format-type';
import type { SqlType, SqlTypeName } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { ExecutionContext } from '../context';

const BITS: Partial<Record<SqlTypeName, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

/** Fills in or notes the identity value of a new row; tables without identity are left alone. */
export function takeIdentity(values: Value[], isGiven: boolean, table: TableHandle, context: ExecutionContext): void {
  const ordinal = table.definition.columns.findIndex(column => column.identity);
  const column = table.definition.columns[ordinal];
  if (!column) return;
  if (isGiven) {
    const given = values[ordinal];
    if (given === null || given === undefined) throw raise(Messages.DefaultForIdentity, {});
    const value = BigInt(given as number | bigint);
    context.rows.noteIdentity(table, value);
    context.noteIdentity(value);
    return;
  }
  const value = context.rows.nextIdentity(table);
  values[ordinal] = identityValue(value, column.type);
  context.noteIdentity(value);
}

/** An identity value as its column keeps it. Raises 8115 for one that its type does not hold. */
export function identityValue(value: bigint, type: SqlType): Value {
  if (!isInRange(value, type)) throw identityOverflow(formatType(type));
  return type.name === 'bigint' || type.name === 'decimal' || type.name === 'numeric' ? value : Number(value);
}

function isInRange(value: bigint, type: SqlType): boolean {
  const bits = BITS[type.name];
  if (bits === 8) return value >= 0n && value <= 255n;
  if (bits !== undefined) return BigInt.asIntN(bits, value) === value;
  const limit = 10n ** BigInt(type.precision ?? 18);
  return value > -limit && value < limit;
}
