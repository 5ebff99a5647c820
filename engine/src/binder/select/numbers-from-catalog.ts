// Queries that use the catalog as a long list of nothing in particular, to number its rows. SQL Server has thousands of system objects and
// columns in every database, this engine has few: such a query would give fewer rows here and say nothing.
import { notSupported } from '../../errors/not-supported';
import { foldName } from '../../types/collation';
import type { Expression } from '../../syntax/ast/expression';
import type { QuerySpecification, TableSource } from '../../syntax/ast/query';

const LISTS: ReadonlySet<string> = new Set(['OBJECTS', 'COLUMNS', 'ALL_OBJECTS', 'ALL_COLUMNS', 'ALL_VIEWS', 'SYSTEM_OBJECTS', 'SYSTEM_COLUMNS', 'SYSTEM_VIEWS', 'PARAMETERS', 'INDEX_COLUMNS']);
const OLD_LISTS: ReadonlySet<string> = new Set(['SYSOBJECTS', 'SYSCOLUMNS']);

/** Refuses a specification without WHERE whose rows are those of the catalog alone, and which numbers or multiplies them. */
export function refuseNumbersFromCatalog(spec: QuerySpecification): void {
  if (spec.from.length === 0 || spec.where || spec.groupBy) return;
  const leaves = spec.from.flatMap(productLeaves);
  if (!leaves.every(isCatalogList)) return;
  if (leaves.length > 1 || spec.items.some((item) => item.kind === 'expression' && isRowNumber(item.expression))) {
    throw notSupported('system views as a source of numbers (SQL Server has more rows in them; use GENERATE_SERIES, VALUES or a recursive query)');
  }
}

/** The tables of a product; a join that has a condition counts as one source of its own. */
function productLeaves(source: TableSource): readonly TableSource[] {
  return source.kind === 'join' && source.join === 'cross' ? [...productLeaves(source.left), ...productLeaves(source.right)] : [source];
}

function isCatalogList(source: TableSource): boolean {
  if (source.kind !== 'table') return false;
  const name = foldName(source.name.parts.at(-1) ?? '').toUpperCase();
  const schema = foldName(source.name.parts.at(-2) ?? '').toUpperCase();
  return (schema === 'SYS' && LISTS.has(name)) || (schema !== 'INFORMATION_SCHEMA' && OLD_LISTS.has(name));
}

const isRowNumber = (expression: Expression): boolean => expression.kind === 'call' && expression.over !== undefined && foldName(expression.name.parts.at(-1) ?? '').toUpperCase() === 'ROW_NUMBER';
