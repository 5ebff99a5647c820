// CHECK constraints as definitions: bound for their errors, kept as canonical text with the columns they use.
import { refuseDrawsInBody } from '../../binder/sequence-draws';
import { findColumn } from '../../catalog/columns';
import type { CheckConstraint, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TableConstraint } from '../../syntax/ast/ddl';
import { printDefinition } from '../../syntax/print';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import { callsXmlMethod } from '../objects/expression-tree';
import { notCreated } from '../objects/named-objects';
import { generatedName } from '../objects/object-ids';
import type { TableSite } from '../objects/table-site';

type Check = Extract<TableConstraint, { kind: 'check' }>;

/** A CHECK constraint; `beside` is the column it was written behind. Raises 1764 for computed columns that are not persisted, 8141, 1046, 11719. */
export function buildCheck(site: TableSite, table: TableDefinition, check: Check, beside: string | undefined): CheckConstraint {
  refuseDrawsInBody(check.condition);
  if (callsXmlMethod(check.condition)) throw notCreated(raise(Messages.XmlInCheck, { table: table.name }));
  const used = columnsUsed(bindOver(check.condition, table, site.bind), table.columns);
  const own = beside === undefined ? undefined : findColumn(table, beside, site.database.catalog.names);
  const unsaved = used.find((column) => column.computed && !column.computed.isPersisted);
  if (unsaved) throw notCreated(raise(Messages.ComputedNotPersisted, { column: unsaved.name, table: table.name, use: 'CHECK CONSTRAINT' }), 0);
  if (own && used.some((column) => column.columnId !== own.columnId)) throw notCreated(raise(Messages.CheckOtherColumn, { column: own.name, table: table.name }));
  const objectId = site.newObjectId();
  // SQL Server files a condition over one column under that column, wherever it was written: 547 names it.
  const columnId = used.length === 1 ? used[0]?.columnId : own?.columnId;
  return {
    objectId, name: check.name?.name ?? generatedName('CK', table.name, own?.name, objectId), definition: printDefinition(check.condition), isSystemNamed: check.name === undefined,
    isDisabled: false, isNotTrusted: check.notForReplication, isNotForReplication: check.notForReplication, ...(columnId === undefined ? {} : { columnId }), usedColumnIds: used.map((column) => column.columnId), createdAt: site.ddl.now,
  };
}
