// A target table's own rules, bound over its columns: checks, computed columns, defaults.
import type { Column, TableDefinition } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import type { ColumnAssignment, TargetShape } from '../../plan/statement';
import { insideBody, type Environment } from '../environment';
import { constant, isNullLiteral } from '../expression/conversion';
import { bindConditionOverTable, bindOverTable } from '../from/scan';
import { parsedExpression } from '../parsed-text';
import { makeScope } from '../scope';

/** The table a statement writes to, as far as its rules need it. */
export interface RuledTable { readonly definition: TableDefinition; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string }

/** Checks and computed columns of a table. */
export function bindShape(table: RuledTable, env: Environment, viewCheck?: BoundExpression): TargetShape {
  const { definition, databaseId, databaseName, schemaName } = table;
  const checks = definition.checks.filter((c) => !c.isDisabled).map((c) => {
    const columnName = definition.columns.find((x) => x.columnId === c.columnId)?.name;
    return { name: c.name, condition: bindConditionOverTable(c.definition, definition, env, databaseId), ...(columnName === undefined ? {} : { columnName }) };
  });
  const computed = definition.columns.flatMap((c, ordinal): readonly ColumnAssignment[] =>
    (c.computed?.isDeterministic ? [{ ordinal, value: bindOverTable(c.computed.definition, definition, env, databaseId) }] : []));
  return { databaseName, schemaName, tableName: definition.name, checks, computed, ...(viewCheck ? { viewCheck } : {}) };
}

/** A column's bound default; undefined where it has none. DEFAULT NULL is a NULL of the column's type. */
export function bindColumnDefault(column: Column, env: Environment, databaseId: number): BoundExpression | undefined {
  if (!column.default) return undefined;
  const inside = insideBody(env, databaseId);
  const bound = inside.services.bindValue(parsedExpression(column.default.definition, inside.context), inside, makeScope(undefined, [], []));
  return isNullLiteral(bound) ? constant(null, column.type) : bound;
}

/** What DEFAULT means for a column: its default, or NULL. */
export const defaultValue = (column: Column, env: Environment, databaseId: number): BoundExpression =>
  bindColumnDefault(column, env, databaseId) ?? constant(null, column.type);

/** Defaults of every column that has one and is not assigned; the engine itself fills periods. */
export function remainingDefaults(table: RuledTable, assigned: ReadonlySet<number>, env: Environment): readonly ColumnAssignment[] {
  return table.definition.columns.flatMap((column, ordinal): readonly ColumnAssignment[] => {
    const value = assigned.has(ordinal) || column.computed || column.generated || column.identity ? undefined : bindColumnDefault(column, env, table.databaseId);
    return value ? [{ ordinal, value }] : [];
  });
}
