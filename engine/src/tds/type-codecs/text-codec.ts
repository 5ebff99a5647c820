// Wire forms of char, varchar, nchar, nvarchar, and of xml, which travels as nvarchar(max) does. text and ntext are in lob-codec.
import { EngineBug } from '../../errors/engine-bug';
import { codePageOf, decodeCodePage, encodeVarchar } from '../../types/text/code-page';
import { XML, isUnicode, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import { collationBytes, isUtf8Collation } from '../../types/text/collation-wire';
import { readCollation, type TextEncoding } from './collation-bytes';
import { decodeCp1252, encodeCp1252 } from './cp1252';
import { PLP_NULL_BYTES, readPlp, writePlp } from './plp';
import { stringOf, type DecoderTable, type TypeInfoDecoder, type ValueDecoder, type ValueEncoder } from './wire-codec';

/** Type bytes of the character types, in their long (USHORT length) form. */
export const TEXT_TYPE_BYTES = { varchar: 0xa7, char: 0xaf, nvarchar: 0xe7, nchar: 0xef } as const;

/** A character type that is neither text nor ntext. */
export type TextName = keyof typeof TEXT_TYPE_BYTES;

const XML_TYPE_BYTE = 0xf1;
const MAX_LENGTH = 0xffff;
const LONGEST_BYTES = 8000;

/** True for char, varchar, nchar and nvarchar. */
export const isTextName = (name: string): name is TextName => name in TEXT_TYPE_BYTES;

/** A string in the encoding of its type. */
export function encodeText(type: SqlType, text: string): Buffer {
  if (isUnicode(type)) return Buffer.from(text, 'utf16le');
  if (isUtf8Collation(type.collation)) return Buffer.from(text, 'utf8');
  return codePageOf(type.collation) === 1252 ? encodeCp1252(text) : Buffer.from(encodeVarchar(text, type.collation));
}

/** The string of bytes in the encoding of a wire type. */
export function decodeText(bytes: Buffer, encoding: { readonly isUnicode: boolean } & Partial<TextEncoding>): string {
  if (encoding.isUnicode) {
    if (bytes.length % 2 !== 0) throw new ProtocolViolation('UTF-16 text of an odd length');
    return bytes.toString('utf16le');
  }
  if (encoding.isUtf8) return bytes.toString('utf8');
  return (encoding.codePage ?? 1252) === 1252 ? decodeCp1252(bytes) : decodeCodePage(bytes, encoding.codePage ?? 1252);
}

/** The most bytes a value of the type takes, as TYPE_INFO states them. */
export function textMaxBytes(type: SqlType): number {
  if (type.length === 'max') return MAX_LENGTH;
  if (type.length === undefined) throw new EngineBug(`a ${type.name} column without a length`);
  const lengthBytes = type.length * (isUnicode(type) ? 2 : 1);
  return lengthBytes > LONGEST_BYTES ? MAX_LENGTH : Math.max(lengthBytes, isUnicode(type) ? 2 : 1);
}

/** Encodes char, varchar, nchar and nvarchar, (max) included. */
export function textEncoder(type: SqlType, name: TextName): ValueEncoder {
  const maxBytes = textMaxBytes(type);
  const isMax = maxBytes === MAX_LENGTH;
  return {
    userType: 0, hasTableName: false, nullBytes: isMax ? PLP_NULL_BYTES : 2,
    encodeTypeInfo: (writer) => {
      writer.u8(TEXT_TYPE_BYTES[name]);
      writer.u16(maxBytes);
      writer.bytes(collationBytes(type.collation));
    },
    encodeValue: (writer, value) => {
      const bytes = value === null ? null : encodeText(type, stringOf(value));
      if (isMax) return writePlp(writer, bytes);
      writer.u16(bytes === null ? MAX_LENGTH : bytes.length);
      if (bytes !== null) writer.bytes(bytes);
    },
  };
}

/** Encodes xml; of typed xml it says which collection of schemas it obeys. */
export const xmlEncoder = ({ xmlSchema }: SqlType): ValueEncoder => ({
  userType: 0, hasTableName: false, nullBytes: PLP_NULL_BYTES,
  encodeTypeInfo: (writer) => {
    writer.u8(XML_TYPE_BYTE);
    writer.u8(xmlSchema ? 1 : 0);
    if (!xmlSchema) return;
    writer.bVarchar(xmlSchema.database ?? '');
    writer.bVarchar(xmlSchema.schemaName);
    writer.usVarchar(xmlSchema.name);
  },
  encodeValue: (writer, value) => writePlp(writer, value === null ? null : Buffer.from(stringOf(value), 'utf16le')),
});

const textDecoder = (name: TextName): TypeInfoDecoder => (reader) => {
  const unicode = name === 'nvarchar' || name === 'nchar';
  const maxBytes = reader.u16();
  const encoding = { isUnicode: unicode, ...readCollation(reader) };
  const length = maxBytes === MAX_LENGTH ? 'max' : maxBytes / (unicode ? 2 : 1);
  if (length !== 'max' && (maxBytes > LONGEST_BYTES || !Number.isInteger(length))) throw new ProtocolViolation(`a ${name} of ${maxBytes} bytes`);
  return {
    type: { name, length: length === 0 ? 1 : length }, ...(length === 'max' ? {} : { maxBytes }),
    decodeValue: (values) => {
      const bytes = length === 'max' ? readPlp(values) : readShort(values);
      return bytes === null ? null : decodeText(bytes, encoding);
    },
  };
};

function readShort(reader: ByteReader): Buffer | null {
  const lengthBytes = reader.u16();
  return lengthBytes === MAX_LENGTH ? null : reader.view(lengthBytes);
}

function decodeXml(reader: ByteReader): Value {
  const bytes = readPlp(reader);
  if (bytes === null) return null;
  const text = decodeText(bytes, { isUnicode: true, isUtf8: false });
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function xmlDecoder(reader: ByteReader): ValueDecoder {
  const hasSchema = reader.u8() !== 0;
  if (hasSchema) {
    reader.bVarchar();
    reader.bVarchar();
    reader.usVarchar();
  }
  return { type: XML, decodeValue: decodeXml };
}

/** Decoders of the character types and xml. */
export const TEXT_DECODERS: DecoderTable = {
  [TEXT_TYPE_BYTES.varchar]: textDecoder('varchar'),
  [TEXT_TYPE_BYTES.char]: textDecoder('char'),
  [TEXT_TYPE_BYTES.nvarchar]: textDecoder('nvarchar'),
  [TEXT_TYPE_BYTES.nchar]: textDecoder('nchar'),
  [XML_TYPE_BYTE]: xmlDecoder,
};
