// One aggregate of a GROUP BY: how it starts for a group, takes rows and ends. Knows no groups.
import type { AggregateCall } from '../../plan/node';
import { digitsLost } from '../../types/arithmetic';
import { INT, isDecimal, type SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type Compiler, type Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { absorbing } from '../expressions/absorb';
import { aggregateImplementation, type Accumulator } from '../functions/aggregate-functions';
import { compileOrder, type RowOrder } from '../row-order';

/** One aggregate over one group. */
export interface GroupAccumulator { add(row: Row): void; result(): Value }
/** Prepares an aggregate for a run; each call of what it returns starts a group. */
export type CompiledAggregate = (context: ExecutionContext) => () => GroupAccumulator;

/** Compiles an aggregate call. */
export function compileAggregateCall(call: AggregateCall, compiler: Compiler): CompiledAggregate {
  const factoryOf = compileFactory(call, compiler);
  if (!call.argument) return context => {
    const start = factoryOf(context);
    return () => countingRows(start());
  };
  const argument = compiler.expression(call.argument);
  const order = call.orderBy.length > 0 ? compileOrder(call.orderBy, compiler) : undefined;
  const warns = call.name.toUpperCase() !== 'STRING_AGG' && call.isSilent !== true;
  return context => {
    const start = factoryOf(context);
    const warn = warns && context.ansiWarnings ? () => context.warnNullEliminated() : () => undefined;
    if (order) return () => ordered(start(), argument, order, context);
    const valueOf = (row: Row): Value => argument(row, context);
    return () => new Plain(start(), valueOf, warn);
  };
}

function compileFactory(call: AggregateCall, compiler: Compiler): (context: ExecutionContext) => () => Accumulator {
  const argumentType = call.argument?.type ?? INT;
  const [separator] = call.extra;
  if (separator && call.name.toUpperCase().startsWith('APPROX_PERCENTILE')) {
    const fractionOf = compiler.expression(separator);
    return context => aggregateImplementation(call.name, argumentType, call.type, false, { fraction: Number(fractionOf(NO_ROW, context) ?? Number.NaN) });
  }
  if (call.name.toUpperCase() !== 'STRING_AGG' || !separator) {
    const factory = aggregateImplementation(call.name, argumentType, call.type, call.isDistinct);
    return context => underSettings(call, factory, context);
  }
  const separatorOf: Evaluate = compiler.expression(separator);
  return context => aggregateImplementation(call.name, argumentType, call.type, call.isDistinct, { separator: (separatorOf(NO_ROW, context) ?? '') as string });
}

interface ResultOf { readonly name: string; readonly type: SqlType }

/** The aggregate as the statement's settings have it end: an overflow under ANSI_WARNINGS OFF is NULL. */
export function underSettings(call: ResultOf, factory: () => Accumulator, context: ExecutionContext): () => Accumulator {
  const exact = roundAborting(call, factory, context);
  return context.absorbsArithmetic ? ending(exact, result => absorbing(context, result)) : exact;
}

/** An average of decimals has its quotient cut to 38 digits: under SET NUMERIC_ROUNDABORT ON it raises 8115. */
function roundAborting(call: ResultOf, factory: () => Accumulator, context: ExecutionContext): () => Accumulator {
  if (!context.functions.numericRoundAbort || call.name.toUpperCase() !== 'AVG' || !isDecimal(call.type)) return factory;
  return ending(factory, (result) => {
    const value = result();
    if (value !== null) throw digitsLost(call.type);
    return value;
  });
}

const ending = (factory: () => Accumulator, end: (result: () => Value) => Value) => (): Accumulator => {
  const inner = factory();
  return { add: value => inner.add(value), result: () => end(() => inner.result()) };
};

const countingRows = (accumulator: Accumulator): GroupAccumulator => ({ add: () => accumulator.add(1), result: () => accumulator.result() });

class Plain implements GroupAccumulator {
  constructor(private readonly accumulator: Accumulator, private readonly valueOf: (row: Row) => Value, private readonly warn: () => void) {}
  add(row: Row): void {
    const value = this.valueOf(row);
    if (value === null) this.warn();
    this.accumulator.add(value);
  }
  result(): Value { return this.accumulator.result(); }
}

/** WITHIN GROUP (ORDER BY ...): values wait until the group is whole. */
function ordered(accumulator: Accumulator, argument: Evaluate, order: RowOrder, context: ExecutionContext): GroupAccumulator {
  const entries: { readonly value: Value; readonly keys: readonly Value[] }[] = [];
  return {
    add: row => { entries.push({ value: argument(row, context), keys: order.keysOf(row, context) }); },
    result: () => {
      entries.sort((left, right) => order.compare(left.keys, right.keys));
      for (const entry of entries) accumulator.add(entry.value);
      return accumulator.result();
    },
  };
}
