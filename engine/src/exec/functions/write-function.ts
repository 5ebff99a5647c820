// What .WRITE() behind SET makes of a value: a part of it is replaced, cut off or added at its end. Knows no row.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Value } from '../../types/value';
import type { ScalarImplementation } from './implementation';

type Long = string | Uint8Array;

const joined = (parts: readonly Long[]): Long => (parts.every((part) => typeof part === 'string') ? parts.join('') : new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part)))));

/** The arguments are the value, what is written, the offset and the length. Raises 7116 for an offset behind the value's end, 7135 for a negative length. Counts characters, or bytes of a varbinary. */
export const writeInto: ScalarImplementation = ([current, added, offset, length]): Value => {
  if (current === null || current === undefined) throw notSupported('.WRITE() on a value that is NULL (SQL Server refuses it as well)');
  const value = current as Long;
  const text = (added ?? null) as Long | null;
  const from = offset === null || offset === undefined ? value.length : Number(offset);
  if (from < 0 || from > value.length) throw raise(Messages.LobOffset, { offset: from });
  // NULL cuts the value off, and is added nowhere.
  if (text === null) return value.slice(0, from) as Value;
  const count = offset === null || length === null || length === undefined ? value.length - from : Number(length);
  if (count < 0) throw raise(Messages.LobDeletion, { length: count });
  return joined([value.slice(0, from), text, value.slice(from + count)]) as Value;
};
