// What is wrong with a text whatever its names mean: its labels, temporary tables made twice, modules behind parameters, and bulk loads that are not alone.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { checkLabels } from './compile-labels';
import { checkTemporaries } from './compile-temporaries';
import type { Frame } from './frame';

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

const DEFINITION = /^(?:CREATE(?:\s+OR\s+ALTER)?|ALTER)\s+(\w+)/i;

/** Raises 156: a text's parameters stand before it, so that no module is its first statement. */
export function requireNoParameters(frame: Frame, { at }: Statement): void {
  if (frame.kind !== 'dynamic' || frame.variables.size === 0) return;
  throw raise(Messages.SyntaxNearKeyword, { keyword: DEFINITION.exec(frame.text.slice(at.offset))?.[1] ?? '' });
}
