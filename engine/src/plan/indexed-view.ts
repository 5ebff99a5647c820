// An indexed view's query as data, and the same query over nothing but changed rows. Knows neither how rows are kept nor who changes them.
import type { TableDefinition } from '../catalog/definitions';
import type { PlanNode } from './node';
import { mapNode } from './rewrite';

/** What keeps an indexed view's rows right. */
export interface MaintainedView {
  readonly databaseId: number;
  /** The table of the kept rows. */
  readonly definition: TableDefinition;
  /** The tables that the query joins, each once. */
  readonly baseIds: readonly number[];
  /** With GROUP BY: the ordinals of SUM and COUNT_BIG columns, and of COUNT_BIG(*) among them. */
  readonly grouped?: { readonly additive: readonly number[]; readonly count: number };
  /** The view's query where the tables named are their changed rows alone: the rows of CTE `changedRowsOf(objectId)`. No table named: the whole view. */
  queryOver(changedIds: readonly number[]): PlanNode;
}

/** The CTE id under which the changed rows of a table are handed to the query. */
export const changedRowsOf = (objectId: number): number => -objectId;

/** A copy of a plan in which scans of these tables read their changed rows. */
export function overChanges(plan: PlanNode, objectIds: ReadonlySet<number>): PlanNode {
  if (plan.kind === 'scan' && plan.table.kind === 'base' && objectIds.has(plan.table.objectId)) {
    return { kind: 'cte-reference', cteId: changedRowsOf(plan.table.objectId), columns: plan.columns };
  }
  return mapNode(plan, (expression) => expression, (input) => overChanges(input, objectIds));
}
