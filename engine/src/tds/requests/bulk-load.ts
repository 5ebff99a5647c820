// The bulk-load message: COLMETADATA, rows, DONE. Does not know the `insert bulk` batch that went before.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Row, Value } from '../../types/value';
import { rangeTest } from '../../types/conversion/value-range';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { BulkRows } from '../session-port';
import { decodeTypeInfo } from '../type-codecs/type-registry';
import { isTooLong, type ValueDecoder } from '../type-codecs/wire-codec';

const USER_TYPE_BYTES = 4;
const NULLABLE = 0x01;
const Token = { columnMetadata: 0x81, row: 0xd1, nullBitmapRow: 0xd2, done: 0xfd } as const;

interface BulkColumn { readonly name: string; readonly position: number; readonly isNullable: boolean; readonly decoder: ValueDecoder; readonly isInRange: ReturnType<typeof rangeTest> }

/** Reads the whole load; a load without rows may lack its metadata, and FreeTDS ends one without DONE. Text without a collation is in `collation`'s encoding. */
export function decodeBulkLoad(payload: Buffer, collation?: string): BulkRows {
  const reader = new ByteReader(payload, collation);
  const rows: Row[] = [];
  let columns: readonly BulkColumn[] = [];
  while (reader.remaining > 0) {
    const token = reader.u8();
    switch (token) {
      case Token.columnMetadata: columns = decodeColumns(reader); break;
      case Token.row: rows.push(columns.map((column) => decodeCell(reader, column))); break;
      case Token.nullBitmapRow: rows.push(decodeNullBitmapRow(reader, columns)); break;
      case Token.done: return loaded(columns, rows);
      default: throw new ProtocolViolation(`token ${token} in a bulk load`);
    }
  }
  return loaded(columns, rows);
}

const loaded = (columns: readonly BulkColumn[], rows: readonly Row[]): BulkRows => ({ columns: columns.map(({ name, decoder, isNullable }) => ({ name, type: decoder.type, isNullable })), rows });

function decodeColumns(reader: ByteReader): readonly BulkColumn[] {
  return Array.from({ length: reader.u16() }, (_, index) => {
    reader.skip(USER_TYPE_BYTES);
    const isNullable = (reader.u16() & NULLABLE) !== 0;
    const decoder = decodeTypeInfo(reader);
    if (decoder.hasTableName === true) reader.usVarchar();
    return { name: reader.bVarchar(), position: index + 1, isNullable, decoder, isInRange: rangeTest(decoder.type) };
  });
}

/** Raises 4815 for a value longer than its column, 8023 for one outside its type. */
function decodeCell(reader: ByteReader, { decoder, position, isInRange }: BulkColumn): Value {
  if (isTooLong(reader, decoder)) throw raise(Messages.BulkColumnLength, { position });
  const value = decoder.decodeRowValue === undefined ? decoder.decodeValue(reader) : decoder.decodeRowValue(reader);
  if (value !== null && isInRange?.(value) === false) throw raise(Messages.InvalidParameterValue, { position, name: '', type: decoder.type.name });
  return value;
}

function decodeNullBitmapRow(reader: ByteReader, columns: readonly BulkColumn[]): Row {
  const bitmap = reader.bytesCopy(Math.ceil(columns.length / 8));
  return columns.map((column, index) => (((bitmap[index >> 3] ?? 0) >> (index & 7)) & 1) === 1 ? null : decodeCell(reader, column));
}
