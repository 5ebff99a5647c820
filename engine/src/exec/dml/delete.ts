// DELETE: reads the rows, then removes them.
import type { DeletePlan } from '../../plan/statement';
import type { CompiledDml, Compiler } from '../compiled';
import { describeTarget, fireInsteadOf, hasInsteadOf } from './instead-of';
import { compileOutputs } from './output';
import { StatementWrites } from './statement-writes';
import { compileRules } from './table-rules';
import { readTargets } from './target-rows';

/** Compiles a DELETE. */
export function compileDelete(plan: DeletePlan, compiler: Compiler): CompiledDml {
  const source = compiler.query(plan.source);
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  return {
    columns: outputs.columns,
    execute: context => {
      const target = describeTarget(plan, context);
      const width = target.definition.columns.length;
      const targets = readTargets(source, { targetOffset: plan.targetOffset, rowIdOrdinal: plan.rowIdOrdinal, width }, context);
      const deleted = targets.map(row => row.before);
      const entries = () => targets.map(({ before, source: row }) => ({ deleted: before, source: row }));
      const emit = () => outputs.isEmpty ? undefined : outputs.emit(entries(), width, context);
      if (hasInsteadOf(target, 'delete', context)) {
        const outputRows = emit();
        fireInsteadOf(target, { event: 'delete', inserted: [], deleted, updatedColumns: [] }, context);
        return { rowCount: targets.length, outputRows };
      }
      const writes = new StatementWrites(context, compiler, 'DELETE');
      const writer = writes.target(context.openTable(plan.target), rules);
      try {
        for (const { rowId, before } of targets) writer.delete(rowId ?? -1, before);
        writes.settle();
      } catch (error) {
        throw outputs.before(error, () => entries().slice(0, writer.passed), width, context);
      }
      const outputRows = emit();
      writes.fireTriggers(['delete']);
      return { rowCount: targets.length, outputRows };
    },
  };
}
