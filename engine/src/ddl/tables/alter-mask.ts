// ALTER TABLE ... ALTER COLUMN ... ADD MASKED and DROP MASKED.
import { findColumn } from '../../catalog/columns';
import type { Column } from '../../catalog/definitions';
import { indexedViewsOver } from '../../catalog/indexed-view';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import { columnToAlter } from './alter-column';
import { dependencyError, dependentsOf } from './column-dependents';
import type { DdlContext } from '../objects/ddl-context';
import { readMask } from './mask-function';
import { replaceDefinition, type TargetTable } from '../objects/table-change';
import { historyTarget } from './temporal-columns';

type ColumnMaskAction = Extract<AlterTableAction, { kind: 'alter-column-mask' }>;

/** ALTER COLUMN ... ADD or DROP MASKED. Raises 4928, 5074 with 4922, 16007 and what readMask raises. */
export function alterColumnMask(ddl: DdlContext, target: TargetTable, { column: { name }, mask }: ColumnMaskAction): void {
  const column = columnToAlter(target, name);
  if (column.computed) throw raise(Messages.CannotAlterColumn, { column: column.name, kind: 'COMPUTED' });
  if (mask === undefined && !column.mask) throw raise(Messages.NotMasked, { column: column.name });
  const [view] = indexedViewsOver(target.database.catalog, target.table.objectId);
  if (mask !== undefined && view) throw notSupported('masks on a table that an indexed view reads');
  const made = mask === undefined ? undefined : readMask(mask, column);
  const dependents = dependentsOf(target.database.catalog, target.table, column, target.site.bind).filter(({ role }) => role === 'computed');
  if (dependents.length > 0) throw dependencyError('ALTER TABLE ALTER COLUMN', column, dependents);
  const withMask = (at: TargetTable, own: Column): void =>
    replaceDefinition(ddl, at, { ...at.table, columns: at.table.columns.map((other) => (other === own ? { ...own, mask: made } : other)) });
  withMask(target, column);
  const history = historyTarget(ddl, target);
  const kept = history && findColumn(history.table, column.name, history.database.catalog.names);
  if (history && kept) withMask(history, kept);
}
