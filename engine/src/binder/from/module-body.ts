// What becomes of the body of a view or inline function where its name is used: its columns and its errors. Knows no query.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf, raise } from '../../errors/sql-error';
import type { OutputColumn } from '../../plan/node';
import type { BoundQuery } from '../environment';

/** Names that are not found or not clear, and a view with too few columns. */
const BINDING_ERRORS = numbersOf(
  Messages.InvalidColumnName, Messages.InvalidObjectName, Messages.AmbiguousColumn, Messages.MultiPartNotBound, Messages.UserFunctionNotFound,
  Messages.ViewLostColumns,
);

/** What a module computes stays computed, the rest is as a table's columns are: they have types, an int for a NULL that is written in its list. */
const seenThroughModule = ({ madeBy, ...column }: OutputColumn): OutputColumn => ({ ...column, isUntypedNull: undefined, ...(madeBy && madeBy !== 'rows' ? { madeBy: 'module' } : {}) });

/** Binds the body of a module. Its errors name the innermost module; 4413, which names the outermost as it was written, follows them. */
export function bindModuleBody(module: { readonly name: string; readonly written: string; readonly isOutermost: boolean }, bind: () => BoundQuery): BoundQuery {
  try {
    const { node, columns, ...rest } = bind();
    return { ...rest, node: { ...node, columns: node.columns.map(seenThroughModule) }, columns: columns.map(seenThroughModule) };
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
