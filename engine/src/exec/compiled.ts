// What compiling a plan yields: closures and pull iterators. Plain interfaces, so that the families of
// expressions, operators and DML can call each other through `Compiler` without importing each other.
import type { BoundExpression } from '../plan/expression';
import type { OutputColumn, PlanNode } from '../plan/node';
import type { DmlPlan } from '../plan/statement';
import type { Row, Value } from '../types/value';
import type { ExecutionContext } from './context';

/** A compiled expression: its value over an input row. Predicates give 1, 0 or null. */
export type Evaluate = (row: Row, context: ExecutionContext) => Value;
/** A compiled predicate: true only where it is TRUE. */
export type Test = (row: Row, context: ExecutionContext) => boolean;

/** Rows pulled one at a time; undefined at the end, and again after it. */
export interface RowIterator {
  next(): Row | undefined;
  /** How many rows those that were pulled are made of, where it is these that count. */
  readonly rowsBehind?: () => number;
}

/** A compiled plan: holds no state of a run, so it may be cached and opened many times. */
export interface CompiledQuery { readonly columns: readonly OutputColumn[]; open(context: ExecutionContext): RowIterator }

/** What a DML statement did. */
export interface DmlResult {
  readonly rowCount: number;
  /** The rows of an OUTPUT clause without INTO. */
  readonly outputRows?: readonly Row[];
}

/** A compiled INSERT, UPDATE, DELETE or MERGE; `columns` are those of its OUTPUT clause to the client, if it has one. */
export interface CompiledDml { readonly columns?: readonly OutputColumn[]; execute(context: ExecutionContext): DmlResult }

/** How one family reaches the others. */
export interface Compiler {
  expression(expression: BoundExpression): Evaluate;
  predicate(expression: BoundExpression): Test;
  query(node: PlanNode): CompiledQuery;
  dml(plan: DmlPlan): CompiledDml;
}

/** The values of expressions over one row, in a list that has just their length. */
export function evaluateAll(evaluators: readonly Evaluate[], row: Row, context: ExecutionContext): Value[] {
  const values = new Array<Value>(evaluators.length);
  for (let i = 0; i < evaluators.length; i++) values[i] = (evaluators[i] as Evaluate)(row, context);
  return values;
}

/** The row of no columns, for expressions that read none. */
export const NO_ROW: Row = [];

/** The iterator of no rows. */
export const NO_ROWS: RowIterator = { next: () => undefined };

/** Pulls every remaining row. */
export function drain(rows: RowIterator): Row[] {
  const all: Row[] = [];
  for (let row = rows.next(); row !== undefined; row = rows.next()) all.push(row);
  return all;
}

/** An iterator over rows that are there already. */
export function iterate(rows: readonly Row[]): RowIterator {
  let index = 0;
  return { next: () => rows[index++] };
}

/** An iterator over any iterable of rows. */
export function iterateAny(rows: Iterable<Row>, context: ExecutionContext): RowIterator {
  const iterator = rows[Symbol.iterator]();
  return {
    next: () => {
      context.rowPassed();
      const step = iterator.next();
      return step.done === true ? undefined : step.value;
    },
  };
}
