// The order in which groups, distinct rows and the rows of set operations come where nothing asks for one: sorted by what tells them
// apart, as SQL Server's plans over small inputs give them (Sort below Stream Aggregate, Distinct Sort). And that of MERGE where target rows
// without a source are among its rows: the target is read by its clustered index, and the source merged into it where the condition says which
// key a row is of. Nobody promises these orders, so they are made only for few rows. Grouping sets are no concern of this file: the aggregate
// orders them itself.
import type { TableDefinition } from '../catalog/definitions';
import { clusteredColumns } from '../catalog/indexes';
import { rowColumn, type BoundExpression } from '../plan/expression';
import type { AggregateNode, DistinctNode, NestedLoopJoin, PlanNode, Scan, SetOperationNode, SortKey } from '../plan/node';
import { columnsOf, shiftColumns } from '../plan/rewrite';
import type { MergePlan } from '../plan/statement';
import { BIT } from '../types/sql-type';
import { conjunctsOf, keyPair, type KeyPair } from './conjuncts';
import { comesTogether } from './ordering';

/** More rows than these are left as they come: SQL Server hashes large inputs. */
const ORDERED_ROWS = 2000;

/** The node in the order that its rows likely have on SQL Server. */
export function inLikelyOrder(plan: AggregateNode | DistinctNode | SetOperationNode): PlanNode {
  const keys = keysOf(plan).map((expression): SortKey => ({ expression, isDescending: false }));
  return keys.length === 0 ? plan : { kind: 'sort', input: plan, keys, upTo: ORDERED_ROWS, columns: plan.columns };
}

/** The plan without a likely order on top: what reads it orders or forgets its rows. */
export function inAnyOrder(plan: PlanNode): PlanNode {
  if (plan.kind === 'sort' && plan.upTo !== undefined) return plan.input;
  return plan.kind === 'filter' || plan.kind === 'project' ? { ...plan, input: inAnyOrder(plan.input) } : plan;
}

/** inAnyOrder, where sorting or looking up by `keys` leaves no ties that a likely order would decide. */
export function inAnyOrderBelow(plan: PlanNode, keys: readonly BoundExpression[]): PlanNode {
  if (plan.kind === 'project') return { ...plan, input: inAnyOrderBelow(plan.input, keys.flatMap((k) => (k.kind === 'column' ? (plan.expressions[k.ordinal] ?? []) : []))) };
  if (plan.kind !== 'sort' || plan.upTo === undefined) return plan;
  const sorted = new Set(keys.map(ordinalOf));
  return plan.keys.every((k) => sorted.has(ordinalOf(k.expression))) ? plan.input : plan;
}

const ordinalOf = (e: BoundExpression): number | undefined => (e.kind === 'column' ? e.ordinal : undefined);

const outputColumn = (plan: PlanNode, ordinal: number): BoundExpression => {
  const column = plan.columns[ordinal];
  if (!column) throw new RangeError(`no column ${ordinal}`);
  return rowColumn(column, ordinal);
};

function keysOf(plan: AggregateNode | DistinctNode | SetOperationNode): readonly BoundExpression[] {
  if (plan.kind === 'aggregate' && (plan.isScalar || plan.sets)) return [];
  const input = plan.kind === 'set-operation' ? plan.left : plan.input;
  const distinguishing = plan.kind === 'aggregate' ? plan.keys : input.columns.map((_, i) => outputColumn(input, i));
  const needed = withoutDependents(distinguishing, input);
  const isKey = needed.length < distinguishing.length || isKeyOfTable(distinguishing, input);
  if (isKey && isOneTable(input)) return [];
  if (comesTogether(input, needed.map((at) => distinguishing[at]).filter((e) => e !== undefined))) return [];
  return needed.map((at) => outputColumn(plan, at));
}

interface Origin { readonly scan: Scan; readonly ordinal: number }

/** The table's column that an output column repeats. */
function originOf(plan: PlanNode, ordinal: number): Origin | undefined {
  switch (plan.kind) {
    case 'scan': return { scan: plan, ordinal };
    case 'filter': case 'sort': case 'top': case 'offset': return originOf(plan.input, ordinal);
    case 'project': {
      const expression = plan.expressions[ordinal];
      return expression?.kind === 'column' ? originOf(plan.input, expression.ordinal) : undefined;
    }
    case 'nested-loop': case 'hash-join': {
      const width = plan.left.columns.length;
      return ordinal < width ? originOf(plan.left, ordinal) : originOf(plan.right, ordinal - width);
    }
    default: return undefined;
  }
}

/** The ordinals of a unique key among these ordinals. */
function keyWithin(table: TableDefinition | undefined, ordinals: ReadonlySet<number>): ReadonlySet<number> | undefined {
  for (const index of table?.indexes ?? []) {
    if (!index.isUnique || index.isDisabled || index.filter !== undefined) continue;
    const own = index.columns.map((c) => table?.columns.findIndex((x) => x.columnId === c.columnId) ?? -1);
    if (own.every((o) => ordinals.has(o))) return new Set(own);
  }
  return undefined;
}

function keysByScan(origins: readonly (Origin | undefined)[]): ReadonlyMap<Scan, ReadonlySet<number>> {
  const ordinals = new Map<Scan, Set<number>>();
  for (const origin of origins) if (origin) ordinals.set(origin.scan, (ordinals.get(origin.scan) ?? new Set()).add(origin.ordinal));
  return new Map([...ordinals].flatMap(([scan, own]) => { const key = keyWithin(scan.definition, own); return key ? [[scan, key] as const] : []; }));
}

const originsOf = (expressions: readonly BoundExpression[], input: PlanNode): readonly (Origin | undefined)[] =>
  expressions.map((e) => (e.kind === 'column' ? originOf(input, e.ordinal) : undefined));

/** Which of the expressions decide the others: a table's key decides its other columns. */
function withoutDependents(expressions: readonly BoundExpression[], input: PlanNode): readonly number[] {
  const origins = originsOf(expressions, input);
  const keys = keysByScan(origins);
  return [...expressions.keys()].filter((at) => {
    const origin = origins[at];
    const key = origin && keys.get(origin.scan);
    return !origin || !key || key.has(origin.ordinal);
  });
}

const isKeyOfTable = (expressions: readonly BoundExpression[], input: PlanNode): boolean => keysByScan(originsOf(expressions, input)).size > 0;

/** Rows of one table, which its key tells apart already: grouping by it changes nothing. */
function isOneTable(plan: PlanNode): boolean {
  return plan.kind === 'scan' || ((plan.kind === 'filter' || plan.kind === 'project') && isOneTable(plan.input));
}

/** The plan with its joined rows in the order that they likely have. */
export function inMergeOrder(plan: MergePlan): MergePlan {
  const { source: join } = plan;
  const keys = join.kind === 'nested-loop' ? keysOfMerge(join) : [];
  return keys.length === 0 ? plan : { ...plan, source: { kind: 'sort', input: join, keys, upTo: ORDERED_ROWS, columns: join.columns } };
}

function keysOfMerge(join: NestedLoopJoin): readonly SortKey[] {
  const scan = scanOf(join.right);
  if (!scan || (join.join !== 'full' && join.join !== 'right')) return [];
  const width = join.left.columns.length;
  const pairs = conjunctsOf(join.predicate).flatMap((conjunct) => keyPair(conjunct, width) ?? []);
  const keys = clusteredKey(scan).map(({ ordinal, isDescending }): SortKey | undefined => {
    const column = join.columns[width + ordinal];
    const expression = join.join === 'right' ? column && rowColumn(column, width + ordinal) : eitherKey(pairs.find((pair) => isOf(pair, ordinal)), width);
    return expression && { expression, isDescending };
  });
  return keys.includes(undefined) ? [] : keys.flatMap((key) => key ?? []);
}

const scanOf = (plan: PlanNode): Scan | undefined => (plan.kind === 'scan' ? plan : plan.kind === 'filter' ? scanOf(plan.input) : undefined);

function clusteredKey({ definition }: Scan): readonly { readonly ordinal: number; readonly isDescending: boolean }[] {
  const { columns = [], indexes = [] } = definition ?? {};
  return clusteredColumns(indexes).map(({ columnId, isDescending }) => ({ ordinal: columns.findIndex((column) => column.columnId === columnId), isDescending }));
}

const isOf = ({ right }: KeyPair, ordinal: number): boolean => {
  const column = right.kind === 'convert' ? right.operand : right;
  return column.kind === 'column' && columnsOf(right).has(ordinal);
};

/** The key by which a row of both sides, or of one of them, is found. */
function eitherKey(pair: KeyPair | undefined, width: number): BoundExpression | undefined {
  if (!pair) return undefined;
  const own = shiftColumns(pair.right, width);
  const isThere: BoundExpression = { kind: 'is-null', operand: own, isNegated: true, type: BIT, isNullable: false };
  return { kind: 'case', branches: [{ when: isThere, then: own }], otherwise: pair.left, type: pair.type, isNullable: true };
}
