// Orders rows by sort keys, NULLs first when ascending. Used by ORDER BY, TOP WITH TIES, windows and STRING_AGG.
import type { SortKey } from '../plan/node';
import { compareNullsFirst } from '../types/compare';
import type { Row, Value } from '../types/value';
import type { Compiler } from './compiled';
import type { ExecutionContext } from './context';

/** How a list of sort keys reads a row and compares what it read. */
export interface RowOrder {
  /** The keys of a row that is kept: it counts as one that passes, since keys of many rows take room. */
  keysOf(row: Row, context: ExecutionContext): readonly Value[];
  compare(left: readonly Value[], right: readonly Value[]): number;
}

/** Compiles sort keys. */
export function compileOrder(keys: readonly SortKey[], compiler: Compiler): RowOrder {
  const evaluators = keys.map(key => compiler.expression(key.expression));
  const comparators = keys.map(key => {
    const compare = compareNullsFirst(key.expression.type);
    return key.isDescending ? (left: Value, right: Value) => compare(right, left) : compare;
  });
  return {
    keysOf: (row, context) => {
      context.rowPassed();
      return evaluators.map(evaluate => evaluate(row, context));
    },
    compare: (left, right) => {
      for (let i = 0; i < comparators.length; i++) {
        const order = (comparators[i] as (l: Value, r: Value) => number)(left[i] as Value, right[i] as Value);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

/** Sorts rows stably into a new list. */
export function sortRows(rows: readonly Row[], order: RowOrder, context: ExecutionContext): Row[] {
  const decorated = rows.map(row => ({ row, keys: order.keysOf(row, context) }));
  decorated.sort((left, right) => order.compare(left.keys, right.keys));
  return decorated.map(entry => entry.row);
}
