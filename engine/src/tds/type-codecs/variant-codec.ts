// Wire form of sql_variant: total length, base type, property bytes, value. Relies on the scalar forms and the text and binary families.
import { EngineBug } from '../../errors/engine-bug';
import { SQL_VARIANT, decimal, datetime2, datetimeoffset, numeric, time, type SqlType } from '../../types/sql-type';
import type { Value, Variant } from '../../types/value';
import { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import { BINARY_TYPE_BYTES, binaryMaxBytes } from './binary-codec';
import { collationBytes } from '../../types/text/collation-wire';
import { readCollation } from './collation-bytes';
import { readDecimal, writeDecimal } from './decimal-codec';
import { scalarForm } from './scalar-form';
import { TEXT_TYPE_BYTES, decodeText, encodeText, isTextName, textMaxBytes, type TextName } from './text-codec';
import { bigintOf, bytesOf, stringOf, type DecoderTable, type ScalarForm, type ValueEncoder } from './wire-codec';

const VARIANT_TYPE_BYTE = 0x62;
const VARIANT_MAX_BYTES = 8009;
const DECIMAL_BYTES = 17;

/** Encodes sql_variant. */
export const VARIANT_ENCODER: ValueEncoder = {
  userType: 0, hasTableName: false, nullBytes: 4,
  encodeTypeInfo: (writer) => { writer.u8(VARIANT_TYPE_BYTE); writer.u32(VARIANT_MAX_BYTES); },
  encodeValue: (writer, value) => {
    if (value === null) return writer.u32(0);
    const at = writer.length;
    writer.u32(0);
    encodeContent(writer, variantOf(value));
    writer.patchU32(at, writer.length - at - 4);
  },
};

function variantOf(value: Value): Variant {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'variant') throw new EngineBug('a sql_variant column holds a bare value');
  return value;
}

function encodeContent(writer: ByteWriter, { type, value }: Variant): void {
  const form = scalarForm(type);
  if (form !== undefined) return encodeScalar(writer, form, value);
  if (isTextName(type.name)) {
    writer.bytes([TEXT_TYPE_BYTES[type.name], 7]);
    writer.bytes(collationBytes(type.collation));
    writer.u16(textMaxBytes(type));
    return writer.bytes(encodeText(type, stringOf(value)));
  }
  if (type.name !== 'binary' && type.name !== 'varbinary') throw new EngineBug(`a sql_variant that holds ${type.name}`);
  writer.bytes([BINARY_TYPE_BYTES[type.name], 2]);
  writer.u16(binaryMaxBytes(type));
  writer.bytes(bytesOf(value));
}

function encodeScalar(writer: ByteWriter, form: ScalarForm, value: Value): void {
  writer.u8(form.variantByte);
  writer.u8(form.variantProperties.length);
  writer.bytes(form.variantProperties);
  // Inside a variant a decimal always has its longest form.
  if (form.type.name === 'decimal' || form.type.name === 'numeric') writeDecimal(writer, bigintOf(value), DECIMAL_BYTES);
  else form.encodeBody(writer, value);
}

type ContentDecoder = (reader: ByteReader) => Omit<Variant, 'kind'>;

const scalarContent = (typeOf: (reader: ByteReader) => SqlType): ContentDecoder => (reader) => {
  const type = typeOf(reader);
  if (type.name === 'decimal' || type.name === 'numeric') return { type, value: readDecimal(reader, reader.remaining) };
  const form = scalarForm(type);
  if (form === undefined) throw new EngineBug(`no wire form for ${type.name}`);
  return { type, value: form.decodeBody(reader, reader.remaining) };
};

const textContent = (name: TextName): ContentDecoder => (reader) => {
  const isUnicode = name === 'nvarchar' || name === 'nchar';
  const encoding = readCollation(reader);
  const maxBytes = reader.u16();
  const type: SqlType = { name, length: Math.max(1, maxBytes / (isUnicode ? 2 : 1)) };
  return { type, value: decodeText(reader.view(reader.remaining), { isUnicode, ...encoding }) };
};

const binaryContent = (name: 'binary' | 'varbinary'): ContentDecoder => (reader) => {
  const length = Math.max(1, reader.u16());
  return { type: { name, length }, value: reader.bytesCopy(reader.remaining) };
};

const FIXED_TYPES: readonly SqlType[] = [
  { name: 'bit' }, { name: 'tinyint' }, { name: 'smallint' }, { name: 'int' }, { name: 'bigint' }, { name: 'float', precision: 53 }, { name: 'real', precision: 24 },
  { name: 'money' }, { name: 'smallmoney' }, { name: 'date' }, { name: 'datetime' }, { name: 'smalldatetime' }, { name: 'uniqueidentifier' },
];

const CONTENT_DECODERS: ReadonlyMap<number, ContentDecoder> = new Map<number, ContentDecoder>([
  ...FIXED_TYPES.map((type): [number, ContentDecoder] => [scalarForm(type)?.variantByte ?? -1, scalarContent(() => type)]),
  [0x29, scalarContent((reader) => time(reader.u8()))],
  [0x2a, scalarContent((reader) => datetime2(reader.u8()))],
  [0x2b, scalarContent((reader) => datetimeoffset(reader.u8()))],
  [0x6a, scalarContent((reader) => decimal(reader.u8(), reader.u8()))],
  [0x6c, scalarContent((reader) => numeric(reader.u8(), reader.u8()))],
  [TEXT_TYPE_BYTES.varchar, textContent('varchar')], [TEXT_TYPE_BYTES.char, textContent('char')],
  [TEXT_TYPE_BYTES.nvarchar, textContent('nvarchar')], [TEXT_TYPE_BYTES.nchar, textContent('nchar')],
  [BINARY_TYPE_BYTES.varbinary, binaryContent('varbinary')], [BINARY_TYPE_BYTES.binary, binaryContent('binary')],
]);

function decodeVariant(reader: ByteReader): Value {
  const lengthBytes = reader.u32();
  if (lengthBytes === 0) return null;
  const content = new ByteReader(reader.view(lengthBytes));
  const typeByte = content.u8();
  content.skip(1);
  const decode = CONTENT_DECODERS.get(typeByte);
  if (decode === undefined) throw new ProtocolViolation(`a sql_variant of wire type ${typeByte}`);
  return { kind: 'variant', ...decode(content) };
}

/** The decoder of sql_variant. */
export const VARIANT_DECODERS: DecoderTable = {
  [VARIANT_TYPE_BYTE]: (reader) => {
    reader.skip(4);
    return { type: SQL_VARIANT, decodeValue: decodeVariant };
  },
};
