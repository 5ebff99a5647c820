// Identity and sequence values: what comes next, and when there is no next. Pure; who calls stores the result.
import type { SequenceDefinition, TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import type { SequenceState } from '../storage/database-store';
import type { IdentityState } from '../storage/table-content';
import type { SqlType } from '../types/sql-type';

const BITS: Readonly<Record<string, number>> = { smallint: 15, int: 31, bigint: 63 };

/** The 8115 of an identity at its end, which ends the transaction as no other does. */
export const identityOverflow = (type: string): SqlError => Object.assign(raise(Messages.ArithmeticOverflow, { from: 'IDENTITY', to: type }, 1), { endsTransaction: true });

/** The identity state after one more value; raises 8115 when the column's type has no room for it. */
export function advanceIdentity(state: IdentityState, table: TableDefinition): IdentityState & { readonly lastValue: bigint } {
  const lastValue = state.lastValue === null ? state.seed : state.lastValue + state.increment;
  const type = table.columns.find(column => column.identity)?.type;
  if (type && !fits(type, lastValue)) throw identityOverflow(type.name);
  return { ...state, lastValue };
}

/** The identity state after an explicit value: moved only if that is further on. */
export function passIdentity(state: IdentityState, value: bigint): IdentityState {
  const from = state.lastValue ?? state.seed - state.increment;
  const isFurther = state.increment > 0n ? value > from : value < from;
  return isFurther ? { ...state, lastValue: value } : state;
}

function fits(type: SqlType, value: bigint): boolean {
  if (type.name === 'tinyint') return value >= 0n && value <= 255n;
  const bits = BITS[type.name];
  if (bits !== undefined) return value >= -(1n << BigInt(bits)) && value < 1n << BigInt(bits);
  const limit = 10n ** BigInt(type.precision ?? 18);
  return value > -limit && value < limit;
}

/** The sequence's state after one more value; raises 11728 at the end of one that does not cycle. */
export function advanceSequence(state: SequenceState | undefined, sequence: SequenceDefinition): SequenceState & { readonly lastValue: bigint } {
  const { start, increment, minValue, maxValue } = sequence;
  if (state?.restartAt !== undefined) return { lastValue: state.restartAt };
  if (!state || state.lastValue === null) return { lastValue: start };
  const next = state.lastValue + increment;
  if (next >= minValue && next <= maxValue) return { lastValue: next };
  if (!sequence.isCycling) throw raise(Messages.SequenceExhausted, { name: sequence.name });
  return { lastValue: increment > 0n ? minValue : maxValue };
}
