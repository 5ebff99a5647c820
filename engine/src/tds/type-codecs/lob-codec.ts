// Wire forms of text, ntext and image: a text pointer in rows, none in parameters. Knows no other family.
import { isUnicode, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { ByteReader } from '../byte-reader';
import { collationBytes } from '../../types/text/collation-wire';
import { readCollation } from './collation-bytes';
import { decodeText, encodeText } from './text-codec';
import { bytesOf, stringOf, type DecoderTable, type TypeInfoDecoder, type ValueEncoder } from './wire-codec';

const LOB_TYPE_BYTES = { image: 0x22, text: 0x23, ntext: 0x63 } as const;
const LOB_MAX_BYTES = { image: 0x7fffffff, text: 0x7fffffff, ntext: 0x7ffffffe } as const;
const NULL_LENGTH = 0xffffffff;
const POINTER = Buffer.alloc(16);
POINTER.write('dummy textptr', 'latin1');
const TIMESTAMP = Buffer.alloc(8);
TIMESTAMP.write('dummyTS', 'latin1');

/** text, ntext or image. */
export type LobName = keyof typeof LOB_TYPE_BYTES;

/** True for text, ntext and image. */
export const isLobName = (name: string): name is LobName => name in LOB_TYPE_BYTES;

/** Encodes a column of text, ntext or image. */
export function lobEncoder(type: SqlType, name: LobName): ValueEncoder {
  return {
    userType: 0, hasTableName: true, nullBytes: 1,
    encodeTypeInfo: (writer) => {
      writer.u8(LOB_TYPE_BYTES[name]);
      writer.u32(LOB_MAX_BYTES[name]);
      if (name !== 'image') writer.bytes(collationBytes(type.collation));
    },
    encodeValue: (writer, value) => {
      if (value === null) return writer.u8(0);
      const bytes = name === 'image' ? bytesOf(value) : encodeText(type, stringOf(value));
      writer.u8(POINTER.length);
      writer.bytes(POINTER);
      writer.bytes(TIMESTAMP);
      writer.u32(bytes.length);
      writer.bytes(bytes);
    },
  };
}

const lobDecoder = (name: LobName): TypeInfoDecoder => (reader) => {
  reader.skip(4);
  const type: SqlType = { name };
  const encoding = name === 'image' ? undefined : { isUnicode: isUnicode(type), ...readCollation(reader) };
  const decodeBody = (values: ByteReader): Value => {
    const lengthBytes = values.u32();
    if (lengthBytes === NULL_LENGTH) return null;
    return encoding === undefined ? values.bytesCopy(lengthBytes) : decodeText(values.view(lengthBytes), encoding);
  };
  const decodeRowValue = (values: ByteReader): Value => {
    const pointerBytes = values.u8();
    if (pointerBytes === 0) return null;
    values.skip(pointerBytes + TIMESTAMP.length);
    return decodeBody(values);
  };
  return { type, hasTableName: true, decodeValue: decodeBody, decodeRowValue };
};

/** Decoders of text, ntext and image. */
export const LOB_DECODERS: DecoderTable = {
  [LOB_TYPE_BYTES.image]: lobDecoder('image'),
  [LOB_TYPE_BYTES.text]: lobDecoder('text'),
  [LOB_TYPE_BYTES.ntext]: lobDecoder('ntext'),
};
