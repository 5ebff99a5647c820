// TOP and OFFSET/FETCH: how many rows pass. They never pull a row they do not need: every row pulled may be a lock.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { OffsetNode, TopNode } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { drain, iterate, NO_ROW, NO_ROWS, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileOrder, type RowOrder } from '../row-order';
import { compileFirst } from './sort';

/** TOP (n) [PERCENT] [WITH TIES]. */
export function compileTop(node: TopNode, compiler: Compiler): CompiledQuery {
  const open = compileFirst(node.input, compiler);
  const countOf = compiler.expression(node.count);
  const order = node.tieKeys && compileOrder(node.tieKeys, compiler);
  const takeFirst = (count: number, context: ExecutionContext): RowIterator => take(open(context, order ? Infinity : count), count, order, context);
  return {
    columns: node.columns,
    open: context => {
      const wanted = countOf(NO_ROW, context);
      if (!node.isPercent) return takeFirst(topCount(wanted), context);
      const percent = topPercent(wanted);
      const rows = drain(open(context, Infinity));
      return take(iterate(rows), percentOf(rows.length, percent), order, context);
    },
  };
}

/** How many rows TOP (n) asks for; raises 1014 and 127. */
export function topCount(wanted: Value): number {
  if (wanted === null) throw raise(Messages.TopInvalid, {});
  const count = Number(wanted);
  if (count < 0) throw raise(Messages.TopNegative, {});
  return count;
}

/** The percentage of TOP (n) PERCENT; raises 1014 and 1031. */
export function topPercent(wanted: Value): number {
  if (wanted === null) throw raise(Messages.TopInvalid, {});
  const percent = Number(wanted);
  if (percent < 0 || percent > 100) throw raise(Messages.PercentOutOfRange, {});
  return percent;
}

/** So many of `count` rows as the percentage is, a part of a row counting as a whole one. */
export const percentOf = (count: number, percent: number): number => Math.ceil((count * percent) / 100);

function take(rows: RowIterator, count: number, order: RowOrder | undefined, context: ExecutionContext): RowIterator {
  if (count === 0) return NO_ROWS;
  let taken = 0;
  let last: Row | undefined;
  const next = (): Row | undefined => {
    if (taken < count) {
      taken++;
      last = rows.next();
      if (last === undefined) taken = count;
      return last;
    }
    if (!order || last === undefined) return undefined;
    const tie = rows.next();
    if (tie !== undefined && order.compare(order.keysOf(last, context), order.keysOf(tie, context)) === 0) return tie;
    last = undefined;
    return undefined;
  };
  return { next };
}

const literalOf = (expression: BoundExpression): Value | undefined =>
  expression.kind === 'convert' ? literalOf(expression.operand) : expression.kind === 'constant' ? expression.value : undefined;
const isZero = (expression: BoundExpression): boolean => Number(literalOf(expression) ?? -1) === 0;

/** OFFSET n ROWS [FETCH NEXT m ROWS ONLY]. */
export function compileOffset(node: OffsetNode, compiler: Compiler): CompiledQuery {
  // OFFSET 0 is a TOP, and TOP takes 0 rows from a variable; a FETCH of a written 0 is refused all the same.
  const isTop = isZero(node.offset) && node.fetch !== undefined && literalOf(node.fetch) === undefined;
  const open = compileFirst(node.input, compiler);
  const offsetOf = compiler.expression(node.offset);
  const fetchOf = node.fetch && compiler.expression(node.fetch);
  return {
    columns: node.columns,
    open: context => {
      const offset = offsetOf(NO_ROW, context);
      const fetch = fetchOf?.(NO_ROW, context);
      if (offset === null) throw raise(Messages.OffsetNotInteger, {});
      if (fetch === null) throw raise(Messages.TopInvalid, {});
      if (Number(offset) < 0) throw raise(Messages.OffsetNegative, {});
      if (isTop && Number(fetch) < 0) throw raise(Messages.TopNegative, {});
      if (!isTop && fetch !== undefined && Number(fetch) <= 0) throw raise(Messages.FetchNotPositive, {});
      const rows = open(context, fetch === undefined ? Infinity : Number(offset) + Number(fetch));
      return skip(rows, Number(offset), fetch === undefined ? Infinity : Number(fetch));
    },
  };
}

function skip(rows: RowIterator, offset: number, fetch: number): RowIterator {
  let toSkip = offset;
  let left = fetch;
  return {
    next: () => {
      for (; toSkip > 0; toSkip--) if (rows.next() === undefined) left = toSkip = 0;
      return left-- > 0 ? rows.next() : undefined;
    },
  };
}
