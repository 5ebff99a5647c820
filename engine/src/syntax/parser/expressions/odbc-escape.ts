// The escape sequences of ODBC as T-SQL itself reads them: {d '...'}, {t '...'}, {ts '...'}, {guid '...'} and {fn ...}.
// Each becomes the expression of T-SQL that it means, so nothing else knows of them.
import { Messages } from '../../../errors/catalogue';
import type { DataTypeName, Position } from '../../ast/common';
import type { Expression } from '../../ast/expression';
import { parseCall } from './function-call';
import type { Parser } from '../grammar';
import { parseString } from '../names';

const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const TIME = /^\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,3})?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{1,3})?)?$/;
const ODBC_STYLE = '121';

/** Functions under another name than T-SQL's, with the same arguments. */
const RENAMED: Readonly<Record<string, string>> = {
  ATAN2: 'ATN2',
  CONCAT: 'CONCAT',
  DATABASE: 'DB_NAME',
  IFNULL: 'ISNULL',
  INSERT: 'STUFF',
  LCASE: 'LOWER',
  LENGTH: 'LEN',
  LOCATE: 'CHARINDEX',
  NOW: 'GETDATE',
  OCTET_LENGTH: 'DATALENGTH',
  REPEAT: 'REPLICATE',
  UCASE: 'UPPER',
  USER: 'USER_NAME',
};
/** Functions of one date, as a function of T-SQL and the part of the date that it takes. */
const PARTS: Readonly<Record<string, readonly [call: string, part: string]>> = {
  DAYNAME: ['DATENAME', 'weekday'],
  DAYOFMONTH: ['DATEPART', 'day'],
  DAYOFWEEK: ['DATEPART', 'weekday'],
  DAYOFYEAR: ['DATEPART', 'dayofyear'],
  HOUR: ['DATEPART', 'hour'],
  MINUTE: ['DATEPART', 'minute'],
  MONTHNAME: ['DATENAME', 'month'],
  QUARTER: ['DATEPART', 'quarter'],
  SECOND: ['DATEPART', 'second'],
  WEEK: ['DATEPART', 'week'],
};
/** Functions of ODBC whose results are in no document, or whose arguments are a grammar of their own. */
const REFUSED: ReadonlySet<string> = new Set([
  'CHARACTER_LENGTH', 'CHAR_LENGTH', 'CONVERT', 'CURDATE', 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'CURTIME', 'EXTRACT', 'POSITION', 'TIMESTAMPADD', 'TIMESTAMPDIFF',
]);

/** An escape sequence that is a value; its brace is next. Raises 241 for a date or time that is none. */
export function parseOdbcValue(p: Parser): Expression {
  const { at } = p;
  p.expectSymbol('{');
  const value = parseInside(p, at);
  p.expectSymbol('}');
  return { kind: 'parenthesized', operand: value, at };
}

function parseInside(p: Parser, at: Position): Expression {
  const word = p.current.upper;
  if (p.acceptWord('FN')) return parseFunction(p, at);
  if (!p.acceptWord('D') && !p.acceptWord('T') && !p.acceptWord('TS') && !p.acceptWord('GUID')) throw p.unexpected();
  const text = parseString(p);
  if (word === 'GUID') return convert('uniqueidentifier', string(text, at), at);
  const form = { D: DATE, T: TIME, TS: TIMESTAMP }[word] ?? TIMESTAMP;
  if (!form.test(text)) throw p.error(Messages.DateConversionFailed, {});
  const moment = convert('datetime', string(text, at), at, ODBC_STYLE);
  if (word !== 'T') return moment;
  const today = convert('datetime', convert('date', call('GETDATE', [], at), at), at);
  return { kind: 'binary', operator: '+', left: today, right: convert('datetime', string(text, at), at), at };
}

function parseFunction(p: Parser, at: Position): Expression {
  // Reserved words are names here too: {fn USER()}, {fn TRUNCATE(x, 1)}.
  if (p.current.kind !== 'word') throw p.unexpected();
  const { text: name, upper: known } = p.advance();
  if (REFUSED.has(known)) throw p.refuse(`{fn ${known}}`);
  const { args } = parseCall(p, { parts: [name], at });
  const [first, second] = args;
  const part = PARTS[known];
  if (part && first && args.length === 1) return call(part[0], [{ kind: 'column', parts: [part[1]], at }, first], at);
  if (known === 'BIT_LENGTH' && first && args.length === 1) return { kind: 'binary', operator: '*', left: call('DATALENGTH', [first], at), right: integer('8', at), at };
  if (known === 'TRUNCATE' && args.length === 2) return call('ROUND', [...args, integer('1', at)], at);
  if (known === 'MOD' && first && second && args.length === 2) return { kind: 'binary', operator: '%', left: first, right: second, at };
  return call(RENAMED[known] ?? name, args, at);
}

const string = (text: string, at: Position): Expression => ({ kind: 'literal', literal: 'string', text, at });
const integer = (text: string, at: Position): Expression => ({ kind: 'literal', literal: 'integer', text, at });
const call = (name: string, args: readonly Expression[], at: Position): Expression => ({ kind: 'call', name: { parts: [name], at }, args, isStar: false, isDistinct: false, at });
const typeName = (name: string, at: Position): DataTypeName => ({ name: { parts: [name], at }, args: [], at });

function convert(type: string, operand: Expression, at: Position, style?: string): Expression {
  return { kind: 'convert', type: typeName(type, at), operand, isTry: false, at, ...(style === undefined ? {} : { style: integer(style, at) }) };
}
