// UPDATE: reads the rows and evaluates every right-hand side over the old ones, then writes.
import type { UpdatePlan } from '../../plan/statement';
import { assignConverter } from '../../types/conversion/convert';
import type { Row, Value } from '../../types/value';
import type { CompiledDml, Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { describeTarget, fillComputed, fireInsteadOf, hasInsteadOf } from './instead-of';
import { compileAssignments, conversionFor, type Assign } from './new-row';
import { compileOutputs } from './output';
import { StatementWrites } from './statement-writes';
import type { TargetTable } from './table-columns';
import { compileRules } from './table-rules';
import { readTargets } from './target-rows';
import { conversionSettingsOf } from '../functions/function-context';

/** Compiles an UPDATE. */
export function compileUpdate(plan: UpdatePlan, compiler: Compiler): CompiledDml {
  const source = compiler.query(plan.source);
  const throughVariables = new Set(plan.variables.flatMap(variable => variable.alsoOrdinal ?? []));
  const assignments = compileAssignments(plan.assignments.filter(({ ordinal }) => !throughVariables.has(ordinal)), compiler);
  const variables = compileVariables(plan.variables, compiler);
  const assigned = [...new Set([...plan.assignments.map(assignment => assignment.ordinal), ...throughVariables])];
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  return {
    columns: outputs.columns,
    execute: context => {
      const target = describeTarget(plan, context);
      const width = target.definition.columns.length;
      const assign = assignments(target, context);
      const assignVariables = variables(target, context);
      const targets = readTargets(source, { targetOffset: plan.targetOffset, rowIdOrdinal: plan.rowIdOrdinal, width }, context);
      const updates = targets.map(({ source: row, before, rowId }) => {
        const after = [...before];
        assignVariables(row, after, context);
        assign(row, after, context);
        return { rowId: rowId ?? -1, before, after };
      });
      if (plan.insteadOf && !plan.insteadOf.table && hasInsteadOf(target, 'update', context)) for (const { after } of updates) fillComputed(after, rules, context);
      const updatedColumns = assigned.map(ordinal => target.definition.columns[ordinal]?.name ?? '');
      const firing = { event: 'update' as const, inserted: updates.map(update => update.after), deleted: updates.map(update => update.before), updatedColumns };
      const entriesOf = (written: readonly Row[]) => targets.map(({ before, source: row }, i) => ({ inserted: written[i], deleted: before, source: row }));
      const outputOf = (written: readonly Row[]) => outputs.isEmpty ? undefined : outputs.emit(entriesOf(written), width, context);
      if (hasInsteadOf(target, 'update', context)) {
        const outputRows = outputOf(firing.inserted);
        fireInsteadOf(target, firing, context);
        return { rowCount: updates.length, outputRows };
      }
      const writes = new StatementWrites(context, compiler, 'UPDATE');
      const writer = writes.target(context.openTable(plan.target), rules);
      try {
        writer.updateAll(updates, assigned);
        writes.settle();
      } catch (error) {
        throw outputs.before(error, () => entriesOf(firing.inserted).slice(0, writer.passed), width, context);
      }
      const outputRows = outputOf(firing.inserted);
      writes.fireTriggers(['update']);
      return { rowCount: updates.length, outputRows };
    },
  };
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
