// What a type's wire form is, and the part shared by the types whose values have one length (with or without a
// length byte in front). Knows no particular type.
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../../types/sql-type';
import type { OffsetInstant, Value, Variant } from '../../types/value';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';

/** How one column or return value goes out. `nullBytes` is what a NULL costs in a ROW. */
export interface ValueEncoder {
  readonly userType: number;
  readonly hasTableName: boolean;
  readonly nullBytes: number;
  encodeTypeInfo(writer: ByteWriter): void;
  encodeValue(writer: ByteWriter, value: Value): void;
}

/** How one parameter or column comes in. `decodeRowValue` is set where rows of a bulk load differ from parameters. */
export interface ValueDecoder {
  readonly type: SqlType;
  readonly hasTableName?: boolean;
  /** The most bytes of a value, where it begins with a USHORT of its length. */
  readonly maxBytes?: number;
  /** No type stands behind it: its value is NULL. */
  readonly isUntyped?: true;
  decodeValue(reader: ByteReader): Value;
  decodeRowValue?(reader: ByteReader): Value;
}

/** Reads what follows a type byte in TYPE_INFO. */
export type TypeInfoDecoder = (reader: ByteReader) => ValueDecoder;

/** The decoders of a family by type byte. */
export type DecoderTable = { readonly [typeByte: number]: TypeInfoDecoder };

/** The wire form of a type whose values have one length, or a length byte. `fixedByte` is the NOT NULL form's type byte, where one exists. */
export interface ScalarForm {
  readonly type: SqlType;
  readonly fixedByte?: number;
  readonly nullableByte: number;
  /** What follows `nullableByte` in TYPE_INFO. */
  readonly nullableInfo: readonly number[];
  readonly lengthBytes: number;
  /** The base type's byte inside a sql_variant, and its property bytes. */
  readonly variantByte: number;
  readonly variantProperties: readonly number[];
  encodeBody(writer: ByteWriter, value: Value): void;
  decodeBody(reader: ByteReader, lengthBytes: number): Variant['value'];
}

/** Encodes a scalar: the fixed form when NULL cannot be and the type has one, else with a length byte. */
export function scalarEncoder(form: ScalarForm, isNullable: boolean): ValueEncoder {
  const { fixedByte } = form;
  if (!isNullable && fixedByte !== undefined) {
    return {
      userType: 0, hasTableName: false, nullBytes: 0,
      encodeTypeInfo: (writer) => writer.u8(fixedByte),
      encodeValue: (writer, value) => form.encodeBody(writer, value),
    };
  }
  return {
    userType: 0, hasTableName: false, nullBytes: 1,
    encodeTypeInfo: (writer) => { writer.u8(form.nullableByte); writer.bytes(form.nullableInfo); },
    encodeValue: (writer, value) => {
      writer.u8(value === null ? 0 : form.lengthBytes);
      if (value !== null) form.encodeBody(writer, value);
    },
  };
}

/** Decodes the form without a length byte. */
export const fixedDecoder = (form: ScalarForm): ValueDecoder => ({ type: form.type, decodeValue: (reader) => form.decodeBody(reader, form.lengthBytes) });

/** Decodes the form with a length byte, 0 for NULL. */
export const prefixedDecoder = (form: ScalarForm): ValueDecoder => ({
  type: form.type,
  decodeValue: (reader) => {
    const lengthBytes = reader.u8();
    return lengthBytes === 0 ? null : form.decodeBody(reader, lengthBytes);
  },
});

const NULL_LENGTH = 0xffff;

/** Whether the value that comes next is longer than its declared length: drivers send what they are given. */
export function isTooLong(reader: ByteReader, { maxBytes }: ValueDecoder): boolean {
  if (maxBytes === undefined) return false;
  const lengthBytes = reader.peekU16();
  return lengthBytes !== NULL_LENGTH && lengthBytes > maxBytes;
}

/** A type byte as the server's messages write it. */
export const typeText = (typeByte: number): string => `0x${typeByte.toString(16).toUpperCase()}`;

/** Throws unless a value's length is its type's. */
export function expectLength(form: { readonly type: SqlType; readonly lengthBytes: number }, lengthBytes: number): void {
  if (lengthBytes !== form.lengthBytes) throw new ProtocolViolation(`a ${form.type.name} of ${lengthBytes} bytes`);
}

const wrongValue = (wanted: string, value: Value): EngineBug => new EngineBug(`a column declared as ${wanted} holds ${value === null ? 'NULL' : typeof value}`);

/** The value as a number. */
export function numberOf(value: Value): number {
  if (typeof value !== 'number') throw wrongValue('a number', value);
  return value;
}

/** The value as a bigint. */
export function bigintOf(value: Value): bigint {
  if (typeof value !== 'bigint') throw wrongValue('a bigint', value);
  return value;
}

/** The value as a string. */
export function stringOf(value: Value): string {
  if (typeof value !== 'string') throw wrongValue('a string', value);
  return value;
}

/** The value as bytes. */
export function bytesOf(value: Value): Uint8Array {
  // Not instanceof: a Uint8Array of another realm (a Jest sandbox) is bytes too.
  if (!ArrayBuffer.isView(value)) throw wrongValue('bytes', value);
  return value;
}

/** The value as a point in time with an offset. */
export function instantOf(value: Value): OffsetInstant {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'offset-instant') throw wrongValue('a datetimeoffset', value);
  return value;
}
