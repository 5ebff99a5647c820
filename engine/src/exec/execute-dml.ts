// INSERT, UPDATE, DELETE and MERGE as statements. How each works is in dml/.
import type { DmlPlan } from '../plan/statement';
import type { CompiledDml } from './compiled';
import { compilerFor } from './compiler';

export type { CompiledDml, DmlResult } from './compiled';

/** Compiles a statement that writes rows; it can be executed many times. `isLenient`: arithmetic that fails is NULL. */
export function compileDml(plan: DmlPlan, isLenient = false): CompiledDml {
  const compiled = compilerFor(isLenient).dml(plan);
  return {
    columns: compiled.columns,
    execute: context => {
      context.subqueryCache.clear();
      return compiled.execute(context);
    },
  };
}
