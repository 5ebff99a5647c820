// Wire forms of binary, varbinary and rowversion. image is in lob-codec.
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../../types/sql-type';
import { ProtocolViolation } from '../protocol-violation';
import { PLP_NULL_BYTES, readPlp, writePlp } from './plp';
import { bytesOf, type DecoderTable, type TypeInfoDecoder, type ValueEncoder } from './wire-codec';

/** Type bytes of binary and varbinary. */
export const BINARY_TYPE_BYTES = { varbinary: 0xa5, binary: 0xad } as const;

const MAX_LENGTH = 0xffff;
const LONGEST_BYTES = 8000;
const ROWVERSION_USER_TYPE = 0x50;
const ROWVERSION_BYTES = 8;

/** The most bytes a value of the type takes, as TYPE_INFO states them. */
export function binaryMaxBytes(type: SqlType): number {
  if (type.name === 'timestamp') return ROWVERSION_BYTES;
  if (type.length === 'max') return MAX_LENGTH;
  if (type.length === undefined) throw new EngineBug(`a ${type.name} column without a length`);
  return type.length > LONGEST_BYTES ? MAX_LENGTH : Math.max(type.length, 1);
}

/** Encodes binary, varbinary (max included) and rowversion, which is binary(8) with a user type. */
export function binaryEncoder(type: SqlType): ValueEncoder {
  const maxBytes = binaryMaxBytes(type);
  const isMax = maxBytes === MAX_LENGTH;
  return {
    userType: type.name === 'timestamp' ? ROWVERSION_USER_TYPE : 0, hasTableName: false, nullBytes: isMax ? PLP_NULL_BYTES : 2,
    encodeTypeInfo: (writer) => {
      writer.u8(type.name === 'varbinary' ? BINARY_TYPE_BYTES.varbinary : BINARY_TYPE_BYTES.binary);
      writer.u16(maxBytes);
    },
    encodeValue: (writer, value) => {
      const bytes = value === null ? null : bytesOf(value);
      if (isMax) return writePlp(writer, bytes);
      writer.u16(bytes === null ? MAX_LENGTH : bytes.length);
      if (bytes !== null) writer.bytes(bytes);
    },
  };
}

const binaryDecoder = (name: 'binary' | 'varbinary'): TypeInfoDecoder => (reader) => {
  const maxBytes = reader.u16();
  if (maxBytes > LONGEST_BYTES && maxBytes !== MAX_LENGTH) throw new ProtocolViolation(`a ${name} of ${maxBytes} bytes`);
  const length = maxBytes === MAX_LENGTH ? 'max' : Math.max(maxBytes, 1);
  return {
    type: { name, length }, ...(length === 'max' ? {} : { maxBytes }),
    decodeValue: (values) => {
      if (length === 'max') {
        const bytes = readPlp(values);
        return bytes === null ? null : new Uint8Array(bytes);
      }
      const lengthBytes = values.u16();
      return lengthBytes === MAX_LENGTH ? null : values.bytesCopy(lengthBytes);
    },
  };
};

/** Decoders of binary and varbinary. */
export const BINARY_DECODERS: DecoderTable = {
  [BINARY_TYPE_BYTES.varbinary]: binaryDecoder('varbinary'),
  [BINARY_TYPE_BYTES.binary]: binaryDecoder('binary'),
};
