import fc from 'fast-check';
import { arithmetic } from '../../src/types/arithmetic';
import { arithmeticType } from '../../src/types/conversion/combine';
import { converter } from '../../src/types/conversion/convert';
import { decimal, varchar } from '../../src/types/sql-type';
import type { SqlType } from '../../src/types/sql-type';

/** A decimal type of at most 12 digits, so that no result loses scale, and one of its values. */
const operand = fc.integer({ min: 1, max: 12 }).chain((precision) => fc.tuple(fc.integer({ min: 0, max: precision }), fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n }))
  .map(([scale, value]) => ({ type: decimal(precision, scale), value })));

const scaleOf = (type: SqlType): number => type.scale ?? 0;

/** value / 10^scale as a fraction of integers, compared by cross multiplication. */
const equal = (a: bigint, aScale: number, b: bigint, bScale: number): boolean => a * 10n ** BigInt(bScale) === b * 10n ** BigInt(aScale);

test('+, - and * of short decimals are exact', () => {
  fc.assert(fc.property(operand, operand, fc.constantFrom('+' as const, '-' as const, '*' as const), (left, right, op) => {
    const type = arithmeticType(op, left.type, right.type);
    const result = arithmetic(op, left.type, right.type, type)(left.value, right.value) as bigint;
    const [s1, s2] = [scaleOf(left.type), scaleOf(right.type)];
    const [a, b] = [left.value * 10n ** BigInt(s2), right.value * 10n ** BigInt(s1)];
    const model = op === '*' ? left.value * right.value : op === '+' ? a + b : a - b;
    expect(equal(result, scaleOf(type), model, s1 + s2)).toBe(true);
  }));
});

test('/ is the exact quotient cut to the result scale', () => {
  fc.assert(fc.property(operand, operand.filter(({ value }) => value !== 0n), (left, right) => {
    const type = arithmeticType('/', left.type, right.type);
    const result = arithmetic('/', left.type, right.type, type)(left.value, right.value) as bigint;
    const numerator = left.value * 10n ** BigInt(scaleOf(right.type) + scaleOf(type));
    const denominator = right.value * 10n ** BigInt(scaleOf(left.type));
    expect(result).toBe(numerator / denominator);
  }));
});

test('text and decimal convert back and forth without loss', () => {
  fc.assert(fc.property(operand, ({ type, value }) => {
    const text = converter(type, varchar('max'))(value);
    expect(converter(varchar('max'), type)(text)).toBe(value);
  }));
});
