// Which columns an INSERT gives values to, and the rules for identity, computed, rowversion and period columns.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Identifier } from '../../syntax/ast/common';
import type { Column } from '../../catalog/definitions';
import type { Environment } from '../environment';
import type { ExpressionBinder } from '../expression/expression-binder';
import { targetOrdinal } from './assignments';
import { writtenName, type WriteTarget } from './target';
import type { NameRules } from '../../types/text/collation';

/** The target ordinals in the order of the values; `isListed`: the statement named them. */
export interface InsertColumns { readonly ordinals: readonly number[]; readonly isListed: boolean; readonly explicitIdentity: boolean }

/** Where rows go, and the binder of their values. */
export interface Place { readonly columns: InsertColumns; readonly target: WriteTarget; readonly b: ExpressionBinder }

const keepsPlace = (column: Column): boolean => !column.identity && !column.computed && !column.isHidden;

function listed(columns: readonly Identifier[], target: WriteTarget, names: NameRules): readonly number[] {
  const ordinals = columns.map(({ name }) => targetOrdinal([name], target, names));
  ordinals.forEach((ordinal, i) => {
    const column = target.definition.columns[ordinal];
    if (ordinals.indexOf(ordinal) !== i) throw raise(Messages.ColumnSetTwice, { column: column?.name ?? '' });
    if (column?.computed && !target.insteadOf) throw raise(Messages.CannotModifyComputed, { column: column.name });
  });
  return ordinals;
}

/** Resolves the column list; raises 207, 264, 271, and 4406 where a view without a list has a computed column of its own. */
export function insertColumns(columns: readonly Identifier[] | undefined, target: WriteTarget, names: NameRules): InsertColumns {
  const { definition } = target;
  const identity = definition.columns.findIndex((c) => c.identity);
  if (!columns) {
    const visible = target.carried.baseOrdinals.filter((o) => o !== undefined);
    if (visible.length < target.carried.baseOrdinals.length) throw raise(Messages.DerivedField, { name: writtenName(target) });
    return { ordinals: visible.filter((o) => { const column = definition.columns[o]; return column !== undefined && keepsPlace(column); }), isListed: false, explicitIdentity: false };
  }
  const ordinals = listed(columns, target, names);
  const isGiven = identity >= 0 && ordinals.includes(identity) && !target.insteadOf;
  return { ordinals, isListed: true, explicitIdentity: isGiven };
}

/** Raises 544 for an identity value that IDENTITY_INSERT does not allow, 545 where it asks for one; what the values' number breaks is told first. */
export function requireIdentity({ explicitIdentity }: InsertColumns, target: WriteTarget, env: Environment): void {
  const { definition, databaseId, ref } = target;
  const isOn = ref.kind === 'base' && env.context.isIdentityInsertOn(databaseId, definition.objectId);
  if (explicitIdentity && ref.kind === 'variable') throw raise(Messages.IdentityOfTableVariable, {});
  if (explicitIdentity && !isOn) throw raise(Messages.IdentityInsertOff, { table: definition.name });
  if (explicitIdentity || target.insteadOf || ref.kind !== 'base' || !definition.columns.some((c) => c.identity)) return;
  if (isOn) throw raise(Messages.IdentityValueRequired, { table: definition.name });
}

/** Raises where values and columns do not match in number: 109, 110, 120, 121, 213, 8101. */
export function requireCount(count: number, { ordinals, isListed }: InsertColumns, target: WriteTarget, given: 'values' | 'select' | 'execute'): void {
  if (count === ordinals.length) return;
  if (given === 'execute') throw raise(Messages.ColumnCountMismatch, {}, 7);
  if (!isListed) {
    const hasIdentity = target.definition.columns.some((c) => c.identity);
    if (hasIdentity && count > ordinals.length) throw raise(Messages.IdentityNeedsColumnList, { table: writtenName(target) });
    throw raise(Messages.ColumnCountMismatch, {});
  }
  if (count < ordinals.length) throw raise(given === 'select' ? Messages.FewerSelectColumns : Messages.MoreColumnsThanValues, {});
  throw raise(given === 'select' ? Messages.MoreSelectColumns : Messages.FewerColumnsThanValues, {});
}

/** Whether the engine fills the column itself: it takes DEFAULT only. */
export const isGenerated = (column: Column): boolean => column.type.name === 'timestamp' || column.generated !== undefined;
