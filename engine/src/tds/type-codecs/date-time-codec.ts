// Wire forms of the six date and time types. Knows no other family and no calendar: only day and tick counts.
import { DATE, DATETIME, SMALLDATETIME, datetime2, datetimeoffset, time, type SqlType } from '../../types/sql-type';
import type { Value, Variant } from '../../types/value';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import { bigintOf, expectLength, fixedDecoder, instantOf, numberOf, prefixedDecoder, type DecoderTable, type ScalarForm } from './wire-codec';

const DATETIMN = 0x6f;
const TICKS_PER_DAY = 864_000_000_000n;
const THREE_HUNDREDTHS_PER_DAY = 25_920_000;
const MINUTES_PER_DAY = 1440;
const DATE_BYTES = 3;

const SMALLDATETIME_FORM: ScalarForm = {
  type: SMALLDATETIME, fixedByte: 0x3a, nullableByte: DATETIMN, nullableInfo: [4], lengthBytes: 4, variantByte: 0x3a, variantProperties: [],
  encodeBody: (writer, value) => {
    const minutes = numberOf(value);
    writer.u16(Math.floor(minutes / MINUTES_PER_DAY));
    writer.u16(minutes % MINUTES_PER_DAY);
  },
  decodeBody: (reader, lengthBytes) => {
    expectLength(SMALLDATETIME_FORM, lengthBytes);
    const days = reader.u16();
    return days * MINUTES_PER_DAY + reader.u16();
  },
};

const DATETIME_FORM: ScalarForm = {
  type: DATETIME, fixedByte: 0x3d, nullableByte: DATETIMN, nullableInfo: [8], lengthBytes: 8, variantByte: 0x3d, variantProperties: [],
  encodeBody: (writer, value) => {
    const ticks = numberOf(value);
    const days = Math.floor(ticks / THREE_HUNDREDTHS_PER_DAY);
    writer.i32(days);
    writer.u32(ticks - days * THREE_HUNDREDTHS_PER_DAY);
  },
  decodeBody: (reader, lengthBytes) => {
    expectLength(DATETIME_FORM, lengthBytes);
    const days = reader.i32();
    return days * THREE_HUNDREDTHS_PER_DAY + reader.u32();
  },
};

const DATE_FORM: ScalarForm = {
  type: DATE, nullableByte: 0x28, nullableInfo: [], lengthBytes: DATE_BYTES, variantByte: 0x28, variantProperties: [],
  encodeBody: (writer, value) => writer.unsigned(numberOf(value), DATE_BYTES),
  decodeBody: (reader, lengthBytes) => {
    expectLength(DATE_FORM, lengthBytes);
    return reader.unsigned(DATE_BYTES);
  },
};

const scaleOf = (type: SqlType): number => type.scale ?? 7;

function timeBytes(scale: number): number {
  if (scale <= 2) return 3;
  return scale <= 4 ? 4 : 5;
}

function writeTime(writer: ByteWriter, ticks: number, scale: number): void {
  writer.unsigned(Math.floor(ticks / 10 ** (7 - scale)), timeBytes(scale));
}

const readTime = (reader: ByteReader, scale: number): number => reader.unsigned(timeBytes(scale)) * 10 ** (7 - scale);

function writeTimeAndDate(writer: ByteWriter, ticks: bigint, scale: number): void {
  writeTime(writer, Number(ticks % TICKS_PER_DAY), scale);
  writer.unsigned(Number(ticks / TICKS_PER_DAY), DATE_BYTES);
}

function readTimeAndDate(reader: ByteReader, scale: number): bigint {
  const ticks = BigInt(readTime(reader, scale));
  return BigInt(reader.unsigned(DATE_BYTES)) * TICKS_PER_DAY + ticks;
}

interface ScaledForm {
  readonly type: SqlType; readonly typeByte: number; readonly extraBytes: number;
  readonly write: (writer: ByteWriter, value: Value) => void;
  readonly read: (reader: ByteReader) => Variant['value'];
}

function scaledForm(given: ScaledForm): ScalarForm {
  const scale = scaleOf(given.type);
  const lengthBytes = timeBytes(scale) + given.extraBytes;
  return {
    type: given.type, nullableByte: given.typeByte, nullableInfo: [scale], lengthBytes, variantByte: given.typeByte, variantProperties: [scale],
    encodeBody: given.write,
    decodeBody: (reader, actualBytes) => {
      expectLength({ type: given.type, lengthBytes }, actualBytes);
      return given.read(reader);
    },
  };
}

function timeForm(type: SqlType): ScalarForm {
  const scale = scaleOf(type);
  return scaledForm({ type, typeByte: 0x29, extraBytes: 0, write: (w, v) => writeTime(w, numberOf(v), scale), read: (r) => readTime(r, scale) });
}

function datetime2Form(type: SqlType): ScalarForm {
  const scale = scaleOf(type);
  return scaledForm({ type, typeByte: 0x2a, extraBytes: DATE_BYTES, write: (w, v) => writeTimeAndDate(w, bigintOf(v), scale), read: (r) => readTimeAndDate(r, scale) });
}

function datetimeoffsetForm(type: SqlType): ScalarForm {
  const scale = scaleOf(type);
  return scaledForm({
    type, typeByte: 0x2b, extraBytes: DATE_BYTES + 2,
    write: (writer, value) => {
      const instant = instantOf(value);
      writeTimeAndDate(writer, instant.utcTicks, scale);
      writer.i16(instant.offsetMinutes);
    },
    read: (reader) => {
      const utcTicks = readTimeAndDate(reader, scale);
      return { kind: 'offset-instant', utcTicks, offsetMinutes: reader.i16() };
    },
  });
}

/** The wire form of a date or time type; undefined for other families. */
export function dateTimeForm(type: SqlType): ScalarForm | undefined {
  switch (type.name) {
    case 'smalldatetime': return SMALLDATETIME_FORM;
    case 'datetime': return DATETIME_FORM;
    case 'date': return DATE_FORM;
    case 'time': return timeForm(type);
    case 'datetime2': return datetime2Form(type);
    case 'datetimeoffset': return datetimeoffsetForm(type);
    default: return undefined;
  }
}

function readScale(reader: ByteReader): number {
  const scale = reader.u8();
  if (scale > 7) throw new ProtocolViolation(`a time scale of ${scale}`);
  return scale;
}

function legacyDecoder(reader: ByteReader) {
  const lengthBytes = reader.u8();
  if (lengthBytes === 8) return prefixedDecoder(DATETIME_FORM);
  if (lengthBytes === 4) return prefixedDecoder(SMALLDATETIME_FORM);
  throw new ProtocolViolation(`a datetime type of ${lengthBytes} bytes`);
}

/** Decoders of the date and time types. */
export const DATE_TIME_DECODERS: DecoderTable = {
  0x3a: () => fixedDecoder(SMALLDATETIME_FORM),
  0x3d: () => fixedDecoder(DATETIME_FORM),
  [DATETIMN]: legacyDecoder,
  0x28: () => prefixedDecoder(DATE_FORM),
  0x29: (reader) => prefixedDecoder(timeForm(time(readScale(reader)))),
  0x2a: (reader) => prefixedDecoder(datetime2Form(datetime2(readScale(reader)))),
  0x2b: (reader) => prefixedDecoder(datetimeoffsetForm(datetimeoffset(readScale(reader)))),
};
