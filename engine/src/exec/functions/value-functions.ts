// ISNULL, ISNUMERIC, hashes, identifiers and other functions on values of any type. Knows no metadata.
import { createHash, randomUUID } from 'node:crypto';
import { notSupported } from '../../errors/not-supported';
import type { SqlType } from '../../types/sql-type';
import { INT, isBinary, isCharacter, isDecimal, isNumber, isUnicode, nvarchar, varbinary } from '../../types/sql-type';
import type { Value, Variant } from '../../types/value';
import { encodeNvarchar, encodeVarchar } from '../../types/text/code-page';
import { dataLength } from '../../types/text/byte-length';
import { converter } from '../../types/conversion/convert';
import { precisionOf, scaleOf, storageBytes } from '../../types/format-type';
import { parseFloatText, parseInteger, parseMoney } from '../../types/number/number-text';
import { ownEntry } from '../../types/own-entry';
import { checksum } from './checksum';
import { compressed, decompressed } from './compression';
import { strict, textAt } from './implementation';
import { writeInto } from './write-function';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';
import { followingSettings } from './function-context';

const isNull: Factory = ([first = INT, second = INT], resultType) => {
  const convertFirst = converter(first, resultType);
  const convertSecond = followingSettings(second, resultType, (settings) => converter(second, resultType, settings));
  return ([value, replacement], context) => (value === null ? convertSecond(replacement ?? null, context) : convertFirst(value ?? null));
};

const isNumericText = (text: string): boolean => {
  if (/^ *$/.test(text)) return false;
  const number = text.replace(/^[\t-\r \u00A0]+/, '');
  return !/[\t-\r\u00A0]$/.test(number) && (parseInteger(number) !== undefined || parseFloatText(number) !== undefined || parseMoney(number) !== undefined);
};

const isNumeric: Factory = ([type = INT]) => ([value]) => {
  if (value === null || value === undefined) return 0;
  if (isCharacter(type)) return isNumericText(value as string) ? 1 : 0;
  return isNumber(type) ? 1 : 0;
};

/** A random GUID, which no seed of RAND repeats. */
const newId: ScalarImplementation = () => randomUUID().toUpperCase();

const ALGORITHMS: Readonly<Record<string, string>> = { md5: 'md5', sha: 'sha1', sha1: 'sha1', sha2_256: 'sha256', sha2_512: 'sha512' };

/** The bytes that hashing, compressing and encrypting see of a value. */
export function bytesOf(type: SqlType): (value: Value) => Uint8Array {
  if (isBinary(type)) return (value) => value as Uint8Array;
  if (isUnicode(type)) return (value) => encodeNvarchar(value as string);
  return (value) => encodeVarchar(value as string, type.collation);
}

const hashBytes: Factory = ([, type = varbinary('max')]) => {
  const read = bytesOf(type);
  return strict((args) => {
    const name = textAt(args, 0).trim().toLowerCase();
    const algorithm = ownEntry(ALGORITHMS, name);
    if (algorithm === undefined) {
      if (name === 'md4') throw notSupported(`HASHBYTES('${name}')`);
      // MD2 too: SQL Server answers NULL, although its documentation still names it.
      return null;
    }
    return new Uint8Array(createHash(algorithm).update(read(args[1] ?? null)).digest());
  });
};

const compress: Factory = ([type = varbinary('max')]) => {
  const read = bytesOf(type);
  return strict(([value]) => compressed(read(value ?? null)));
};

/** What a variant keeps beside a value and the two bytes that tell its type: collation and length, length, digits, or digits of the seconds. */
function propertyBytes(type: SqlType): number {
  if (isCharacter(type)) return 6;
  if (isBinary(type) || isDecimal(type)) return 2;
  return type.name === 'time' || type.name === 'datetime2' || type.name === 'datetimeoffset' ? 1 : 0;
}

const VARIANT_PROPERTIES: Readonly<Record<string, (variant: Variant) => Value>> = {
  basetype: ({ type }) => type.name, precision: ({ type }) => precisionOf(type), scale: ({ type }) => scaleOf(type), collation: ({ type }) => type.collation ?? null,
  maxlength: ({ type, value }) => (isDecimal(type) ? dataLength(type)(value) : storageBytes(type)),
  totalbytes: ({ type, value }) => 2 + propertyBytes(type) + dataLength(type)(value),
};

const variantProperty = strict((args) => {
  const variant = args[0] as Variant;
  const value = ownEntry(VARIANT_PROPERTIES, textAt(args, 1).toLowerCase())?.(variant) ?? null;
  if (typeof value === 'number') return { kind: 'variant', type: INT, value } satisfies Variant;
  return typeof value === 'string' ? { kind: 'variant', type: nvarchar(128), value } satisfies Variant : null;
});

/** PARSENAME: the part of a dotted name counted from the right, or null for a name that is none. */
const parseName = strict((args) => {
  const parts: string[] = [];
  const source = textAt(args, 0);
  const token = /\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"|([^.[\]"]*)/y;
  for (let at = 0; at <= source.length;) {
    token.lastIndex = at;
    const match = token.exec(source);
    if (match === null) return null;
    parts.push(match[1]?.replace(/\]\]/g, ']') ?? match[2]?.replace(/""/g, '"') ?? match[3] ?? '');
    at += match[0].length;
    if (at < source.length && source.charAt(at) !== '.') return null;
    at++;
  }
  if (parts.length > 4) return null;
  const part = parts.at(-Number(args[1])) ?? '';
  return Number(args[1]) < 1 || part === '' ? null : part;
});

/** Functions on values of any type, by name. */
export const VALUE_FUNCTIONS: FunctionTable = {
  ISNULL: isNull, ISNUMERIC: isNumeric, NEWID: () => newId, NEWSEQUENTIALID: () => (_, context) => context.newSequentialId(),
  CHECKSUM: checksum(true), BINARY_CHECKSUM: checksum(false), HASHBYTES: hashBytes, COMPRESS: compress,
  DECOMPRESS: () => strict(([value]) => decompressed(value as Uint8Array)),
  SQL_VARIANT_PROPERTY: () => variantProperty, PARSENAME: () => parseName,
  // Under a name that no text can call.
  '.WRITE': () => writeInto,
};
