// What is wrong with a text whatever its names mean: its labels, temporary tables made twice, and bulk loads that are not alone.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { checkLabels } from './compile-labels';
import { checkTemporaries } from './compile-temporaries';

/** Raises what the tree of a text alone says is wrong with it: 132, 133, 428, 1026, 2714. */
export function checkTree(statements: readonly Statement[]): void {
  checkLabels(statements);
  checkTemporaries(statements);
  requireLoneBulkLoad(statements);
}

function requireLoneBulkLoad(statements: readonly Statement[]): void {
  const load = statements.length > 1 ? statements.find(({ kind }) => kind === 'insert-bulk') : undefined;
  if (!load) return;
  const error = raise(Messages.BulkInBatch, {});
  error.line = load.at.line;
  throw error;
}
