// What becomes of the body of a view or inline function where its name is used: of its errors, and of what is known of its columns. Knows no query.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf, raise } from '../../errors/sql-error';
import type { OutputColumn, PlanNode } from '../../plan/node';

/** Names that are not found or not clear, and a view with too few columns. */
const BINDING_ERRORS = numbersOf(
  Messages.InvalidColumnName, Messages.InvalidObjectName, Messages.AmbiguousColumn, Messages.MultiPartNotBound, Messages.UserFunctionNotFound,
  Messages.ViewLostColumns,
);

/** Binds the body of a module. Its errors name the innermost module; 4413, which names the outermost as it was written, follows them. */
export function bindModuleBody<T extends { readonly node: PlanNode }>(module: { readonly name: string; readonly written: string; readonly isOutermost: boolean }, bind: () => T): T {
  try {
    const bound = bind();
    return bound.node.columns.some((c) => c.madeBy) ? { ...bound, node: { ...bound.node, columns: bound.node.columns.map(seenThroughModule) } } : bound;
  } catch (error) {
    if (!isSqlError(error) || !BINDING_ERRORS.has(error.number)) throw error;
    for (const each of [...error.preceding, error]) {
      if (each.procedure === '') each.procedure = module.name;
      // A module's text begins with its one statement.
      if (each.line === 0) each.line = 1;
    }
    if (!module.isOutermost) throw error;
    const follower = raise(Messages.CannotUseView, { name: module.written });
    follower.preceding = [...error.preceding, error];
    throw follower;
  }
}

/** What a module computes stays computed; everything else is as a table's columns are. */
const seenThroughModule = ({ madeBy, ...column }: OutputColumn): OutputColumn => (madeBy === 'expression' || madeBy === 'module' ? { ...column, madeBy: 'module' } : column);
