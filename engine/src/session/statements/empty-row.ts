// What a fetch gives for a keyset's row that is gone: NULL where the column may be NULL, else the zero of its type.
import { converter } from '../../types/conversion/convert';
import { INT, isBinary, isCharacter, isNumber, varchar, type SqlType } from '../../types/sql-type';
import type { ResultColumn } from '../../tds/session-port';
import type { Row, Value } from '../../types/value';

const ZERO_TEXTS: Readonly<Record<string, string>> = {
  uniqueidentifier: '00000000-0000-0000-0000-000000000000',
  datetime: '1900-01-01',
  smalldatetime: '1900-01-01',
  date: '0001-01-01',
  datetime2: '0001-01-01',
  datetimeoffset: '0001-01-01',
  time: '00:00',
  xml: '',
};

function zeroOf(type: SqlType): Value {
  const length = typeof type.length === 'number' ? type.length : 0;
  if (isCharacter(type)) return ' '.repeat(length);
  if (isBinary(type)) return new Uint8Array(length);
  if (isNumber(type)) return converter(INT, type)(0);
  const text = ZERO_TEXTS[type.name];
  return text === undefined ? null : converter(varchar('max'), type)(text);
}

/** The row of a hole in a keyset. */
export const emptyRow = (columns: readonly ResultColumn[]): Row => columns.map((column) => (column.isNullable ? null : zeroOf(column.type)));
