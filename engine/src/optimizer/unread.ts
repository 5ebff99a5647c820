// Columns that nothing above reads are not worked out: an error in one of them is nobody's. Knows no accesses and no joins yet.
import type { BoundExpression } from '../plan/expression';
import type { AggregateCall, AggregateNode, NestedLoopJoin, PlanNode, ProjectNode, SortKey, WindowNode } from '../plan/node';
import { columnsOf, mapNode, walkExpression } from '../plan/rewrite';
import { mapDmlPlan } from '../plan/rewrite-statement';
import type { DmlPlan } from '../plan/statement';
import { INT } from '../types/sql-type';

/** What is read of a node's row; undefined stands for all of it. */
type Read = ReadonlySet<number> | undefined;

/** The plan with NULL in the place of every expression whose value nothing reads. */
export function withoutUnread(plan: PlanNode, read: Read = undefined): PlanNode {
  switch (plan.kind) {
    case 'project': return ofProject(plan, read);
    case 'filter': return { ...plan, input: withoutUnread(plan.input, and(read, [plan.predicate])) };
    case 'sort': return { ...plan, input: withoutUnread(plan.input, and(read, keysOf(plan.keys))) };
    case 'top': return { ...plan, input: withoutUnread(plan.input, and(read, keysOf(plan.tieKeys ?? []))) };
    case 'offset': return { ...plan, input: withoutUnread(plan.input, read) };
    case 'window': return { ...plan, input: withoutUnread(plan.input, ofWindow(plan, read)) };
    case 'aggregate': return ofAggregate(plan, read);
    case 'nested-loop': return ofJoin(plan, read);
    case 'union-all': return { ...plan, inputs: plan.inputs.map((input) => withoutUnread(input, read)) };
    default: return mapNode(plan, (e) => e, (input) => withoutUnread(input));
  }
}

const columnsIn = (expressions: readonly BoundExpression[]): number[] => expressions.flatMap((e) => [...columnsOf(e)]);
const and = (read: Read, expressions: readonly BoundExpression[]): Read => read && new Set([...read, ...columnsIn(expressions)]);
const keysOf = (keys: readonly SortKey[]): readonly BoundExpression[] => keys.map((key) => key.expression);

function ofProject(plan: ProjectNode, read: Read): PlanNode {
  if (!read) return { ...plan, input: withoutUnread(plan.input, new Set(columnsIn(plan.expressions))) };
  const expressions = plan.expressions.map((e, i) => (read.has(i) || isPlain(e) ? e : nothing(e)));
  return { ...plan, expressions, input: withoutUnread(plan.input, new Set(columnsIn(expressions.filter((_, i) => read.has(i))))) };
}

/** What costs nothing and cannot fail stays as it is; so does what draws from a sequence. */
function isPlain(e: BoundExpression): boolean {
  let draws = false;
  walkExpression(e, ({ kind }) => { draws ||= kind === 'next-value'; });
  return draws || e.kind === 'column' || e.kind === 'constant';
}

const nothing = ({ type }: BoundExpression): BoundExpression => ({ kind: 'constant', value: null, type, isNullable: true });

function ofWindow({ input, calls }: WindowNode, read: Read): Read {
  const width = input.columns.length;
  const expressions = calls.flatMap(({ args, partitionBy, orderBy, frame }) => [
    ...args,
    ...partitionBy,
    ...keysOf(orderBy),
    ...[frame?.start.count, frame?.end.count].filter((count) => count !== undefined),
  ]);
  return and(read && new Set([...read].filter((ordinal) => ordinal < width)), expressions);
}

function ofAggregate(plan: AggregateNode, read: Read): PlanNode {
  const { keys } = plan;
  const aggregates = plan.aggregates.map((call, i) => (read && !read.has(keys.length + i) ? ROWS : ofRows(call)));
  const arguments_ = aggregates.flatMap(({ argument, extra, orderBy }) => [...(argument ? [argument] : []), ...extra, ...keysOf(orderBy)]);
  return { ...plan, aggregates, input: withoutUnread(plan.input, new Set(columnsIn([...keys, ...arguments_]))) };
}

/** What stands for an aggregate that nothing reads: the count of the rows, which reads nothing itself. */
const ROWS: AggregateCall = { name: 'COUNT', extra: [], isDistinct: false, orderBy: [], type: INT };
const OF_CONSTANTS: ReadonlySet<BoundExpression['kind']> = new Set(['constant', 'arithmetic', 'negate']);

/** Arithmetic of constants is counted for every row, and not worked out: COUNT(1/0) is COUNT(*). */
function ofRows(call: AggregateCall): AggregateCall {
  const { name, argument, isDistinct } = call;
  if (!argument || isDistinct || (name !== 'COUNT' && name !== 'COUNT_BIG')) return call;
  let isConstant = true;
  walkExpression(argument, (e) => { isConstant &&= OF_CONSTANTS.has(e.kind) && !(e.kind === 'constant' && e.value === null); });
  return isConstant ? { ...call, argument: undefined } : call;
}

/** The right side of an APPLY may read anything of the left. */
function ofJoin(plan: NestedLoopJoin, read: Read): PlanNode {
  const width = plan.left.columns.length;
  const isTest = plan.join === 'semi' || plan.join === 'anti';
  const tested = plan.predicate ? columnsIn([plan.predicate]) : [];
  const all = read && [...read, ...tested];
  const left = plan.isApply ? undefined : all && new Set(all.filter((ordinal) => ordinal < width));
  const right = (isTest ? tested : all)?.filter((ordinal) => ordinal >= width).map((ordinal) => ordinal - width);
  return { ...plan, left: withoutUnread(plan.left, left), right: withoutUnread(plan.right, right && new Set(right)) };
}

/** A writing statement that works out those computed columns only which no row keeps and it names itself. */
export function withoutUnreadColumns(plan: DmlPlan): DmlPlan {
  if (plan.kind === 'insert') return plan;
  const optional = expandedIn(plan.source);
  if (optional.size === 0) return plan;
  const named = namedIn(plan);
  const read = new Set([...plan.source.columns.keys()].filter((ordinal) => !optional.has(ordinal) || named.has(ordinal)));
  return mapDmlPlan(plan, (e) => e, (source) => withoutUnread(source, read));
}

/** Ordinals of computed columns that a table's row does not hold. */
function expandedIn(plan: PlanNode): ReadonlySet<number> {
  switch (plan.kind) {
    case 'project': {
      const below = expandedIn(plan.input);
      return new Set([...plan.expressions.entries()].flatMap(([i, e]) => (e.kind === 'column' ? below.has(e.ordinal) : plan.expands === true) ? [i] : []));
    }
    case 'filter': case 'sort': case 'top': case 'offset': case 'window': return expandedIn(plan.input);
    case 'nested-loop': return new Set([...expandedIn(plan.left), ...[...expandedIn(plan.right)].map((ordinal) => ordinal + plan.left.columns.length)]);
    default: return new Set();
  }
}

/** What the statement itself reads of its source's rows. */
function namedIn(plan: Exclude<DmlPlan, { readonly kind: 'insert' }>): ReadonlySet<number> {
  const named = new Set<number>();
  const outputs = new Set(plan.outputs.flatMap((output) => columnsIn(output.expressions)));
  mapDmlPlan({ ...plan, outputs: [] }, (e) => {
    for (const ordinal of columnsOf(e)) named.add(ordinal);
    return e;
  }, (source) => source);
  const width = plan.targetWidth ?? 0;
  for (const ordinal of outputs) if (ordinal >= width) named.add(ordinal < 2 * width ? plan.targetOffset + ordinal - width : ordinal - 2 * width);
  return named;
}
