// Signatures of mathematical functions. Knows types only.
import type { SqlType } from '../../types/sql-type';
import { BIGINT, BIT, FLOAT, INT, isApproximate, isDecimal, isInteger, isMoney, isNumber, isUnicode, numeric, varbinary } from '../../types/sql-type';
import { commonTypeOf } from '../../types/conversion/combine';
import { argument, fixedArguments, signature } from './signature';
import type { ScalarFunctionSignature } from './signature';

/** The number types ROUND and its kin compute in: small integers as int, text, bit and real as float. */
function asNumber(type: SqlType): SqlType {
  if (type.name === 'bit' || type.name === 'real' || !isNumber(type)) return FLOAT;
  if (type.name === 'tinyint' || type.name === 'smallint') return INT;
  return type.name === 'smallmoney' ? { name: 'money' } : type;
}

const sameNumber = (args: readonly SqlType[]): SqlType => asNumber(argument(args, 0));
const whole = (args: readonly SqlType[]): SqlType => {
  const type = sameNumber(args);
  return isDecimal(type) ? { ...type, scale: 0 } : type;
};
const wide = (args: readonly SqlType[]): SqlType => {
  const type = sameNumber(args);
  return isDecimal(type) ? numeric(38, type.scale ?? 0) : type;
};
const angle = (args: readonly SqlType[]): SqlType => {
  const type = sameNumber(args);
  return isDecimal(type) ? numeric(38, Math.max(18, type.scale ?? 0)) : isInteger(type) || isMoney(type) || isApproximate(type) ? type : FLOAT;
};
const widest = (args: readonly SqlType[]): SqlType => commonTypeOf([argument(args, 0), ...args.slice(1)]);
/** GREATEST and LEAST return no (max) type. */
const widestBounded = (args: readonly SqlType[]): SqlType => {
  const type = widest(args);
  return type.length === 'max' ? { ...type, length: isUnicode(type) ? 4000 : 8000 } : type;
};
const bitsOf = (args: readonly SqlType[]): SqlType => argument(args, 0);
const number = { args: fixedArguments(asNumber) };
/** Of constants these are computed when they are compiled. */
const folded = { ...number, nullable: 'unless-constant' } as const;

const FLOAT_FUNCTIONS = ['SQRT', 'SQUARE', 'EXP', 'LOG10', 'SIN', 'COS', 'TAN', 'COT', 'ASIN', 'ACOS', 'ATAN'];

/** Mathematical functions. */
export const MATH_SIGNATURES: readonly ScalarFunctionSignature[] = [
  ...FLOAT_FUNCTIONS.map((name) => signature(name, 1, FLOAT, { args: fixedArguments(FLOAT) })),
  signature('LOG', [1, 2], FLOAT, { args: fixedArguments(FLOAT) }),
  signature('ATN2', 2, FLOAT, { args: fixedArguments(FLOAT) }),
  signature('PI', 0, FLOAT, { nullable: 'never' }),
  signature('RAND', [0, 1], FLOAT, { args: fixedArguments(INT), isDeterministic: false, nullable: 'never' }),
  signature('BIT_COUNT', 1, BIGINT),
  signature('GET_BIT', 2, BIT, { args: fixedArguments(undefined, BIGINT) }),
  signature('SET_BIT', [2, 3], bitsOf, { args: fixedArguments(undefined, BIGINT, BIT) }),
  signature('LEFT_SHIFT', 2, bitsOf, { args: fixedArguments(undefined, BIGINT) }),
  signature('RIGHT_SHIFT', 2, bitsOf, { args: fixedArguments(undefined, BIGINT) }),
  signature('CRYPT_GEN_RANDOM', [1, 2], varbinary(8000), { args: fixedArguments(INT, varbinary(8000)), isDeterministic: false, nullable: 'always' }),
  signature('ABS', 1, sameNumber, number),
  signature('SIGN', 1, sameNumber, folded),
  signature('CEILING', 1, whole, folded),
  signature('FLOOR', 1, whole, folded),
  signature('ROUND', [2, 3], sameNumber, { args: fixedArguments(asNumber, INT), nullable: 'unless-constant' }),
  signature('POWER', 2, wide, { args: fixedArguments(asNumber, FLOAT) }),
  signature('DEGREES', 1, angle, number),
  signature('RADIANS', 1, angle, folded),
  signature('GREATEST', [1, 254], widestBounded, { args: (args) => args.map(() => widest(args)), nullable: 'from-arguments' }),
  signature('LEAST', [1, 254], widestBounded, { args: (args) => args.map(() => widest(args)), nullable: 'from-arguments' }),
];
