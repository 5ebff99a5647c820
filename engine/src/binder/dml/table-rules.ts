// A target table's own rules, bound over its columns: checks, computed columns, defaults.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { isKept } from '../../catalog/kept-columns';
import type { Expression } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import type { TableRef } from '../../plan/node';
import { columnsOf } from '../../plan/rewrite';
import type { ColumnAssignment, OutputPlan, TargetShape } from '../../plan/statement';
import { insideBody, type Environment } from '../environment';
import { constant, isNullLiteral } from '../expression/conversion';
import { bindBlocks } from '../from/row-security';
import { bindConditionOverTable, bindOverTable, guardedTable } from '../from/scan';
import { noteInside } from '../object-use';
import { parsedExpression } from '../parsed-text';
import { makeScope } from '../scope';

/** The table a statement writes to, as far as its rules need it. */
export interface RuledTable { readonly definition: TableDefinition; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string }

/** What a statement looks at of the rows that it writes: the check of a view, the rows of OUTPUT. */
export interface Looks { readonly viewCheck?: BoundExpression; readonly outputs?: readonly OutputPlan[] }

/** bindShape with the block predicates of the table, for a statement's own target. What cascades do is not for them to judge. */
export function bindTarget(table: RuledTable & { readonly ref: TableRef }, env: Environment, looks: Looks = {}): TargetShape {
  const shape = bindShape(table, env, looks);
  const blocks = table.ref.kind !== 'base' || table.definition.isTemporary ? [] : bindBlocks(guardedTable(table), env);
  return blocks.length > 0 ? { ...shape, blocks } : shape;
}

/** Checks and computed columns of a table. Of those that no row keeps, only what the statement itself looks at is worked out. */
export function bindShape(table: RuledTable, env: Environment, { viewCheck, outputs = [] }: Looks = {}): TargetShape {
  const { definition, databaseId, databaseName, schemaName } = table;
  const inside = <T>(work: () => T): T => noteInside(env.context.uses, { databaseId, objectId: definition.objectId }, work);
  const checks = inside(() => definition.checks.filter((c) => !c.isDisabled).map((c) => {
    const columnName = definition.columns.find((x) => x.columnId === c.columnId)?.name;
    const condition = bindConditionOverTable(c.definition, definition, env, databaseId);
    return { name: c.name, condition, ordinals: [...columnsOf(condition)], ...(columnName === undefined ? {} : { columnName }) };
  }));
  const seen = new Set([...outputs.flatMap((output) => output.expressions), ...(viewCheck ? [viewCheck] : [])].flatMap((expression) => [...columnsOf(expression)]));
  const computed = inside(() => definition.columns.flatMap((c, ordinal): readonly ColumnAssignment[] =>
    (c.computed && (isKept(definition, c) || seen.has(ordinal)) ? [{ ordinal, value: bindOverTable(c.computed.definition, definition, env, databaseId) }] : [])));
  return { databaseName, schemaName, checks, computed, ...(viewCheck ? { viewCheck } : {}) };
}

const isPlainCall = (tree: Expression): boolean => (tree.kind === 'parenthesized' ? isPlainCall(tree.operand) : tree.kind === 'call' && tree.args.length === 0);

/** The expression of a column's default. Raises 302 for NEWSEQUENTIALID() where it is not the whole of it. */
export const bindDefaultTree = (tree: Expression, { type }: Column, env: Environment): BoundExpression =>
  env.services.bindValue(tree, { ...env, takesSequentialId: type.name === 'uniqueidentifier' && isPlainCall(tree) }, makeScope(undefined, [], []));

/** A column's bound default; undefined where it has none. DEFAULT NULL is a NULL of the column's type. */
export function bindColumnDefault(column: Column, env: Environment, databaseId: number): BoundExpression | undefined {
  if (!column.default) return undefined;
  const inside = insideBody(env, databaseId);
  const bound = bindDefaultTree(parsedExpression(column.default.definition, inside.context), column, inside);
  return isNullLiteral(bound) ? constant(null, column.type) : bound;
}

/** What DEFAULT means for a column: its default, or NULL. */
export const defaultValue = (column: Column, env: Environment, databaseId: number): BoundExpression =>
  bindColumnDefault(column, env, databaseId) ?? constant(null, column.type);

/** Defaults of every column that has one and is not assigned; the engine itself fills periods. */
export function remainingDefaults(table: RuledTable, assigned: ReadonlySet<number>, env: Environment): readonly ColumnAssignment[] {
  const { databaseId, definition } = table;
  return noteInside(env.context.uses, { databaseId, objectId: definition.objectId }, () => definition.columns.flatMap((column, ordinal): readonly ColumnAssignment[] => {
    const value = assigned.has(ordinal) || column.computed || column.generated || column.identity ? undefined : bindColumnDefault(column, env, databaseId);
    return value ? [{ ordinal, value }] : [];
  }));
}
