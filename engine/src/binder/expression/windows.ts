// Window functions, and aggregates over a window: each becomes a call kept by its query, and a placeholder column in the expression.
import { EngineBug } from '../../errors/engine-bug';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { FrameBound as FrameBoundTree, FunctionCall, WindowFrame } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import type { FrameBound, SortKey, WindowCall } from '../../plan/node';
import { columnsOf } from '../../plan/rewrite';
import { BIGINT, FLOAT, isNumber } from '../../types/sql-type';
import { messageTypeName, storageBytes } from '../../types/format-type';
import { WINDOW_BASE, type Collector } from '../scope';
import { APPROXIMATE, aggregateCall, aggregateParts, isAggregate, sortKeys } from './aggregates';
import { convertTo, isStorableNull } from './conversion';
import { requireNoConstantKey } from './folded';
import { requireSortableType } from './comparable';
import { resolveWindow } from './named-windows';
import type { ExpressionBinder } from './expression-binder';

const RANKINGS = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'NTILE', 'PERCENT_RANK', 'CUME_DIST']);
const OFFSETS = new Set(['LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE']);
const PERCENTILES = new Set(['PERCENTILE_CONT', 'PERCENTILE_DISC']);
const UNWINDOWED = new Set([...APPROXIMATE, 'STRING_AGG', 'APPROX_COUNT_DISTINCT']);

const isWindowFunction = (name: string): boolean => RANKINGS.has(name) || OFFSETS.has(name) || PERCENTILES.has(name);

/** Messages about windows name a function as the statement does. */
const writtenName = ({ name }: FunctionCall): string => name.parts.at(-1) ?? '';

/** Raises 4114 and, of LAG and LEAD, 10755 for too many arguments or too few. */
function requireWindowArguments(call: FunctionCall, name: string): void {
  const given = call.args.length;
  if (name === 'LAG' || name === 'LEAD') {
    if (given < 1 || given > 3) throw raise(Messages.WindowFunctionRange, { name: writtenName(call), minimum: 1, maximum: 3 });
    return;
  }
  const count = name === 'NTILE' || OFFSETS.has(name) ? 1 : 0;
  if (given !== count) throw raise(Messages.WindowFunctionCount, { name: writtenName(call), count });
}

function windowParts(b: ExpressionBinder, call: FunctionCall, name: string): Pick<WindowCall, 'args' | 'type'> {
  if (isAggregate(name)) {
    const { argument, extra, type } = aggregateParts(b, call, name);
    return { args: [...(argument ? [argument] : []), ...extra], type };
  }
  requireWindowArguments(call, name);
  const args = call.args.map((a) => b.bind(a));
  const [first, offset, otherwise] = args;
  if (name === 'NTILE' && first && isNoCount(first)) throw raise(Messages.TilesNotPositive, {});
  if (!OFFSETS.has(name)) {
    const isShare = name === 'PERCENT_RANK' || name === 'CUME_DIST';
    if (first && columnsOf(first).size > 0) throw notSupported('NTILE of a column (SQL Server refuses it as well)');
    return { args: first ? [convertTo(first, BIGINT)] : [], type: isShare ? FLOAT : BIGINT };
  }
  if (!first) throw new EngineBug(`${name} without an argument`);
  if (isStorableNull(first)) throw raise(Messages.OperandTypeInvalid, { type: 'NULL', operator: name.toLowerCase() });
  const rest = [...(offset ? [convertTo(offset, BIGINT)] : []), ...(otherwise ? [convertTo(otherwise, first.type)] : [])];
  return { args: [first, ...rest], type: first.type };
}

/** A constant that shows before any row that nothing can be dealt into so many. */
const isNoCount = (e: BoundExpression): boolean => (e.kind === 'constant' ? e.value === null || Number(e.value) < 1 : e.kind === 'negate' && e.operand.kind === 'constant');

function bindBound(b: ExpressionBinder, bound: FrameBoundTree): FrameBound {
  return 'count' in bound ? { kind: bound.kind, count: convertTo(b.bind(bound.count), BIGINT) } : { kind: bound.kind };
}

const isAhead = ({ kind }: FrameBoundTree): boolean => kind === 'following' || kind === 'unbounded-following';

/** Raises for a frame that begins where it cannot end. */
function requireFrameForwards({ start, end }: WindowFrame): void {
  const first = start.kind === 'current-row' || isAhead(start) ? start.kind : 'preceding';
  if (start.kind === 'unbounded-following') throw raise(Messages.SyntaxNear, { token: 'FOLLOWING' });
  if (end.kind === 'unbounded-preceding') throw raise(Messages.SyntaxNear, { token: 'PRECEDING' });
  if (first === 'preceding' || isAhead(end) || (first === 'current-row' && end.kind === 'current-row')) return;
  const words = { 'current-row': 'CURRENT ROW', following: '... FOLLOWING', preceding: '... PRECEDING' };
  throw raise(Messages.FrameBackwards, {
    frame: `BETWEEN ${words[start.kind === 'current-row' ? 'current-row' : 'following']} AND ${words[end.kind === 'current-row' ? 'current-row' : 'preceding']}`,
  }, start.kind === 'current-row' ? 5 : end.kind === 'current-row' ? 4 : 1);
}

const MOST_RANGE_BYTES = 900;

/** A RANGE frame compares values of the sort keys: none may be a LOB (8728), and together they may not be too wide (8729). CUME_DIST has one without saying so. */
function requireRangeKeys(keys: readonly SortKey[], frame: WindowCall['frame'], name: string): void {
  if (frame?.unit !== 'range' && name !== 'CUME_DIST') return;
  const types = keys.map(({ expression: { type } }) => type);
  if (types.some(({ length }) => length === 'max')) throw raise(Messages.RangeOverLob, {});
  const size = types.reduce((sum, type) => sum + storageBytes(type), 0);
  if (size > MOST_RANGE_BYTES) throw raise(Messages.RangeTooWide, { size, most: MOST_RANGE_BYTES });
}

const takesFrame = (name: string): boolean => isAggregate(name) || name === 'FIRST_VALUE' || name === 'LAST_VALUE';

function bindFrame(b: ExpressionBinder, frame: WindowFrame | undefined, name: string, isOrdered: boolean): WindowCall['frame'] {
  if (frame) {
    if (!isOrdered) throw raise(Messages.FrameNeedsOrder, {});
    requireFrameForwards(frame);
    if (frame.unit === 'range' && ('count' in frame.start || 'count' in frame.end)) throw raise(Messages.RangeBounds, {});
    return { unit: frame.unit, start: bindBound(b, frame.start), end: bindBound(b, frame.end) };
  }
  return takesFrame(name) && isOrdered ? { unit: 'range', start: { kind: 'unbounded-preceding' }, end: { kind: 'current-row' } } : undefined;
}

function requireWindowAllowed(b: ExpressionBinder, call: FunctionCall, name: string): Collector {
  if (UNWINDOWED.has(name)) throw raise(Messages.FunctionNotWindowed, { name: call.name.parts[0] ?? name }, name === 'APPROX_COUNT_DISTINCT' ? 5 : undefined);
  if (call.ignoreNulls !== undefined && !OFFSETS.has(name)) throw notSupported(`${call.ignoreNulls ? 'IGNORE' : 'RESPECT'} NULLS behind ${name}`);
  const { collector } = b.scope;
  if (!collector || (b.clause !== 'select' && b.clause !== 'order by'))
    throw b.clause === 'window' || b.clause === 'aggregate' ? raise(Messages.NestedWindow, {}) : raise(Messages.WindowNotAllowed, {});
  if (call.isDistinct) throw raise(Messages.DistinctInOver, {});
  if (call.withinGroup && !PERCENTILES.has(name)) throw raise(Messages.WithinGroupNotAllowed, { name: name.toLowerCase() });
  return collector;
}

/** PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x) OVER (PARTITION BY ...): sorted by x, without NULLs. */
function percentileParts(b: ExpressionBinder, call: FunctionCall, name: string): Pick<WindowCall, 'args' | 'type'> {
  const [fraction, ...more] = call.args;
  const [key, ...others] = sortKeys(b, call.withinGroup ?? []);
  if (!fraction || more.length > 0) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: 1 });
  if (!key) throw raise(Messages.WithinGroupRequired, { name: writtenName(call) });
  if ((call.over?.orderBy.length ?? 0) > 0) throw raise(Messages.OrderInOver, { name: name.toLowerCase() });
  if (others.length > 0) throw raise(Messages.WithinGroupOneKey, { name: writtenName(call) });
  requireNoConstantKey([key]);
  if (call.over?.frame) throw raise(Messages.FrameNotAllowed, { name: writtenName(call) }, 1);
  const share = b.bind(fraction);
  const bound = convertTo(share, FLOAT);
  if (columnsOf(bound).size > 0) throw raise(Messages.PercentileOfRow, { name: writtenName(call) });
  const { type } = key.expression;
  if (name === 'PERCENTILE_CONT' && !isNumber(type)) throw raise(Messages.IncompatibleOperands, { left: messageTypeName(share.type), right: messageTypeName(type), operator: 'percentile_cont' });
  return { args: [bound], type: name === 'PERCENTILE_CONT' ? FLOAT : type };
}

/** MAX(x) OVER (...), ROW_NUMBER() OVER (...); raises 10753 for a function that is nothing without OVER. */
function windowCall(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression {
  if (!call.over) throw raise(Messages.OverRequired, { name: writtenName(call) }, OFFSETS.has(name) ? undefined : 3);
  const collector = requireWindowAllowed(b, call, name);
  const isNamed = call.over.base !== undefined;
  const over = resolveWindow(call.over, collector.named ?? [], b.env.context.names);
  const inner = b.inClause('window');
  const isPercentile = PERCENTILES.has(name);
  const parts = isPercentile ? percentileParts(inner, { ...call, over }, name) : windowParts(inner, call, name);
  const partitionBy = over.partitionBy.map((e) => inner.bind(e));
  for (const { type } of partitionBy) requireSortableType(type, 'PARTITION BY');
  const orderBy = sortKeys(inner, isPercentile ? call.withinGroup ?? [] : over.orderBy);
  requireNoConstantKey(orderBy);
  if (over.frame && !takesFrame(name)) throw raise(Messages.FrameNotAllowed, { name: writtenName(call) }, RANKINGS.has(name) ? 3 : 1);
  if (orderBy.length === 0 && (RANKINGS.has(name) || OFFSETS.has(name))) {
    throw isNamed ? raise(Messages.NamedWindowOrderRequired, { name: name.toLowerCase() }, RANKINGS.has(name) ? 3 : 2) : raise(Messages.WindowOrderRequired, { name: writtenName(call) });
  }
  if (isNamed && over.frame && orderBy.length === 0) throw raise(Messages.NamedFrameNeedsOrder, {});
  const frame = bindFrame(inner, over.frame, name, orderBy.length > 0 || (call.isStar && over.frame !== undefined));
  requireRangeKeys(orderBy, frame, name);
  const index = collector.windows.push({ name, ...parts, partitionBy, orderBy, frame, ignoreNulls: call.ignoreNulls === true }) - 1;
  return { kind: 'column', ordinal: WINDOW_BASE + index, name, type: parts.type, isNullable: true };
}

/** A call of an aggregate or of a window function; undefined if `name` (upper case) is of neither. */
export function callOverRows(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression | undefined {
  if (isAggregate(name) && !call.over) return aggregateCall(b, call, name);
  return isAggregate(name) || isWindowFunction(name) ? windowCall(b, call, name) : undefined;
}
