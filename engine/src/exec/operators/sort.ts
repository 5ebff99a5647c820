// ORDER BY: reads everything when the first row is asked for, then hands it out in order.
import type { PlanNode, SortNode } from '../../plan/node';
import type { Row } from '../../types/value';
import { iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileOrder, firstRows, sortRows, type RowOrder } from '../row-order';

/** A stable sort. */
export function compileSort(node: SortNode, compiler: Compiler): CompiledQuery {
  const open = compileFirst(node, compiler);
  return { columns: node.columns, open: context => open(context, Infinity) };
}

/** A source of which no more rows are asked for than are told when it is opened: a sort keeps no others. */
export function compileFirst(node: PlanNode, compiler: Compiler): (context: ExecutionContext, count: number) => RowIterator {
  if (node.kind !== 'sort') return compiler.query(node).open;
  const { upTo } = node;
  const source = compiler.query(node.input);
  const order = compileOrder(node.keys, compiler);
  return (context, count) => {
    const rows = source.open(context);
    let sorted: RowIterator | undefined;
    const start = (): RowIterator => (upTo === undefined ? iterate(firstRows(rows, count, order, context)) : sortFew({ rows, upTo, order }, context));
    return { next: () => (sorted ??= start()).next() };
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
