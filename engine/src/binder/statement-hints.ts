// Hints that the rest of their statement contradicts, as far as its text alone shows it: OPTIMIZE FOR of a variable that it does not use, and
// FORCESEEK at a table without an index, or of whose indexes' first columns no condition around it says anything, and joins by another way
// than OPTION allows or than their conditions have.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { IndexDefinition, TableDefinition } from '../catalog/definitions';
import type { NamedTable, QueryExpression, SelectStatement, TableHint, TableSource } from '../syntax/ast/query';
import type { DmlStatement } from '../syntax/ast/statement';
import { visitTree, type Visit } from '../syntax/visit-tree';
import { foldName, type NameRules } from '../types/text/collation';
import type { BindContext } from './bind-context';
import { requireEqualities, requireJoinHints } from './join-hints';

interface Conditions { readonly from: readonly TableSource[]; readonly where?: unknown; readonly having?: unknown }

/** Raises 322, 1042, 1071, 1072 and 8622. */
export function requireHints(statement: SelectStatement | DmlStatement, context: BindContext): void {
  requireJoinHints(statement);
  for (const { name, value } of statement.options) if (name === 'OPTIMIZE FOR') requireUsed(String(value), statement, context);
  requireSeeks(statement, context);
  for (const sources of conditionsOf(statement)) requireEqualities(sources, statement.options, context);
}

/** Variables that are not there at all are told of as such. */
function requireUsed(text: string, statement: SelectStatement | DmlStatement, context: BindContext): void {
  const used = namesIn(statement, foldName, (kind, { name }) => (kind === 'variable' ? name : undefined));
  const unused = [...text.matchAll(/@[\w@$#]+/g)].map(([name]) => name).find((name) => !used.has(foldName(name)) && context.variableType(name));
  if (unused !== undefined) throw raise(Messages.OptimizeForUnused, { name: unused });
}

/** Tables of derived tables and subqueries are left to the optimizer, and those of views where anything is said of their rows. */
function requireSeeks(statement: SelectStatement | DmlStatement, context: BindContext): void {
  for (const conditions of conditionsOf(statement)) {
    for (const source of conditions.from.flatMap(namedTables)) {
      if (!source.hints.some(isForced)) continue;
      const table = context.resolveTable(source.name.parts);
      if (table?.kind === 'view' && conditions.where === undefined && conditions.from.length === 1 && conditions.from[0] === source) throw raise(Messages.NoPlanForHints, {});
      if (table?.kind === 'table' && !isSeekable(table.definition, { source, conditions }, context.names)) throw raise(Messages.NoPlanForHints, {});
    }
  }
}

const isForced = (hint: TableHint): boolean => hint.name === 'FORCESEEK';

function conditionsOf(statement: SelectStatement | DmlStatement): readonly Conditions[] {
  switch (statement.kind) {
    case 'select': return specificationsOf(statement.query);
    case 'insert': return statement.source.kind === 'select' ? specificationsOf(statement.source.query.query) : [];
    case 'update': case 'delete': return [statement];
    default: return [];
  }
}

function specificationsOf(query: QueryExpression): readonly Conditions[] {
  switch (query.kind) {
    case 'query': return [query];
    case 'set-operation': return [...specificationsOf(query.left), ...specificationsOf(query.right)];
    default: return [];
  }
}

function namedTables(source: TableSource): readonly NamedTable[] {
  if (source.kind === 'join') return [...namedTables(source.left), ...namedTables(source.right)];
  return source.kind === 'table' ? [source] : [];
}

function isSeekable({ indexes, columns }: TableDefinition, { source, conditions }: { readonly source: NamedTable; readonly conditions: Conditions }, names: NameRules): boolean {
  const { hints, name: table, alias } = source;
  const { from, where, having } = conditions;
  const wanted = hints.flatMap((hint) => hint.args);
  const isWanted = ({ indexId, name }: IndexDefinition): boolean => wanted.length === 0 || wanted.some((one) => (typeof one === 'number' ? one === indexId : names.isSame(one, name)));
  const candidates = indexes.filter((index) => !index.isDisabled && isWanted(index));
  const firsts = candidates.map((index) => columns.find(({ columnId }) => columnId === index.columns[0]?.columnId)?.name ?? '');
  const exposed = alias?.name ?? table.parts.at(-1) ?? '';
  const own = (kind: string, { parts }: Parameters<Visit>[1]): string | undefined => (kind === 'column' && isList(parts) && names.isSame(parts.at(-2) ?? exposed, exposed) ? parts.at(-1) : undefined);
  const said = namesIn([from, where, having], names.keyOf, own);
  return firsts.some((first) => said.has(names.keyOf(first))) || [...said].some((name) => name.startsWith('$'));
}

const isList = (parts: unknown): parts is readonly string[] => Array.isArray(parts);

/** The names' keys that `nameOf` finds in the nodes of a tree. */
function namesIn(tree: unknown, keyOf: NameRules['keyOf'], nameOf: (...of: Parameters<Visit>) => unknown): ReadonlySet<string> {
  const names = new Set<string>();
  visitTree(tree, (kind, node) => {
    const name = nameOf(kind, node);
    if (typeof name === 'string') names.add(keyOf(name));
  });
  return names;
}
