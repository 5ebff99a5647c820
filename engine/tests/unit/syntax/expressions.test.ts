// Expressions: constants, precedence, calls; and the canonical form that definitions are stored in.
import { parseDataType, parseExpression, parseObjectName, parseParameterDeclarations, parseSelect } from '../../../src/syntax/parse';
import { printDataType, printDefinition, printFilterDefinition } from '../../../src/syntax/print';

describe('constants', () => {
  test.each([
    ['1', 'integer', '1'], ['1.', 'decimal', '1.'], ['.5', 'decimal', '.5'], ['1e5', 'float', '1e5'], ['1.5E-3', 'float', '1.5E-3'], ['$1.5', 'money', '1.5'],
    ['0xDEAD', 'binary', 'DEAD'], ['0x', 'binary', ''], ["'a''b'", 'string', "a'b"], ["N'é'", 'national-string', 'é'], ["'a\\\r\nb'", 'string', 'ab'], ['NULL', 'null', ''],
  ])('%s', (text, literal, content) => {
    expect(parseExpression(text)).toMatchObject({ kind: 'literal', literal, text: content });
  });
});

describe('trees', () => {
  test.each([
    ['a + b * c', { operator: '+', right: { operator: '*' } }],
    ['-a * b', { kind: 'unary', operand: { operator: '*' } }],
    ['~a + 1', { operator: '+', left: { operator: '~' } }],
    ["a >> b COLLATE Latin1_General_BIN", { operator: '>>', right: { kind: 'collate' } }],
    ['a = 1 OR b = 2 AND NOT c = 3', { operator: 'or', right: { operator: 'and', right: { kind: 'not' } } }],
    ['(a = 1) AND (b) > 2', { operator: 'and', left: { kind: 'parenthesized' }, right: { left: { kind: 'parenthesized' } } }],
    ['a != 1', { operator: '<>' }], ['a !< 1', { operator: '>=' }], ['a !> 1', { operator: '<=' }], ['a < = 1', { operator: '<=' }],
    ['a NOT IN (1, 2)', { kind: 'in-list', isNegated: true }], ['("x") IN (SELECT 1)', { kind: 'in-subquery' }], ['a IN ((SELECT 1) UNION (SELECT 2))', { kind: 'in-subquery' }],
    ['a IN (((SELECT 1)))', { kind: 'in-subquery' }], ['a IN ((SELECT 1), 2)', { kind: 'in-list' }], ['a IN ((SELECT 1) + 2)', { kind: 'in-list' }],
    ["a NOT LIKE 'x' ESCAPE '!'", { kind: 'like', isNegated: true, escape: {} }], ['a BETWEEN 1 AND 2 AND b = 3', { operator: 'and', left: { kind: 'between' } }],
    ['a IS NOT DISTINCT FROM b', { kind: 'is-distinct', isNegated: true }], ['a >= ALL (SELECT 1)', { kind: 'quantified', quantifier: 'all' }], ['EXISTS (SELECT 1)', { kind: 'exists' }],
    ['COUNT(DISTINCT("i"."i"))', { isDistinct: true, args: [{ kind: 'parenthesized' }] }], ['COUNT(*)', { isStar: true, args: [] }],
    ["CAST(a AS decimal(10, 2))", { kind: 'cast', type: { args: [10, 2] } }], ['TRY_CONVERT(nvarchar(max), a, 120)', { kind: 'convert', isTry: true, style: {} }],
    ["CASE a WHEN 1 THEN 'x' ELSE 'y' END", { kind: 'case', operand: {}, otherwise: {} }], ['CASE WHEN a = 1 OR b IS NULL THEN 1 END', { branches: [{ when: { operator: 'or' } }] }],
    ['IIF(a = 1, 2, 3)', { args: [{ kind: 'comparison' }, {}, {}] }], ["LEFT(a, 1)", { kind: 'call' }], ['COALESCE(a, b)', { kind: 'call' }], ['CURRENT_TIMESTAMP', { kind: 'call', args: [] }],
    ["TRIM(LEADING '0' FROM a)", { name: { parts: ['LTRIM'] }, args: [{ kind: 'column' }, { kind: 'literal' }] }], ["TRIM('.' FROM a)", { args: [{ kind: 'column' }, {}] }],
    ['SUM(a) OVER (PARTITION BY b ORDER BY c DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)', { over: { partitionBy: [{}], frame: { unit: 'rows', start: { kind: 'preceding' }, end: { kind: 'current-row' } } } }],
    ["STRING_AGG(a, ',') WITHIN GROUP (ORDER BY a)", { withinGroup: [{}] }], ['LAST_VALUE(a) IGNORE NULLS OVER (ORDER BY b)', { ignoreNulls: true }],
    ['NEXT VALUE FOR dbo.s', { kind: 'next-value' }], ["a AT TIME ZONE 'UTC'", { kind: 'at-time-zone' }], ['dbo.f(DEFAULT)', { args: [{ literal: 'default' }] }],
    ['geometry::STGeomFromText(@p, 0)', { kind: 'method', isStatic: true }], ['"t"."c".ToString()', { kind: 'method', target: { parts: ['t', 'c'] } }], ['dbo.value(1)', { kind: 'call' }],
    ['@@rowcount', { kind: 'system-variable', name: '@@ROWCOUNT' }], ['@@mine', { kind: 'variable' }], ['(SELECT 1) + 1', { left: { kind: 'subquery' } }],
    ["JSON_OBJECT('a': 1, 'b': NULL)", { args: [{}, {}, {}, {}] }],
  ])('%s', (text, shape) => {
    expect(parseExpression(text)).toMatchObject(shape);
  });
});

describe('stored definitions', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['0', '((0))'], ['(0)', '((0))'], ['-1', '((-1))'], ["'x'", "('x')"], ["N'it''s'", "(N'it''s')"], ['NULL', '(NULL)'], ['1+1', '((1)+(1))'], ['0x00', '(0x00)'],
    ['GETDATE()', '(getdate())'], ['CURRENT_TIMESTAMP', '(getdate())'], ['NEWSEQUENTIALID()', '(newsequentialid())'], ['USER', '(user_name())'],
    ['a > 0 AND b < 10', '([a]>(0) AND [b]<(10))'], ["col IN ('A', 'B', 'C')", "([col]='C' OR [col]='B' OR [col]='A')"], ['a NOT IN (1, 2)', '(NOT ([a]=(2) OR [a]=(1)))'], ['a NOT IN (1) AND b = 2', '(NOT [a]=(1) AND [b]=(2))'],
    ['a BETWEEN 1 AND 5', '([a]>=(1) AND [a]<=(5))'], ['a NOT BETWEEN 1 AND 5 OR b = 2', '(NOT ([a]>=(1) AND [a]<=(5)) OR [b]=(2))'],
    ['2147483647', '((2147483647))'], ['2147483648', '((2147483648.))'], ['-3000000000', '((-3000000000.))'], ['1e3', '((1.0000000000000000e+003))'], ['1.5E-7', '((1.4999999999999999e-007))'], ['$1.5', '(($1.5000))'], ['-$2', '((-$2.0000))'], ['007.50', '((7.50))'], ['.5', '((0.5))'], ['(((version < 999)))', '([version]<(999))'], ['a != 1', '([a]<>(1))'],
    ['("a" < 1 AND "b" < 2) OR ("a" > 3)', '([a]<(1) AND [b]<(2) OR [a]>(3))'], ['(a = 1 OR b = 2) AND c = 3', '(([a]=(1) OR [b]=(2)) AND [c]=(3))'],
    ["t IS NULL OR UPPER(t) IN ('A', 'B')", "([t] IS NULL OR (upper([t])='B' OR upper([t])='A'))"], ['NOT (a = 1 OR b = 2)', '(NOT ([a]=(1) OR [b]=(2)))'],
    ["a LIKE '[A-Z]%'", "([a] like '[A-Z]%')"], ['a IS NOT NULL', '([a] IS NOT NULL)'],
    ['ISNULL([UnitPrice] * (1.0 - [UnitPriceDiscount]) * [OrderQty], 0.0)', '(isnull(([UnitPrice]*((1.0)-[UnitPriceDiscount]))*[OrderQty],(0.0)))'],
    ['ISNULL(SubTotal + TaxAmt + Freight, 0)', '(isnull(([SubTotal]+[TaxAmt])+[Freight],(0)))'],
    ["ISNULL('AW' + dbo.ufnLeadingZeros(CustomerID), '')", "(isnull('AW'+[dbo].[ufnLeadingZeros]([CustomerID]),''))"],
    ["N'SO' + CONVERT(nvarchar(23), [SalesOrderID])", "(N'SO'+CONVERT([nvarchar](23),[SalesOrderID]))"], ['CAST(a AS NVARCHAR(MAX))', '(CONVERT([nvarchar](max),[a]))'],
    ["BirthDate >= '1930-01-01' AND BirthDate <= DATEADD(YEAR, -18, GETDATE())", "([BirthDate]>='1930-01-01' AND [BirthDate]<=dateadd(year,(-18),getdate()))"],
    ['DATEDIFF(dd, a, b)', '(datediff(day,[a],[b]))'], ['CASE WHEN a = 1 THEN 0 ELSE NULL END', '(case when [a]=(1) then (0) else NULL end)'], ['IIF(a = 1, 2, 3)', '(case when [a]=(1) then (2) else (3) end)'],
    ['NEXT VALUE FOR dbo.s', '(NEXT VALUE FOR [dbo].[s])'], ["HASHBYTES('MD5', a)", "(hashbytes('MD5',[a]))"], ['a % 2 = 0', '([a]%(2)=(0))'],
  ];

  test.each(cases)('%s', (text, stored) => {
    expect(printDefinition(parseExpression(text))).toBe(stored);
  });

  test.each(cases)('%s reads back as itself', (_, stored) => {
    expect(printDefinition(parseExpression(stored))).toBe(stored);
  });

  test('the filter of an index keeps IN', () => {
    expect(printFilterDefinition(parseExpression('a IN (1, 2) AND b IS NOT NULL'))).toBe('([a] IN ((1), (2)) AND [b] IS NOT NULL)');
  });

  test('a subquery is refused by name', () => {
    expect(() => printDefinition(parseExpression('EXISTS (SELECT 1)'))).toThrow('a subquery in a stored definition');
  });
});

describe('small texts', () => {
  test.each([
    ['int', '[int]'], ['DECIMAL (10, 2)', '[decimal](10,2)'], ['nvarchar(MAX)', '[nvarchar](max)'], ['dbo.T', '[dbo].[T]'],
  ])('data type %s', (text, printed) => {
    expect(printDataType(parseDataType(text))).toBe(printed);
  });

  test('types of several words', () => {
    expect(parseDataType('national character varying(5)')).toMatchObject({ name: { parts: ['national character varying'] }, args: [5] });
    expect(parseDataType('double precision')).toMatchObject({ name: { parts: ['double precision'] } });
  });

  test('parameter declarations', () => {
    expect(parseParameterDeclarations('@0 int, @1 nvarchar(255) OUTPUT, @2 dbo.T READONLY')).toMatchObject([
      { name: '@0', isOutput: false }, { name: '@1', type: { args: [255] }, isOutput: true }, { isReadOnly: true },
    ]);
    expect(parseParameterDeclarations('  ')).toEqual([]);
  });

  test.each([
    ['dbo.t', ['dbo', 't']], ['[a.b].[c]]d]', ['a.b', 'c]d']], ['"x""y".z', ['x"y', 'z']], ['db..t', ['db', '', 't']], ['my table', ['my table']], ['tempdb..#t', ['tempdb', '', '#t']],
    ['', []], ['a.', []], ['a.b.c.d.e', []], ['[a', []],
  ])('name %p', (text, parts) => {
    expect(parseObjectName(text)).toEqual(parts);
  });

  test('a select alone', () => {
    expect(parseSelect('WITH a AS (SELECT 1 x) SELECT x FROM a;')).toMatchObject({ kind: 'select', with: [{}] });
  });
});
