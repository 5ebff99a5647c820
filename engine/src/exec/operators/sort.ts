// ORDER BY: reads everything when the first row is asked for, then hands it out in order.
import type { SortNode } from '../../plan/node';
import { drain, iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import { compileOrder, sortRows } from '../row-order';

/** A stable sort. */
export function compileSort({ columns, input, keys }: SortNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const order = compileOrder(keys, compiler);
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      let sorted: RowIterator | undefined;
      return { next: () => (sorted ??= iterate(sortRows(drain(rows), order, context))).next() };
    },
  };
}
