// Aggregates: each becomes a call kept by its query, and a placeholder column in the expression.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { FunctionCall } from '../../syntax/ast/expression';
import type { OrderItem } from '../../syntax/ast/query';
import { isNullWord } from '../../syntax/word-literals';
import type { BoundExpression } from '../../plan/expression';
import type { AggregateCall, SortKey } from '../../plan/node';
import { mapExpression, shiftOuter } from '../../plan/rewrite';
import { FLOAT, INT, isBinary, isCharacter, isNumber, isUnicode, nvarchar, type SqlType } from '../../types/sql-type';
import { messageTypeName } from '../../types/format-type';
import { aggregateSignature } from '../function-signatures';
import { AGGREGATE_BASE, type Clause, type Collector, type Scope } from '../scope';
import { resolveCollation } from './collation-label';
import { convertTo, isNullLiteral } from './conversion';
import { requireNoConstantKey } from './folded';
import { requireSortableType } from './comparable';
import type { ExpressionBinder } from './expression-binder';

/** Aggregates over a sorted group; exact ones keep every promise that approximate ones make. */
export const APPROXIMATE = new Set(['APPROX_PERCENTILE_CONT', 'APPROX_PERCENTILE_DISC']);

/** True for the name (upper case) of an aggregate. */
export const isAggregate = (name: string): boolean => aggregateSignature(name) !== undefined || APPROXIMATE.has(name);

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

function boundArgument(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression | undefined {
  if (call.isStar) {
    if (name !== 'COUNT' && name !== 'COUNT_BIG') throw raise(Messages.SyntaxNear, { token: '*' });
    return undefined;
  }
  const [first] = call.args;
  if (!first) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: 1 });
  const bound = b.bind(first);
  if (isNullWord(first) || (bound.kind === 'column' && bound.isUntypedNull))
    throw name === 'STRING_AGG'
      ? raise(Messages.ArgumentTypeInvalid, { type: 'NULL', position: 1, name: 'string_agg' })
      : raise(Messages.OperandTypeInvalid, { type: 'NULL', operator: name.toLowerCase() });
  if (name !== 'STRING_AGG' || isCharacter(bound.type)) return bound;
  if (isBinary(bound.type) || bound.type.name === 'sql_variant') throw invalidOfStringAgg(bound.type, 1);
  return convertTo(bound, nvarchar(4000));
}

const invalidOfStringAgg = (type: SqlType, position: number): Error => raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position, name: 'string_agg' });

/** Raises 8116 for a separator that is no text, or national beside text that is not, 8733 for one that the rows make and 8734 for a LOB. */
function requireSeparator(type: SqlType, separators: readonly BoundExpression[]): void {
  for (const separator of separators) {
    const isNull = isNullLiteral(separator);
    if (!isNull && (!isCharacter(separator.type) || (isUnicode(separator.type) && !isUnicode(type)))) throw invalidOfStringAgg(separator.type, 2);
    if (!isFixed(separator) || isCast(separator)) throw raise(Messages.SeparatorNotFixed, {});
    if (!isNull && separator.type.length === 'max') throw raise(Messages.SeparatorTooLarge, {});
  }
}

/** CAST of anything but NULL is no literal any more, though functions of literals are. */
const isCast = (e: BoundExpression): boolean => e.kind === 'convert' && !e.isImplicit && !isNullLiteral(e.operand);

/** A literal or a variable, whatever it is converted to. */
const isFixed = (e: BoundExpression): boolean => {
  if (e.kind === 'concat') return isFixed(e.left) && isFixed(e.right);
  if (e.kind === 'convert' || e.kind === 'collate') return isFixed(e.operand);
  return e.kind === 'constant' || e.kind === 'variable' || (e.kind === 'call' && e.args.every(isFixed));
};

interface Parts { readonly argument?: BoundExpression; readonly extra: readonly BoundExpression[]; readonly type: SqlType }

/** What an aggregate's call is given, and its type; raises 195, 174 and the like, and what the aggregate has against its argument's type. */
export function aggregateParts(b: ExpressionBinder, call: FunctionCall, name: string): Parts {
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
  return { argument, extra, type: signature.resultType(argument?.type ?? INT, call.isDistinct) };
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
  return { argument: key.expression, extra: [bound], type: isContinuous ? FLOAT : key.expression.type };
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

/** MAX(x) without OVER. Over no rows most have no value, and SQL Server describes the rest, COUNT among them, alike. */
export function aggregateCall(b: ExpressionBinder, call: FunctionCall, name: string): BoundExpression {
  if (b.clause === 'aggregate') throw raise(Messages.NestedAggregate, {});
  const inner = b.inClause('aggregate');
  const parts = aggregateParts(inner, call, name);
  const orderBy = sortKeys(inner, call.withinGroup ?? []);
  if (!APPROXIMATE.has(name)) requireNoConstantKey(orderBy);
  const home = homeOf(b, [...(parts.argument ? [parts.argument] : []), ...orderBy.map((k) => k.expression)]);
  const made: AggregateCall = { name, ...parts, isDistinct: call.isDistinct, orderBy };
  const { type } = parts;
  if (home) {
    const moved: AggregateCall = { ...made, argument: made.argument && shiftOuter(made.argument, -home.depth) };
    return { kind: 'outer', depth: home.depth, ordinal: AGGREGATE_BASE + home.collector.aggregates.push(moved) - 1, name, type, isNullable: true };
  }
  const { collector } = b.scope;
  requireAggregateAllowed(b.clause, collector);
  return { kind: 'column', ordinal: AGGREGATE_BASE + collector.aggregates.push(made) - 1, name, type, isNullable: true };
}

/** ORDER BY items as sort keys over the scope's row. */
export const sortKeys = (b: ExpressionBinder, items: readonly OrderItem[]): readonly SortKey[] =>
  items.map((item) => {
    const expression = b.bind(item.expression);
    requireSortableType(expression.type, 'ORDER BY');
    return { expression, isDescending: item.isDescending };
  });
