// Join hints and what contradicts them, as far as a statement's text shows it: OPTION that leaves out the way a join is to be made by, and joins
// without any equality that are to be made by hashing or merging. Joins of views and derived tables are left to the optimizer.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { JoinedTable, QueryOption, SelectStatement, TableSource } from '../syntax/ast/query';
import type { DmlStatement } from '../syntax/ast/statement';
import { visitTree } from '../syntax/visit-tree';
import type { BindContext } from './bind-context';

/** The sources of one query with what it asks of their rows. */
export interface JoinedSources { readonly from: readonly TableSource[]; readonly where?: unknown }

const ways = (options: readonly QueryOption[]): readonly string[] => options.flatMap(({ name }) => (name.endsWith(' JOIN') ? [name.slice(0, -' JOIN'.length)] : []));

/** Raises 1042, 1071 and 1072 for the hints of a statement's joins. Rows of VALUES, which may be thousands, are not searched for queries. */
export function requireJoinHints(statement: SelectStatement | DmlStatement): void {
  const allowed = ways(statement.options);
  const isOfRows = statement.kind === 'insert' && statement.source.kind === 'values';
  visitTree(isOfRows ? statement.with : statement, (kind, { hint, join }) => {
    if (kind !== 'join' || typeof hint !== 'string') return;
    if (hint === 'REMOTE' && join !== 'inner') throw raise(Messages.RemoteOuterJoin, {});
    if (allowed.length === 0 || allowed.includes(hint)) return;
    throw hint === 'REMOTE' ? raise(Messages.JoinAlgorithmOfRemote, {}) : raise(Messages.ConflictingJoinHints, {});
  });
}

/** Raises 8622 for joins of tables that would need an equality. */
export function requireEqualities(sources: JoinedSources, options: readonly QueryOption[], context: BindContext): void {
  const general = ways(options);
  if (needsEquality(general, 'cross') && isCrossed(sources, context) && !mayEquate(sources)) throw raise(Messages.NoPlanForHints, {});
  for (const join of sources.from.flatMap(joinsIn)) {
    const wanted = join.hint === undefined ? general : [join.hint];
    if (needsEquality(wanted, join.join) && isOfTables(join, context) && !mayEquate([join.on, sources.where])) throw raise(Messages.NoPlanForHints, {});
  }
}

const joinsIn = (source: TableSource): readonly JoinedTable[] => (source.kind === 'join' ? [source, ...joinsIn(source.left), ...joinsIn(source.right)] : []);

/** Tables side by side in FROM, joined by what WHERE says. */
const isCrossed = ({ from }: JoinedSources, context: BindContext): boolean => from.length > 1 && from.every((source) => isOfTables(source, context));

/** Loops join by any condition, and merging outer joins both sides in full by none. */
function needsEquality(wanted: readonly string[], join: JoinedTable['join']): boolean {
  if (wanted.length === 0 || wanted.includes('LOOP') || wanted.includes('REMOTE') || join.endsWith('-apply')) return false;
  return !(join === 'full' && wanted.includes('MERGE'));
}

function isOfTables(source: TableSource, context: BindContext): boolean {
  if (source.kind === 'join') return isOfTables(source.left, context) && isOfTables(source.right, context);
  return source.kind === 'table' && context.resolveTable(source.name.parts)?.kind === 'table';
}

const EQUATING: ReadonlySet<string> = new Set(['is-distinct', 'exists', 'in-list', 'in-subquery', 'quantified', 'subquery', 'not']);

/** Whether anything in the conditions could be an equality of both sides. */
function mayEquate(conditions: unknown): boolean {
  let found = false;
  visitTree(conditions, (kind, { operator }) => { found ||= EQUATING.has(kind) || (kind === 'comparison' && operator === '='); });
  return found;
}
