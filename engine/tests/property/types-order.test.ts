import fc from 'fast-check';
import { compareText, collationKey } from '../../src/types/text/collation';
import { civilFromDays, daysFromCivil } from '../../src/types/datetime/date-time';
import { converter } from '../../src/types/conversion/convert';
import { DATETIME, datetime2, varchar } from '../../src/types/sql-type';

const COLLATIONS = ['SQL_Latin1_General_CP1_CI_AS', 'Latin1_General_CS_AS', 'Latin1_General_CI_AI', 'Latin1_General_BIN2'];
const text = fc.array(fc.constantFrom(...'aAbB zZ09-_\'éÉàßøÆｂ'), { maxLength: 6 }).map((characters) => characters.join(''));

test('the order of text is total and agrees with keys', () => {
  fc.assert(fc.property(text, text, text, fc.constantFrom(...COLLATIONS), fc.boolean(), (a, b, c, collation, isUnicode) => {
    const compare = (x: string, y: string): number => Math.sign(compareText(x, y, collation, isUnicode));
    expect(compare(a, b) + 0).toBe(-compare(b, a) + 0);
    expect(compare(a, b) === 0).toBe(collationKey(a, collation, isUnicode) === collationKey(b, collation, isUnicode));
    if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
  }), { numRuns: 2000 });
});

test('days and calendar dates are inverse', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 3_652_058 }), (days) => {
    const { year, month, day } = civilFromDays(days);
    expect(daysFromCivil(year, month, day)).toBe(days);
  }));
});

test('dates survive the way through text', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }), (ticks) => {
    const type = datetime2(7);
    expect(converter(varchar('max'), type)(converter(type, varchar('max'))(ticks))).toBe(ticks);
  }));
  fc.assert(fc.property(fc.integer({ min: -46_000_000_00, max: 46_000_000_000 }), (ticks) => {
    expect(converter(varchar('max'), DATETIME)(converter(DATETIME, varchar('max'), { style: 121 })(ticks))).toBe(ticks);
  }));
});
