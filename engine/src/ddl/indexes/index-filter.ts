// The WHERE of a filtered index: what may stand in it, and the text that is kept of it. Knows no index.
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import { printFilterDefinition } from '../../syntax/print';
import { isNullWord } from '../../syntax/word-literals';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import type { TableSite } from '../objects/table-site';

const FILTER_PARTS = new Set(['comparison', 'logical', 'is-null', 'in-list', 'parenthesized', 'column', 'literal', 'unary', 'cast', 'convert', 'collate']);

/** A filter may hold comparisons of columns with constants, IS [NOT] NULL, IN and AND. */
function isFilter(expression: Expression): boolean {
  if (!FILTER_PARTS.has(expression.kind)) return false;
  switch (expression.kind) {
    case 'logical': return expression.operator === 'and' && isFilter(expression.left) && isFilter(expression.right);
    case 'comparison': return isFilter(expression.left) && isFilter(expression.right) && usesColumn(expression.left) !== usesColumn(expression.right);
    case 'in-list': return !expression.isNegated && isFilter(expression.operand) && expression.items.every(isFilter);
    case 'is-null': case 'parenthesized': case 'unary': case 'cast': case 'convert': case 'collate': return isFilter(expression.operand);
    default: return true;
  }
}

const parts = (expression: Expression): readonly Expression[] =>
  Object.values(expression)
    .flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value): value is Expression => typeof value === 'object' && value !== null && 'kind' in value);

const usesColumn = (expression: Expression): boolean => expression.kind === 'column' || parts(expression).some(usesColumn);

const comparesNull = (expression: Expression): boolean =>
  (expression.kind === 'comparison' && (isNullWord(expression.left) || isNullWord(expression.right))) || parts(expression).some(comparesNull);

/** The text that is kept of an index's WHERE. Raises 10620, 10735 and 10609. */
export function filterText(site: TableSite, table: TableDefinition, index: string, filter: Expression): string {
  if (comparesNull(filter)) throw raise(Messages.FilterComparesNull, { index, table: table.name });
  if (!isFilter(filter)) throw raise(Messages.FilteredIndexWhere, { index, table: table.name });
  const computed = columnsUsed(bindOver(filter, table, site.bind), table.columns).find((column) => column.computed);
  if (computed) throw raise(Messages.FilteredIndexComputed, { index, table: table.name, column: computed.name });
  return printFilterDefinition(filter);
}
