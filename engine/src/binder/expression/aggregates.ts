// Aggregates and window functions: each becomes a call kept by its query, and a placeholder column in the expression.
import { EngineBug } from '../../errors/engine-bug';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { Expression, FrameBound as FrameBoundTree, FunctionCall, WindowFrame, WindowSpecification } from '../../syntax/ast/expression';
import type { OrderItem } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { AggregateCall, FrameBound, SortKey, WindowCall } from '../../plan/node';
import { columnsOf, mapExpression, shiftOuter } from '../../plan/rewrite';
import { BIGINT, FLOAT, INT, isBinary, isCharacter, isNumber, isUnicode, nvarchar, type SqlType } from '../../types/sql-type';
import { messageTypeName, storageBytes } from '../../types/format-type';
import { aggregateSignature } from '../function-signatures';
import { AGGREGATE_BASE, WINDOW_BASE, type Clause, type Collector, type Scope } from '../scope';
import { resolveCollation } from './collation-label';
import { convertTo, isStorableNull } from './conversion';
import { requireNoConstantKey } from './folded';
import { requireSortableType } from './comparable';
import { resolveWindow } from './named-windows';
import type { ExpressionBinder } from './expression-binder';

const RANKINGS = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'NTILE', 'PERCENT_RANK', 'CUME_DIST']);
const OFFSETS = new Set(['LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE']);
const PERCENTILES = new Set(['PERCENTILE_CONT', 'PERCENTILE_DISC']);
/** Aggregates over a sorted group; exact ones keep every promise that approximate ones make. */
const APPROXIMATE = new Set(['APPROX_PERCENTILE_CONT', 'APPROX_PERCENTILE_DISC']);

const UNWINDOWED = new Set([...APPROXIMATE, 'STRING_AGG', 'APPROX_COUNT_DISTINCT']);

/** True for the name (upper case) of an aggregate. */
export const isAggregate = (name: string): boolean => aggregateSignature(name) !== undefined || APPROXIMATE.has(name);
/** True for the name of a function that is nothing without OVER. */
export const isWindowFunction = (name: string): boolean => RANKINGS.has(name) || OFFSETS.has(name) || PERCENTILES.has(name);

function requireAggregateAllowed(clause: Clause | 'apply', collector: Collector | undefined): asserts collector is Collector {
  switch (clause) {
    case 'apply': throw raise(Messages.AggregateOverApply, {});
    case 'aggregate': throw raise(Messages.NestedAggregate, {});
    case 'where': throw raise(Messages.AggregateInWhere, {});
    case 'on': throw raise(Messages.AggregateInOn, {});
    case 'when': throw raise(Messages.AggregateInWhen, {});
    case 'group by': throw raise(Messages.AggregateInGroupBy, {});
    case 'output': throw raise(Messages.AggregateInOutput, {});
    case 'check': throw raise(Messages.AggregateInCheck, {});
    default: if (!collector || clause === 'other') throw raise(Messages.AggregateInSet, {});
  }
}

/** NULL as a word: CAST(NULL AS int) has a type and may be aggregated. */
const isNullWord = (e: Expression): boolean => (e.kind === 'parenthesized' ? isNullWord(e.operand) : e.kind === 'literal' && e.literal === 'null');

function boundArgument(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression | undefined {
  if (call.isStar) {
    if (name !== 'COUNT' && name !== 'COUNT_BIG') throw raise(Messages.SyntaxNear, { token: '*' });
    return undefined;
  }
  const [first] = call.args;
  if (!first) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: 1 });
  if (isNullWord(first))
    throw name === 'STRING_AGG'
      ? raise(Messages.ArgumentTypeInvalid, { type: 'NULL', position: 1, name: 'string_agg' })
      : raise(Messages.OperandTypeInvalid, { type: 'NULL', operator: name.toLowerCase() });
  const bound = b.bind(first);
  if (name !== 'STRING_AGG' || isCharacter(bound.type)) return bound;
  if (isBinary(bound.type) || bound.type.name === 'sql_variant') throw invalidOfStringAgg(bound.type, 1);
  return convertTo(bound, nvarchar(4000));
}

const invalidOfStringAgg = (type: SqlType, position: number): Error => raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position, name: 'string_agg' });

/** Raises 8116 for a separator that is no text, or national beside text that is not, 8733 for one that the rows make and 8734 for a LOB. */
function requireSeparator(type: SqlType, separators: readonly BoundExpression[]): void {
  for (const separator of separators) {
    const isNull = separator.kind === 'constant' && separator.value === null;
    if (!isNull && (!isCharacter(separator.type) || (isUnicode(separator.type) && !isUnicode(type)))) throw invalidOfStringAgg(separator.type, 2);
    if (!isFixed(separator) || isCast(separator)) throw raise(Messages.SeparatorNotFixed, {});
    if (!isNull && separator.type.length === 'max') throw raise(Messages.SeparatorTooLarge, {});
  }
}

/** CAST of anything but NULL is no literal any more, though functions of literals are. */
const isCast = (e: BoundExpression): boolean => e.kind === 'convert' && !e.isImplicit && !(e.operand.kind === 'constant' && e.operand.value === null);

/** A literal or a variable, whatever it is converted to. */
const isFixed = (e: BoundExpression): boolean => {
  if (e.kind === 'concat') return isFixed(e.left) && isFixed(e.right);
  if (e.kind === 'convert' || e.kind === 'collate') return isFixed(e.operand);
  return e.kind === 'constant' || e.kind === 'variable' || (e.kind === 'call' && e.args.every(isFixed));
};

interface Parts { readonly argument?: BoundExpression; readonly extra: readonly BoundExpression[]; readonly type: SqlType; readonly isNullable: boolean }

function aggregateParts(b: ExpressionBinder, call: FunctionCall, name: string): Parts {
  if (APPROXIMATE.has(name)) return approximateParts(b, call, name);
  const signature = aggregateSignature(name);
  if (!signature) throw raise(Messages.UnknownFunction, { name });
  if (call.withinGroup && name !== 'STRING_AGG') throw raise(Messages.WithinGroupNotAllowed, { name: name.toLowerCase() });
  const count = call.isStar ? 1 : call.args.length;
  if (count < signature.minArgs || count > signature.maxArgs) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: signature.minArgs });
  const argument = boundArgument(b, call, name);
  const extra = call.args.slice(1).map((a) => b.bind(a));
  if (name === 'STRING_AGG' && argument) requireSeparator(argument.type, extra);
  if ((name === 'MIN' || name === 'MAX') && argument) resolveCollation([argument], name.toLowerCase());
  return { argument, extra, type: signature.resultType(argument?.type ?? INT, call.isDistinct), isNullable: true };
}

/** APPROX_PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x): x is what it aggregates, p the same for every row. */
function approximateParts(b: ExpressionBinder, call: FunctionCall, name: string): Parts {
  const [fraction, ...more] = call.args;
  const [key, ...others] = sortKeys(b, call.withinGroup ?? []);
  if (!fraction || more.length > 0) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: 1 });
  const isContinuous = name === 'APPROX_PERCENTILE_CONT';
  if (!key || others.length > 0 || !isNumber(key.expression.type)) throw notSupported(`${name} over anything but one number`);
  const bound = convertTo(b.bind(fraction), FLOAT);
  if (!isFixed(bound)) throw notSupported(`${name} of a fraction that is neither a constant nor a variable`);
  return { argument: key.expression, extra: [bound], type: isContinuous ? FLOAT : key.expression.type, isNullable: true };
}

/**
 * Where an aggregate belongs: here, or to an enclosing query if its argument reads only that one's columns. Raises 8124 for columns of
 * several queries, and what says that the enclosing query's clause has no place for it.
 */
function homeOf(b: ExpressionBinder, expressions: readonly BoundExpression[]): { readonly depth: number; readonly collector: Collector } | undefined {
  const depths = new Set<number>();
  for (const expression of expressions) {
    mapExpression(expression, (e, depth) => {
      if (e.kind === 'column' && depth === 0) depths.add(0);
      if (e.kind === 'outer' && e.depth >= depth) depths.add(e.depth - depth);
      return undefined;
    });
  }
  if (depths.size > 1) throw raise(Messages.AggregateOfSeveralQueries, {});
  const [depth = 0] = depths;
  if (depth === 0) return undefined;
  let scope: Scope | undefined = b.scope;
  for (let i = 0; i < depth; i++) scope = scope?.parent;
  const { collector, within = 'other' } = scope ?? {};
  requireAggregateAllowed(within, collector);
  return { depth, collector };
}

/** Messages about windows name a function as the statement does. */
const writtenName = ({ name }: FunctionCall): string => name.parts.at(-1) ?? '';

/** MAX(x) without OVER. */
export function aggregateCall(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression {
  if (isWindowFunction(name)) throw raise(Messages.OverRequired, { name: writtenName(call) }, OFFSETS.has(name) ? undefined : 3);
  if (b.clause === 'aggregate') throw raise(Messages.NestedAggregate, {});
  const inner = b.inClause('aggregate');
  const parts = aggregateParts(inner, call, name);
  const orderBy = sortKeys(inner, call.withinGroup ?? []);
  if (!APPROXIMATE.has(name)) requireNoConstantKey(orderBy);
  const home = homeOf(b, [...(parts.argument ? [parts.argument] : []), ...orderBy.map((k) => k.expression)]);
  const made: AggregateCall = { name, ...parts, isDistinct: call.isDistinct, orderBy };
  const { type, isNullable } = parts;
  if (home) {
    const moved: AggregateCall = { ...made, argument: made.argument && shiftIn(made.argument, home.depth) };
    return { kind: 'outer', depth: home.depth, ordinal: AGGREGATE_BASE + home.collector.aggregates.push(moved) - 1, name, type, isNullable };
  }
  const { collector } = b.scope;
  requireAggregateAllowed(b.clause, collector);
  return { kind: 'column', ordinal: AGGREGATE_BASE + collector.aggregates.push(made) - 1, name, type, isNullable };
}

/** An expression over an outer row as that row's own query sees it. */
function shiftIn(expression: BoundExpression, depth: number): BoundExpression {
  const local = mapExpression(expression, (e, at) => (e.kind === 'outer' && at === 0 && e.depth === depth ? { ...e, kind: 'column' } : undefined));
  return shiftOuter(local, -depth);
}

/** ORDER BY items as sort keys over the scope's row. */
export const sortKeys = (b: ExpressionBinder, items: readonly OrderItem[]): readonly SortKey[] =>
  items.map((item) => {
    const expression = b.bind(item.expression);
    requireSortableType(expression.type, 'ORDER BY');
    return { expression, isDescending: item.isDescending };
  });

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

function windowParts(b: ExpressionBinder, call: FunctionCall, name: string): { readonly args: readonly BoundExpression[]; readonly type: SqlType; readonly isNullable: boolean } {
  if (isAggregate(name)) {
    const { argument, extra, type, isNullable } = aggregateParts(b, call, name);
    return { args: [...(argument ? [argument] : []), ...extra], type, isNullable };
  }
  requireWindowArguments(call, name);
  const args = call.args.map((a) => b.bind(a));
  const [first, offset, otherwise] = args;
  if (name === 'NTILE' && first && isNoCount(first)) throw raise(Messages.TilesNotPositive, {});
  if (!OFFSETS.has(name)) {
    const isShare = name === 'PERCENT_RANK' || name === 'CUME_DIST';
    if (first && columnsOf(first).size > 0) throw notSupported('NTILE of a column (SQL Server refuses it as well)');
    return { args: first ? [convertTo(first, BIGINT)] : [], type: isShare ? FLOAT : BIGINT, isNullable: true };
  }
  if (!first) throw new EngineBug(`${name} without an argument`);
  if (isStorableNull(first)) throw raise(Messages.OperandTypeInvalid, { type: 'NULL', operator: name.toLowerCase() });
  const rest = [...(offset ? [convertTo(offset, BIGINT)] : []), ...(otherwise ? [convertTo(otherwise, first.type)] : [])];
  return { args: [first, ...rest], type: first.type, isNullable: true };
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
  if (UNWINDOWED.has(name)) throw raise(Messages.FunctionNotWindowed, { name: call.name.parts[0] ?? name });
  if (call.ignoreNulls !== undefined && !OFFSETS.has(name)) throw notSupported(`${call.ignoreNulls ? 'IGNORE' : 'RESPECT'} NULLS behind ${name}`);
  const { collector } = b.scope;
  if (!collector || (b.clause !== 'select' && b.clause !== 'order by'))
    throw b.clause === 'window' || b.clause === 'aggregate' ? raise(Messages.NestedWindow, {}) : raise(Messages.WindowNotAllowed, {});
  if (call.isDistinct) throw raise(Messages.DistinctInOver, {});
  if (call.withinGroup && !PERCENTILES.has(name)) throw raise(Messages.WithinGroupNotAllowed, { name: name.toLowerCase() });
  return collector;
}

/** PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x) OVER (PARTITION BY ...): sorted by x, without NULLs. */
function percentileParts(b: ExpressionBinder, call: FunctionCall, name: string): { readonly args: readonly BoundExpression[]; readonly type: SqlType; readonly isNullable: boolean } {
  const [fraction, ...more] = call.args;
  const [key, ...others] = sortKeys(b, call.withinGroup ?? []);
  if (!fraction || more.length > 0) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: 1 });
  if ((call.over?.orderBy.length ?? 0) > 0) throw raise(Messages.OrderInOver, { name: name.toLowerCase() });
  if (!key || others.length > 0 || call.over?.frame) throw notSupported(`${name} without WITHIN GROUP (ORDER BY one expression)`);
  const bound = convertTo(b.bind(fraction), FLOAT);
  const isNumeric = isNumber(key.expression.type);
  if (name === 'PERCENTILE_CONT' && !isNumeric) throw notSupported('PERCENTILE_CONT over values that are no numbers');
  return { args: [bound], type: name === 'PERCENTILE_CONT' ? FLOAT : key.expression.type, isNullable: true };
}

/** MAX(x) OVER (...), ROW_NUMBER() OVER (...). */
export function windowCall(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression {
  const collector = requireWindowAllowed(b, call, name);
  const isNamed = call.over?.base !== undefined;
  const over: WindowSpecification = resolveWindow(call.over ?? { partitionBy: [], orderBy: [] }, collector.named ?? [], b.env.context.names);
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
  return { kind: 'column', ordinal: WINDOW_BASE + index, name, type: parts.type, isNullable: parts.isNullable };
}
