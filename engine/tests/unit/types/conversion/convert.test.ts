import { canConvert, converter, requireConversion, storeConverter } from '../../../../src/types/conversion/convert';
import { cast, outcome, parseType, show } from '../cases';

describe('CAST', () => {
  test.each([
    ['varchar(20)', ' 12 ', 'int', '12'], ['varchar(20)', '', 'int', '0'], ['varchar(20)', '5.5', 'int', '#245'], ['varchar(20)', 'abc', 'int', '#245'],
    ['varchar(20)', '99999999999', 'int', '#248'], ['varchar(20)', '300', 'tinyint', '#244'], ['varchar(20)', 'x', 'bigint', '#8114'],
    ['varchar(20)', '', 'decimal(5,2)', '#8114'], ['varchar(20)', '1.235', 'decimal(5,2)', '1.24'], ['varchar(20)', '12345', 'decimal(5,2)', '#8115'],
    ['varchar(20)', '1e3', 'decimal(5,2)', '#8114'], ['varchar(20)', '1e3', 'float', '1000'], ['varchar(20)', 'x', 'float', '#8114'],
    ['varchar(20)', '$1,234.5', 'money', '1234.50'], ['varchar(20)', 'x', 'money', '#235'], ['varchar(20)', 'true', 'bit', '1'], ['varchar(20)', '7', 'bit', '1'],
    ['int', '300', 'tinyint', '#220'], ['bigint', '3000000000', 'int', '#8115'], ['decimal(5,2)', '12.99', 'int', '12'], ['decimal(5,2)', '-12.99', 'int', '-12'],
    ['money', '12.50', 'int', '13'], ['float', '12.9', 'int', '12'], ['float', '3e9', 'int', '#232'], ['float', '2.675', 'decimal(5,2)', '2.67'],
    ['decimal(10,4)', '1.2345', 'decimal(10,2)', '1.23'], ['decimal(10,2)', '12345.67', 'decimal(5,2)', '#8115'], ['int', '5', 'decimal(5,2)', '5.00'],
    ['varchar(10)', 'abcdef', 'varchar(3)', 'abc'], ['varchar(10)', 'ab', 'char(4)', 'ab  '], ['int', '12345', 'varchar(3)', '*'], ['int', '12345', 'nvarchar(3)', '#8115'],
    ['decimal(7,2)', '12345.67', 'varchar(3)', '#8115'], ['money', '12345', 'varchar(3)', '#234'], ['float', '123456', 'varchar(3)', '#232'],
    ['uniqueidentifier', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'char(36)', '6F9619FF-8B86-D011-B42D-00C04FC964FF'],
    ['uniqueidentifier', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'char(10)', '#8170'], ['varchar(36)', 'x', 'uniqueidentifier', '#8169'],
    ['uniqueidentifier', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'varbinary(16)', '0xFF19966F868B11D0B42D00C04FC964FF'],
    ['int', '1', 'varbinary(8)', '0x00000001'], ['int', '1', 'binary(2)', '0x0001'], ['varbinary(4)', '0x0102', 'int', '258'], ['decimal(2,1)', '1.0', 'varbinary(20)', '0x020100010A000000'],
    ['float', '1e6', 'varchar(30)', '1e+006'], ['float', '123456.789', 'varchar(30)', '123457'], ['float', '0.00001', 'varchar(30)', '1e-005'], ['float', '0.1', 'varchar(30)', '0.1'],
    ['datetime', '1900-01-11 12:00', 'int', '11'], ['int', '10', 'datetime', 'Jan 11 1900 12:00AM'], ['int', '1', 'date', '#529'], ['date', '2020-01-01', 'int', '#529'],
  ])('%s %j as %s', (from, text, to, expected) => expect(cast(from, text, to)).toBe(expected));

  test.each([
    ['datetime', '2020-01-01 00:00:00.005', '2020-01-01 00:00:00.007'], ['datetime', '2020-01-01 00:00:00.998', '2020-01-01 00:00:00.997'],
    ['datetime', '2020-01-01 23:59:59.999', '2020-01-02 00:00:00.000'], ['datetime2(3)', '2020-01-01 00:00:00.0005', '2020-01-01 00:00:00.001'],
    ['smalldatetime', '2020-01-01 12:35:29.998', '2020-01-01 12:35:00.000'], ['smalldatetime', '2020-01-01 12:35:29.999', '2020-01-01 12:36:00.000'],
    ['datetime', '1752-12-31', '#242'], ['datetime', '2020-02-30', '#242'], ['date', '2020-02-30', '#241'], ['datetime', 'x', '#241'], ['smalldatetime', 'x', '#295'],
    ['smalldatetime', '2080-01-01', '#242'], ['datetime', '2020-01-01 00:00:00.1234567', '#241'], ['datetime2(7)', '2020-01-01T10:00:00.1234567', '2020-01-01 10:00:00.1234567'],
    ['datetimeoffset(0)', '2020-01-01 10:00 +02:00', '2020-01-01 10:00:00 +02:00'], ['time(2)', '10:11:12.345', '10:11:12.35'], ['date', '', '1900-01-01'], ['date', '13/01/2020', '#241'],
  ])('text as %s: %j', (type, text, expected) => expect(outcome(() => cast(type, text, 'varchar(40)', 121))).toBe(expected));

  test('datetime keeps its third of a millisecond as datetime2', () => expect(cast('datetime', '2020-01-01 00:00:00.003', 'datetime2(7)')).toBe('2020-01-01 00:00:00.0033333'));
});

describe('CONVERT styles', () => {
  test.each([
    [0, 'Jan  2 2020  3:04PM'], [1, '01/02/20'], [3, '02/01/20'], [9, 'Jan  2 2020  3:04:05:677PM'], [12, '200102'], [13, '02 Jan 2020 15:04:05:677'], [23, '2020-01-02'],
    [100, 'Jan  2 2020  3:04PM'], [101, '01/02/2020'], [103, '02/01/2020'], [104, '02.01.2020'], [106, '02 Jan 2020'], [107, 'Jan 02, 2020'], [108, '15:04:05'], [110, '01-02-2020'],
    [111, '2020/01/02'], [112, '20200102'], [114, '15:04:05:677'], [120, '2020-01-02 15:04:05'], [121, '2020-01-02 15:04:05.677'], [126, '2020-01-02T15:04:05.677'],
    [99, '#281'], [131, ' 7/05/1441  3:04:05:677PM'],
  ])('datetime in style %i', (style, expected) => expect(cast('datetime', '2020-01-02 15:04:05.677', 'varchar(40)', style)).toBe(expected));

  test('the fraction of datetime2 follows a dot', () => expect(cast('datetime2(3)', '2020-01-02 15:04:05.677', 'varchar(40)', 114)).toBe('15:04:05.677'));
  test('style 127 shows an instant in UTC', () => expect(cast('datetimeoffset(0)', '2020-01-02 15:04:05 +02:00', 'varchar(40)', 127)).toBe('2020-01-02T13:04:05Z'));
  test.each([[1, '1.2345679e+006'], [2, '1.234567890000000e+006'], [3, '1.2345678899999999e+006']])('float in style %i', (style, expected) => expect(cast('float', '1234567.89', 'varchar(40)', style)).toBe(expected));
  test.each([[0, '1234.57'], [1, '1,234.57'], [2, '1234.5678']])('money in style %i', (style, expected) => expect(cast('money', '1234.5678', 'varchar(40)', style)).toBe(expected));
  test.each([['103', '31/12/2020'], ['101', '12/31/2020'], ['112', '20201231'], ['104', '31.12.2020']])('reading style %s', (style, text) => expect(cast('varchar(20)', text, 'date', Number(style))).toBe('2020-12-31'));
  test('style 1 has 0x before the digits, style 2 has none', () => expect([cast('varchar(10)', '0x0aFF', 'varbinary(8)', 1), cast('varchar(10)', '0aFF', 'varbinary(8)', 2), cast('varchar(10)', 'zz', 'varbinary(8)', 2)]).toEqual(['0x0AFF', '0x0AFF', '#8114']));
});

describe('which conversions exist', () => {
  test.each([
    ['int', 'date', 'none'], ['datetime', 'int', 'explicit'], ['int', 'datetime', 'implicit'], ['varchar(5)', 'varbinary(5)', 'explicit'], ['varbinary(5)', 'varchar(5)', 'implicit'],
    ['money', 'varchar(5)', 'explicit'], ['sql_variant', 'int', 'explicit'], ['uniqueidentifier', 'int', 'none'], ['text', 'varchar(5)', 'implicit'],
  ])('%s to %s is %s', (from, to, expected) => expect(canConvert(parseType(from), parseType(to))).toBe(expected));

  test.each([['int', 'date', false, '#206'], ['datetime', 'int', false, '#257'], ['int', 'date', true, '#529'], ['datetime', 'int', true, 'fine']] as const)(
    '%s to %s, explicit %s', (from, to, isExplicit, expected) => expect(outcome(() => { requireConversion(parseType(from), parseType(to), isExplicit); return 'fine'; })).toBe(expected));
});

describe('TRY_', () => {
  const attempt = (from: string, to: string, value: string, style?: number) => outcome(() => show(parseType(to), converter(parseType(from), parseType(to), { style, isTry: true })(value)));
  test('gives NULL for what does not convert', () => expect([attempt('varchar(20)', 'date', '2020-02-30'), attempt('varchar(20)', 'xml', '<a>')]).toEqual(['NULL', 'NULL']));
  test('does not hide what is refused', () => expect([attempt('varchar(20)', 'date', '01/01/1440', 130), attempt('varchar(20)', 'xml', '<!DOCTYPE a><a/>', 2)]).toEqual(['#49999', '#49999']));
});

describe('storing', () => {
  const store = (from: string, to: string, value: string) => outcome(() => show(parseType(to), storeConverter(parseType(from), parseType(to), { table: 'd.s.t', column: 'c' })(value)));
  test('too long text is refused, trailing blanks are not', () => expect([store('varchar(20)', 'varchar(3)', 'abcd'), store('nvarchar(20)', 'nvarchar(3)', 'abc  '), store('varchar(20)', 'char(3)', 'a')]).toEqual(['#2628', 'abc', 'a  ']));
  test('text outside the code page becomes its base letter or a question mark', () => expect(store('nvarchar(20)', 'varchar(9)', 'ā日é€')).toBe('a?é€'));
});
