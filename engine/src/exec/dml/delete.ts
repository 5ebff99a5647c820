// DELETE: removes the rows that it read.
import type { DeletePlan } from '../../plan/statement';
import type { CompiledDml, Compiler } from '../compiled';
import { compileRowChanges } from './row-changes';

/** Compiles a DELETE. */
export const compileDelete = (plan: DeletePlan, compiler: Compiler): CompiledDml => compileRowChanges(plan, compiler, rows => ({
  inserted: [],
  updatedColumns: [],
  write: writer => {
    for (const { rowId, before } of rows) writer.delete(rowId ?? -1, before);
  },
}));
