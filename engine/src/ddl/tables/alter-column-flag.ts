// ALTER TABLE ... ALTER COLUMN ... ADD and DROP of the flags of a column: ROWGUIDCOL, PERSISTED, HIDDEN, SPARSE.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import { columnToAlter } from './alter-column';
import { bindOver } from '../objects/bind-over-table';
import { requireSparse } from './column-builder';
import { requireColumnstoreColumns } from '../indexes/columnstore';
import { requireNoCompression } from '../indexes/compression';
import { requirePersistable } from './computed-column';
import type { DdlContext } from '../objects/ddl-context';
import { replaceDefinition, type TargetTable } from '../objects/table-change';

type ColumnFlag = Extract<AlterTableAction, { kind: 'alter-column-flag' }>;

/** ALTER COLUMN ... ADD or DROP of a flag. */
export function alterColumnFlag(ddl: DdlContext, target: TargetTable, { column: { name }, flag, isAdd }: ColumnFlag): void {
  const column = columnToAlter(target, name);
  const after = withFlag(target, column, flag, isAdd);
  requireSparse(after, target.table.name);
  const changed = { ...target.table, columns: target.table.columns.map((other) => (other === column ? after : other)) };
  requireColumnstoreColumns(changed);
  replaceDefinition(ddl, target, changed);
}

function withFlag(target: TargetTable, column: Column, flag: ColumnFlag['flag'], isAdd: boolean): Column {
  switch (flag) {
    case 'rowguidcol': return withRowGuid(target.table, column, isAdd);
    case 'sparse':
      if (isAdd) requireNoCompression(target.table);
      return { ...column, isSparse: isAdd };
    case 'hidden':
      if (!column.generated) throw notSupported('HIDDEN on a column that belongs to no period');
      return { ...column, isHidden: isAdd };
    case 'persisted':
      if (!column.computed) throw raise(Messages.CannotAlterColumn, { column: column.name, kind: 'not a computed column' });
      if (isAdd) requirePersistable(bindOver(column.computed.definition, target.table, target.site.bind), target.site, column.name);
      return { ...column, computed: { ...column.computed, isPersisted: isAdd } };
  }
}

function withRowGuid({ name: table, columns }: TableDefinition, column: Column, isAdd: boolean): Column {
  if (isAdd && column.type.name !== 'uniqueidentifier') throw raise(Messages.RowGuidType, {});
  if (isAdd && columns.some((other) => other.isRowGuid)) throw raise(Messages.SecondRowGuid, { table });
  if (!isAdd && !column.isRowGuid) throw raise(Messages.NoRowGuid, { table });
  return { ...column, isRowGuid: isAdd };
}
