// Hash keys for rows: two rows have the same key exactly if SQL holds them equal (NULLs equal, collations obeyed).
// Knows no operators.
import { valueKey } from '../types/compare';
import type { SqlType } from '../types/sql-type';
import type { Value } from '../types/value';

/** A key for Map and Set. */
export type Key = string | number | bigint | null;

/** Compiles the key of value lists of these types. */
export function compileRowKey(types: readonly SqlType[]): (values: readonly Value[]) => Key {
  const parts = types.map(type => valueKey(type));
  const [only] = parts;
  if (parts.length === 1 && only) return values => keyOf(only, values[0] as Value);
  return values => {
    let key = '';
    for (let i = 0; i < parts.length; i++) key += tagged(keyOf(parts[i] as (value: Value) => Exclude<Key, null>, values[i] as Value));
    return key;
  };
}

const keyOf = (part: (value: Value) => Exclude<Key, null>, value: Value): Key => (value === null ? null : part(value));

// Lengths before strings keep ('a', 'bc') and ('ab', 'c') apart.
const tagged = (key: Key): string => (key === null ? 'n,' : typeof key === 'string' ? `${key.length}:${key}` : `${key},`);
