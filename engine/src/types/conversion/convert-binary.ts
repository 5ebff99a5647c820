// Conversions whose target is binary or uniqueidentifier. Knows byte layouts through number-bytes and guid; null is the caller's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { notSupported } from '../../errors/not-supported';
import { isClrType } from '../sql-type';
import type { SqlType, SqlTypeName } from '../sql-type';
import { isApproximate, isBinary, isCharacter, isDecimal, isUnicode } from '../sql-type';
import type { Value } from '../value';
import { encodeNvarchar, encodeVarchar, formatHex } from '../text/code-page';
import { hasDateBytes, momentToBytes } from '../datetime/date-bytes';
import { DATETIME_TICKS_PER_DAY, momentReader } from '../datetime/date-time';
import { guidFromBytes, guidToBytes, parseGuid } from '../guid';
import { bigintToBytes, decimalToBytes, floatToBytes } from '../number/number-bytes';
import { messageTypeName } from '../format-type';
import type { Step } from './convert-number';
import { lengthLimit } from './convert-text';
import type { StoreTarget } from './convert-text';

const INTEGER_BYTES: Partial<Record<SqlTypeName, number>> = { bit: 1, tinyint: 1, smallint: 2, int: 4, bigint: 8, money: 8, smallmoney: 4 };

/** Stands before xml as bytes, which is UTF-16 without a declaration. */
const BYTE_ORDER_MARK = Uint8Array.of(0xff, 0xfe);

const concatBytes = (left: Uint8Array, right: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([left, right]));

function datetimeBytes(value: number): Uint8Array {
  const days = Math.floor(value / DATETIME_TICKS_PER_DAY);
  return concatBytes(bigintToBytes(BigInt(days), 4), bigintToBytes(BigInt(value - days * DATETIME_TICKS_PER_DAY), 4));
}

function smalldatetimeBytes(value: number): Uint8Array {
  const days = Math.floor(value / 1440);
  return concatBytes(bigintToBytes(BigInt(days), 2), bigintToBytes(BigInt(value - days * 1440), 2));
}

function hexToBytes(text: string, from: SqlType): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) throw raise(Messages.ConversionError, { from: messageTypeName(from), to: 'varbinary' });
  return new Uint8Array(Buffer.from(text, 'hex'));
}

function textEncoder(from: SqlType, style: number): (value: Value) => Uint8Array {
  if (style === 1) {
    return (value) => {
      const text = value as string;
      if (!/^0x/i.test(text)) throw raise(Messages.ConversionError, { from: messageTypeName(from), to: 'varbinary' });
      return hexToBytes(text.slice(2), from);
    };
  }
  if (style === 2) return (value) => hexToBytes(value as string, from);
  if (style !== 0 && isCharacter(from)) return () => { throw raise(Messages.StyleOfConversion, { style, from: messageTypeName(from), to: 'varbinary' }); };
  return isUnicode(from) ? (value) => encodeNvarchar(value as string) : (value) => encodeVarchar(value as string, from.collation);
}

function byteEncoder(from: SqlType, style: number): (value: Value) => Uint8Array {
  const width = INTEGER_BYTES[from.name];
  if (width !== undefined) return (value) => bigintToBytes(BigInt(value as number | bigint), width);
  if (isDecimal(from)) return (value) => decimalToBytes(value as bigint, from.precision ?? 18, from.scale ?? 0);
  if (isApproximate(from)) return (value) => floatToBytes(value as number, from.name === 'real');
  if (isCharacter(from)) return textEncoder(from, style);
  if (from.name === 'xml') return (value) => concatBytes(BYTE_ORDER_MARK, encodeNvarchar(value as string));
  if (isBinary(from) || isClrType(from)) return (value) => value as Uint8Array;
  if (from.name === 'uniqueidentifier') return (value) => guidToBytes(value as string);
  if (from.name === 'datetime') return (value) => datetimeBytes(value as number);
  if (from.name === 'smalldatetime') return (value) => smalldatetimeBytes(value as number);
  if (hasDateBytes(from)) {
    const read = momentReader(from);
    return (value) => momentToBytes(read(value), from);
  }
  throw new EngineBug(`no bytes of ${from.name}`);
}

/** True for the sources whose bytes are a number: they are cut and padded on the left. */
const isNumeric = (from: SqlType): boolean => INTEGER_BYTES[from.name] !== undefined || isApproximate(from) || from.name === 'datetime' || from.name === 'smalldatetime';

function resize(bytes: Uint8Array, length: number, isRightAligned: boolean): Uint8Array {
  if (bytes.length === length) return bytes;
  if (bytes.length > length) return isRightAligned ? bytes.slice(bytes.length - length) : bytes.slice(0, length);
  const padded = new Uint8Array(length);
  padded.set(bytes, isRightAligned ? length - bytes.length : 0);
  return padded;
}

/** A conversion to binary, varbinary, image or rowversion; raises 6354 for xml, which is never cut. */
export function toBinary(from: SqlType, to: SqlType, options: { readonly style?: number; readonly store?: StoreTarget }): Step {
  const encode = byteEncoder(from, options.style ?? 0);
  const limit = to.name === 'timestamp' ? 8 : lengthLimit(to);
  const isFixed = to.name === 'binary' || to.name === 'timestamp';
  const isRightAligned = isNumeric(from);
  const isPaddedLeft = isRightAligned || isDecimal(from);
  // Nobody knows here where the bytes of these go that have too much room or too little.
  const isExact = hasDateBytes(from);
  return (value) => {
    const bytes = encode(value);
    if (isExact && (isFixed ? bytes.length !== limit : bytes.length > limit)) throw notSupported(`the conversion of ${from.name} to ${limit} bytes`);
    if (bytes.length > limit) {
      if (from.name === 'xml') throw raise(Messages.XmlTargetTooSmall, {});
      if (options.store !== undefined && !isRightAligned) throw raise(Messages.WouldBeTruncated, { value: formatHex(bytes.slice(0, limit)), ...options.store });
      return resize(bytes, limit, isRightAligned);
    }
    return isFixed ? resize(bytes, limit, isPaddedLeft) : bytes;
  };
}

/** A conversion to uniqueidentifier. */
export function toGuid(from: SqlType): Step {
  if (isBinary(from)) return (value) => guidFromBytes(value as Uint8Array);
  return (value) => {
    const guid = parseGuid(value as string);
    if (guid === undefined) throw raise(Messages.GuidConversionFailed, {});
    return guid;
  };
}
