// Which types have no order and no equality, and what each clause says of them. Knows no clause's binding.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../../types/sql-type';

const LOBS: ReadonlySet<string> = new Set(['text', 'ntext', 'image']);
const STRUCTURED: ReadonlySet<string> = new Set(['vector', 'geometry', 'geography']);

/** True for types that no key, sort or comparison takes. */
export const isIncomparable = ({ name }: SqlType): boolean => name === 'xml' || LOBS.has(name) || STRUCTURED.has(name);

/** True for text, ntext and image. */
export const isOldLob = ({ name }: SqlType): boolean => LOBS.has(name);

/** Raises 305, 306 or 249 for a type that the clause cannot take. */
export function requireSortableType(type: SqlType, clause: 'ORDER BY' | 'GROUP BY' | 'PARTITION BY'): void {
  if (type.name === 'xml') throw raise(Messages.XmlNotComparable, {});
  if (LOBS.has(type.name)) throw raise(Messages.LobNotComparable, {});
  if (STRUCTURED.has(type.name)) throw raise(Messages.ClauseNotComparable, { type: type.name, clause });
}

/** Raises 421 for a type that SELECT DISTINCT cannot take. */
export function requireDistinctType(type: SqlType): void {
  if (isIncomparable(type)) throw raise(Messages.DistinctNotComparable, { type: type.name });
}

/** Raises 5335 for a type that UNION, INTERSECT and EXCEPT cannot take. */
export function requireSetOperandType(type: SqlType): void {
  if (isIncomparable(type)) throw raise(Messages.SetOperandNotComparable, { type: type.name });
}

/** Raises 403 for an operand that no comparison takes. */
export function requireOperandType(type: SqlType, operator: string): void {
  if (STRUCTURED.has(type.name)) throw raise(Messages.OperatorNotForType, { operator, type: type.name });
}
