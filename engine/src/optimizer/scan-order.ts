// The order in which a query gives the rows of a table where nothing asks for one. SQL Server reads a nonclustered index from end to end if it
// holds all that is read of the table; else the clustered one, rather than through an index that lacks a column, while the table is small. We
// read the table, which is quicker, or through the index that finds the rows, which locks less, and put the rows in that order behind it, while
// they are few. Nobody promises these orders.
import type { IndexDefinition, TableDefinition } from '../catalog/definitions';
import { clusteredColumns } from '../catalog/indexes';
import { rowColumn, type BoundExpression } from '../plan/expression';
import { numbersAsRead, type HashJoin, type NestedLoopJoin, type PlanNode, type Scan, type SortKey } from '../plan/node';
import { columnsOf, mapPlan } from '../plan/rewrite';
import { storageBytes } from '../types/format-type';
import { givesOneRow } from './access';

/** More rows than these are left as they come. */
const ORDERED_ROWS = 2000;

/** The widest value that a page holds: what a column without a bound counts for. */
const UNBOUNDED_BYTES = 8000;

/** What the nodes above read of a node's row, and whether no more rows come through than TOP lets. */
interface Reader { readonly needed: ReadonlySet<number>; readonly isLimited: boolean }

/** An optimized plan with the rows of its leading table in their likely order, if the plan as it was `bound` sorts them by nothing. */
export const inScanOrder = (plan: PlanNode, bound: PlanNode): PlanNode => (isSorted(bound) ? plan : descend(plan, { needed: new Set(plan.columns.keys()), isLimited: false }));

/** Whether the leading rows are sorted somewhere on their way out. */
function isSorted(plan: PlanNode): boolean {
  switch (plan.kind) {
    case 'sort': return true;
    case 'project': case 'filter': case 'top': case 'offset': case 'window': case 'for-json': case 'for-xml': return isSorted(plan.input);
    case 'nested-loop': case 'hash-join': return isSorted(plan.left);
    default: return false;
  }
}

function descend(plan: PlanNode, reader: Reader): PlanNode {
  switch (plan.kind) {
    case 'project': return { ...plan, input: descend(plan.input, { ...reader, needed: union(plan.expressions.filter((_, i) => reader.needed.has(i))) }) };
    case 'filter': return { ...plan, input: descend(plan.input, { ...reader, needed: and(reader.needed, columnsOf(plan.predicate)) }) };
    case 'top': return plan.tieKeys ? plan : { ...plan, input: descend(plan.input, { ...reader, isLimited: true }) };
    case 'offset': return { ...plan, input: descend(plan.input, { ...reader, isLimited: true }) };
    case 'window': return numbersAsRead(plan) ? { ...plan, input: descend(plan.input, { ...reader, needed: below(reader.needed, plan.input.columns.length) }) } : plan;
    case 'for-json': case 'for-xml': return { ...plan, input: descend(plan.input, { ...reader, needed: new Set(plan.input.columns.keys()) }) };
    case 'nested-loop': case 'hash-join': return plan.join === 'right' || plan.join === 'full' ? plan : { ...plan, left: descend(plan.left, { ...reader, needed: neededOfLeft(plan, reader.needed) }) };
    case 'scan': return ordered(plan, reader);
    default: return plan;
  }
}

const NONE: ReadonlySet<number> = new Set();
const readBy = (e: BoundExpression | undefined): ReadonlySet<number> => (e ? columnsOf(e) : NONE);
const and = (...sets: readonly ReadonlySet<number>[]): ReadonlySet<number> => new Set(sets.flatMap((set) => [...set]));
const union = (expressions: readonly BoundExpression[]): ReadonlySet<number> => and(...expressions.map(columnsOf));
const below = (ordinals: ReadonlySet<number>, width: number): ReadonlySet<number> => new Set([...ordinals].filter((ordinal) => ordinal < width));

function neededOfLeft(plan: NestedLoopJoin | HashJoin, needed: ReadonlySet<number>): ReadonlySet<number> {
  const width = plan.left.columns.length;
  if (plan.kind === 'hash-join') return below(and(needed, union(plan.leftKeys), readBy(plan.residual)), width);
  return below(and(needed, readBy(plan.predicate), plan.isApply ? outerColumnsOf(plan.right) : NONE), width);
}

/** What the right side of an APPLY reads of the left row. */
function outerColumnsOf(right: PlanNode): ReadonlySet<number> {
  const ordinals = new Set<number>();
  mapPlan(right, (e, depth) => { if (e.kind === 'outer' && e.depth === depth) ordinals.add(e.ordinal); return undefined; }, 1);
  return ordinals;
}

function ordered(scan: Scan, { needed, isLimited }: Reader): PlanNode {
  const { definition, access } = scan;
  const isFree = scan.purpose === 'read' && access.forcedIndexId === undefined && access.isBackward !== true;
  if (!definition || scan.table.kind === 'pseudo' || !isFree || givesOneRow(scan)) return scan;
  const read = [...and(needed, readBy(scan.predicate))].map((ordinal) => definition.columns[ordinal]?.columnId ?? -1);
  if (access.indexId === undefined) return isWhole(scan) ? asCovering(scan, covering(definition, read), isLimited) : scan;
  return isLimited || holdsInItsOrder(scan, definition, read) ? scan : sortedAs(scan, []);
}

const isWhole = ({ access: { equals, low, high }, emitsRowId }: Scan): boolean => !emitsRowId && equals === undefined && low === undefined && high === undefined;

/** The narrowest of the nonclustered indexes that hold these columns, the last made of equals. */
function covering(definition: TableDefinition, read: readonly number[]): IndexDefinition | undefined {
  const holding = definition.indexes.filter((index) => !index.isClustered && !index.isDisabled && index.filter === undefined && holds(index, definition, read));
  const widths = new Map(holding.map((index) => [index, widthOf(index, definition)]));
  return holding.sort((a, b) => (widths.get(a) ?? 0) - (widths.get(b) ?? 0) || b.indexId - a.indexId)[0];
}

/** The whole scan in the order of an index; under TOP through it, so that no more rows are read than are returned. */
function asCovering(scan: Scan, index: IndexDefinition | undefined, isLimited: boolean): PlanNode {
  if (!index) return scan;
  return isLimited ? { ...scan, access: { indexId: index.indexId } } : sortedAs(scan, index.columns);
}

/** Whether the index holds all that is read: then SQL Server goes through it too. Rows with the whole of its key equal come in table order even so. */
function holdsInItsOrder({ access }: Scan, definition: TableDefinition, read: readonly number[]): boolean {
  const index = definition.indexes.find((i) => i.indexId === access.indexId);
  return index !== undefined && access.equals?.length !== index.columns.length && holds(index, definition, read);
}

function holds(index: IndexDefinition, definition: TableDefinition, read: readonly number[]): boolean {
  const held = heldBy(index, definition);
  return read.every((columnId) => held.has(columnId));
}

/** An index holds its own columns, and those of the clustered index, by which it finds the row. */
function heldBy(index: IndexDefinition, { indexes }: TableDefinition): ReadonlySet<number> {
  return new Set([...index.columns, ...clusteredColumns(indexes)].map((c) => c.columnId).concat(index.includedColumnIds));
}

function widthOf(index: IndexDefinition, definition: TableDefinition): number {
  const held = heldBy(index, definition);
  return definition.columns.filter((c) => held.has(c.columnId)).reduce((sum, { type }) => sum + (storageBytes(type) === -1 ? UNBOUNDED_BYTES : storageBytes(type)), 0);
}

/** The rows sorted by these columns of an index, then as the clustered index has them. */
function sortedAs(scan: Scan, columns: IndexDefinition['columns']): PlanNode {
  const { columns: own = [], indexes = [] } = scan.definition ?? {};
  const keys = [...columns, ...clusteredColumns(indexes)].map(({ columnId, isDescending }): SortKey => {
    const ordinal = own.findIndex((c) => c.columnId === columnId);
    return { expression: rowColumn(scan.columns[ordinal] ?? { name: '', type: { name: 'int' }, isNullable: true }, ordinal), isDescending };
  });
  return keys.length === 0 ? scan : { kind: 'sort', input: scan, keys, upTo: ORDERED_ROWS, columns: scan.columns };
}
