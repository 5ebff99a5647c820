import { aggregateSignature, scalarFunction } from '../../../src/binder/function-signatures';
import { aggregateImplementation } from '../../../src/exec/functions/aggregate-functions';
import type { FunctionContext } from '../../../src/exec/functions/function-context';
import { scalarFunctionImplementation } from '../../../src/exec/functions/scalar-functions';
import { converter } from '../../../src/types/conversion/convert';
import { numericLiteral, stringLiteral } from '../../../src/types/literal';
import type { Literal } from '../../../src/types/literal';
import type { SqlType } from '../../../src/types/sql-type';
import { decimal, FLOAT, INT, varchar } from '../../../src/types/sql-type';
import type { Value } from '../../../src/types/value';
import { formatType, outcome, parseType, show, valueOf } from './cases';

const FIXED = {
  nowUtcTicks: 637134624000000000n, localOffsetMinutes: 60, dateFirst: 7, dateFormat: 'mdy', language: 'us_english', random: () => 0.5, seedRandom: () => undefined,
  newSequentialId: () => '', metadata: { databaseName: () => 'shop', objectId: (name: string) => (name === 'dbo.t' ? 7 : null) }, session: { transactionState: -1 },
} as unknown as FunctionContext;

/** Reads an argument: 'text', N'text', 12.5, NULL, or type:text. */
function read(text: string): Literal {
  const quoted = /^(N?)'(.*)'$/.exec(text);
  if (quoted !== null) return stringLiteral(quoted[2] ?? '', quoted[1] === 'N');
  if (text === 'NULL') return { type: INT, value: null };
  if (/^[\d.]+$/.test(text)) return numericLiteral(text);
  const minus = /^-([\d.]+)$/.exec(text);
  if (minus !== null) { const literal = numericLiteral(minus[1] ?? ''); return { type: literal.type, value: -(literal.value as number) }; }
  const [type = '', ...rest] = text.split(':');
  const parsed = parseType(type);
  return { type: parsed, value: rest.join(':') === 'NULL' ? null : valueOf(parsed, rest.join(':')) };
}

/** A call's result type and value, or its error's number. */
function call(name: string, ...texts: string[]): string {
  return outcome(() => {
    const args = texts.map(read);
    const types = args.map(({ type }) => type);
    const signature = scalarFunction(name);
    if (signature === undefined) throw new Error(`no signature: ${name}`);
    const taken = signature.argumentTypes?.(types) ?? types;
    const type = signature.returnType(types, args.map(({ value }) => value));
    const values = args.map((arg, index) => converter(arg.type, taken[index] ?? arg.type)(arg.value));
    return `${formatType(type)} ${show(type, scalarFunctionImplementation(name, taken, type)(values, FIXED))}`;
  });
}

test.each([
  ['LEN', ["'ab  '"], 'int 2'], ['DATALENGTH', ["N'ab '"], 'int 6'], ['LEFT', ["'abcdef'", '3'], 'varchar(3) abc'], ['RIGHT', ["N'abcdef'", '2'], 'nvarchar(2) ef'],
  ['LEFT', ["'abc'", '-1'], '#537'], ['SUBSTRING', ["'abcdef'", '0', '3'], 'varchar(3) ab'], ['SUBSTRING', ["'abc'", '2', '-1'], '#537'], ['CHARINDEX', ["'C'", "'abcabc'", '4'], 'int 6'],
  ['PATINDEX', ["'%[0-9]%'", "'abc1'"], 'int 4'], ['REPLACE', ["N'aXbx'", "N'x'", "N'--'"], 'nvarchar(4000) a--b--'], ['REPLICATE', ["'ab'", '3'], 'varchar(6) ababab'],
  ['STUFF', ["'abcdef'", '2', '3', "'XX'"], 'varchar(8000) aXXef'], ['UPPER', ["N'straße é'"], 'nvarchar(8) STRAßE É'], ['TRIM', ["'xxaxx'", "'x'"], 'varchar(5) a'],
  ['STR', ['123.456', '8', '2'], 'varchar(8)   123.46'], ['STR', ['12345', '3'], 'varchar(3) ***'], ['ASCII', ["'€'"], 'int 128'], ['NCHAR', ['8364'], 'nchar(1) €'],
  ['CONCAT', ["'a'", 'NULL', '5', '1.50'], 'varchar(54) a51.50'], ['CONCAT_WS', ["','", "'a'", 'NULL', '5'], 'varchar(15) a,5'], ['QUOTENAME', ["'a]b'"], 'nvarchar(258) [a]]b]'],
  ['TRANSLATE', ["'2*[3]'", "'[]'", "'()'"], 'varchar(8000) 2*(3)'], ['SOUNDEX', ["'Robert'"], 'varchar(5) R163'], ['DIFFERENCE', ["'Green'", "'Greene'"], 'int 4'],
  ['STRING_ESCAPE', ["'a\"b/c'", "'json'"], 'nvarchar(max) a\\"b\\/c'], ['PARSENAME', ["'[a.b].dbo.t'", '3'], 'nvarchar(128) a.b'], ['ISNUMERIC', ["'1e5'"], 'int 1'], ['ISNUMERIC', ["'a'"], 'int 0'],
] as const)('string function %s(%j)', (name, args, expected) => expect(call(name, ...args)).toBe(expected));

test.each([
  [['1234567.891', "'N2'"], '1,234,567.89'], [['1234567.891', "'#,##0.0#'"], '1,234,567.89'], [['0.1', "'P0'"], '10 %'], [['7', "'000'"], '007'], [['255', "'X'"], 'FF'],
  [['money:-5.5', "'C'"], '($5.50)'], [['0', "'#,###'"], ''], [['-3', "'0;(0)'"], '(3)'], [['5', "'0 \"pcs\"'"], '5 pcs'],
  [['datetime:2020-01-02 15:04:05.677', "'yyyy-MM-dd HH:mm:ss.fff'"], '2020-01-02 15:04:05.677'], [['date:2020-01-02', "'D'"], 'Thursday, January 2, 2020'], [['date:2020-01-02', "'ddd d MMM yy'"], 'Thu 2 Jan 20'],
] as const)('FORMAT(%j)', (args, expected) => expect(call('FORMAT', ...args)).toBe(`nvarchar(4000) ${expected}`));
test('FORMAT refuses cultures that it does not know', () => expect(call('FORMAT', '5', "'N'", "'ru-RU'")).toBe('#49999'));

test.each([
  ['GETDATE', [], 'datetime Jan  1 2020  9:00AM'], ['GETUTCDATE', [], 'datetime Jan  1 2020  8:00AM'], ['SYSDATETIMEOFFSET', [], 'datetimeoffset(7) 2020-01-01 09:00:00.0000000 +01:00'],
  ['DATEADD', ["'month'", '1', "'2020-01-31'"], 'datetime Feb 29 2020 12:00AM'], ['DATEADD', ["'day'", '-1', 'date:2020-03-01'], 'date 2020-02-29'], ['DATEADD', ["'hour'", '1', 'date:2020-03-01'], '#9810'],
  ['DATEADD', ["'year'", '9999', 'date:2020-03-01'], '#517'], ['DATEADD', ["'hh'", '2', 'time(0):23:00'], 'time(0) 01:00:00'], ['DATEDIFF', ["'day'", "'2020-01-01 23:59'", "'2020-01-02'"], 'int 1'],
  ['DATEDIFF', ["'week'", "'2020-01-04'", "'2020-01-05'"], 'int 1'], ['DATEDIFF', ["'year'", "'2020-12-31'", "'2021-01-01'"], 'int 1'], ['DATEDIFF', ["'ms'", "'1900-01-01'", "'2020-02-01'"], '#535'],
  ['DATEDIFF', ["'day'", '0', 'datetime:1900-01-11'], 'int 10'], ['DATEDIFF_BIG', ["'ns'", "'2020-01-01'", "'2020-01-02'"], 'bigint 86400000000000'], ['DATEPART', ["'dw'", "'2024-07-14'"], 'int 1'],
  ['DATEPART', ["'week'", "'2024-12-31'"], 'int 53'], ['DATEPART', ["'iso_week'", "'2021-01-01'"], 'int 53'], ['DATEPART', ["'ms'", 'datetime:2020-01-01 00:00:00.007'], 'int 7'], ['DATEPART', ["'zz'", "'2020-01-01'"], '#155'],
  ['DATENAME', ["'month'", "'2020-02-01'"], 'nvarchar(30) February'], ['DATENAME', ["'dw'", "'2024-07-14'"], 'nvarchar(30) Sunday'], ['DATETRUNC', ["'month'", 'datetime2(0):2020-02-15 10:00'], 'datetime2(0) 2020-02-01 00:00:00'],
  ['EOMONTH', ["'2020-02-10'"], 'date 2020-02-29'], ['EOMONTH', ["'2020-12-10'", '2'], 'date 2021-02-28'], ['EOMONTH', ["'2020-12-10'", 'NULL'], 'date 2020-12-31'], ['DATEFROMPARTS', ['2021', '2', '29'], '#289'],
  ['DATETIME2FROMPARTS', ['2020', '1', '2', '3', '4', '5', '50', '2'], 'datetime2(2) 2020-01-02 03:04:05.50'], ['SWITCHOFFSET', ["'2020-01-01 00:00 +00:00'", "'-05:00'"], 'datetimeoffset(7) 2019-12-31 19:00:00.0000000 -05:00'],
  ['AT TIME ZONE', ['datetime2(0):2024-03-31 02:30', "'W. Europe Standard Time'"], 'datetimeoffset(0) 2024-03-31 03:30:00 +02:00'], ['AT TIME ZONE', ['datetime2(0):2024-10-27 02:30', "'W. Europe Standard Time'"], 'datetimeoffset(0) 2024-10-27 02:30:00 +02:00'],
  ['AT TIME ZONE', ['datetime2(0):2024-10-27', "'Nowhere'"], '#9820'], ['ISDATE', ["'2020-02-30'"], 'int 0'], ['ISDATE', ["'2020-02-28'"], 'int 1'],
] as const)('date function %s(%j)', (name, args, expected) => expect(call(name, ...args)).toBe(expected));

test.each([
  ['ROUND', ['748.58', '-3'], '#8115'], ['ROUND', ['748.58', '-2'], 'numeric(5,2) 700.00'], ['ROUND', ['-2.5', '0'], 'numeric(2,1) -3.0'], ['ROUND', ['150.75', '0', '1'], 'numeric(5,2) 150.00'],
  ['ROUND', ['float:2.675', '2'], 'float 2.67'], ['ROUND', ['155', '-1'], 'int 160'], ['ROUND', ['tinyint:5', '0'], 'int 5'], ['POWER', ['2', '0.5'], 'int 1'], ['POWER', ['2', '10'], 'int 1024'], ['POWER', ['2', '31'], '#232'],
  ['POWER', ['2.5', '2'], 'numeric(38,1) 6.3'], ['SQRT', ['-1'], '#3623'], ['LOG', ['0'], '#3623'], ['LOG', ['8', '2'], 'float 3'], ['CEILING', ['-1.5'], 'numeric(2,0) -1'], ['FLOOR', ['-1.5'], 'numeric(2,0) -2'],
  ['FLOOR', ['money:1.5'], 'money 1.00'], ['ABS', ['-1.5'], 'numeric(2,1) 1.5'], ['SIGN', ['-1.5'], 'numeric(2,1) -1.0'], ['GREATEST', ['1', '2.5', 'NULL'], 'numeric(11,1) 2.5'], ['LEAST', ["'b'", "'A'"], 'varchar(1) A'],
  ['ISNULL', ['varchar(2):NULL', "'abcdef'"], 'varchar(6) abcdef'], ['ISNULL', ['varchar(2):x', "'abcdef'"], 'varchar(2) x'], ['CHECKSUM', ['5'], 'int 5'],
  ['HASHBYTES', ["'SHA1'", "'abc'"], 'varbinary(8000) 0xA9993E364706816ABA3E25717850C26C9CD0D89D'], ['DB_NAME', [], 'nvarchar(128) shop'], ['OBJECT_ID', ["'dbo.t'"], 'int 7'], ['OBJECT_ID', ["'x'"], 'int NULL'],
  ['XACT_STATE', [], 'smallint -1'], ['ERROR_NUMBER', [], 'int NULL'],
] as const)('function %s(%j)', (name, args, expected) => expect(call(name, ...args)).toBe(expected));

test.each([
  ['ISJSON', ["'{\"a\":1}'"], 'int 1'], ['ISJSON', ["'5'"], 'int 0'], ['JSON_VALUE', ["'{\"a\":{\"b\":[1,\"x\"]}}'", "'$.a.b[1]'"], 'nvarchar(4000) x'], ['JSON_VALUE', ["'{\"a\":1.0}'", "'$.a'"], 'nvarchar(4000) 1.0'],
  ['JSON_VALUE', ["'{\"a\":{}}'", "'$.a'"], 'nvarchar(4000) NULL'], ['JSON_VALUE', ["'{\"a\":{}}'", "'strict $.a'"], '#13623'], ['JSON_VALUE', ["'{}'", "'strict $.a'"], '#13608'], ['JSON_VALUE', ["'{a:1}'", "'$.a'"], '#13609'],
  ['JSON_VALUE', ["'{}'", "'a'"], '#13607'], ['JSON_QUERY', ["'{\"a\": { \"b\" : 1}}'", "'$.a'"], 'nvarchar(4000) { "b" : 1}'], ['JSON_MODIFY', ["'{\"a\":1}'", "'$.b'", "'x'"], 'nvarchar(max) {"a":1,"b":"x"}'],
  ['JSON_MODIFY', ["'{\"a\":1,\"b\":2}'", "'$.a'", 'NULL'], 'nvarchar(max) {"b":2}'], ['JSON_MODIFY', ["'{\"a\":[1]}'", "'append $.a'", '2'], 'nvarchar(max) {"a":[1,2]}'], ['JSON_MODIFY', ["'{\"a\":1}'", "'$.a'", 'bit:1'], 'nvarchar(max) {"a":true}'],
] as const)('JSON function %s(%j)', (name, args, expected) => expect(call(name, ...args)).toBe(expected));

/** An aggregate's result type and value. */
function aggregate(name: string, type: SqlType, values: readonly Value[], isDistinct = false): string {
  return outcome(() => {
    const resultType = aggregateSignature(name)?.resultType(type) ?? INT;
    const group = aggregateImplementation(name, type, resultType, isDistinct, { separator: ',' })();
    for (const value of values) group.add(value);
    return `${formatType(resultType)} ${show(resultType, group.result())}`;
  });
}

test('aggregates leave NULLs out, have types of their own and overflow', () => {
  expect([
    aggregate('SUM', INT, [1, 2, null, 3]), aggregate('SUM', INT, [2_147_483_647, 1]), aggregate('SUM', INT, []), aggregate('SUM', { name: 'bit' }, []), aggregate('AVG', INT, [1, 2]), aggregate('AVG', decimal(5, 2), [100n, 200n, 201n]),
    aggregate('COUNT', INT, [1, 1, null]), aggregate('COUNT', varchar(3), ['a', 'A '], true), aggregate('COUNT', INT, []), aggregate('STDEV', INT, [1, 2, 3, 4]), aggregate('VARP', FLOAT, [1, 2, 3, 4]), aggregate('VAR', INT, [1]),
    aggregate('STRING_AGG', varchar(5), ['a', 'b', null]), aggregate('MIN', varchar(3), ['b', 'A']), aggregate('MAX', INT, []),
  ]).toEqual(['int 6', '#8115', 'int NULL', '#8117', 'int 1', 'numeric(38,6) 1.670000', 'int 2', 'int 1', 'int 0', 'float 1.29099', 'float 1.25', 'float NULL', 'varchar(8000) a,b', 'varchar(3) A', 'int NULL']);
});

test('a function that nothing computes is refused by name', () => {
  expect(outcome(() => String(scalarFunctionImplementation('PWDENCRYPT', [], INT)))).toBe('#49999');
});
