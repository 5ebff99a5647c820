// Shorthand for tables of type tests: typed values from text, errors as their number.
import { isSqlError } from '../../../src/errors/sql-error';
import { converter } from '../../../src/types/conversion/convert';
import { parseType } from './type-text';
import { formatType } from '../../../src/types/format-type';
import type { SqlType } from '../../../src/types/sql-type';
import { nvarchar, varchar } from '../../../src/types/sql-type';
import type { Value } from '../../../src/types/value';

/** The value of `type` that a text shows. */
export const valueOf = (type: SqlType, text: string): Value => converter(varchar('max'), type, { style: type.name.includes('binary') ? 1 : undefined })(text);

/** A value as text, binaries in hexadecimal, NULL as such. */
export const show = (type: SqlType, value: Value): string => String(converter(type, nvarchar('max'), { style: type.name.includes('binary') ? 1 : undefined })(value) ?? 'NULL');

/** CAST(text as `from`) to `to`, shown; an error as `#number`. */
export function cast(from: string, text: string, to: string, style?: number): string {
  return outcome(() => {
    const target = parseType(to);
    const value = converter(parseType(from), target, { style })(valueOf(parseType(from), text));
    return show(target, value);
  });
}

/** What `compute` gives, or `#number message` of the error it raises. */
export function outcome(compute: () => string): string {
  try {
    return compute();
  } catch (error) {
    if (isSqlError(error)) return `#${error.number}`;
    throw error;
  }
}

export { formatType, parseType };
