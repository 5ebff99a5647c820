// Queries that use the catalog as a long list of nothing in particular, to number its rows. SQL Server has thousands of system objects and
// columns in every database, this engine has few: such a query would give fewer rows here and say nothing.
import { notSupported } from '../../errors/not-supported';
import { foldName } from '../../types/text/collation';
import type { Expression } from '../../syntax/ast/expression';
import type { QuerySpecification, TableSource, Top } from '../../syntax/ast/query';

const LISTS: ReadonlySet<string> = new Set(['OBJECTS', 'COLUMNS', 'ALL_OBJECTS', 'ALL_COLUMNS', 'ALL_VIEWS', 'SYSTEM_OBJECTS', 'SYSTEM_COLUMNS', 'SYSTEM_VIEWS', 'PARAMETERS', 'INDEX_COLUMNS']);
const OLD_LISTS: ReadonlySet<string> = new Set(['SYSOBJECTS', 'SYSCOLUMNS']);

/** How many rows there are at least, whatever the database holds. */
const ROWS: Readonly<Record<string, number>> = { ALL_OBJECTS: 100, SYSTEM_OBJECTS: 100, ALL_COLUMNS: 1500, SYSTEM_COLUMNS: 1500 };

/** Refuses a specification without WHERE whose rows are those of the catalog alone, and which numbers or multiplies them; not one that wants no more than there are here. */
export function refuseNumbersFromCatalog(spec: QuerySpecification): void {
  if (spec.from.length === 0 || spec.where || spec.groupBy) return;
  const leaves = spec.from.flatMap(productLeaves);
  if (!leaves.every(isCatalogList) || isWithin(spec.top, leaves)) return;
  if (leaves.length > 1 || spec.items.some((item) => item.kind === 'expression' && isRowNumber(item.expression))) {
    throw notSupported('system views as a source of numbers (SQL Server has more rows in them; use GENERATE_SERIES, VALUES or a recursive query)');
  }
}

/** TOP of a number of rows that the catalog has. */
function isWithin(top: Top | undefined, leaves: readonly TableSource[]): boolean {
  if (top?.count.kind !== 'literal' || top.count.literal !== 'integer' || top.isPercent || top.withTies) return false;
  return Number(top.count.text) <= leaves.reduce((product, leaf) => product * (ROWS[nameOf(leaf)] ?? 0), 1);
}

const nameOf = (source: TableSource): string => (source.kind === 'table' ? foldName(source.name.parts.at(-1) ?? '').toUpperCase() : '');

/** The tables of a product; a join that has a condition counts as one source of its own. */
function productLeaves(source: TableSource): readonly TableSource[] {
  return source.kind === 'join' && source.join === 'cross' ? [...productLeaves(source.left), ...productLeaves(source.right)] : [source];
}

function isCatalogList(source: TableSource): boolean {
  if (source.kind !== 'table') return false;
  const name = nameOf(source);
  const schema = foldName(source.name.parts.at(-2) ?? '').toUpperCase();
  return (schema === 'SYS' && LISTS.has(name)) || (schema !== 'INFORMATION_SCHEMA' && OLD_LISTS.has(name));
}

const isRowNumber = (expression: Expression): boolean => expression.kind === 'call' && expression.over !== undefined && foldName(expression.name.parts.at(-1) ?? '').toUpperCase() === 'ROW_NUMBER';
