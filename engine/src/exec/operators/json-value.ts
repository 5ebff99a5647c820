// How FOR JSON writes a value of each type, and the text forms it shares with FOR XML.
import { notSupported } from '../../errors/not-supported';
import { converter } from '../../types/conversion/convert';
import { isApproximate, isBinary, isNumber, isTemporal, nvarchar, type SqlType } from '../../types/sql-type';
import { isClrType } from '../../types/sql-type';
import type { Value, Variant } from '../../types/value';

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '/': '\\/', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A JSON string literal; SQL Server escapes the slash too. */
export const jsonString = (text: string): string => `"${text.replace(/["\\/\u0000-\u001f]/g, character => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

/** Compiles the JSON form of non-null values of a type. */
export function jsonWriter(type: SqlType): (value: Value) => string {
  if (type.name === 'bit') return value => (value === 1 ? 'true' : 'false');
  if (type.name === 'sql_variant') return value => jsonWriter((value as Variant).type)((value as Variant).value);
  if (isClrType(type)) throw notSupported(`FOR JSON of ${type.name}`);
  const write = plainWriter(type);
  if (isNumber(type) || type.isJson) return write;
  // The slashes of base64 are not escaped.
  return isBinary(type) ? value => `"${write(value)}"` : value => jsonString(write(value));
}

/** Compiles the plain text of non-null values: ISO dates, base64 binaries, floats with an exponent. */
export function plainWriter(type: SqlType): (value: Value) => string {
  if (isBinary(type)) return value => Buffer.from(value as Uint8Array).toString('base64');
  if (type.name === 'sql_variant') return value => plainWriter((value as Variant).type)((value as Variant).value);
  const convert = converter(type, nvarchar('max'), { style: styleOf(type) });
  if (type.name === 'datetimeoffset') return value => (convert(value) as string).replace(/\+00:00$/, 'Z');
  return value => convert(value) as string;
}

function styleOf(type: SqlType): number | undefined {
  if (isTemporal(type)) return 126;
  if (isApproximate(type)) return type.name === 'real' ? 1 : 2;
  return type.name === 'money' || type.name === 'smallmoney' ? 2 : undefined;
}
