// UPDATE: reads the rows and evaluates every right-hand side over the old ones, then writes.
import type { UpdatePlan } from '../../plan/statement';
import { assignConverter } from '../../types/conversion/convert';
import type { Row, Value } from '../../types/value';
import type { CompiledDml, Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { fillComputed, hasInsteadOf } from './instead-of';
import { compileAssignments, conversionFor, type Assign } from './new-row';
import { compileRowChanges } from './row-changes';
import type { TargetTable } from './table-columns';
import { conversionSettingsOf } from '../functions/function-context';

/** Compiles an UPDATE. */
export function compileUpdate(plan: UpdatePlan, compiler: Compiler): CompiledDml {
  const throughVariables = new Set(plan.variables.flatMap(variable => variable.alsoOrdinal ?? []));
  const assignments = compileAssignments(plan.assignments.filter(({ ordinal }) => !throughVariables.has(ordinal)), compiler);
  const variables = compileVariables(plan.variables, compiler);
  const assigned = [...new Set([...plan.assignments.map(assignment => assignment.ordinal), ...throughVariables])];
  return compileRowChanges(plan, compiler, (rows, target, rules, context) => {
    const assign = assignments(target, context);
    const assignVariables = variables(target, context);
    const updates = rows.map(({ source, before, rowId }) => {
      const after = [...before];
      assignVariables(source, after, context);
      assign(source, after, context);
      return { rowId: rowId ?? -1, before, after };
    });
    if (plan.insteadOf && !plan.insteadOf.table && hasInsteadOf(target, 'update', context)) for (const { after } of updates) fillComputed(after, rules, context);
    return {
      inserted: updates.map(update => update.after),
      updatedColumns: assigned.map(ordinal => target.definition.columns[ordinal]?.name ?? ''),
      write: writer => writer.updateAll(updates, assigned),
    };
  });
}

// SET @v = col = expression: the column takes the value first, the variable what the column got.
/** Compiles `SET @v = ...`, with the columns that take the values too. */
export function compileVariables(variables: UpdatePlan['variables'], compiler: Compiler): (table: TargetTable, context: ExecutionContext) => Assign {
  const steps = variables.map(({ variable, type, value, alsoOrdinal }) => ({ variable, type, alsoOrdinal, from: value.type, evaluate: compiler.expression(value) }));
  return (table, context) => {
    const ready = steps.map(step => {
      const { alsoOrdinal, from } = step;
      const column = alsoOrdinal === undefined ? undefined : table.definition.columns[alsoOrdinal];
      return {
        ...step,
        toColumn: alsoOrdinal === undefined ? (value: Value) => value : conversionFor({ ordinal: alsoOrdinal, type: from }, table, context),
        toVariable: assignConverter(column?.type ?? from, step.type, conversionSettingsOf(context.functions)),
      };
    });
    return (source: Row, target: Value[]) => {
      for (const { variable, alsoOrdinal, evaluate, toColumn, toVariable } of ready) {
        const value = evaluate(source, context);
        const stored = value === null ? null : toColumn(value);
        if (alsoOrdinal !== undefined) target[alsoOrdinal] = stored;
        context.setVariable(variable, stored === null ? null : toVariable(stored));
      }
    };
  };
}
