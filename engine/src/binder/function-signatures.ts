// The built-in functions by name, as the binder sees them. What they compute is exec/functions' business.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import type { SqlType } from '../types/sql-type';
import { BIGINT, FLOAT, INT, isApproximate, isCharacter, isDecimal, isInteger, isMoney, isUnicode, numeric, nvarchar, varchar } from '../types/sql-type';
import { messageTypeName } from '../types/format-type';
import { isIncomparable, isOldLob } from './expression/comparable';
import { DATE_SIGNATURES } from './signatures/date-signatures';
import { MATH_SIGNATURES } from './signatures/math-signatures';
import { STRING_SIGNATURES } from './signatures/string-signatures';
import { STRUCTURED_SIGNATURES } from './signatures/structured-signatures';
import { SYSTEM_SIGNATURES } from './signatures/system-signatures';
import type { ScalarFunctionSignature } from './signatures/signature';

export type { ScalarFunctionSignature } from './signatures/signature';

/** What the binder must know of an aggregate. */
export interface AggregateSignature {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  /** The type of the result for an argument type; raises 8117 for one it cannot take, of DISTINCT values or of all. */
  resultType(arg: SqlType, isDistinct?: boolean): SqlType;
}

const SCALARS = new Map([...STRING_SIGNATURES, ...DATE_SIGNATURES, ...MATH_SIGNATURES, ...SYSTEM_SIGNATURES, ...STRUCTURED_SIGNATURES].map((entry) => [entry.name.toUpperCase(), entry]));

/** The signature of a built-in scalar function, undefined for a name that is none. */
export const scalarFunction = (name: string): ScalarFunctionSignature | undefined => SCALARS.get(name.toUpperCase());

const isSummable = (type: SqlType): boolean => (isInteger(type) && type.name !== 'bit') || isDecimal(type) || isMoney(type) || isApproximate(type);

function requireNumber(name: string, type: SqlType): void {
  if (!isSummable(type)) throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(type), operator: name.toLowerCase() });
}

function sumType(name: string, type: SqlType): SqlType {
  requireNumber(name, type);
  if (isDecimal(type)) return numeric(38, name === 'AVG' ? Math.max(type.scale ?? 0, 6) : type.scale ?? 0);
  if (isApproximate(type)) return FLOAT;
  if (isMoney(type)) return { name: 'money' };
  return type.name === 'bigint' ? BIGINT : INT;
}

function extremeType(name: string, type: SqlType): SqlType {
  const isRefused = type.name === 'bit' || isIncomparable(type);
  if (isRefused) throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(type), operator: name.toLowerCase() });
  return type;
}

function stringAggregateType(type: SqlType): SqlType {
  if (!isCharacter(type)) return nvarchar(4000);
  if (isUnicode(type)) return nvarchar(type.length === 'max' ? 'max' : 4000, type.collation);
  return varchar(type.length === 'max' ? 'max' : 8000, type.collation);
}

const statistic = (name: string): AggregateSignature => ({ name, minArgs: 1, maxArgs: 1, resultType: (type) => { requireNumber(name, type); return FLOAT; } });

function requireCountable(name: string, type: SqlType, isDistinct: boolean): void {
  const isRefused = isOldLob(type) || (name === 'APPROX_COUNT_DISTINCT' && type.name === 'sql_variant');
  if (isRefused) throw raise(Messages.OperandTypeInvalid, { type: type.name, operator: name.toLowerCase() });
  if (isDistinct && isIncomparable(type)) throw raise(Messages.OperandTypeInvalid, { type: type.name, operator: name.toLowerCase() }, 2);
}

const counting = (name: string, result: SqlType, countsDistinct = false): AggregateSignature =>
  ({ name, minArgs: 1, maxArgs: 1, resultType: (type, isDistinct = false) => { requireCountable(name, type, isDistinct || countsDistinct); return result; } });

/** Raises 8117 for anything but int: the other integers are not converted. */
function checksumType(type: SqlType): SqlType {
  if (type.name !== 'int') throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(type), operator: 'checksum_agg' });
  return INT;
}

const AGGREGATES = new Map<string, AggregateSignature>([
  counting('COUNT', INT), counting('COUNT_BIG', BIGINT), counting('APPROX_COUNT_DISTINCT', BIGINT, true),
  { name: 'CHECKSUM_AGG', minArgs: 1, maxArgs: 1, resultType: checksumType },
  { name: 'SUM', minArgs: 1, maxArgs: 1, resultType: (type: SqlType) => sumType('SUM', type) },
  { name: 'AVG', minArgs: 1, maxArgs: 1, resultType: (type: SqlType) => sumType('AVG', type) },
  { name: 'MIN', minArgs: 1, maxArgs: 1, resultType: (type: SqlType) => extremeType('MIN', type) },
  { name: 'MAX', minArgs: 1, maxArgs: 1, resultType: (type: SqlType) => extremeType('MAX', type) },
  statistic('STDEV'), statistic('STDEVP'), statistic('VAR'), statistic('VARP'),
  { name: 'STRING_AGG', minArgs: 2, maxArgs: 2, resultType: stringAggregateType },
].map((entry) => [entry.name, entry]));

/** The signature of a built-in aggregate, undefined for a name that is none. */
export const aggregateSignature = (name: string): AggregateSignature | undefined => AGGREGATES.get(name.toUpperCase());
