// The window functions: given a sorted partition, one value a row.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { WindowCall } from '../../plan/node';
import { converter } from '../../types/conversion/convert';
import { FLOAT, INT } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type Compiler, type Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { continuousPercentile, discretePercentile, requireShare, type Percentile } from '../functions/percentile';
import { aggregateImplementation, type Accumulator } from '../functions/aggregate-functions';
import { compileFrame, type Frame, type Partition } from './window-partition';
import { underSettings } from './aggregate-call';

/** The values of one call for the rows of a partition. */
export type ComputeWindow = (partition: Partition, context: ExecutionContext) => readonly Value[];

/** Compiles a window call. */
export function compileWindowCall(call: WindowCall, compiler: Compiler): ComputeWindow {
  switch (call.name.toUpperCase()) {
    case 'ROW_NUMBER': return counted(call, ({ rows }) => rows.map((_, i) => i + 1));
    case 'NEXT VALUE FOR': return compileDraws(call, compiler);
    case 'RANK': return counted(call, ranks);
    case 'DENSE_RANK': return counted(call, denseRanks);
    case 'NTILE': return compileTiles(call, compiler);
    case 'PERCENT_RANK': return partition => ranks(partition).map(rank => (partition.rows.length === 1 ? 0 : (rank - 1) / (partition.rows.length - 1)));
    case 'CUME_DIST': return ({ rows, peerEnd }) => rows.map((_, i) => (peerEnd[i] as number) / rows.length);
    case 'LAG': return compileShift(call, -1, compiler);
    case 'LEAD': return compileShift(call, 1, compiler);
    case 'FIRST_VALUE': return compileEdge(call, 1, compiler);
    case 'LAST_VALUE': return compileEdge(call, -1, compiler);
    case 'PERCENTILE_CONT': return compilePercentile(call, continuousPercentile(call.orderBy[0]?.expression.type ?? FLOAT), compiler);
    case 'PERCENTILE_DISC': return compilePercentile(call, discretePercentile, compiler);
    default: return compileFrameAggregate(call, compiler);
  }
}

function counted(call: WindowCall, count: (partition: Partition) => number[]): ComputeWindow {
  return call.type.name === 'bigint' ? partition => count(partition).map(BigInt) : count;
}

/** Each row draws from a sequence, in order. */
function compileDraws(call: WindowCall, compiler: Compiler): ComputeWindow {
  const [databaseOf, objectOf] = [argument(call, 0, compiler), argument(call, 1, compiler)];
  const isNumber = ['int', 'smallint', 'tinyint'].includes(call.type.name);
  return ({ rows }, context) => rows.map(() => {
    const value = context.nextSequenceValue(Number(databaseOf?.(NO_ROW, context)), Number(objectOf?.(NO_ROW, context)));
    return isNumber ? Number(value) : value;
  });
}

const ranks = ({ rows, peerStart }: Partition): number[] => rows.map((_, i) => (peerStart[i] as number) + 1);

function denseRanks({ rows, peerStart }: Partition): number[] {
  let rank = 0;
  return rows.map((_, i) => (peerStart[i] === i ? ++rank : rank));
}

function compileTiles(call: WindowCall, compiler: Compiler): ComputeWindow {
  const tilesOf = argument(call, 0, compiler) ?? (() => null);
  return (partition, context) => counted(call, ({ rows }) => {
    const tiles = Number(tilesOf(rows[0] ?? NO_ROW, context));
    if (!(tiles > 0)) throw raise(Messages.TilesNotPositive, {});
    const small = Math.floor(rows.length / tiles);
    const larger = rows.length % tiles;
    const inLarger = larger * (small + 1);
    return rows.map((_, i) => (i < inLarger ? Math.floor(i / (small + 1)) : larger + Math.floor((i - inLarger) / small)) + 1);
  })(partition, context);
}

const argument = (call: WindowCall, position: number, compiler: Compiler): Evaluate | undefined => {
  const expression = call.args[position];
  return expression && compiler.expression(expression);
};

function compileShift(call: WindowCall, direction: 1 | -1, compiler: Compiler): ComputeWindow {
  const valueOf = argument(call, 0, compiler) ?? (() => null);
  const distanceOf = argument(call, 1, compiler) ?? (() => 1);
  const defaultOf = argument(call, 2, compiler) ?? (() => null);
  return ({ rows }, context) => {
    const values = rows.map(row => valueOf(row, context));
    const settle = call.ignoreNulls ? nearestNonNull(values, direction) : (at: number): number => at;
    return rows.map((row, i) => {
      const away = distanceOf(row, context);
      if (away === null) return null;
      const distance = Number(away);
      if (distance < 0) throw raise(Messages.ShiftNegative, {});
      const at = i + direction * distance;
      // The default is for rows outside the partition, not for those beyond which there is nothing but NULLs.
      return values[at] === undefined ? defaultOf(row, context) : values[settle(at)] ?? null;
    });
  };
}

/** FIRST_VALUE looks from the frame's start onwards, LAST_VALUE from its end back. */
function compileEdge(call: WindowCall, direction: 1 | -1, compiler: Compiler): ComputeWindow {
  const valueOf = argument(call, 0, compiler) ?? (() => null);
  const frameOf = compileFrame(call, compiler);
  return (partition, context) => {
    const frame = frameOf(partition, context);
    const values = partition.rows.map(row => valueOf(row, context));
    const candidate = call.ignoreNulls ? nearestNonNull(values, direction) : (at: number): number => at;
    return partition.rows.map((_, i) => {
      const start = frame.start(i);
      const end = frame.end(i);
      const at = candidate(direction === 1 ? start : end - 1);
      return at >= start && at < end ? (values[at] as Value) : null;
    });
  };
}

/** The first place at or beyond another whose value is not NULL; one outside the partition where there is none. */
function nearestNonNull(values: readonly Value[], direction: 1 | -1): (at: number) => number {
  const nearest = new Array<number>(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    const at = direction === 1 ? values.length - 1 - i : i;
    if (values[at] !== null) last = at;
    nearest[at] = last;
  }
  return at => nearest[at] ?? -1;
}

function compilePercentile(call: WindowCall, percentile: Percentile, compiler: Compiler): ComputeWindow {
  const fractionOf = argument(call, 0, compiler) ?? (() => null);
  const toFloat = call.args[0] ? converter(call.args[0].type, FLOAT) : (value: Value) => value;
  return ({ rows, keys }, context) => {
    const sorted = keys.map(key => key[0] as Value).filter(value => value !== null);
    const value = percentile(sorted, requireShare(toFloat(fractionOf(NO_ROW, context))));
    return rows.map(() => value);
  };
}

function compileFrameAggregate(call: WindowCall, compiler: Compiler): ComputeWindow {
  const valueOf = argument(call, 0, compiler) ?? (() => 1);
  const factory = aggregateImplementation(call.name, call.args[0]?.type ?? INT, call.type, false);
  const frameOf = compileFrame(call, compiler);
  return (partition, context) => {
    const values = partition.rows.map(row => valueOf(row, context));
    if (context.ansiWarnings && values.includes(null)) context.warnNullEliminated();
    const frame = frameOf(partition, context);
    const start = underSettings(call, factory, context);
    if (frame.startsAtFirst) return growing(partition.rows, values, frame, start);
    return frame.endsAtLast ? shrinking(partition.rows, values, frame, start) : sliding(partition.rows, values, frame, start);
  };
}

/** Frames that only grow share one accumulator. */
function growing(rows: readonly Row[], values: readonly Value[], frame: Frame, start: () => Accumulator): Value[] {
  const accumulator = start();
  let added = 0;
  let result = accumulator.result();
  return rows.map((_, i) => {
    const end = frame.end(i);
    if (end > added) {
      for (; added < end; added++) accumulator.add(values[added] as Value);
      result = accumulator.result();
    }
    return result;
  });
}

/** Frames that only shrink grow if one begins with the last. */
function shrinking(rows: readonly Row[], values: readonly Value[], frame: Frame, start: () => Accumulator): Value[] {
  const accumulator = start();
  const results = new Array<Value>(rows.length);
  let from = rows.length;
  let result = accumulator.result();
  for (let i = rows.length - 1; i >= 0; i--) {
    const begin = frame.start(i);
    if (begin < from) {
      while (from > begin) accumulator.add(values[--from] as Value);
      result = accumulator.result();
    }
    results[i] = result;
  }
  return results;
}

/** Frames of fewer rows are added anew for each row: that is faster, and sums of doubles are then those of their rows from left to right. */
const NARROW = 64;

/** Frames whose both ends move on. */
function sliding(rows: readonly Row[], values: readonly Value[], frame: Frame, start: () => Accumulator): Value[] {
  let last: { readonly from: number; readonly to: number; readonly result: Value } | undefined;
  const wide = start().joined?.(start()) && new WideFrames(values, start);
  return rows.map((_, i) => {
    const from = frame.start(i);
    const to = frame.end(i);
    if (last?.from === from && last.to === to) return last.result;
    last = { from, to, result: wide && to - from >= NARROW ? wide.resultOf(from, to) : added(values.slice(from, to), start).result() };
    return last.result;
  });
}

function added(values: readonly Value[], start: () => Accumulator): Accumulator {
  const accumulator = start();
  for (const value of values) accumulator.add(value);
  return accumulator;
}

/**
 * Aggregates of frames in time that does not depend on their width: what stands before `middle` is kept as one accumulator for each place that a frame may begin at,
 * what stands behind it as one that grows. When no frame will begin before the middle any more, the middle moves to the frame's end.
 */
class WideFrames {
  #middle = 0;
  /** Over the values from a place up to the middle; the last one's place is the first. */
  #heads: Accumulator[] = [];
  #tail: Accumulator;
  #to = 0;

  constructor(private readonly values: readonly Value[], private readonly start: () => Accumulator) { this.#tail = start(); }

  /** Neither `from` nor `to` may be less than before. */
  resultOf(from: number, to: number): Value {
    if (from >= this.#middle) this.#moveMiddle(from, to);
    for (; this.#to < to; this.#to++) this.#tail.add(this.values[this.#to] as Value);
    return this.#heads[this.#middle - 1 - from]?.joined?.(this.#tail)?.result() ?? null;
  }

  #moveMiddle(from: number, to: number): void {
    const { values, start } = this;
    this.#heads = [];
    let head: Accumulator = start();
    for (let at = to - 1; at >= from; at--) {
      head = added([values[at] as Value], start).joined?.(head) ?? head;
      this.#heads.push(head);
    }
    this.#middle = to;
    this.#to = to;
    this.#tail = start();
  }
}
