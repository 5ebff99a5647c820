// What DDL and foreign keys need bound of a table alone: checks, computed columns, defaults, filters.
import type { Column, TableDefinition } from '../catalog/definitions';
import type { Expression } from '../syntax/ast/expression';
import type { BoundExpression } from '../plan/expression';
import type { TargetShape } from '../plan/statement';
import type { BindContext, ResolvedTable } from './bind-context';
import { bindColumnDefault, bindDefaultTree, bindShape } from './dml/table-rules';
import { expressionsIn } from './expression/bind-expression';
import { isConditionTree } from './expression/predicates';
import { bindPredicate } from './from/row-security';
import { bindIndexFilters, columnsOfTable, guardedTable } from './from/scan';
import { parsedExpression } from './parsed-text';
import { makeScope, scopeTable } from './scope';
import { checkDrawsOfValue } from './sequence-draws';
import { environmentOf } from './services';

type BaseTable = Extract<ResolvedTable, { kind: 'table' }>;

/** Binds a value or a condition over a table's own row (column i is `columns[i]`); subqueries raise 1046. `tableName` may prefix its columns. */
export function bindColumnExpression(source: string | Expression, columns: readonly Column[], context: BindContext, tableName = ''): BoundExpression {
  const tree = typeof source === 'string' ? parsedExpression(source, context) : source;
  const row = columnsOfTable(columns);
  const b = expressionsIn(environmentOf(context), makeScope(undefined, row, [scopeTable(tableName, row)]), 'check');
  return isConditionTree(tree) ? b.predicate(tree) : b.bind(tree);
}

/** A table's checks, computed columns and names. */
export const bindTargetShape = (table: BaseTable, context: BindContext): TargetShape => bindShape(table, environmentOf(context));

/** The predicates of a table's filtered indexes by index id, over its row. */
export const bindFilters = (table: BaseTable, context: BindContext): ReadonlyMap<number, BoundExpression> =>
  bindIndexFilters(table.definition, environmentOf(context), table.databaseId);

/** A column's default as an expression over no row; undefined where it has none. */
export const bindDefault = (column: Column, context: BindContext, databaseId = context.databaseId): BoundExpression | undefined =>
  bindColumnDefault(column, environmentOf(context), databaseId);

/** The expression that a column is to have for its default. */
export function bindNewDefault(expression: Expression, column: Column, context: BindContext): BoundExpression {
  checkDrawsOfValue(expression);
  return bindDefaultTree(expression, column, environmentOf(context));
}

/** What a security predicate is over, and the schema of its policy. */
export interface PredicateSite { readonly table: TableDefinition; readonly schemaId: number; readonly databaseName: string; readonly schemaName: string }

/** Raises what the call of a security predicate's function raises over a row of the table. */
export function requirePredicate(definition: string, { table, schemaId, databaseName, schemaName }: PredicateSite, context: BindContext): void {
  const guarded = guardedTable({ definition: table, databaseId: context.databaseId, databaseName, schemaName });
  bindPredicate({ definition }, { guarded, schemaId }, environmentOf(context));
}
