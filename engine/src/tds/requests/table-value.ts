// A table-valued parameter: type name, columns, rows. Does not know the table type it must fit.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Row, Value } from '../../types/value';
import { rangeTest } from '../../types/conversion/value-range';
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { TableValue } from '../session-port';
import { decodeTypeInfo } from '../type-codecs/type-registry';
import { isTooLong, typeText, type ValueDecoder } from '../type-codecs/wire-codec';

/** The type byte of a table-valued parameter. */
export const TABLE_TYPE_BYTE = 0xf3;

const NULL_TABLE = 0xffff;
const Token = { end: 0x00, row: 0x01, orderUnique: 0x10, columnOrdering: 0x11 } as const;
const DEFAULT_COLUMN_FLAG = 0x200;

/** Reads TYPE_INFO (after its type byte) and value. A NULL table has no columns and no rows. */
export function decodeTableValue(reader: ByteReader): TableValue {
  reader.bVarchar();
  const schema = reader.bVarchar();
  const name = reader.bVarchar();
  const columns = decodeColumns(reader);
  skipMetadata(reader);
  return {
    kind: 'table',
    typeName: schema === '' ? name : `${schema}.${name}`,
    columns: columns.map(({ decoder, isDefault }) => ({ type: decoder.type, isDefault })),
    rows: decodeRows(reader, columns),
  };
}

interface Column {
  readonly decoder: ValueDecoder;
  readonly typeByte: number;
  readonly isInRange: ReturnType<typeof rangeTest>;
  /** Its values are not sent. */
  readonly isDefault: boolean;
}

function decodeColumns(reader: ByteReader): readonly Column[] {
  const count = reader.u16();
  if (count === NULL_TABLE) return [];
  return Array.from({ length: count }, () => {
    reader.skip(4);
    const isDefault = (reader.u16() & DEFAULT_COLUMN_FLAG) !== 0;
    const typeByte = reader.peekU8();
    const decoder = decodeTypeInfo(reader);
    reader.bVarchar();
    return { decoder, typeByte, isInRange: rangeTest(decoder.type), isDefault };
  });
}

function skipMetadata(reader: ByteReader): void {
  for (let token = reader.u8(); token !== Token.end; token = reader.u8()) {
    if (token === Token.columnOrdering) throw notSupported('reordered columns in a table-valued parameter');
    if (token !== Token.orderUnique) throw new ProtocolViolation(`token ${token} in a table-valued parameter`);
    // A promise about the rows' order, which changes none of them.
    reader.skip(reader.u16() * 3);
  }
}

function decodeRows(reader: ByteReader, columns: readonly Column[]): readonly Row[] {
  const rows: Row[] = [];
  for (let token = reader.u8(); token !== Token.end; token = reader.u8()) {
    if (token !== Token.row) throw new ProtocolViolation(`token ${token} among the rows of a table-valued parameter`);
    rows.push(columns.map((column, index) => (column.isDefault ? null : decodeCell(reader, column, { row: rows.length + 1, column: index + 1 }))));
  }
  return rows;
}

/** Raises 8037 for a value longer than its column, 8043 for one outside its type. The server's messages tell the row and the column, not the parameter. */
function decodeCell(reader: ByteReader, { decoder, typeByte, isInRange }: Column, at: { readonly row: number; readonly column: number }): Value {
  if (isTooLong(reader, decoder)) throw raise(Messages.TableValueLength, { ...at, type: typeText(typeByte) });
  const value = decoder.decodeValue(reader);
  if (value !== null && isInRange?.(value) === false) throw raise(Messages.TableValueInvalid, { ...at, type: decoder.type.name });
  return value;
}
