// ORDER BY: reads everything when the first row is asked for, then hands it out in order.
import type { SortNode } from '../../plan/node';
import type { Row } from '../../types/value';
import { drain, iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileOrder, sortRows, type RowOrder } from '../row-order';

/** A stable sort. */
export function compileSort({ columns, input, keys, upTo }: SortNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const order = compileOrder(keys, compiler);
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      let sorted: RowIterator | undefined;
      const start = (): RowIterator => (upTo === undefined ? iterate(sortRows(drain(rows), order, context)) : sortFew({ rows, upTo, order }, context));
      return { next: () => (sorted ??= start()).next() };
    },
  };
}

/** Few rows sorted, more of them as they come. */
function sortFew({ rows, upTo, order }: { readonly rows: RowIterator; readonly upTo: number; readonly order: RowOrder }, context: ExecutionContext): RowIterator {
  const first: Row[] = [];
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    first.push(row);
    if (first.length > upTo) return followedBy(first, rows);
  }
  return iterate(sortRows(first, order, context));
}

function followedBy(first: readonly Row[], rest: RowIterator): RowIterator {
  let position = 0;
  return { next: () => (position < first.length ? first[position++] : rest.next()) };
}
