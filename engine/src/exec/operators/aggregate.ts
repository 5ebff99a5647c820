// GROUP BY by hashing: one pass over the input feeds every grouping set. Groups come out in the order they were met, those of
// several grouping sets in the order of their chains.
import type { AggregateNode } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { evaluateAll, iterate, type CompiledQuery, type Compiler, type Evaluate, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { compileAggregateCall, type CompiledAggregate, type GroupAccumulator } from './aggregate-call';
import { compileChains } from './grouping-chains';
import { keepingScalar } from './kept-scalar';

interface Group { readonly keys: readonly Value[]; readonly accumulators: readonly GroupAccumulator[] }
type StartGroup = (keys: readonly Value[]) => Group;
/** One grouping set: which keys it groups by and how a group is found. */
interface GroupingSet { readonly members: readonly boolean[]; keyOf(keys: readonly Value[]): Key }

/** Compiles an aggregate node. */
export function compileAggregate(node: AggregateNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(node.input);
  const aggregates = node.aggregates.map(call => compileAggregateCall(call, compiler));
  const keys = node.keys.map(key => compiler.expression(key));
  const isScalar = keys.length === 0 && !node.sets;
  const sets = (node.sets ?? [node.keys.map((_, ordinal) => ordinal)]).map(ordinals => groupingSet(ordinals, node));
  const scalar = keepingScalar(node, context => scalarRow(source, aggregates, context));
  const run = isScalar
    ? (context: ExecutionContext) => iterate([scalar(context)])
    : (context: ExecutionContext) => groupRows({ source, aggregates, keys, sets, inOrder: node.sets && compileChains(node.sets, node.keys.map(key => key.type)) }, context);
  return {
    columns: node.columns,
    open: context => {
      let rows: RowIterator | undefined;
      return { next: () => (rows ??= run(context)).next() };
    },
  };
}

function groupingSet(ordinals: readonly number[], node: AggregateNode): GroupingSet {
  const keyOf = compileRowKey(ordinals.map(ordinal => (node.keys[ordinal] as AggregateNode['keys'][number]).type));
  const members = node.keys.map((_, ordinal) => ordinals.includes(ordinal));
  const isAll = ordinals.length === node.keys.length && ordinals.every((ordinal, i) => ordinal === i);
  return { members, keyOf: isAll ? keyOf : keys => keyOf(ordinals.map(ordinal => keys[ordinal] as Value)) };
}

const startAll = (aggregates: readonly CompiledAggregate[], context: ExecutionContext): StartGroup => {
  const starters = aggregates.map(aggregate => aggregate(context));
  return keys => ({ keys, accumulators: starters.map(start => start()) });
};

function scalarRow(source: CompiledQuery, aggregates: readonly CompiledAggregate[], context: ExecutionContext): Row {
  const { accumulators } = startAll(aggregates, context)([]);
  const rows = source.open(context);
  for (let row = rows.next(); row !== undefined; row = rows.next()) for (const accumulator of accumulators) accumulator.add(row);
  return accumulators.map(accumulator => accumulator.result());
}

interface Grouping {
  readonly source: CompiledQuery; readonly aggregates: readonly CompiledAggregate[]; readonly keys: readonly Evaluate[];
  readonly sets: readonly GroupingSet[];
  /** Given where there are several sets; then each row says which of its keys are rolled up. */
  readonly inOrder: ReturnType<typeof compileChains> | undefined;
}

function groupRows(grouping: Grouping, context: ExecutionContext): RowIterator {
  const start = startAll(grouping.aggregates, context);
  const tables = grouping.sets.map(set => ({ set, groups: new Map<Key, Group>() }));
  const rows = grouping.source.open(context);
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    const keys = evaluateAll(grouping.keys, row, context);
    for (const { set, groups } of tables) {
      const key = set.keyOf(keys);
      let group = groups.get(key);
      if (!group) groups.set(key, (group = start(keysWithin(keys, set))));
      for (const accumulator of group.accumulators) accumulator.add(row);
    }
  }
  const { inOrder } = grouping;
  if (!inOrder) return iterate(tables.flatMap(({ set, groups }) => [...groups.values()].map(group => outputRow(group, set, false))));
  return iterate(inOrder(tables.map(({ set, groups }) => [...groups.values()].map(group => ({ keys: group.keys, of: outputRow(group, set, true) })))));
}

const keysWithin = (keys: readonly Value[], set: GroupingSet): readonly Value[] => (set.members.includes(false) ? keys.map((value, ordinal) => (set.members[ordinal] ? value : null)) : keys);

function outputRow(group: Group, set: GroupingSet, marksRollup: boolean): Row {
  const row = [...group.keys, ...group.accumulators.map(accumulator => accumulator.result())];
  return marksRollup ? [...row, ...set.members.map(isMember => (isMember ? 0 : 1))] : row;
}
