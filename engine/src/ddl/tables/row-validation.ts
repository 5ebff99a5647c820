// Do the rows that are there obey a constraint? 547 with ALTER TABLE as its verb.
import type { CheckConstraint, ForeignKey, TableDefinition } from '../../catalog/definitions';
import { EngineBug } from '../../errors/engine-bug';
import { compileExpression } from '../../exec/compile-expression';
import { checkConflict, foreignKeyConflict } from '../../exec/dml/conflicts';
import { findCheckViolation, findForeignKeyViolation } from '../../exec/dml/constraints';
import type { DdlContext } from '../objects/ddl-context';
import { bindOver } from '../objects/bind-over-table';
import { handleOf, type TargetTable } from '../objects/table-change';

const VERB = 'ALTER TABLE';

/** Raises 547 if a row fails the condition. */
export function validateCheck(ddl: DdlContext, target: TargetTable, table: TableDefinition, check: CheckConstraint): void {
  const handle = handleOf(ddl, target, table);
  const condition = compileExpression(bindOver(check.definition, table, target.site.bind));
  if (!findCheckViolation({ table: handle, condition }, ddl.execution)) return;
  throw checkConflict(VERB, handle, { name: check.name, columnName: table.columns.find((column) => column.columnId === check.columnId)?.name });
}

/** Raises 547 if a row has no parent. */
export function validateForeignKey(ddl: DdlContext, target: TargetTable, table: TableDefinition, foreignKey: ForeignKey): void {
  const referenced = foreignKey.referencedObjectId === table.objectId ? table : target.database.catalog.table(foreignKey.referencedObjectId);
  if (!referenced) throw new EngineBug(`the table that ${foreignKey.name} references is gone`);
  const parent = handleOf(ddl, target, referenced);
  const violation = findForeignKeyViolation({ child: handleOf(ddl, target, table), foreignKey, parent }, ddl.execution);
  if (violation) throw foreignKeyConflict(VERB, table, foreignKey, parent);
}
