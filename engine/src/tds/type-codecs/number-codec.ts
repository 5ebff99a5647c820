// Wire forms of bit, the integers, float and real, money and smallmoney. Knows no other family.
import { BIGINT, BIT, FLOAT, INT, MONEY, REAL, SMALLINT, SMALLMONEY, TINYINT, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import { bigintOf, expectLength, fixedDecoder, numberOf, prefixedDecoder, type DecoderTable, type ScalarForm } from './wire-codec';

interface NumberForm {
  readonly type: SqlType; readonly fixedByte: number; readonly nullableByte: number; readonly lengthBytes: number;
  readonly write: (writer: ByteWriter, value: Value) => void;
  readonly read: (reader: ByteReader) => number | bigint;
}

const form = (given: NumberForm): ScalarForm => ({
  type: given.type, fixedByte: given.fixedByte, nullableByte: given.nullableByte, nullableInfo: [given.lengthBytes], lengthBytes: given.lengthBytes,
  variantByte: given.fixedByte, variantProperties: [],
  encodeBody: given.write,
  decodeBody: (reader, lengthBytes) => {
    expectLength(given, lengthBytes);
    return given.read(reader);
  },
});

const INTN = 0x26;
const FLTN = 0x6d;
const MONEYN = 0x6e;

const bit = form({ type: BIT, fixedByte: 0x32, nullableByte: 0x68, lengthBytes: 1, write: (w, v) => w.u8(numberOf(v) === 0 ? 0 : 1), read: (r) => (r.u8() === 0 ? 0 : 1) });
const tinyint = form({ type: TINYINT, fixedByte: 0x30, nullableByte: INTN, lengthBytes: 1, write: (w, v) => w.u8(numberOf(v)), read: (r) => r.u8() });
const smallint = form({ type: SMALLINT, fixedByte: 0x34, nullableByte: INTN, lengthBytes: 2, write: (w, v) => w.i16(numberOf(v)), read: (r) => r.i16() });
const int = form({ type: INT, fixedByte: 0x38, nullableByte: INTN, lengthBytes: 4, write: (w, v) => w.i32(numberOf(v)), read: (r) => r.i32() });
const bigint = form({ type: BIGINT, fixedByte: 0x7f, nullableByte: INTN, lengthBytes: 8, write: (w, v) => w.i64(bigintOf(v)), read: (r) => r.i64() });
const real = form({ type: REAL, fixedByte: 0x3b, nullableByte: FLTN, lengthBytes: 4, write: (w, v) => w.f32(numberOf(v)), read: (r) => r.f32() });
const float = form({ type: FLOAT, fixedByte: 0x3e, nullableByte: FLTN, lengthBytes: 8, write: (w, v) => w.f64(numberOf(v)), read: (r) => r.f64() });
const smallmoney = form({ type: SMALLMONEY, fixedByte: 0x7a, nullableByte: MONEYN, lengthBytes: 4, write: (w, v) => w.i32(Number(bigintOf(v))), read: (r) => BigInt(r.i32()) });
const money = form({ type: MONEY, fixedByte: 0x3c, nullableByte: MONEYN, lengthBytes: 8, write: writeMoney, read: readMoney });

// Money is two halves, the high one first, each little-endian.
function writeMoney(writer: ByteWriter, value: Value): void {
  const units = bigintOf(value);
  writer.i32(Number(units >> 32n));
  writer.u32(Number(units & 0xffffffffn));
}

function readMoney(reader: ByteReader): bigint {
  const high = BigInt(reader.i32());
  return (high << 32n) | BigInt(reader.u32());
}

const byLength = (forms: readonly ScalarForm[]) => (reader: ByteReader) => {
  const lengthBytes = reader.u8();
  const found = forms.find((candidate) => candidate.lengthBytes === lengthBytes);
  if (found === undefined) throw new ProtocolViolation(`a number type of ${lengthBytes} bytes`);
  return prefixedDecoder(found);
};

const ALL: readonly ScalarForm[] = [bit, tinyint, smallint, int, bigint, real, float, smallmoney, money];

/** Decoders of the number types, decimal excepted. */
export const NUMBER_DECODERS: DecoderTable = {
  ...Object.fromEntries(ALL.map((one) => [one.variantByte, () => fixedDecoder(one)])),
  [INTN]: byLength([tinyint, smallint, int, bigint]),
  [bit.nullableByte]: byLength([bit]),
  [FLTN]: byLength([real, float]),
  [MONEYN]: byLength([smallmoney, money]),
};

/** The wire form of a number type, decimal excepted; undefined for other families. A float of 24 digits or fewer is a real. */
export function numberForm(type: SqlType): ScalarForm | undefined {
  if (type.name === 'float' && (type.precision ?? 53) <= 24) return real;
  return ALL.find((candidate) => candidate.type.name === type.name);
}
