import { arithmetic, negate, negateType } from '../../../src/types/arithmetic';
import { arithmeticType, commonType } from '../../../src/types/conversion/combine';
import type { ArithmeticOperator } from '../../../src/types/conversion/combine';
import { literalDigits, numericLiteral } from '../../../src/types/literal';
import { formatType, outcome, parseType, show, valueOf } from './cases';

const typed = (op: ArithmeticOperator, left: string, right: string): string => outcome(() => formatType(arithmeticType(op, parseType(left), parseType(right))));

function literals(op: ArithmeticOperator, leftText: string, rightText: string): string {
  return outcome(() => {
    const [left, right] = [numericLiteral(leftText), numericLiteral(rightText)];
    const type = arithmeticType(op, left.type, right.type, { left: literalDigits(left), right: literalDigits(right) });
    return `${formatType(type)} ${show(type, arithmetic(op, left.type, right.type, type)(left.value, right.value))}`;
  });
}

const values = (op: ArithmeticOperator, leftType: string, leftText: string, ...[rightType, rightText]: [string, string]): string => outcome(() => {
  const [left, right] = [parseType(leftType), parseType(rightType)];
  const type = arithmeticType(op, left, right);
  return show(type, arithmetic(op, left, right, type)(valueOf(left, leftText), valueOf(right, rightText)));
});

test.each([
  ['0.1', 'numeric(1,1)'], ['1.5', 'numeric(2,1)'], ['100.0', 'numeric(4,1)'], ['0.10', 'numeric(2,2)'], ['2147483648', 'numeric(10,0)'], ['1e0', 'float'], ['7', 'int'], ['007', 'int'],
])('the literal %s is %s', (text, expected) => expect(formatType(numericLiteral(text).type)).toBe(expected));

test.each([
  ['/', '10.0', '3', 'numeric(8,6) 3.333333'], ['/', '7', '2', 'int 3'], ['*', '1.5', '2.25', 'numeric(6,3) 3.375'], ['+', '0.1', '0.02', 'numeric(3,2) 0.12'],
  ['%', '7.5', '2', 'numeric(2,1) 1.5'], ['/', '1', '0', '#8134'], ['*', '2147483647', '2', '#8115'], ['/', '2.0', '3', 'numeric(7,6) 0.666666'],
] as const)('literals: %s of %s and %s', (op, left, right, expected) => expect(literals(op, left, right)).toBe(expected));

test.each([
  ['/', 'decimal(3,1)', 'int', 'numeric(14,12)'], ['*', 'decimal(20,10)', 'decimal(30,20)', 'numeric(38,17)'], ['+', 'decimal(10,2)', 'decimal(5,4)', 'numeric(13,4)'],
  ['+', 'decimal(38,2)', 'decimal(38,10)', 'numeric(38,2)'], ['*', 'decimal(38,10)', 'decimal(38,10)', 'numeric(38,6)'],
  ['+', 'tinyint', 'tinyint', 'tinyint'], ['+', 'int', 'bigint', 'bigint'], ['+', 'money', 'int', 'money'], ['*', 'money', 'decimal(5,2)', 'numeric(25,6)'], ['+', 'real', 'int', 'real'],
  ['+', 'varchar(3)', 'int', 'int'], ['+', 'varchar(3)', 'nvarchar(4)', 'nvarchar(7)'], ['+', 'varchar(8000)', 'varchar(1)', 'varchar(8000)'], ['+', 'varchar(max)', 'varchar(1)', 'varchar(max)'],
  ['+', 'datetime', 'int', 'datetime'], ['+', 'date', 'int', '#206'], ['-', 'date', 'date', '#8117'], ['+', 'bit', 'bit', '#402'], ['-', 'varchar(3)', 'varchar(3)', '#402'],
  ['%', 'float', 'int', '#402'], ['+', 'datetime', 'date', '#402'], ['&', 'int', 'tinyint', 'int'], ['&', 'float', 'int', '#402'],
] as const)('the type of %s on %s and %s', (op, left, right, expected) => expect(typed(op, left, right)).toBe(expected));

test.each([
  ['%', 'int', '-7', 'int', '3', '-1'], ['/', 'int', '-7', 'int', '2', '-3'], ['+', 'varchar(3)', 'a', 'int', '1', '#245'], ['+', 'varchar(3)', '5', 'int', '1', '6'],
  ['*', 'money', '0.01', 'money', '0.01', '0.00'], ['/', 'money', '2', 'money', '3', '0.67'], ['+', 'datetime', '2020-01-01', 'int', '1', 'Jan  2 2020 12:00AM'],
  ['-', 'tinyint', '1', 'tinyint', '2', '#8115'], ['+', 'bigint', '9223372036854775807', 'int', '1', '#8115'], ['/', 'float', '1', 'float', '0', '#8134'],
  ['+', 'char(3)', 'a', 'varchar(3)', 'b', 'a  b'], ['+', 'varbinary(2)', '0x01', 'varbinary(2)', '0x02', '0x0102'], ['^', 'int', '6', 'int', '3', '5'],
] as const)('%s on %s %s and %s %s', (op, leftType, left, rightType, right, expected) => expect(values(op, leftType, left, rightType, right)).toBe(expected));

test.each([
  ['int', 'varchar(5)', 'int'], ['decimal(10,2)', 'int', 'decimal(12,2)'], ['decimal(5,4)', 'numeric(10,2)', 'decimal(12,4)'], ['varchar(5)', 'nvarchar(3)', 'nvarchar(5)'],
  ['char(5)', 'varchar(3)', 'varchar(5)'], ['char(5)', 'char(7)', 'char(7)'], ['datetime', 'datetime2(2)', 'datetime2(3)'], ['date', 'int', '#206'], ['float', 'decimal(5,2)', 'float'],
  ['varchar(max)', 'nvarchar(10)', 'nvarchar(max)'], ['uniqueidentifier', 'varchar(36)', 'uniqueidentifier'], ['datetimeoffset(3)', 'date', 'datetimeoffset(3)'],
])('%s beside %s becomes %s', (left, right, expected) => expect(outcome(() => formatType(commonType(parseType(left), parseType(right))))).toBe(expected));

test('unary minus widens tinyint and refuses bit', () => {
  expect([formatType(negateType(parseType('tinyint'))), negate(parseType('tinyint'))(5), outcome(() => formatType(negateType(parseType('bit'))))]).toEqual(['smallint', -5, '#8117']);
});
