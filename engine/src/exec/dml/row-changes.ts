// What UPDATE and DELETE have in common: the rows are read before any is written, an INSTEAD OF trigger may take them, OUTPUT tells of them.
import type { DeletePlan, UpdatePlan } from '../../plan/statement';
import type { CompiledDml, Compiler } from '../compiled';
import type { ExecutionContext, TriggerFiring } from '../context';
import { describeTarget, fireInsteadOf, hasInsteadOf } from './instead-of';
import { compileOutputs } from './output';
import { StatementWrites } from './statement-writes';
import type { TargetTable } from './table-columns';
import { compileRules, type TableRules } from './table-rules';
import type { TableWriter } from './table-writer';
import { readTargets, type TargetRow } from './target-rows';

/** What a statement is about to do to the rows that it read. `write` completes the rows that it has `inserted`. */
export interface RowChanges extends Pick<TriggerFiring, 'inserted' | 'updatedColumns'> { write(writer: TableWriter): void }

/** Works the changes out; nothing is written yet. */
export type Prepare = (rows: readonly TargetRow[], target: TargetTable, rules: TableRules, context: ExecutionContext) => RowChanges;

/** Compiles an UPDATE or a DELETE. */
export function compileRowChanges(plan: UpdatePlan | DeletePlan, compiler: Compiler, prepare: Prepare): CompiledDml {
  const event = plan.kind;
  const source = compiler.query(plan.source);
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  return {
    columns: outputs.columns,
    execute: context => {
      const target = describeTarget(plan, context);
      const width = target.definition.columns.length;
      const rows = readTargets(source, { targetOffset: plan.targetOffset, rowIdOrdinal: plan.rowIdOrdinal, width }, context);
      const { inserted, updatedColumns, write } = prepare(rows, target, rules, context);
      const entries = () => rows.map(({ before, source: row }, i) => ({ inserted: inserted[i], deleted: before, source: row }));
      const emit = () => outputs.isEmpty ? undefined : outputs.emit(entries(), width, context);
      if (hasInsteadOf(target, event, context)) {
        const outputRows = emit();
        fireInsteadOf(target, { event, inserted, deleted: rows.map(row => row.before), updatedColumns }, context);
        return { rowCount: rows.length, outputRows };
      }
      const writes = new StatementWrites(context, compiler, event === 'update' ? 'UPDATE' : 'DELETE');
      const writer = writes.target(context.openTable(plan.target), rules);
      try {
        write(writer);
        writes.settle();
      } catch (error) {
        throw outputs.before(error, () => entries().slice(0, writer.passed), width, context);
      }
      const outputRows = emit();
      writes.fireTriggers([event]);
      return { rowCount: rows.length, outputRows };
    },
  };
}
