// Switching CHECK and FOREIGN KEY constraints off and on, with the trust that is lost and won back.
import { constraintsOf } from '../../catalog/constraints';
import type { CheckConstraint, ForeignKey, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise, withFollower } from '../../errors/sql-error';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { validateCheck, validateForeignKey } from './row-validation';
import type { TargetTable } from '../objects/table-change';

type Toggle = Extract<AlterTableAction, { kind: 'toggle-constraint' }>;

/** CHECK or NOCHECK CONSTRAINT. Switching on validates only WITH CHECK, and only that restores trust. Raises 4917 with 4916, 11415, 547. */
export function toggleConstraints(ddl: DdlContext, target: TargetTable, action: Toggle): void {
  const chosen = chosenConstraints(target, action.names);
  const isValidated = action.isEnabled && action.validate === 'check';
  const flags = (old: { readonly isNotTrusted: boolean; readonly isNotForReplication?: boolean }): { readonly isDisabled: boolean; readonly isNotTrusted: boolean } =>
    ({ isDisabled: !action.isEnabled, isNotTrusted: !action.isEnabled || old.isNotForReplication === true || (old.isNotTrusted && !isValidated) });
  const toggled = <T extends CheckConstraint | ForeignKey>(constraint: T): T => {
    const { isDisabled, isNotTrusted } = flags(constraint);
    if (!chosen.has(constraint.objectId) || (constraint.isDisabled === isDisabled && constraint.isNotTrusted === isNotTrusted)) return constraint;
    return { ...constraint, isDisabled, isNotTrusted };
  };
  const { checks, foreignKeys } = target.table;
  const after: TableDefinition = { ...target.table, checks: checks.map(toggled), foreignKeys: foreignKeys.map(toggled) };
  for (const key of isValidated ? after.foreignKeys : []) {
    if (chosen.has(key.objectId) && key.referencedObjectId !== target.table.objectId) ddl.transaction.lockSchema(target.databaseId, key.referencedObjectId, 'Sch-S');
  }
  // Which foreign keys hold is asked when a statement runs; CHECK constraints are part of its plan.
  const plansHold = after.checks.every((check, i) => check === checks[i]);
  if (!plansHold || after.foreignKeys.some((key, i) => key !== foreignKeys[i])) {
    ddl.transaction.applyCatalogChange(target.databaseId, { kind: 'object', before: target.table, after: { ...after, modifiedAt: ddl.now }, plansHold });
  }
  if (!isValidated) return;
  for (const check of after.checks) if (chosen.has(check.objectId)) validateCheck(ddl, target, after, check);
  for (const key of after.foreignKeys) if (chosen.has(key.objectId)) validateForeignKey(ddl, target, after, key);
}

function chosenConstraints({ table, database }: TargetTable, names: Toggle['names']): ReadonlySet<number> {
  const constraints = constraintsOf(table);
  const isSwitch = (kind: string): boolean => kind === 'CHECK' || kind === 'FOREIGN_KEY';
  if (names === 'all') return new Set(constraints.filter(({ kind }) => isSwitch(kind)).map(({ objectId }) => objectId));
  return new Set(names.map(({ name }) => {
    const constraint = constraints.find((candidate) => database.catalog.names.isSame(candidate.name, name));
    if (!constraint) throw withFollower(raise(Messages.ConstraintMissing, { constraint: name }), raise(Messages.CouldNotToggleConstraint, {}));
    if (!isSwitch(constraint.kind)) throw withFollower(raise(Messages.CannotToggle, { constraint: name }), raise(Messages.CouldNotToggleConstraint, {}));
    return constraint.objectId;
  }));
}
