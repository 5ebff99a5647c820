// Wire form of decimal and numeric: a sign byte and a little-endian magnitude. Knows no other family.
import type { SqlType } from '../../types/sql-type';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import { bigintOf, prefixedDecoder, type DecoderTable, type ScalarForm } from './wire-codec';

const DECIMAL = 0x6a;
const NUMERIC = 0x6c;
const VARIANT_BYTES = 17;

/** Bytes of a decimal's value, sign included, by its precision. */
function decimalLengthBytes(precision: number): number {
  if (precision <= 9) return 5;
  if (precision <= 19) return 9;
  return precision <= 28 ? 13 : VARIANT_BYTES;
}

/** Writes sign and magnitude in so many bytes. */
export function writeDecimal(writer: ByteWriter, unscaled: bigint, lengthBytes: number): void {
  writer.u8(unscaled < 0n ? 0 : 1);
  let magnitude = unscaled < 0n ? -unscaled : unscaled;
  for (let written = 1; written < lengthBytes; written += 4) {
    writer.u32(Number(magnitude & 0xffffffffn));
    magnitude >>= 32n;
  }
}

/**
 * Reads sign and magnitude of so many bytes. The protocol's page knows 5, 9, 13 and 17, but the server takes each between: FreeTDS
 * sends no more bytes than the precision needs.
 */
export function readDecimal(reader: ByteReader, lengthBytes: number): bigint {
  if (lengthBytes < 2 || lengthBytes > VARIANT_BYTES) throw new ProtocolViolation(`a decimal of ${lengthBytes} bytes`);
  const isNegative = reader.u8() === 0;
  let magnitude = 0n;
  for (let shift = 0n; shift < BigInt((lengthBytes - 1) * 8); shift += 8n) magnitude |= BigInt(reader.u8()) << shift;
  return isNegative ? -magnitude : magnitude;
}

/** The wire form of decimal and numeric; undefined for other types. */
export function decimalForm(type: SqlType): ScalarForm | undefined {
  if (type.name !== 'decimal' && type.name !== 'numeric') return undefined;
  const precision = type.precision ?? 18;
  const scale = type.scale ?? 0;
  const lengthBytes = decimalLengthBytes(precision);
  const typeByte = type.name === 'decimal' ? DECIMAL : NUMERIC;
  return {
    type, nullableByte: typeByte, nullableInfo: [lengthBytes, precision, scale], lengthBytes,
    variantByte: typeByte, variantProperties: [precision, scale],
    encodeBody: (writer, value) => writeDecimal(writer, bigintOf(value), lengthBytes),
    decodeBody: readDecimal,
  };
}

const decoder = (name: 'decimal' | 'numeric') => (reader: ByteReader) => {
  reader.skip(1);
  const precision = reader.u8();
  const scale = reader.u8();
  const form = precision >= 1 && precision <= 38 && scale <= precision ? decimalForm({ name, precision, scale }) : undefined;
  if (form === undefined) throw new ProtocolViolation(`${name}(${precision}, ${scale})`);
  return prefixedDecoder(form);
};

/** Decoders of decimal and numeric. */
export const DECIMAL_DECODERS: DecoderTable = { [DECIMAL]: decoder('decimal'), [NUMERIC]: decoder('numeric'), 0x37: decoder('decimal'), 0x3f: decoder('numeric') };
