// The first rows of an order are those that a stable sort of all rows begins with, however many are asked for.
import type { RowIterator } from '../../../src/exec/compiled';
import { firstRows, sortRows, type RowOrder } from '../../../src/exec/row-order';
import type { ExecutionContext } from '../../../src/exec/context';
import type { Row } from '../../../src/types/value';

const context = { rowPassed: () => {} } as ExecutionContext;
/** Rows of a key and their place before: many keys are the same. */
const rows = Array.from({ length: 500 }, (_, i): Row => [(i * 7919) % 37, i]);
const reversed = [...rows].sort((a, b) => Number(b[0]) - Number(a[0]));
const order: RowOrder = { keysOf: (row) => [row[0] ?? null], compare: ([left], [right]) => Number(left) - Number(right) };

function iterate(list: readonly Row[]): RowIterator {
  const iterator = list[Symbol.iterator]();
  return { next: () => iterator.next().value as Row | undefined };
}

test.each([0, 1, 2, 13, 14, 249, 250, 499, 500, 501, Infinity])('the first %s rows', (count) => {
  for (const list of [rows, reversed]) expect(firstRows(iterate(list), count, order, context)).toEqual(sortRows(list, order, context).slice(0, count));
});
