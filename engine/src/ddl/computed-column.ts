// Computed columns: their type comes from their expression over the table's other columns.
import { isDeterministic } from '../binder/determinism';
import type { Column } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { ColumnDefinition } from '../syntax/ast/ddl';
import { printDefinition } from '../syntax/print';
import { bindOver, callsUserFunction, columnsUsed } from './bind-over-table';
import type { ColumnOrder } from './column-builder';
import { callsXmlMethod, forbidSubqueries } from './expression-tree';
import { notCreated } from './named-objects';
import type { TableSite } from './table-site';

/** A computed column over `columns`, the table's columns as far as they are known. Raises 1711, 1759, 4936, 8183. */
export function buildComputedColumn(site: TableSite, definition: ColumnDefinition, { columnId, isInPrimaryKey }: Pick<ColumnOrder, 'columnId' | 'isInPrimaryKey'>, columns: readonly Column[]): Column {
  const { computed, name: { name } } = definition;
  if (!computed) throw raise(Messages.SyntaxNear, { token: name });
  forbidSubqueries(computed.expression);
  if (callsXmlMethod(computed.expression)) throw xmlInComputed(site, name);
  const bound = bindOver(computed.expression, { name: site.name, columns }, site.bind);
  const used = columnsUsed(bound, columns);
  const other = used.find((column) => column.computed);
  if (other) throw raise(Messages.ComputedInComputed, { column: other.name, table: site.name });
  const isSteady = isDeterministic(bound);
  if (computed.isPersisted && callsUserFunction(bound)) throw notSupported('a persisted computed column over a user-defined function');
  if (computed.isPersisted && !isSteady) throw raise(Messages.ComputedNotPersistable, { column: name, table: site.name });
  if (definition.default || (definition.isNullable !== undefined && !computed.isPersisted)) throw raise(Messages.ComputedMustBePersisted, {});
  if (isInPrimaryKey && !computed.isPersisted && bound.isNullable) throw notCreated(raise(Messages.PrimaryKeyComputed, { column: name, table: site.name }));
  return {
    columnId, name, type: bound.type, isNullable: definition.isNullable ?? (bound.isNullable && !isInPrimaryKey),
    computed: { definition: printDefinition(computed.expression), isPersisted: computed.isPersisted, isDeterministic: isSteady },
    isRowGuid: false, isHidden: false, isSparse: false,
  };
}

function xmlInComputed({ name: table, isVariable, isAltered }: TableSite, column: string): Error {
  return raise(isVariable ? Messages.XmlInComputedOfVariable : Messages.XmlInComputed, { column, table, statement: isAltered ? 'ALTER TABLE' : 'CREATE TABLE' });
}
