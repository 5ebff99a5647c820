// Which source in FROM a statement writes to, and what stands behind it: a table, or a view with an INSTEAD OF trigger.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { TableSource } from '../../syntax/ast/query';
import type { DmlTarget } from '../../syntax/ast/statement';
import type { TableRef } from '../../plan/node';
import type { InsteadOf } from '../../plan/statement';
import { FOLDED_NAMES, sameName } from '../../types/text/collation';
import type { ResolvedTable } from '../bind-context';
import { unknownTable, type Environment } from '../environment';
import { isDirty } from '../from/hints';
import type { BoundSource } from '../from/source';
import { calledName, type CarriedTable, type ScopeTable } from '../scope';
import type { RuledTable } from './table-rules';

/** What is written to. `visible`: the target's name and columns in the source's row; `carried`: the base table behind. */
export interface WriteTarget extends RuledTable {
  readonly ref: TableRef;
  readonly visible: ScopeTable;
  readonly carried: CarriedTable;
  readonly insteadOf?: InsteadOf;
  /** What UPDATE itself calls it, which may be the table where FROM gives that an alias. */
  readonly word?: string;
}

/** What a statement does to its target. */
export type WriteKind = WriteEvent | 'merge';

/** The events of triggers. */
export type WriteEvent = 'insert' | 'update' | 'delete';

/** The target's name as its statement writes it, for errors. */
export const writtenName = ({ visible }: WriteTarget): string => calledName(visible);

/** The target's name as it was written. */
export const targetName = (target: DmlTarget): string => (target.kind === 'table' ? target.name.parts.join('.') : target.name);

const INDEX_HINTS = new Set(['INDEX', 'FORCESEEK', 'FORCESCAN']);

/** Raises 1069: the target itself takes no index hints, a source in FROM does. */
export function requireNoIndexHints(target: DmlTarget): void {
  if (target.kind === 'table' && target.hints.some((hint) => INDEX_HINTS.has(hint.name))) throw raise(Messages.IndexHintOnTarget, {});
}

/** The target as a source of its own. Raises 1065: it is not read uncommitted; for its table in FROM such a hint is ignored. */
export function targetSource(target: DmlTarget): TableSource {
  if (target.kind === 'table-variable') return { kind: 'table-variable', name: target.name, at: target.at };
  if (target.hints.some(({ name }) => isDirty(name))) throw raise(Messages.NoLockOnTarget, {});
  return { kind: 'table', name: target.name, hints: target.hints, at: target.at };
}

const leaves = (source: TableSource): readonly TableSource[] => (source.kind === 'join' ? [...leaves(source.left), ...leaves(source.right)] : [source]);

const aliasOf = (source: TableSource): string | undefined => ('alias' in source ? source.alias?.name : undefined);

function sameObject(a: ResolvedTable | undefined, b: ResolvedTable | undefined): boolean {
  if (a?.kind === 'table' && b?.kind === 'table') return a.databaseId === b.databaseId && a.definition.objectId === b.definition.objectId;
  return a?.kind === 'view' && b?.kind === 'view' && a.databaseId === b.databaseId && a.view.objectId === b.view.objectId;
}

const isExpression = (parts: readonly string[], env: Environment): boolean => parts.length === 1 && env.ctes.some((cte) => env.context.names.isSame(cte.name, parts[0] ?? ''));

function isSameTable(source: TableSource, target: DmlTarget, env: Environment): boolean {
  if (source.kind === 'table-variable') return target.kind === 'table-variable' && sameName(source.name, target.name);
  if (source.kind !== 'table' || target.kind !== 'table') return false;
  const [written, wanted] = [source.name.parts, target.name.parts];
  const rules = wanted.at(-1)?.startsWith('#') === true ? FOLDED_NAMES : env.context.names;
  if (!rules.isSame(written.at(-1) ?? '', wanted.at(-1) ?? '')) return false;
  // A common table expression has no id by which its name and its alias would be known for one.
  if (source.alias && isExpression(wanted, env)) return false;
  if (written.length === 1 && wanted.length === 1) return true;
  return sameObject(env.context.resolveTable(written), env.context.resolveTable(wanted));
}

/** The source in FROM that the target names, by alias or by table; undefined when it stands apart. Raises 8154. */
export function findTarget(target: DmlTarget, from: readonly TableSource[], env: Environment): TableSource | undefined {
  const all = from.flatMap(leaves);
  const word = target.kind === 'table' && target.name.parts.length === 1 ? target.name.parts[0] ?? '' : undefined;
  const byAlias = word === undefined ? undefined : all.find((s) => env.context.names.isSame(aliasOf(s) ?? '', word));
  if (byAlias) return byAlias;
  // Rows of another time are no rows to write to.
  const same = all.filter((s) => !(s.kind === 'table' && s.temporal) && isSameTable(s, target, env));
  const bare = same.filter((s) => aliasOf(s) === undefined);
  if (bare.length === 1) return bare[0];
  if (same.length > 1) throw raise(Messages.AmbiguousTarget, { name: targetName(target) });
  return same[0];
}

/** The sources with one of them replaced. */
export function replaceSource(from: readonly TableSource[], old: TableSource, replacement: TableSource): readonly TableSource[] {
  const replace = (source: TableSource): TableSource => {
    if (source === old) return replacement;
    return source.kind === 'join' ? { ...source, left: replace(source.left), right: replace(source.right) } : source;
  };
  return from.map(replace);
}

/** The target's own hints join those of the source it names, but for those that would read it uncommitted. */
export function withTargetHints(source: TableSource, target: DmlTarget): TableSource {
  if (target.kind !== 'table' || target.hints.length === 0 || source.kind !== 'table') return source;
  return { ...source, hints: [...source.hints.filter(({ name }) => !isDirty(name)), ...target.hints] };
}

/** A view that is written to through an INSTEAD OF trigger; undefined for anything else. Raises 208 and 259. */
export function insteadOfView(source: TableSource, event: WriteEvent, env: Environment): Extract<ResolvedTable, { kind: 'view' }> | undefined {
  if (source.kind !== 'table') return undefined;
  const { parts } = source.name;
  if (isExpression(parts, env)) return undefined;
  const table = env.context.resolveTable(parts);
  if (!table) throw unknownTable(parts);
  if (table.kind === 'virtual') throw raise(Messages.AdHocUpdate, {});
  if (table.kind === 'view' && env.context.hasTrigger(table.databaseId, table.view.objectId, event, 'instead of')) return table;
  return undefined;
}

const PERMISSIONS = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const;

/** Notes the write: of the name that the statement gives, and where that is a view, of the table behind it. `ordinals` are the target table's columns that are set. */
export function noteWrite(target: WriteTarget, event: WriteEvent, { context }: Environment, ordinals: readonly number[] = []): void {
  const { uses } = context;
  const { ref, definition, databaseId, carried, visible } = target;
  if (!uses || ref.kind !== 'base' || definition.isTemporary) return;
  const named = visible.notes ?? { databaseId, objectId: definition.objectId };
  const base = ordinals.flatMap((ordinal) => definition.columns[ordinal]?.name ?? []);
  const shown = ordinals.flatMap((ordinal) => visible.columns[carried.baseOrdinals.indexOf(ordinal)]?.name ?? []);
  const isThrough = named.objectId !== definition.objectId || named.databaseId !== databaseId;
  uses.note(PERMISSIONS[event], { databaseId: named.databaseId, objectId: named.objectId }, isThrough ? shown : base);
  if (isThrough && !target.insteadOf) uses.note(PERMISSIONS[event], { databaseId, objectId: definition.objectId }, base, named);
}

/** A view as if it were a table of its columns: what INSTEAD OF triggers see. */
export function viewTarget(table: Extract<ResolvedTable, { kind: 'view' }>, visible: ScopeTable): WriteTarget {
  const { view, databaseId, databaseName, schemaName } = table;
  const columns = view.columns.map((c, i) => ({ columnId: i + 1, name: c.name, type: c.type, isNullable: c.isNullable, isRowGuid: false, isHidden: false, isSparse: false }));
  const { objectId, schemaId, name, createdAt, modifiedAt } = view;
  const definition = { kind: 'table' as const, objectId, schemaId, name, createdAt, modifiedAt, columns, indexes: [], checks: [], foreignKeys: [], maxColumnId: columns.length };
  const ref: TableRef = { kind: 'base', databaseId, objectId, name };
  const offset = visible.columns[0]?.ordinal ?? 0;
  const carried: CarriedTable = { ref, definition, databaseId, databaseName, schemaName, offset, rowIdOrdinal: -1, baseOrdinals: columns.map((_, i) => i) };
  return { ref, definition, databaseId, databaseName, schemaName, visible, carried, insteadOf: { objectId, table: definition } };
}

const HISTORY_REFUSALS = { insert: Messages.InsertIntoHistory, update: Messages.UpdateOfHistory, delete: Messages.DeleteFromHistory, merge: Messages.MergeIntoHistory } as const;

/** Raises 13559 to 13562: while versioning is on, only the engine writes to a history table. */
export function requireNoHistory({ definition, databaseName, schemaName }: RuledTable, kind: WriteKind): void {
  if (definition.isHistory) throw raise(HISTORY_REFUSALS[kind], { table: `${databaseName}.${schemaName}.${definition.name}` });
}

/** The base table behind the source that was bound as target; raises 13559 to 13561 for a history table. */
export function tableTarget(bound: BoundSource, event: WriteEvent, env: Environment): WriteTarget {
  const visible = bound.tables.find((t) => t.carried);
  const carried = visible?.carried;
  if (!visible || !carried) throw notSupported('writing to this kind of source');
  const { ref, definition, databaseId, databaseName, schemaName } = carried;
  requireNoHistory(carried, event);
  if (ref.kind === 'pseudo') throw raise(Messages.LogicalTableWritten, {});
  if (ref.kind === 'variable' && env.context.resolveTableVariable(ref.name)?.isReadOnly) throw raise(Messages.TableParameterWritten, { name: ref.name });
  const hasInsteadOf = ref.kind === 'base' && env.context.hasTrigger(databaseId, definition.objectId, event, 'instead of');
  return { ref, definition, databaseId, databaseName, schemaName, visible, carried, ...(hasInsteadOf ? { insteadOf: { objectId: definition.objectId } } : {}) };
}
