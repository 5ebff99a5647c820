// INSTEAD OF triggers: the statement's rows go to the trigger and no table is touched.
import type { DmlPlan, InsteadOf } from '../../plan/statement';
import type { ExecutionContext, TriggerFiring } from '../context';
import type { Value } from '../../types/value';
import type { TargetTable } from './table-columns';
import type { TableRules } from './table-rules';

/** The statement's target as described so far: a view under its trigger, or the table itself. */
export function describeTarget(plan: Extract<DmlPlan, { readonly insteadOf?: InsteadOf }>, context: ExecutionContext): TargetTable {
  const view = plan.insteadOf?.table;
  if (!view || plan.target.kind !== 'base') return context.openTable(plan.target);
  const { databaseName, schemaName } = plan.shape;
  return { databaseId: plan.target.databaseId, databaseName, schemaName, definition: view, isVariable: false };
}

/** Hands the rows to an INSTEAD OF trigger; false if there is none and the statement must write itself. */
export function fireInsteadOf(table: TargetTable, firing: Pick<TriggerFiring, 'event' | 'inserted' | 'deleted' | 'updatedColumns'>, context: ExecutionContext): boolean {
  if (!hasInsteadOf(table, firing.event, context)) return false;
  return context.fireTriggers({ databaseId: table.databaseId, table: table.definition, timing: 'instead of', ...firing });
}

/** Whether an INSTEAD OF trigger takes over this event here and now. */
export function hasInsteadOf({ databaseId, definition, isVariable }: TargetTable, event: TriggerFiring['event'], context: ExecutionContext): boolean {
  return !isVariable && context.hasTriggers(databaseId, definition.objectId, event, 'instead of');
}

/** Gives computed columns the values that they would have: an INSTEAD OF trigger sees them. */
export function fillComputed(values: Value[], rules: TableRules, context: ExecutionContext): void {
  for (const { ordinal, evaluate } of rules.computed) values[ordinal] = evaluate(values, context);
}
