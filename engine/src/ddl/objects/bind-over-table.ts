// Binds expressions over a table's own row, and says which columns they use. The one place of ddl/ that meets the binder's expressions.
import { bindColumnExpression } from '../../binder/bind-table';
import type { BindContext } from '../../binder/bind-context';
import type { Column } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import type { Expression } from '../../syntax/ast/expression';
import { visitTree } from '../../syntax/visit-tree';

/** What binds an expression: the table's name and columns, which qualified names may use. */
export interface RowShape { readonly name: string; readonly columns: readonly Column[] }

/** Binds a value or a condition over the table's row. */
export const bindOver = (expression: Expression | string, table: RowShape, bind: BindContext): BoundExpression => bindColumnExpression(expression, table.columns, bind, table.name);

/** The columns that a bound expression reads, in the table's order. */
export function columnsUsed(bound: BoundExpression, columns: readonly Column[]): Column[] {
  const ordinals = new Set<number>();
  visitTree(bound, (kind, node) => {
    if (kind === 'column' && typeof node.ordinal === 'number') ordinals.add(node.ordinal);
  });
  return columns.filter((_, ordinal) => ordinals.has(ordinal));
}
