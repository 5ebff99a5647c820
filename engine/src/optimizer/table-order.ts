// The order in which a query gives the rows of a table where nothing asks for one: that of the clustered index. SQL Server reads a small
// table from end to end rather than through an index that lacks a column the query needs; we go through the index all the same (it locks
// less), so its rows are put in order behind it. Nobody promises that order, so it is made only for few rows.
import type { TableDefinition } from '../catalog/definitions';
import { rowColumn, type BoundExpression } from '../plan/expression';
import type { PlanNode, Scan, SortKey } from '../plan/node';
import { columnsOf } from '../plan/rewrite';
import { givesOneRow } from './access';

/** More rows than these are left as they come. */
const ORDERED_ROWS = 2000;

/** What the nodes above a scan read of its row; undefined where that is not known. */
type Needed = ReadonlySet<number> | undefined;

/** A query's plan with the rows of its leading table in the order of the clustered index. */
export function inTableOrder(plan: PlanNode): PlanNode {
  return descend(plan, new Set(plan.columns.keys()));
}

function descend(plan: PlanNode, needed: Needed): PlanNode {
  switch (plan.kind) {
    case 'project': return { ...plan, input: descend(plan.input, needed && union(plan.expressions.filter((_, i) => needed.has(i)))) };
    case 'filter': return { ...plan, input: descend(plan.input, needed && new Set([...needed, ...columnsOf(plan.predicate)])) };
    case 'nested-loop': case 'hash-join': return plan.join === 'right' || plan.join === 'full' ? plan : { ...plan, left: descend(plan.left, undefined) };
    case 'scan': return ordered(plan, needed);
    default: return plan;
  }
}

const union = (expressions: readonly BoundExpression[]): ReadonlySet<number> => new Set(expressions.flatMap((e) => [...columnsOf(e)]));

function ordered(scan: Scan, needed: Needed): PlanNode {
  const { definition, access } = scan;
  const isFree = scan.purpose === 'read' && access.indexId !== undefined && access.forcedIndexId === undefined && access.isBackward !== true;
  const clustered = definition?.indexes.find((i) => i.isClustered);
  if (!definition || !clustered || !isFree || givesOneRow(scan) || isCovered(scan, definition, needed)) return scan;
  const keys = clustered.columns.map(({ columnId, isDescending }): SortKey => {
    const ordinal = definition.columns.findIndex((c) => c.columnId === columnId);
    return { expression: rowColumn(scan.columns[ordinal] ?? { name: '', type: { name: 'int' }, isNullable: true }, ordinal), isDescending };
  });
  return { kind: 'sort', input: scan, keys, upTo: ORDERED_ROWS, columns: scan.columns };
}

/** Whether the index holds all that is read: then SQL Server goes through it too. Rows with the whole of its key equal come in table order even so. */
function isCovered(scan: Scan, definition: TableDefinition, needed: Needed): boolean {
  const index = definition.indexes.find((i) => i.indexId === scan.access.indexId);
  if (!index || !needed || scan.access.equals?.length === index.columns.length) return false;
  const clustered = definition.indexes.find((i) => i.isClustered)?.columns ?? [];
  const held = new Set([...index.columns, ...clustered].map((c) => c.columnId).concat(index.includedColumnIds));
  const read = [...needed, ...(scan.predicate ? columnsOf(scan.predicate) : [])];
  return read.every((ordinal) => held.has(definition.columns[ordinal]?.columnId ?? -1));
}
