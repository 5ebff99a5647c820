// One switch over the statements that write rows.
import type { DmlPlan } from '../../plan/statement';
import type { CompiledDml, Compiler } from '../compiled';
import { compileDelete } from './delete';
import { compileInsert } from './insert';
import { compileMerge } from './merge';
import { compileUpdate } from './update';

/** Compiles an INSERT, UPDATE, DELETE or MERGE. */
export function compileDmlPlan(plan: DmlPlan, compiler: Compiler): CompiledDml {
  switch (plan.kind) {
    case 'insert': return compileInsert(plan, compiler);
    case 'update': return compileUpdate(plan, compiler);
    case 'delete': return compileDelete(plan, compiler);
    case 'merge': return compileMerge(plan, compiler);
  }
}
