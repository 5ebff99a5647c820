// SELECT as a statement: rows to the client, or variables assigned row by row. SELECT INTO's table is made by the caller.
import type { OutputColumn } from '../plan/node';
import type { SelectPlan } from '../plan/statement';
import { assignConverter } from '../types/conversion/convert';
import type { SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { CompiledQuery, Compiler, RowIterator } from './compiled';
import { compilerFor } from './compiler';
import type { ExecutionContext } from './context';
import { followingSettings } from './functions/function-context';
import { absorbing } from './expressions/absorb';

/** A compiled SELECT. Where `assigns` is true its rows have been put into variables as they are pulled and are not for the client. */
export interface CompiledSelect { readonly columns: readonly OutputColumn[]; open(context: ExecutionContext): RowIterator }

/** Compiles a SELECT; SET ROWCOUNT is obeyed as rows are pulled. `isLenient`: arithmetic that fails is NULL. */
export function compileSelect(plan: SelectPlan, isLenient = false): CompiledSelect {
  const compiler = compilerFor(isLenient);
  const query = compiler.query(plan.node);
  const assign = plan.assignments && compileAssignments(plan.assignments, compiler);
  return {
    columns: query.columns,
    open: context => {
      context.subqueryCache.clear();
      const rows = limited(query, context);
      if (!assign) return rows;
      return {
        next: () => {
          const row = rows.next();
          if (row) assign(row, context);
          return row;
        },
      };
    },
  };
}

function compileAssignments(assignments: NonNullable<SelectPlan['assignments']>, compiler: Compiler): (row: Row, context: ExecutionContext) => void {
  const steps = assignments.map(({ variable, type, expression }) => ({
    variable, evaluate: compiler.expression(expression), convert: compileAssignment(expression.type, type),
  }));
  return (row, context) => {
    for (const step of steps) {
      const value = step.evaluate(row, context);
      context.setVariable(step.variable, value === null ? null : step.convert(value, context));
    }
  };
}

/** What an assignment makes of a value; how text reads as a date is up to the session that runs the plan. */
function compileAssignment(from: SqlType, to: SqlType): (value: Value, context: ExecutionContext) => Value {
  const convert = followingSettings(from, to, (settings) => assignConverter(from, to, settings));
  return (value, context) => (context.absorbsArithmetic ? absorbing(context, () => convert(value, context.functions)) : convert(value, context.functions));
}

function limited(query: CompiledQuery, context: ExecutionContext): RowIterator {
  const rows = query.open(context);
  if (context.rowCountLimit <= 0) return rows;
  let left = context.rowCountLimit;
  return { ...rows, next: () => (left-- > 0 ? rows.next() : undefined) };
}
