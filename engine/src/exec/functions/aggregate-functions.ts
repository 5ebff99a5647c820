// Built-in aggregates as accumulators. Knows no grouping, no ORDER BY and no windows.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../../types/sql-type';
import { FLOAT, isApproximate, isDecimal, isMoney, isUnicode, nvarchar, varchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { comparator, valueKey } from '../../types/compare';
import { converter } from '../../types/conversion/convert';
import { overflow } from '../../types/conversion/convert-number';
import { continuousPercentile, discretePercentile, requireShare, type Percentile } from './percentile';
import { doubleFromDecimal, fitsPrecision, rescaleTruncated } from '../../types/number/decimal';

/** One group's running aggregate. NULLs may be added, they are passed over; COUNT(*) is fed any non-null value per row. */
export interface Accumulator {
  add(value: Value): void;
  result(): Value;
  /** One over its own values and then those of a later one of its kind; both stay as they are. Undefined where only values can be added. */
  joined?(later: Accumulator): Accumulator | undefined;
}

/** What an aggregate takes besides its values: STRING_AGG's separator, the fraction of a percentile (whose values come sorted). */
export interface AggregateOptions { readonly separator?: string; readonly fraction?: number }

type AccumulatorFactory = () => Accumulator;

/** How non-null values are folded: `step` takes one into the state, `join` makes one state of two, `finish` makes the result. */
interface Fold<S> { start(): S; step(state: S, value: Exclude<Value, null>): S; join?(state: S, later: S): S; finish(state: S): Value }

const folding = <S>(fold: Fold<S>): AccumulatorFactory => () => new Folding(fold, fold.start());

// A class, for there is one of it for each group: two functions of its own for each would be most of what a group costs.
class Folding<S> implements Accumulator {
  constructor(private readonly fold: Fold<S>, private state: S) {}
  add(value: Value): void { if (value !== null) this.state = this.fold.step(this.state, value); }
  result(): Value { return this.fold.finish(this.state); }
  joined(later: Folding<S>): Folding<S> | undefined { return this.fold.join && new Folding(this.fold, this.fold.join(this.state, later.state)); }
}

const INT_LIMIT = 2 ** 31;

function count(resultType: SqlType): AccumulatorFactory {
  const finish = (total: number): Value => {
    if (resultType.name === 'bigint') return BigInt(total);
    if (total >= INT_LIMIT) throw overflow('expression', resultType);
    return total;
  };
  return folding({ start: () => 0, step: (total) => total + 1, join: (total, later) => total + later, finish });
}

interface Total { sum: bigint; count: number }
interface DoubleTotal { sum: number; count: number }

const isExactBigint = (type: SqlType): boolean => isDecimal(type) || isMoney(type) || type.name === 'bigint';

/** The state of 8115 for a sum of decimals. */
const STATE_OF_SUM = 2;

function checkedSum(sum: bigint, type: SqlType): Value {
  if (isDecimal(type)) {
    if (!fitsPrecision(sum, 38)) throw raise(Messages.ArithmeticOverflow, { from: 'expression', to: 'numeric' }, STATE_OF_SUM);
    return sum;
  }
  const limit = type.name === 'int' ? 2n ** 31n : 2n ** 63n;
  if (sum >= limit || sum < -limit) throw overflow('expression', type);
  return isExactBigint(type) ? sum : Number(sum);
}

const joinTotals = (total: Total, later: Total): Total => ({ sum: total.sum + later.sum, count: total.count + later.count });

function exactTotal(argType: SqlType, finish: (total: Total) => Value): AccumulatorFactory {
  const toBigint = isExactBigint(argType) ? (value: Value): bigint => value as bigint : (value: Value): bigint => BigInt(value as number);
  const step = (total: Total, value: Value): Total => {
    total.sum += toBigint(value);
    total.count++;
    return total;
  };
  return folding<Total>({ start: () => ({ sum: 0n, count: 0 }), step, join: joinTotals, finish });
}

function finite(total: number, type: SqlType): number {
  if (!Number.isFinite(total)) throw overflow('expression', type);
  return total;
}

/** `finish` is not asked where nothing was added. */
function doubleTotal(finish: (total: DoubleTotal) => Value): AccumulatorFactory {
  return folding<DoubleTotal>({
    start: () => ({ sum: 0, count: 0 }),
    step: (total, value) => {
      total.sum += value as number;
      total.count++;
      return total;
    },
    join: (total, later) => ({ sum: total.sum + later.sum, count: total.count + later.count }),
    finish: (total) => (total.count === 0 ? null : finish(total)),
  });
}

function sum(argType: SqlType, resultType: SqlType): AccumulatorFactory {
  if (isApproximate(argType)) return doubleTotal((total) => finite(total.sum, resultType));
  return exactTotal(argType, (total) => (total.count === 0 ? null : checkedSum(total.sum, resultType)));
}

function average(argType: SqlType, resultType: SqlType): AccumulatorFactory {
  if (isApproximate(argType)) return doubleTotal((total) => finite(total.sum, resultType) / total.count);
  const [from, to] = [argType.scale ?? 0, resultType.scale ?? 0];
  return exactTotal(argType, (total) => {
    if (total.count === 0) return null;
    checkedSum(total.sum, resultType);
    const scaled = isDecimal(resultType) ? rescaleTruncated(total.sum, from, to) : total.sum;
    return checkedSum(scaled / BigInt(total.count), resultType);
  });
}

function extreme(argType: SqlType, sign: 1 | -1): AccumulatorFactory {
  const compare = comparator(argType);
  const better = (best: Value, value: Value): Value => (best === null || (value !== null && compare(value, best) * sign > 0) ? value : best);
  return folding<Value>({ start: () => null, step: better, join: better, finish: (best) => best });
}

interface Moments { readonly count: number; readonly sum: number; readonly squares: number }

const joinMoments = (moments: Moments, later: Moments): Moments =>
  ({ count: moments.count + later.count, sum: moments.sum + later.sum, squares: moments.squares + later.squares });

/** Variance from the sums of values and squares, whatever digits that costs, as SQL Server has it; with `isSample` one value gives NULL. */
function spread(argType: SqlType, options: { readonly isSample: boolean; readonly isRoot: boolean }): AccumulatorFactory {
  const scale = isMoney(argType) ? 4 : argType.scale ?? 0;
  const toDouble = isDecimal(argType) || isMoney(argType) ? (value: Value): number => doubleFromDecimal(value as bigint, scale) : Number;
  const step = (before: Moments, value: Value): Moments => {
    const double = toDouble(value);
    return { count: before.count + 1, sum: before.sum + double, squares: before.squares + double * double };
  };
  const finish = ({ count, sum, squares }: Moments): Value => {
    const divisor = options.isSample ? count - 1 : count;
    if (divisor <= 0) return null;
    const variance = Math.max(0, finite(squares - (sum * sum) / count, FLOAT) / divisor);
    return options.isRoot ? Math.sqrt(variance) : variance;
  };
  return folding<Moments>({ start: () => ({ count: 0, sum: 0, squares: 0 }), step, join: joinMoments, finish });
}

function stringAggregate(argType: SqlType, resultType: SqlType, separator: string): AccumulatorFactory {
  const toText = converter(argType, isUnicode(resultType) ? nvarchar('max') : varchar('max', resultType.collation));
  const limit = resultType.length === 'max' ? Number.POSITIVE_INFINITY : isUnicode(resultType) ? 4000 : 8000;
  const step = (text: string | null, value: Value): string => {
    const joined = text === null ? String(toText(value)) : `${text}${separator}${String(toText(value))}`;
    if (joined.length > limit) throw raise(Messages.StringAggregateTooLong, {}, isUnicode(resultType) ? 1 : 0);
    return joined;
  };
  return folding<string | null>({ start: () => null, step, finish: (text) => text });
}

function checksumAggregate(): AccumulatorFactory {
  return folding<number | null>({
    start: () => null,
    step: (total, value) => (total ?? 0) ^ Number(value),
    join: (total, later) => (later === null ? total : (total ?? 0) ^ later),
    finish: (total) => total,
  });
}

/** Passes each distinct value on once. */
function distinct(make: AccumulatorFactory, argType: SqlType): AccumulatorFactory {
  const keyOf = valueKey(argType);
  return () => {
    const inner = make();
    const seen = new Set<string | number | bigint>();
    return {
      add: (value) => {
        if (value === null) return;
        const key = keyOf(value);
        if (!seen.has(key)) { seen.add(key); inner.add(value); }
      },
      result: () => inner.result(),
    };
  };
}

function percentile(fraction: number, pick: Percentile): AccumulatorFactory {
  requireShare(fraction);
  const step = (values: Value[], value: Value): Value[] => {
    values.push(value);
    return values;
  };
  return folding<Value[]>({ start: () => [], step, finish: (values) => pick(values, fraction) });
}

function compile(name: string, types: { readonly argType: SqlType; readonly resultType: SqlType }, options: AggregateOptions): AccumulatorFactory {
  const { argType, resultType } = types;
  switch (name) {
    case 'COUNT': case 'COUNT_BIG': return count(resultType);
    case 'APPROX_COUNT_DISTINCT': return distinct(count(resultType), argType);
    case 'SUM': return sum(argType, resultType);
    case 'AVG': return average(argType, resultType);
    case 'MIN': return extreme(argType, -1);
    case 'MAX': return extreme(argType, 1);
    case 'STDEV': return spread(argType, { isSample: true, isRoot: true });
    case 'STDEVP': return spread(argType, { isSample: false, isRoot: true });
    case 'VAR': return spread(argType, { isSample: true, isRoot: false });
    case 'VARP': return spread(argType, { isSample: false, isRoot: false });
    case 'CHECKSUM_AGG': return checksumAggregate();
    case 'APPROX_PERCENTILE_CONT': return percentile(options.fraction ?? Number.NaN, continuousPercentile(argType));
    case 'APPROX_PERCENTILE_DISC': return percentile(options.fraction ?? Number.NaN, discretePercentile);
    case 'STRING_AGG': return stringAggregate(argType, resultType, options.separator ?? '');
    default: throw notSupported(`the aggregate ${name}`);
  }
}

/** Compiles an aggregate of one argument type: each call of what it gives starts a new group. */
export function aggregateImplementation(name: string, argType: SqlType, resultType: SqlType, ...how: [isDistinct: boolean, options?: AggregateOptions]): AccumulatorFactory {
  const [isDistinct, options = {}] = how;
  const upper = name.toUpperCase();
  if (upper === 'STRING_AGG' && options.separator === undefined) throw new EngineBug('STRING_AGG without its separator');
  const make = compile(upper, { argType, resultType }, options);
  return isDistinct ? distinct(make, argType) : make;
}
