// What is wrong with a text whatever its names mean: its labels, and temporary tables made twice.
import type { Statement } from '../syntax/ast/statement';
import { checkLabels } from './compile-labels';
import { checkTemporaries } from './compile-temporaries';

/** Raises what the tree of a text alone says is wrong with it: 132, 133, 1026, 2714. */
export function checkTree(statements: readonly Statement[]): void {
  checkLabels(statements);
  checkTemporaries(statements);
}
