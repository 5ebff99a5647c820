// The order in which a plan gives its rows, and how to read a table in the order that is asked for.
import type { IndexDefinition, TableDefinition } from '../catalog/definitions';
import type { BoundExpression } from '../plan/expression';
import { numbersAsRead, type PlanNode, type Scan, type SortKey, type TableAccess } from '../plan/node';
import { candidates, fixedKeys, givesOneRow } from './access';

/** Rows come by these columns; `fixed` hold one value throughout; `isOneRow`: any order holds. `uniqueAfter`: that many keys tell every row apart. */
interface Order {
  readonly keys: readonly { readonly ordinal: number; readonly isDescending: boolean }[];
  readonly fixed: ReadonlySet<number>;
  readonly isOneRow: boolean;
  readonly uniqueAfter: number;
}

const UNORDERED: Order = { keys: [], fixed: new Set(), isOneRow: false, uniqueAfter: Number.POSITIVE_INFINITY };

function indexOrder(index: IndexDefinition, table: TableDefinition, access: TableAccess): Order {
  const ordinals = index.columns.map((c) => ({ ordinal: table.columns.findIndex((x) => x.columnId === c.columnId), isDescending: c.isDescending !== (access.isBackward === true) }));
  const bound = fixedKeys(index, table, access);
  return {
    keys: ordinals.slice(bound), fixed: new Set(ordinals.slice(0, bound).map((o) => o.ordinal)), isOneRow: index.isUnique && bound === ordinals.length,
    uniqueAfter: index.isUnique ? ordinals.length - bound : Number.POSITIVE_INFINITY,
  };
}

function scanOrder(scan: Scan, access: TableAccess): Order {
  if (!scan.definition || scan.table.kind === 'pseudo') return UNORDERED;
  const index = scan.definition.indexes.find((i) => (access.indexId === undefined ? i.isClustered : i.indexId === access.indexId));
  return endingInRowId(index ? indexOrder(index, scan.definition, access) : UNORDERED, scan, access);
}

/** Equal keys of an index, and the rows of a heap, come by row id. */
function endingInRowId(order: Order, scan: Scan, access: TableAccess): Order {
  if (!scan.emitsRowId || order.uniqueAfter < Number.POSITIVE_INFINITY) return order;
  const keys = [...order.keys, { ordinal: scan.columns.length - 1, isDescending: access.isBackward === true }];
  return { ...order, keys, uniqueAfter: keys.length };
}

/** The order of a plan whose leftmost scan goes through `access`. */
function orderOf(plan: PlanNode, access?: TableAccess): Order {
  switch (plan.kind) {
    case 'scan': return scanOrder(plan, access ?? plan.access);
    case 'filter': case 'top': case 'offset': return orderOf(plan.input, access);
    case 'project': {
      const below = orderOf(plan.input, access);
      const place = (ordinal: number): number => plan.expressions.findIndex((e) => e.kind === 'column' && e.ordinal === ordinal);
      const keys = below.keys.map((k) => ({ ...k, ordinal: place(k.ordinal) }));
      const lost = keys.findIndex((k) => k.ordinal < 0);
      return { ...below, keys: lost < 0 ? keys : keys.slice(0, lost), fixed: new Set([...below.fixed].map(place)), uniqueAfter: lost < 0 ? below.uniqueAfter : Number.POSITIVE_INFINITY };
    }
    case 'nested-loop': case 'hash-join': {
      if (plan.join === 'right' || plan.join === 'full') return UNORDERED;
      const isSemi = plan.join === 'semi' || plan.join === 'anti';
      return { ...orderOf(plan.left, access), ...(isSemi ? {} : { isOneRow: false, uniqueAfter: Number.POSITIVE_INFINITY }) };
    }
    case 'window': return numbersAsRead(plan) ? { ...UNORDERED, keys: [{ ordinal: plan.input.columns.length, isDescending: false }], uniqueAfter: 1 } : UNORDERED;
    default: return UNORDERED;
  }
}

function satisfies(order: Order, wanted: readonly SortKey[]): boolean {
  if (order.isOneRow) return true;
  let matched = 0;
  for (const { expression, isDescending } of wanted) {
    if (matched >= order.uniqueAfter) return true;
    if (expression.kind !== 'column') return false;
    if (order.fixed.has(expression.ordinal)) continue;
    const key = order.keys[matched++];
    if (!key || key.ordinal !== expression.ordinal || key.isDescending !== isDescending) return false;
  }
  return true;
}

/** Whether rows with equal values of these expressions follow one another as the plan gives its rows. */
export function comesTogether(plan: PlanNode, expressions: readonly BoundExpression[]): boolean {
  const order = orderOf(plan);
  if (order.isOneRow) return true;
  const wanted = new Set<number>();
  for (const e of expressions) {
    if (e.kind !== 'column') return false;
    if (!order.fixed.has(e.ordinal)) wanted.add(e.ordinal);
  }
  return order.keys.length >= wanted.size && order.keys.slice(0, wanted.size).every((k) => wanted.has(k.ordinal));
}

/** The scan that decides the plan's order: the leftmost one. */
function leadingScan(plan: PlanNode): Scan | undefined {
  switch (plan.kind) {
    case 'scan': return plan;
    case 'filter': case 'project': return leadingScan(plan.input);
    case 'nested-loop': case 'hash-join': return plan.join === 'right' || plan.join === 'full' ? undefined : leadingScan(plan.left);
    default: return undefined;
  }
}

function withAccess(plan: PlanNode, access: TableAccess): PlanNode {
  switch (plan.kind) {
    case 'scan': return { ...plan, access };
    case 'filter': case 'project': return { ...plan, input: withAccess(plan.input, access) };
    case 'nested-loop': case 'hash-join': return { ...plan, left: withAccess(plan.left, access) };
    default: return plan;
  }
}

/** A seek whose locks do not last may read more rows than it returns. */
const sortsCheaply = ({ access, hints, purpose }: Scan): boolean => access.equals !== undefined && purpose === 'read' && !hints.mode && !hints.readPast;

/**
 * The input in the wanted order without sorting, if an index gives it; undefined otherwise. Under TOP (`isLimited`) another
 * index may be taken for its order alone, so that only returned rows are read (and locked).
 */
export function readInOrder(input: PlanNode, wanted: readonly SortKey[], isLimited: boolean): PlanNode | undefined {
  if (satisfies(orderOf(input), wanted)) return input;
  const scan = leadingScan(input);
  if (!scan) return undefined;
  const backward = { ...scan.access, isBackward: true };
  if (satisfies(orderOf(input, backward), wanted)) return withAccess(input, backward);
  if (!isLimited || givesOneRow(scan) || scan.access.forcedIndexId !== undefined || sortsCheaply(scan)) return undefined;
  const ranked = [...candidates(scan)].sort((a, b) => b.score - a.score);
  for (const { access } of ranked) {
    for (const choice of [access, { ...access, isBackward: true }]) if (satisfies(orderOf(input, choice), wanted)) return withAccess(input, choice);
  }
  return undefined;
}
