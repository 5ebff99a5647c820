// The body of a view or inline function where its name is used: what becomes of its errors and of its NULLs.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf, raise } from '../../errors/sql-error';
import type { PlanNode } from '../../plan/node';
import type { BoundQuery } from '../environment';

/** Names that are not found or not clear, and a view with too few columns. */
const BINDING_ERRORS = numbersOf(
  Messages.InvalidColumnName, Messages.InvalidObjectName, Messages.AmbiguousColumn, Messages.MultiPartNotBound, Messages.UserFunctionNotFound,
  Messages.ViewLostColumns,
);

/** A NULL in a module's text has a type, int, unlike one in a derived table's. */
const withTypedNulls = (node: PlanNode): PlanNode => ({ ...node, columns: node.columns.map((c) => (c.isUntypedNull ? { ...c, isUntypedNull: undefined } : c)) });

/** Binds the body of a module. Its errors name the innermost module; 4413, which names the outermost as it was written, follows them. */
export function bindModuleBody(module: { readonly name: string; readonly written: string; readonly isOutermost: boolean }, bind: () => BoundQuery): BoundQuery {
  try {
    const bound = bind();
    return { ...bound, node: withTypedNulls(bound.node) };
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
