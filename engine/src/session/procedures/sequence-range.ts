// sp_sequence_get_range: several values of a sequence at once. Knows no statement.
import type { SequenceDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import { parseObjectName } from '../../syntax/parse';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';

/** What a call hands out: the first and the last value, and how often the sequence began anew. */
export interface SequenceRange { readonly sequence: SequenceDefinition; readonly first: bigint; readonly last: bigint; readonly cycles: number }

const MOST_VALUES = 1_000_000n;

/** Takes `size` values. Raises 208 for no sequence and 11732 where they do not fit, which takes none. */
export function takeRange(state: SessionState, frame: Frame, name: string, size: bigint): SequenceRange {
  const found = bindIn(state, frame).findObject(parseObjectName(name));
  if (found?.object.kind !== 'sequence') throw raise(Messages.InvalidObjectName, { name });
  const { object: sequence, database } = found;
  if (size < 1n || size > MOST_VALUES) throw notSupported(`sp_sequence_get_range of ${size} values`);
  if (!sequence.isCycling) requireRoom(database, sequence, size);
  const { databaseId } = database.header;
  const first = state.transaction.nextSequenceValue(databaseId, sequence);
  let [last, cycles] = [first, 0];
  for (let i = 1n; i < size; i++) {
    const next = state.transaction.nextSequenceValue(databaseId, sequence);
    if (sequence.increment > 0n ? next < last : next > last) cycles++;
    last = next;
  }
  return { sequence, first, last, cycles };
}

function requireRoom({ store }: Database, sequence: SequenceDefinition, size: bigint): void {
  const current = store.sequence(sequence.objectId);
  const first = current?.restartAt ?? (current === undefined || current.lastValue === null ? sequence.start : current.lastValue + sequence.increment);
  const last = first + (size - 1n) * sequence.increment;
  if (last < sequence.minValue || last > sequence.maxValue) throw raise(Messages.SequenceRangeTooLarge, { name: sequence.name });
}
