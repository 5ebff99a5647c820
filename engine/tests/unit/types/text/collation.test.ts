import { collationKey, compareText, isKnownCollation, likeMatcher, patternFinder } from '../../../../src/types/text/collation';
import { comparator, compareNullsFirst, valueKey } from '../../../../src/types/compare';
import { parseType } from '../type-text';

const CS = 'SQL_Latin1_General_CP1_CS_AS';
const AI = 'Latin1_General_CI_AI';
const BIN2 = 'Latin1_General_BIN2';

test.each([
  ['a', 'A  ', undefined, 0], ['a', 'á', undefined, -1], ['a', 'á', AI, 0], ['a', 'A', CS, -1], ['a', 'B', CS, -1], ['a', 'B', BIN2, 1], ['a', 'a ', BIN2, 0], ['', '  ', undefined, 0],
  ['é', 'f', undefined, -1], ['résumé', 'resume', undefined, 1], ['a1', 'aa', undefined, -1], ['a_b', 'a-b', undefined, 1],
] as const)('%j against %j under %s', (left, right, collation, expected) => expect(Math.sign(compareText(left, right, collation))).toBe(expected));

test('word sort looks past the hyphen for Unicode only', () => {
  const words = ['coop', 'co-op', 'cop', 'con'];
  expect([...words].sort((a, b) => compareText(a, b, undefined, true))).toEqual(['con', 'coop', 'co-op', 'cop']);
  expect([...words].sort((a, b) => compareText(a, b))).toEqual(['co-op', 'con', 'coop', 'cop']);
});

test('keys and order agree', () => {
  const texts = ['a', 'A', 'á', 'Á', 'ss', 'ß', 'æ', 'ae', 'a-b', 'ab', 'ａ', ' a', 'a ', '', '-'];
  for (const collation of [undefined, CS, AI, BIN2]) {
    for (const isUnicode of [false, true]) {
      for (const a of texts) {
        for (const b of texts) expect(compareText(a, b, collation, isUnicode) === 0).toBe(collationKey(a, collation, isUnicode).trimEnd() === collationKey(b, collation, isUnicode).trimEnd());
      }
    }
  }
});

test.each([
  ['abc', 'A%', false, true], ['abc', '_b_', false, true], ['abc', '[a-c]bc', false, true], ['abc', '[^a]bc', false, false], ['a%c', 'a[%]c', false, true], ['abc', 'a[%]c', false, false],
  ['abc ', 'abc', false, true], ['abc ', 'abc', true, false], ['abc', 'abc ', false, false], ['abc', '%', false, true], ['', '%', false, true], ['', '', false, true], ['abc', '%b%', false, true],
  ['abc', '%bc', false, true], ['abcbc', '%bc', false, true], ['abc  ', '%bc', false, true], ['a[c', 'a[[]c', false, true], ['abc', '[', false, false], ['é', 'e', false, false],
] as const)('%j LIKE %j (Unicode %s)', (text, pattern, isUnicode, expected) => expect(likeMatcher(pattern, undefined, undefined, isUnicode)(text)).toBe(expected));

test('LIKE with ESCAPE, and case-sensitively', () => {
  expect([likeMatcher('50!%', '!', undefined, true)('50%'), likeMatcher('50!%', '!', undefined, true)('505'), likeMatcher('A%', undefined, CS, true)('abc')]).toEqual([true, false, false]);
});

test.each([['%[0-9]%', 'ab1', 3], ['a%', 'xa', 0], ['%x', 'abx', 3], ['%zz%', 'abc', 0], ['b%', 'bcd', 1]] as const)('PATINDEX of %s in %s', (pattern, text, expected) => expect(patternFinder(pattern, { collation: undefined, isUnicode: true })(text)).toBe(expected));

test('which collations exist', () => {
  expect(['SQL_Latin1_General_CP1_CI_AS', 'Latin1_General_100_CI_AS_SC_UTF8', 'Latin1_General_BIN', 'Klingon_CI_AS'].map(isKnownCollation)).toEqual([true, true, true, false]);
});

test('uniqueidentifier orders by its last group first', () => {
  const compare = comparator(parseType('uniqueidentifier'));
  expect(Math.sign(compare('FFFFFFFF-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'))).toBe(-1);
  expect(Math.sign(compare('01000000-0000-0000-0000-000000000000', '00000002-0000-0000-0000-000000000000'))).toBe(-1);
});

test('binary compares as if zeros followed, NULL comes first, variants compare by family', () => {
  expect(Math.sign(comparator(parseType('varbinary(5)'))(Uint8Array.of(1), Uint8Array.of(1, 0)))).toBe(0);
  expect(compareNullsFirst(parseType('int'))(null, 1)).toBe(-1);
  const variant = comparator(parseType('sql_variant'));
  const int = { kind: 'variant', type: parseType('int'), value: 5 } as const;
  const text = { kind: 'variant', type: parseType('varchar(3)'), value: '9' } as const;
  const numeric = { kind: 'variant', type: parseType('decimal(5,2)'), value: 500n } as const;
  expect([Math.sign(variant(int, text)), variant(int, numeric)]).toEqual([1, 0]);
  expect(valueKey(parseType('sql_variant'))(int)).toBe(valueKey(parseType('sql_variant'))(numeric));
});
