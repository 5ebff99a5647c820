// Window functions: reads everything, sorts once for each different window, adds one column a call.
// Rows leave in the order of the last window, as SQL Server's plans have it. Numbers without an order are given to rows as they come.
import { numbersAsRead, type SortKey, type WindowCall, type WindowNode } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { drain, iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileOrder, type RowOrder } from '../row-order';
import { compileWindowCall, type ComputeWindow } from './window-functions';
import { makePartition } from './window-partition';

interface CompiledWindow { readonly partitionBy: RowOrder; readonly orderBy: RowOrder; readonly calls: { readonly at: number; readonly compute: ComputeWindow }[] }
interface Entry { readonly row: Row; readonly at: number; readonly partition: readonly Value[]; readonly keys: readonly Value[] }

/** Compiles a window node. */
export function compileWindow(node: WindowNode, compiler: Compiler): CompiledQuery {
  if (numbersAsRead(node)) return compileNumbers(node, compiler);
  const source = compiler.query(node.input);
  const windows = new Map<string, CompiledWindow>();
  node.calls.forEach((call, at) => {
    const name = signature(call);
    let window = windows.get(name);
    if (!window) windows.set(name, (window = { partitionBy: compileOrder(call.partitionBy.map(ascending), compiler), orderBy: compileOrder(call.orderBy, compiler), calls: [] }));
    window.calls.push({ at, compute: compileWindowCall(call, compiler) });
  });
  const width = node.calls.length;
  return {
    columns: node.columns,
    open: context => {
      let rows: RowIterator | undefined;
      return { next: () => (rows ??= iterate(computeAll(drain(source.open(context)), [...windows.values()], width, context))).next() };
    },
  };
}

function compileNumbers({ columns, input, calls }: WindowNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const numbers = calls.map(({ type }): ((count: number) => Value) => (type.name === 'bigint' ? BigInt : Number));
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      let count = 0;
      return {
        next: () => {
          const row = rows.next();
          if (row === undefined) return undefined;
          count++;
          return [...row, ...numbers.map(number => number(count))];
        },
      };
    },
  };
}

const ascending = (expression: SortKey['expression']): SortKey => ({ expression, isDescending: false });

// Two calls over the same window share its sort: bound expressions are plain data.
const signature = ({ partitionBy, orderBy }: WindowCall): string => JSON.stringify([partitionBy, orderBy], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

function computeAll(rows: readonly Row[], windows: readonly CompiledWindow[], width: number, context: ExecutionContext): Row[] {
  const added = rows.map(() => new Array<Value>(width).fill(null));
  let sorted: readonly Entry[] = [];
  for (const window of windows) {
    sorted = sortEntries(rows, window, context);
    for (let start = 0; start < sorted.length;) {
      let end = start + 1;
      while (end < sorted.length && window.partitionBy.compare((sorted[start] as Entry).partition, (sorted[end] as Entry).partition) === 0) end++;
      computePartition(sorted.slice(start, end), window, added, context);
      start = end;
    }
  }
  return sorted.map(entry => {
    context.rowPassed();
    return entry.row.concat(added[entry.at] as Value[]);
  });
}

function sortEntries(rows: readonly Row[], { partitionBy, orderBy }: CompiledWindow, context: ExecutionContext): Entry[] {
  const entries = rows.map((row, at) => ({ row, at, partition: partitionBy.keysOf(row, context), keys: orderBy.keysOf(row, context) }));
  return entries.sort((left, right) => partitionBy.compare(left.partition, right.partition) || orderBy.compare(left.keys, right.keys));
}

function computePartition(entries: readonly Entry[], window: CompiledWindow, added: readonly Value[][], context: ExecutionContext): void {
  const partition = makePartition(entries.map(entry => entry.row), entries.map(entry => entry.keys), window.orderBy.compare);
  for (const { at, compute } of window.calls) {
    const values = compute(partition, context);
    entries.forEach((entry, i) => { (added[entry.at] as Value[])[at] = values[i] as Value; });
  }
}
