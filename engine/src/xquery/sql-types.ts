// What sql:variable() and sql:column() make of SQL values: the XQuery type of each SQL type, and the value in it.
import { converter } from '../types/conversion/convert';
import { nvarchar, type SqlType } from '../types/sql-type';
import type { Value } from '../types/value';
import { castText } from '../types/xsd/cast';
import { textValue, type Atomic } from '../types/xsd/atomic';

const TYPES: Readonly<Record<string, string>> = {
  bit: 'xs:boolean', tinyint: 'xs:unsignedByte', smallint: 'xs:short', int: 'xs:int', bigint: 'xs:long', decimal: 'xs:decimal', numeric: 'xs:decimal', money: 'xs:decimal', smallmoney: 'xs:decimal',
  real: 'xs:float', float: 'xs:double', char: 'xs:string', varchar: 'xs:string', text: 'xs:string', nchar: 'xs:string', nvarchar: 'xs:string', ntext: 'xs:string', uniqueidentifier: 'xs:string',
  datetime: 'xs:dateTime', smalldatetime: 'xs:dateTime', datetime2: 'xs:dateTime', datetimeoffset: 'xs:dateTime', date: 'xs:date', time: 'xs:time',
  binary: 'xs:base64Binary', varbinary: 'xs:base64Binary', image: 'xs:base64Binary', timestamp: 'xs:base64Binary',
};
/** Digits behind the second that a type always shows. */
const SCALES: Readonly<Record<string, number>> = { datetime: 3, smalldatetime: 3 };

/** The XQuery type of a SQL type's values; undefined for one that XQuery does not take. */
export const xqueryTypeOf = (type: SqlType): string | undefined => TYPES[type.name];

/** Compiles what makes an XQuery value of a SQL value that is not NULL. */
export function atomicReader(type: SqlType): (value: Value) => Atomic {
  const name = xqueryTypeOf(type) ?? 'xs:string';
  if (name === 'xs:base64Binary') return (value) => textValue(Buffer.from(value as Uint8Array).toString('base64'), name);
  const text = converter(type, nvarchar('max'), { style: styleOf(type) });
  if (name === 'xs:dateTime' || name === 'xs:time') {
    const scale = SCALES[type.name] ?? type.scale ?? 7;
    return (value) => textValue(withFraction(text(value) as string, scale), name);
  }
  return (value) => castText(text(value) as string, name) ?? textValue(text(value) as string, name);
}

function styleOf({ name }: SqlType): number | undefined {
  if (name === 'float' || name === 'real') return 3;
  if (name === 'money' || name === 'smallmoney') return 2;
  return TYPES[name]?.includes('ate') || TYPES[name] === 'xs:time' ? 126 : undefined;
}

function withFraction(text: string, scale: number): string {
  if (scale === 0) return text;
  return text.replace(/(:\d\d)(?:\.(\d+))?(?=$|[Z+-])/, (_whole, second: string, digits = '') => `${second}.${String(digits).padEnd(scale, '0').slice(0, scale)}`);
}
