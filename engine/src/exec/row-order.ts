// Orders rows by sort keys, NULLs first when ascending. Used by ORDER BY, TOP WITH TIES, windows and STRING_AGG.
import type { SortKey } from '../plan/node';
import { compareNullsFirst } from '../types/compare';
import type { Row, Value } from '../types/value';
import type { Compiler, RowIterator } from './compiled';
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

interface OrderedRow { readonly row: Row; readonly keys: readonly Value[] }

const inOrder = (rows: OrderedRow[], order: RowOrder): OrderedRow[] => rows.sort((left, right) => order.compare(left.keys, right.keys));

/** Sorts rows stably into a new list. */
export function sortRows(rows: readonly Row[], order: RowOrder, context: ExecutionContext): Row[] {
  return inOrder(rows.map(row => ({ row, keys: order.keysOf(row, context) })), order).map(entry => entry.row);
}

/** The first `count` rows of the order, as a stable sort of all would have them. Of the others few are held, and most are compared once. */
export function firstRows(rows: RowIterator, count: number, order: RowOrder, context: ExecutionContext): Row[] {
  const kept: OrderedRow[] = [];
  let last: readonly Value[] | undefined;
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    const keys = order.keysOf(row, context);
    if (last && order.compare(keys, last) >= 0) continue;
    kept.push({ row, keys });
    if (kept.length < 2 * count) continue;
    inOrder(kept, order).length = count;
    last = kept[count - 1]?.keys;
  }
  return inOrder(kept, order).slice(0, count).map(entry => entry.row);
}
