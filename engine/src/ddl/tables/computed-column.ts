// Computed columns: their type comes from their expression over the table's other columns.
import { isDeterministic } from '../../binder/determinism';
import { refuseDrawsInBody } from '../../binder/sequence-draws';
import { mayFail } from '../../plan/fallible';
import type { Column } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { ColumnDefinition } from '../../syntax/ast/ddl';
import { walkExpression } from '../../plan/rewrite';
import { isApproximate } from '../../types/sql-type';
import { printDefinition } from '../../syntax/print';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import type { ColumnOrder } from './column-builder';
import { callsXmlMethod, forbidSubqueries } from '../objects/expression-tree';
import { determinismIn } from '../objects/function-determinism';
import { notCreated } from '../objects/named-objects';
import type { TableSite } from '../objects/table-site';

/** True if its value may be kept in the row. */
const isSteadyOver = (bound: BoundExpression, site: TableSite): boolean => isDeterministic(bound, determinismIn(bound, site.database) === 'deterministic');

function isImprecise(bound: BoundExpression): boolean {
  let isFound = false;
  walkExpression(bound, ({ type }) => { isFound ||= isApproximate(type); });
  return isFound;
}

function obstacle(bound: BoundExpression, site: TableSite): Pick<NonNullable<Column['computed']>, 'obstacle'> {
  const functions = determinismIn(bound, site.database);
  return isDeterministic(bound, true) && (functions === 'reads data' || functions === 'unknown') ? { obstacle: functions } : {};
}

/** Raises 4936 for what is not deterministic, 4934 for what reads tables. */
export function requirePersistable(bound: BoundExpression, site: TableSite, column: string): void {
  const functions = determinismIn(bound, site.database);
  if (functions === 'unknown') throw notSupported('a persisted computed column over a function that may depend on settings (it converts to or from dates)');
  if (!isDeterministic(bound, functions !== 'nondeterministic')) throw raise(Messages.ComputedNotPersistable, { column, table: site.name });
  if (functions === 'reads data') throw raise(Messages.ComputedReadsData, { column, table: site.name });
}

/** A computed column over `columns`, the table's columns as far as they are known. Raises 1711, 1759, 4934, 4936, 8183, 11719. */
export function buildComputedColumn(site: TableSite, definition: ColumnDefinition, { columnId, isInPrimaryKey }: Pick<ColumnOrder, 'columnId' | 'isInPrimaryKey'>, columns: readonly Column[]): Column {
  const { computed, name: { name } } = definition;
  if (!computed) throw raise(Messages.SyntaxNear, { token: name });
  forbidSubqueries(computed.expression);
  refuseDrawsInBody(computed.expression);
  if (callsXmlMethod(computed.expression)) throw xmlInComputed(site, name);
  const bound = bindOver(computed.expression, { name: site.name, columns }, site.bind);
  const used = columnsUsed(bound, columns);
  const other = used.find((column) => column.computed);
  if (other) throw raise(Messages.ComputedInComputed, { column: other.name, table: site.name });
  const isSteady = isSteadyOver(bound, site);
  if (computed.isPersisted) requirePersistable(bound, site, name);
  if (definition.default) throw raise(Messages.ComputedMustBePersisted, {});
  if (isInPrimaryKey && !computed.isPersisted && bound.isNullable) throw notCreated(raise(Messages.PrimaryKeyComputed, { column: name, table: site.name }));
  return {
    columnId, name, type: bound.type, isNullable: definition.isNullable ?? (bound.isNullable && !isInPrimaryKey),
    computed: { definition: printDefinition(computed.expression), isPersisted: computed.isPersisted, isDeterministic: isSteady, ...(mayFail(bound) ? { mayFail: true } : {}), ...(isImprecise(bound) ? { isImprecise: true } : {}), ...obstacle(bound, site) },
    isRowGuid: false, isHidden: false, isSparse: false,
  };
}

function xmlInComputed({ name: table, isVariable, alteredAs }: TableSite, column: string): Error {
  return raise(isVariable ? Messages.XmlInComputedOfVariable : Messages.XmlInComputed, { column, table, statement: alteredAs !== undefined ? 'ALTER TABLE' : 'CREATE TABLE' });
}
