import { formatType, precisionOf, scaleOf, storageBytes, typeId } from '../../../src/types/format-type';
import { resolveType } from '../../../src/types/parse-type';
import { outcome, parseType } from './cases';

test.each([
  ['nvarchar(50)', 'nvarchar(50)', 100, 0, 0], ['nvarchar(max)', 'nvarchar(max)', -1, 0, 0], ['decimal(10,2)', 'decimal(10,2)', 9, 10, 2], ['datetime2(7)', 'datetime2(7)', 8, 27, 7],
  ['datetime2(0)', 'datetime2(0)', 6, 19, 0], ['time(3)', 'time(3)', 4, 12, 3], ['datetimeoffset(7)', 'datetimeoffset(7)', 10, 34, 7], ['datetime', 'datetime', 8, 23, 3], ['int', 'int', 4, 10, 0],
  ['float', 'float', 8, 53, 0], ['money', 'money', 8, 19, 4], ['uniqueidentifier', 'uniqueidentifier', 16, 0, 0], ['bit', 'bit', 1, 1, 0],
])('%s', (text, printed, bytes, precision, scale) => {
  const type = parseType(text);
  expect([formatType(type), storageBytes(type), precisionOf(type), scaleOf(type)]).toEqual([printed, bytes, precision, scale]);
});

test('defaults and synonyms', () => {
  const printed = (name: string, isCast = false): string => formatType(resolveType(name, [], { isCast }) ?? { name: 'xml' });
  expect(['varchar', 'decimal', 'integer', 'rowversion', 'sysname', 'double precision', 'character varying', 'datetime2'].map((name) => printed(name)))
    .toEqual(['varchar(1)', 'decimal(18,0)', 'int', 'timestamp', 'nvarchar(128)', 'float', 'varchar(1)', 'datetime2(7)']);
  expect([printed('varchar', true), formatType(resolveType('float', [20]) ?? { name: 'xml' }), resolveType('dbo.thing', [])]).toEqual(['varchar(30)', 'real', undefined]);
});

test.each([['varchar(9000)', '#131'], ['nvarchar(5000)', '#131'], ['varchar(0)', '#1001'], ['decimal(39,0)', '#2717'], ['decimal(5,6)', '#192'], ['datetime2(8)', '#1002'], ['int(5)', '#2716'], ['vector(3)', 'vector(3)'], ['vector(1999)', '#2717'], ['hierarchyid', 'hierarchyid'], ['json', '#49999']])(
  '%s gives %s', (text, expected) => expect(outcome(() => formatType(parseType(text)))).toBe(expected));

test('ids of sys.types', () => expect([typeId('int')?.systemTypeId, typeId('nvarchar')?.userTypeId, typeId('sysname')?.userTypeId, typeId('x')]).toEqual([56, 231, 256, undefined]));
