// Which conversions exist between types, implicit or explicit (Microsoft Learn: CAST and CONVERT). Converts nothing.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType, SqlTypeName } from '../sql-type';
import { messageTypeName } from '../format-type';

/** How a pair of types converts. */
export type Convertibility = 'implicit' | 'explicit' | 'none';

type Family = 'binary' | 'character' | 'unicode' | 'datetime' | 'date' | 'time' | 'offset' | 'datetime2' | 'number' | 'float' | 'money'
  | 'timestamp' | 'guid' | 'image' | 'ntext' | 'text' | 'variant' | 'xml' | 'vector' | 'spatial';

const FAMILIES: Readonly<Record<SqlTypeName, Family>> = {
  bit: 'number', tinyint: 'number', smallint: 'number', int: 'number', bigint: 'number', decimal: 'number', numeric: 'number',
  money: 'money', smallmoney: 'money', float: 'float', real: 'float', char: 'character', varchar: 'character', text: 'text',
  nchar: 'unicode', nvarchar: 'unicode', ntext: 'ntext', binary: 'binary', varbinary: 'binary', image: 'image', timestamp: 'timestamp',
  date: 'date', time: 'time', datetime: 'datetime', smalldatetime: 'datetime', datetime2: 'datetime2', datetimeoffset: 'offset',
  uniqueidentifier: 'guid', xml: 'xml', sql_variant: 'variant', vector: 'vector', geometry: 'spatial', geography: 'spatial', hierarchyid: 'spatial',
};

interface Targets { readonly implicit: readonly Family[]; readonly explicit: readonly Family[] }

const DATES: readonly Family[] = ['datetime', 'date', 'time', 'offset', 'datetime2'];
const TEXTS: readonly Family[] = ['character', 'unicode'];
const NUMBERS: readonly Family[] = ['number', 'float', 'money'];
const FROM_NUMBER: Targets = { implicit: ['binary', ...TEXTS, 'datetime', ...NUMBERS, 'timestamp', 'variant'], explicit: [] };

const MATRIX: Readonly<Record<Family, Targets>> = {
  binary: { implicit: ['binary', ...TEXTS, 'datetime', 'number', 'money', 'timestamp', 'guid', 'image', 'variant', 'xml', 'spatial'], explicit: ['date', 'time', 'offset', 'datetime2'] },
  character: { implicit: [...TEXTS, ...DATES, ...NUMBERS, 'guid', 'image', 'ntext', 'text', 'variant', 'xml', 'vector', 'spatial'], explicit: ['binary', 'timestamp'] },
  unicode: { implicit: [...TEXTS, ...DATES, ...NUMBERS, 'guid', 'ntext', 'text', 'variant', 'xml', 'vector', 'spatial'], explicit: ['binary', 'timestamp'] },
  datetime: { implicit: [...TEXTS, ...DATES, 'variant'], explicit: ['binary', ...NUMBERS, 'timestamp'] },
  date: { implicit: [...TEXTS, 'datetime', 'date', 'offset', 'datetime2', 'variant'], explicit: ['binary'] },
  time: { implicit: [...TEXTS, 'datetime', 'time', 'offset', 'datetime2', 'variant'], explicit: ['binary'] },
  offset: { implicit: [...TEXTS, ...DATES, 'variant'], explicit: ['binary'] },
  datetime2: { implicit: [...TEXTS, ...DATES, 'variant'], explicit: ['binary'] },
  number: FROM_NUMBER,
  float: { implicit: ['binary', ...TEXTS, 'datetime', ...NUMBERS, 'variant'], explicit: [] },
  money: { implicit: ['binary', 'datetime', ...NUMBERS, 'timestamp', 'variant'], explicit: [...TEXTS] },
  timestamp: { implicit: ['binary', 'character', 'datetime', 'number', 'money', 'timestamp', 'image'], explicit: [] },
  guid: { implicit: ['binary', ...TEXTS, 'guid', 'variant'], explicit: [] },
  image: { implicit: ['binary', 'timestamp', 'image'], explicit: [] },
  ntext: { implicit: ['unicode', 'ntext', 'text'], explicit: ['character', 'xml'] },
  text: { implicit: [...TEXTS, 'ntext', 'text'], explicit: ['xml'] },
  variant: { implicit: ['variant'], explicit: ['binary', ...TEXTS, ...DATES, ...NUMBERS, 'guid'] },
  xml: { implicit: ['xml'], explicit: ['binary', ...TEXTS] },
  vector: { implicit: ['vector', ...TEXTS], explicit: [] },
  spatial: { implicit: [], explicit: ['binary', ...TEXTS] },
};

/** Whether a value of `from` becomes one of `to`, by itself or only through CAST. No variant holds a (max) type. */
export function canConvert(from: SqlType, to: SqlType): Convertibility {
  if (from.name === to.name) return 'implicit';
  if (to.name === 'sql_variant' && from.length === 'max') return 'none';
  const targets = MATRIX[FAMILIES[from.name]];
  const family = FAMILIES[to.name];
  if (targets.implicit.includes(family)) return 'implicit';
  return targets.explicit.includes(family) ? 'explicit' : 'none';
}

/** 529; its state tells a pair that meets in a variant from others. */
export function noExplicitConversion(from: SqlType, to: SqlType, isOutOfVariant = false): Error {
  const state = isOutOfVariant ? 3 : to.name === 'sql_variant' ? 1 : undefined;
  return raise(Messages.ExplicitConversionNotAllowed, { from: messageTypeName(from), to: messageTypeName(to) }, state);
}

/** Raises what compiling a conversion raises: 206 or 257 for an implicit one, 529 for a CAST that does not exist. */
export function requireConversion(from: SqlType, to: SqlType, isExplicit: boolean): void {
  const kind = canConvert(from, to);
  if (kind === 'implicit' || (isExplicit && kind === 'explicit')) return;
  if (isExplicit) throw noExplicitConversion(from, to);
  if (kind === 'explicit') throw raise(Messages.ImplicitConversionNotAllowed, { from: messageTypeName(from), to: messageTypeName(to) });
  throw raise(Messages.OperandTypeClash, { left: messageTypeName(from), right: messageTypeName(to) });
}
