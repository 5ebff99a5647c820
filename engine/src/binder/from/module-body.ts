// What becomes of an error in the body of a view or inline function where its name is used. Knows no query.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf, raise } from '../../errors/sql-error';

/** Names that are not found or not clear, and a view with too few columns. */
const BINDING_ERRORS = numbersOf(
  Messages.InvalidColumnName, Messages.InvalidObjectName, Messages.AmbiguousColumn, Messages.MultiPartNotBound, Messages.UserFunctionNotFound,
  Messages.ViewLostColumns,
);

/** Binds the body of a module. Its errors name the innermost module; 4413, which names the outermost as it was written, follows them. */
export function bindModuleBody<T>(module: { readonly name: string; readonly written: string; readonly isOutermost: boolean }, bind: () => T): T {
  try {
    return bind();
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
