// The face that the parts of the expression binder show one another. Types only.
import type { ColumnReference, Expression } from '../../syntax/ast/expression';
import type { SelectStatement } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { BoundQuery, Environment, QueryUse } from '../environment';
import type { Clause, Scope } from '../scope';

/** Binds expressions at one place. */
export interface ExpressionBinder {
  readonly env: Environment; readonly scope: Scope; readonly clause: Clause;
  /** A value; raises for a predicate. */
  bind(expression: Expression): BoundExpression;
  /** A column, that of nodes() too, which `bind` refuses. */
  column(reference: ColumnReference): BoundExpression;
  /** A condition; raises 4145 for a value. */
  predicate(expression: Expression): BoundExpression;
  /** A query whose outer row is this scope's row. */
  subquery(statement: SelectStatement, use: QueryUse): BoundQuery;
  /** The same names in another clause. */
  inClause(clause: Clause): ExpressionBinder;
}
