// What a source in FROM turns into, and what it may ask for. Types and the joining of rows; no look-up.
import { raise, throwAll } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Identifier } from '../../syntax/ast/common';
import type { TableSource } from '../../syntax/ast/query';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { NameRules } from '../../types/text/collation';
import type { Environment } from '../environment';
import { calledName, shiftTable, type Scope, type ScopeTable } from '../scope';

/** Rows of a FROM clause or of a part of it, and the names over them (ordinals count in `node`'s row). */
export interface BoundSource { readonly node: PlanNode; readonly tables: readonly ScopeTable[] }

/** Where a source is bound. `target`: the source (by identity) that is written to, to be read for update with its row id. */
export interface SourceContext {
  readonly env: Environment;
  readonly outer: Scope | undefined;
  readonly target?: TableSource;
  /** The columns that are set through the target. */
  readonly written?: readonly string[];
  /** An INSERT takes the rows: they may be those of a statement's OUTPUT. */
  readonly takesStatement?: boolean;
}

/** What a source is called, and its columns where they are given. */
export interface Exposed { readonly name: string; readonly columns: readonly Identifier[] }

/** The columns of a derived table under their names; raises 8155, 8156, 8158, 8159. */
export function derivedColumns({ name: alias, columns: given }: Exposed, columns: readonly OutputColumn[], rules: NameRules): readonly OutputColumn[] {
  if (given.length > 0 && given.length < columns.length) throw raise(Messages.ViewHasFewerNames, { name: alias });
  if (given.length > columns.length) throw raise(Messages.ViewHasMoreNames, { name: alias });
  const names = given.length > 0 ? given.map((g) => g.name) : columns.map((c) => c.name);
  throwAll(names.flatMap((name, i) => (name === '' ? [raise(Messages.NoColumnName, { position: i + 1, name: alias })] : [])));
  const seen = new Set<string>();
  names.forEach((name) => {
    if (seen.has(rules.keyOf(name))) throw raise(Messages.ColumnTwice, { column: name, name: alias });
    seen.add(rules.keyOf(name));
  });
  return columns.map((c, i) => ({ ...c, name: names[i] ?? c.name }));
}

/** The column as seen through an outer join's missing side. */
export const asNullable = (column: OutputColumn): OutputColumn => (column.isNullable ? column : { ...column, isNullable: true });

const sameObject = (a: ScopeTable, b: ScopeTable, names: NameRules): boolean =>
  (a.isUnnamed !== true || b.isUnnamed !== true) && (a.isAlias || b.isAlias || (names.isSame(a.schemaName ?? '', b.schemaName ?? '') && a.databaseName === b.databaseName));

/** The first two names that cannot stand beside each other. */
export function sharedName(left: readonly ScopeTable[], right: readonly ScopeTable[], names: NameRules): readonly [ScopeTable, ScopeTable] | undefined {
  for (const a of left) {
    for (const b of right) if (a.name !== '' && names.isSame(a.name, b.name) && sameObject(a, b, names)) return [a, b];
  }
  return undefined;
}

function requireDistinctNames(left: readonly ScopeTable[], right: readonly ScopeTable[], names: NameRules): void {
  const [a, b] = sharedName(left, right, names) ?? [];
  if (!a || !b) return;
  if (a.isAlias && b.isAlias) throw raise(Messages.CorrelationTwice, { name: b.name });
  const [alias, table] = a.isAlias ? [a, b] : [b, a];
  if (alias.isAlias) throw raise(Messages.CorrelationLikeTable, { name: alias.name, table: calledName(table) });
  throw raise(Messages.SameExposedNames, { left: a.name, right: b.name });
}

/** The names of two joined sources over the joined row. */
export function joinTables(left: BoundSource, right: BoundSource, names: NameRules): readonly ScopeTable[] {
  requireDistinctNames(left.tables, right.tables, names);
  return [...left.tables, ...right.tables.map((t) => shiftTable(t, left.node.columns.length))];
}
