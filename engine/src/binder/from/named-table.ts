// Names in FROM: CTEs, tables, views (expanded), system views, table variables.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { NamedTable, SelectStatement, TableVariableSource } from '../../syntax/ast/query';
import type { OutputColumn, PlanNode } from '../../plan/node';
import { isIndexed, viewAsTable } from '../../catalog/indexed-view';
import type { ResolvedTable } from '../bind-context';
import { insideBody, tableVariableIn, unknownTable, type BoundQuery, type TimeSpan } from '../environment';
import { noteInside, type ReadNotes } from '../object-use';
import { bindModuleBody } from './module-body';
import { parsedView } from '../parsed-text';
import { opaque, scopeTable, type CarriedTable, type ScopeTable } from '../scope';
import { bindCteReference } from '../select/cte';
import { foldHints, forcedIndex, isDirty, lockedForWrite, requireSeekColumns } from './hints';
import { visibleRows } from './row-security';
import { columnsOfTable, makeScan, type BaseTable } from './scan';
import type { BoundSource, SourceContext } from './source';
import { bindTemporal } from './temporal';
import { FOLDED_NAMES, type NameRules } from '../../types/text/collation';

const MAX_EXPANSIONS = 32;

/** A table, view, CTE or system view by name; raises 208. */
export function bindNamedTable(source: NamedTable, at: SourceContext): BoundSource {
  const { name, alias, hints, temporal, tableSample } = source;
  if (tableSample !== undefined) throw notSupported('TABLESAMPLE');
  const exposed = alias?.name ?? name.parts.at(-1) ?? '';
  const cte = name.parts.length === 1 ? at.env.ctes.findLast((c) => at.env.context.names.isSame(c.name, name.parts[0] ?? '')) : undefined;
  if (cte) {
    if (temporal) throw raise(Messages.NotTemporal, { name: exposed });
    if (cte.reference && hints.length > 0) throw raise(Messages.HintOnRecursion, { name: cte.name });
    const bound = bindCteReference(cte, { ...at.env, inheritedHints: foldHints(hints).locks }, at.outer, at.target === source ? { names: at.written ?? [] } : undefined);
    return named(bound, exposed);
  }
  const table = at.env.context.resolveTable(name.parts);
  if (!table) requireNoFunction(name.parts, at);
  if (!table) throw unknownTable(name.parts);
  const qualify = qualifier(table, exposed, { objectName: name.parts.join('.'), isAlias: alias !== undefined, notes: notesOf(table, at, at.target === source), columnNames: rulesOfOther(table, at) });
  const isKept = source.hints.some((hint) => hint.name === 'NOEXPAND') && !temporal;
  if (isKept && table.kind === 'table') throw noExpandRefused(source);
  if (isKept && table.kind === 'view') return withNames(bindKept(source, table, at), qualify);
  if (table.kind === 'view') return withNames(bindView(source, table, at), qualify);
  const span = spanOf(source, table, at);
  if (span) {
    if (table.kind !== 'table') throw raise(Messages.NotTemporal, { name: name.parts.join('.') });
    if (table.definition.temporal) at.env.context.uses?.read({ databaseId: table.databaseId, objectId: table.definition.temporal.historyObjectId });
    return withNames(bindTemporal(span, table, hints, at), qualify);
  }
  if (table.kind === 'virtual') return withNames(bindVirtual(table, source), qualify);
  return withNames(bindBase(source, table, at), qualify);
}

/** Raises 216 for a table function without its parentheses. */
function requireNoFunction(parts: readonly string[], { env }: SourceContext): void {
  const found = parts.length <= 3 ? env.context.resolveFunction(parts) : undefined;
  if (found && found.definition.flavour !== 'scalar') throw raise(Messages.FunctionWithoutParameters, { name: parts.join('.') });
}

/** The FOR SYSTEM_TIME that a table takes: its own, or that of the view it is read through. */
function spanOf({ temporal }: NamedTable, table: ResolvedTable, { env }: SourceContext): TimeSpan | undefined {
  const isVersioned = table.kind === 'table' && table.definition.temporal !== undefined;
  if (temporal && isVersioned && env.timeSpan) throw notSupported('FOR SYSTEM_TIME on a view that has one of its own');
  return temporal ? { clause: temporal, env, reached: { isReached: false } } : isVersioned ? env.timeSpan : undefined;
}

type Qualifier = (columns: readonly OutputColumn[]) => ScopeTable;

/** Notes that the object is read; of a target, that its columns are. */
function notesOf(table: ResolvedTable, at: SourceContext, isTarget: boolean): ReadNotes | undefined {
  const { uses } = at.env.context;
  if (!uses) return undefined;
  if (table.kind === 'virtual') {
    uses.readSystemView({ databaseId: table.databaseId, view: table.view });
    return undefined;
  }
  const { databaseId } = table;
  if (table.kind === 'view') return uses.read({ databaseId, objectId: table.view.objectId }, isTarget);
  const { definition, ref } = table;
  return ref.kind !== 'base' || definition.isTemporary ? undefined : uses.read({ databaseId, objectId: definition.objectId }, isTarget);
}

interface Written { readonly objectName: string; readonly isAlias: boolean; readonly notes: ReadNotes | undefined; readonly columnNames: NameRules | undefined }

/** How the names of its columns compare where it is none of the statement's database: as its own has it. The server's views are all of the resource database, which does not see case. */
function rulesOfOther({ kind, databaseId }: ResolvedTable, { env: { context } }: SourceContext): NameRules | undefined {
  if (kind === 'virtual') return FOLDED_NAMES;
  return databaseId === context.databaseId ? undefined : context.inDatabase(databaseId).names;
}

function qualifier(table: ResolvedTable, exposed: string, { objectName, isAlias, notes, columnNames }: Written): Qualifier {
  const { schemaName, databaseName } = table;
  const definition = table.kind === 'table' ? table.definition : undefined;
  return (columns) => ({
    ...scopeTable(exposed, columns, 0, isAlias), objectName, schemaName, databaseName, definition, notes, columnNames,
  });
}

interface Named { readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly carried?: CarriedTable }

const withNames = (bound: Named, qualify: Qualifier): BoundSource => ({ node: bound.node, tables: [{ ...qualify(bound.columns), carried: bound.carried }] });
const named = (bound: BoundQuery, alias: string): BoundSource => ({ node: bound.node, tables: [{ ...scopeTable(alias, bound.columns), carried: bound.carried }] });

function bindVirtual(table: Extract<ResolvedTable, { kind: 'virtual' }>, { hints }: NamedTable): Named {
  const { databaseId, view, columns } = table;
  const { isolation } = foldHints(hints).locks;
  return { node: { kind: 'virtual-scan', databaseId, view, columns, ...(isDirty(isolation) ? { isDirty: true } : {}) }, columns };
}

function bindBase(source: NamedTable, table: BaseTable, at: SourceContext): Named {
  const isTarget = at.target === source;
  const { locks, indexes, seek } = foldHints(source.hints);
  const forcedIndexId = forcedIndex(indexes, { definition: table.definition, name: source.name.parts.join('.') }, at.env.context.names);
  if (seek) requireSeekColumns(seek, { definition: table.definition, indexId: forcedIndexId }, at.env.context.names);
  const merged = { ...at.env.inheritedHints, ...locks };
  const node = makeScan({ table, locks: isTarget ? lockedForWrite(merged) : merged, purpose: isTarget ? 'update' : 'read', emitsRowId: isTarget || source.showsRowId === true, forcedIndexId, env: at.env });
  return { node, columns: node.columns, carried: isTarget ? carriedBase(table) : undefined };
}

/** A table that is its own target. */
function carriedBase(table: BaseTable): CarriedTable {
  const { ref, definition, databaseId, databaseName, schemaName } = table;
  return { ref, definition, databaseId, databaseName, schemaName, offset: 0, rowIdOrdinal: definition.columns.length, baseOrdinals: definition.columns.map((_, i) => i) };
}

const noExpandRefused = (source: NamedTable): Error => raise(Messages.InvalidHint, { hint: 'noexpand', name: source.name.parts.join('.') }, 2);

/** NOEXPAND: the kept rows of an indexed view; raises 8171 for any other view. */
function bindKept(source: NamedTable, view: Extract<ResolvedTable, { kind: 'view' }>, at: SourceContext): Named {
  if (!isIndexed(view.view)) throw noExpandRefused(source);
  if (at.target === source) throw notSupported('NOEXPAND on the target of a write');
  const definition = viewAsTable(view.view);
  const { databaseId, databaseName, schemaName } = view;
  return bindBase(source, { kind: 'table', ref: { kind: 'base', databaseId, objectId: definition.objectId, name: definition.name }, definition, databaseId, databaseName, schemaName }, at);
}

const isLimited = ({ query, offset }: SelectStatement): boolean => offset !== undefined || (query.kind === 'query' && query.top !== undefined);

function bindView(source: NamedTable, table: Extract<ResolvedTable, { kind: 'view' }>, at: SourceContext): Named {
  if (at.env.expansionDepth >= MAX_EXPANSIONS) throw raise(Messages.NestingLevelExceeded, { limit: MAX_EXPANSIONS });
  const isTarget = at.target === source;
  const { locks } = foldHints(source.hints);
  const own = source.temporal && { clause: source.temporal, env: at.env, reached: { isReached: false } };
  if (own && at.env.timeSpan) throw notSupported('FOR SYSTEM_TIME on a view that has one of its own');
  const env = { ...insideBody(at.env, table.databaseId, table.view.schemaId), inheritedHints: { ...at.env.inheritedHints, ...locks }, timeSpan: own ?? at.env.timeSpan };
  const tree = parsedView(table.view, env.context);
  if (isTarget && tree.withCheckOption && isLimited(tree.query)) throw raise(Messages.ViewCheckedTop, { name: source.name.parts.join('.') });
  const names = table.view.columns.length > 0 ? table.view.columns.map((c) => c.name) : tree.columns.map((c) => c.name);
  const written = isTarget ? { written: { name: source.name.parts.join('.'), names: at.written ?? [], columns: names } } : {};
  const bound = bindModuleBody({ name: table.view.name, written: source.name.parts.join('.'), isOutermost: at.env.expansionDepth === 0 }, () => {
    const query = noteInside(at.env.context.uses, { databaseId: table.databaseId, objectId: table.view.objectId }, () =>
      at.env.services.bindQuery({ statement: tree.query, env, outer: opaque(at.outer), use: 'derived', carry: isTarget, ...written }),
    );
    if (names.length > query.columns.length) throw raise(Messages.ViewLostColumns, { name: table.view.name });
    return query;
  });
  if (own && !own.reached.isReached) throw raise(Messages.NotTemporal, { name: `${table.databaseName}.${table.schemaName}.${table.view.name}` });
  const shown = bound.columns.slice(0, names.length).map((c, i) => ({ ...c, name: names[i] ?? c.name }));
  const { databaseId, databaseName, schemaName, view: { name, objectId } } = table;
  const node = visibleRows(bound.node, { databaseId, databaseName, schemaName, name, objectId, columns: shown }, at.env);
  return { node, columns: shown, carried: bound.carried && checked(bound.carried, tree.withCheckOption) };
}

/** WITH CHECK OPTION holds for the view's own filter and for every filter below it. */
function checked(carried: CarriedTable, withCheckOption: boolean): CarriedTable {
  if (!withCheckOption) return carried;
  if (carried.isJoined) throw notSupported('writing through a view of several tables WITH CHECK OPTION');
  return { ...carried, check: carried.filter };
}

/** `@t`; raises 1087 for an undeclared one. */
export function bindTableVariable(source: TableVariableSource, at: SourceContext): BoundSource {
  const found = tableVariableIn(at.env, source.name);
  if (!found) throw raise(Messages.VariableOnlyInProcedure, { name: source.name });
  const { ref, definition } = found;
  const exposed = source.alias?.name ?? source.name;
  const qualify = (columns: readonly OutputColumn[]): ScopeTable => ({ ...scopeTable(exposed, columns, 0, source.alias !== undefined), definition });
  if (!ref) return withNames({ node: { kind: 'empty', columns: columnsOfTable(definition.columns) }, columns: columnsOfTable(definition.columns) }, qualify);
  const isTarget = at.target === source;
  const { databaseId, databaseName } = at.env.context;
  const table: BaseTable = { kind: 'table', ref, definition, databaseId, databaseName, schemaName: '' };
  const node = makeScan({ table, locks: {}, purpose: isTarget ? 'update' : 'read', emitsRowId: isTarget || source.showsRowId === true, env: at.env });
  return withNames({ node, columns: node.columns, carried: isTarget ? carriedBase(table) : undefined }, qualify);
}

