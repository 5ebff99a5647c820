// Wire form of uniqueidentifier: three little-endian groups, then eight bytes as they are. Knows no other family.
import { UNIQUEIDENTIFIER, type SqlType } from '../../types/sql-type';
import { expectLength, prefixedDecoder, stringOf, type DecoderTable, type ScalarForm } from './wire-codec';
import { ProtocolViolation } from '../protocol-violation';

const GUID = 0x24;
const GUID_BYTES = 16;
// Where each byte of the text stands on the wire.
const WIRE_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

const GUID_FORM: ScalarForm = {
  type: UNIQUEIDENTIFIER, nullableByte: GUID, nullableInfo: [GUID_BYTES], lengthBytes: GUID_BYTES, variantByte: GUID, variantProperties: [],
  encodeBody: (writer, value) => {
    const bytes = Buffer.from(stringOf(value).replaceAll('-', ''), 'hex');
    writer.bytes(WIRE_ORDER.map((at) => bytes[at] ?? 0));
  },
  decodeBody: (reader, lengthBytes) => {
    expectLength(GUID_FORM, lengthBytes);
    const wire = reader.view(GUID_BYTES);
    const hex = Buffer.from(WIRE_ORDER.map((at) => wire[at] ?? 0)).toString('hex').toUpperCase();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};

/** The wire form of uniqueidentifier; undefined for other types. */
export const guidForm = (type: SqlType): ScalarForm | undefined => (type.name === 'uniqueidentifier' ? GUID_FORM : undefined);

/** The decoder of uniqueidentifier. */
export const GUID_DECODERS: DecoderTable = {
  [GUID]: (reader) => {
    if (reader.u8() !== GUID_BYTES) throw new ProtocolViolation('a uniqueidentifier that is not 16 bytes');
    return prefixedDecoder(GUID_FORM);
  },
};
