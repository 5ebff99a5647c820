// Every type's codec: by SqlType on the way out, by type byte on the way in. Knows the families, not their bytes.
import { EngineBug } from '../../errors/engine-bug';
import { notSupported } from '../../errors/not-supported';
import type { SqlType } from '../../types/sql-type';
import type { ByteReader } from '../byte-reader';
import { BINARY_DECODERS, binaryEncoder } from './binary-codec';
import { DATE_TIME_DECODERS } from './date-time-codec';
import { DECIMAL_DECODERS } from './decimal-codec';
import { GUID_DECODERS } from './guid-codec';
import { LOB_DECODERS, isLobName, lobEncoder } from './lob-codec';
import { NUMBER_DECODERS } from './number-codec';
import { scalarForm } from './scalar-form';
import { TEXT_DECODERS, isTextName, textEncoder, xmlEncoder } from './text-codec';
import { clrEncoder, vectorEncoder } from './udt-codec';
import { VARIANT_DECODERS, VARIANT_ENCODER } from './variant-codec';
import { scalarEncoder, type DecoderTable, type ValueDecoder, type ValueEncoder } from './wire-codec';

const DECODERS: DecoderTable = {
  ...NUMBER_DECODERS, ...DECIMAL_DECODERS, ...DATE_TIME_DECODERS, ...GUID_DECODERS,
  ...TEXT_DECODERS, ...BINARY_DECODERS, ...LOB_DECODERS, ...VARIANT_DECODERS,
  // A NULL without a type; SQL Server takes one for an int where nothing says more.
  0x1f: () => ({ type: { name: 'int' }, isUntyped: true, decodeValue: () => null }),
};

const REFUSED: { readonly [typeByte: number]: string } = {
  0xf0: 'CLR types', 0xf4: 'the json type on the wire', 0xf5: 'the vector type on the wire',
};

/** How values of a type go out; `isNullable` chooses between the fixed and the nullable form. */
export function encoderFor(type: SqlType, isNullable: boolean): ValueEncoder {
  const form = scalarForm(type);
  if (form !== undefined) return scalarEncoder(form, isNullable);
  if (isTextName(type.name)) return textEncoder(type, type.name);
  if (isLobName(type.name)) return lobEncoder(type, type.name);
  switch (type.name) {
    case 'binary': case 'varbinary': case 'timestamp': return binaryEncoder(type);
    case 'xml': return xmlEncoder(type);
    case 'sql_variant': return VARIANT_ENCODER;
    case 'geometry': case 'geography': case 'hierarchyid': return clrEncoder(type.name);
    case 'vector': return vectorEncoder();
    default: throw new EngineBug(`no wire form for ${type.name}`);
  }
}

/** Reads a TYPE_INFO; refuses by name what the engine has no type for. */
export function decodeTypeInfo(reader: ByteReader): ValueDecoder {
  const typeByte = reader.u8();
  const decode = DECODERS[typeByte];
  if (decode === undefined) throw notSupported(REFUSED[typeByte] ?? `wire type 0x${typeByte.toString(16).toUpperCase()}`);
  return decode(reader);
}
