// Switching CHECK and FOREIGN KEY constraints and triggers off and on, with the trust that is lost and won back.
import type { CheckConstraint, ForeignKey, TableDefinition, TriggerDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise, withFollower } from '../errors/sql-error';
import type { AlterTableAction, ToggleTrigger } from '../syntax/ast/ddl';
import type { Database } from '../instance/instance';
import { sameName } from '../types/collation';
import { toggleDatabaseTriggers } from './database-trigger';
import type { DdlContext } from './ddl-context';
import { constraintsOf } from '../catalog/constraints';
import { findObject, partsOf, written } from './object-names';
import { validateCheck, validateForeignKey } from './row-validation';
import { replaceObject, type TargetTable } from './table-change';

type Toggle = Extract<AlterTableAction, { kind: 'toggle-constraint' }>;

/** CHECK or NOCHECK CONSTRAINT. Switching on validates only WITH CHECK, and only that restores trust. Raises 4917 with 4916, 11415, 547. */
export function toggleConstraints(ddl: DdlContext, target: TargetTable, action: Toggle): void {
  const chosen = chosenConstraints(target.table, action.names);
  const isValidated = action.isEnabled && action.validate === 'check';
  const flags = (old: { readonly isNotTrusted: boolean }): { readonly isDisabled: boolean; readonly isNotTrusted: boolean } =>
    ({ isDisabled: !action.isEnabled, isNotTrusted: action.isEnabled ? old.isNotTrusted && !isValidated : true });
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

function chosenConstraints(table: TableDefinition, names: Toggle['names']): ReadonlySet<number> {
  const constraints = constraintsOf(table);
  const isSwitch = (kind: string): boolean => kind === 'CHECK' || kind === 'FOREIGN_KEY';
  if (names === 'all') return new Set(constraints.filter(({ kind }) => isSwitch(kind)).map(({ objectId }) => objectId));
  return new Set(names.map(({ name }) => {
    const constraint = constraints.find((candidate) => sameName(candidate.name, name));
    if (!constraint) throw withFollower(raise(Messages.ConstraintMissing, { constraint: name }), raise(Messages.CouldNotToggleConstraint, {}));
    if (!isSwitch(constraint.kind)) throw withFollower(raise(Messages.CannotToggle, { constraint: name }), raise(Messages.CouldNotToggleConstraint, {}));
    return constraint.objectId;
  }));
}

/** ALTER TABLE ... ENABLE or DISABLE TRIGGER; raises 4920. */
export function toggleTableTriggers(ddl: DdlContext, target: TargetTable, action: Extract<AlterTableAction, { kind: 'toggle-trigger' }>): void {
  const triggers = target.database.catalog.triggersOf(target.table.objectId);
  const chosen = action.names === 'all' ? triggers : action.names.map(({ name }) => {
    const trigger = triggers.find((candidate) => sameName(candidate.name, name));
    if (!trigger) throw raise(Messages.AlterTriggerMissing, { trigger: name, table: target.table.name });
    return trigger;
  });
  setTriggers(ddl, target.database, chosen, action.isEnabled);
}

/** ENABLE or DISABLE TRIGGER ... ON; raises 1088. */
export function toggleTriggers(ddl: DdlContext, statement: ToggleTrigger): void {
  if (!statement.table) return toggleDatabaseTriggers(ddl, statement);
  const found = findObject(ddl, statement.table);
  if (!found || (found.object.kind !== 'table' && found.object.kind !== 'view')) throw raise(Messages.IdentityInsertNotFound, { table: written(statement.table) });
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const triggers = found.database.catalog.triggersOf(found.object.objectId);
  const chosen = statement.names === 'all' ? triggers : statement.names.map((name) => {
    const trigger = triggers.find((candidate) => sameName(candidate.name, partsOf(name).name));
    if (!trigger) throw raise(Messages.IdentityInsertNotFound, { table: written(name) });
    return trigger;
  });
  setTriggers(ddl, found.database, chosen, statement.isEnabled);
}

function setTriggers(ddl: DdlContext, database: Database, triggers: readonly TriggerDefinition[], isEnabled: boolean): void {
  for (const trigger of triggers) if (trigger.isDisabled === isEnabled) replaceObject(ddl, database, trigger, { ...trigger, isDisabled: !isEnabled });
}
