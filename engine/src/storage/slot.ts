// One stored version of a row and the transaction that wrote it. Knows no tables, locks or isolation levels.
import type { Row } from '../types/value';

/** Who wrote a slot. `stamp` is 0 until the commit and the commit's number after it: one object is shared by all of a transaction's slots. */
export interface Writer { readonly transactionId: number; stamp: number }

/** The writer of rows whose history is not known (restored, rebuilt, session-local): committed before everything. */
export const COMMITTED: Writer = Object.freeze({ transactionId: 0, stamp: 1 });

/** One version of a row. `values` null is a deleted row whose ghost still stands. Only `prior` is ever changed: it is dropped when nobody can need it. */
export interface Slot { readonly values: Row | null; readonly writer: Writer; prior: Slot | undefined }

/** The newest version that `reader` wrote itself or that was committed at or before `stamp`; undefined if there was none. */
export function versionAt(slot: Slot | undefined, reader: Writer | undefined, stamp: number): Slot | undefined {
  let version = slot;
  while (version && version.writer !== reader && (version.writer.stamp === 0 || version.writer.stamp > stamp)) version = version.prior;
  return version;
}
