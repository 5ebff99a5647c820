// The binder's front door: statements and lone expressions to plans. Wires the parts that need each other.
import type { Expression } from '../syntax/ast/expression';
import type { SelectStatement } from '../syntax/ast/query';
import type { DeleteStatement, InsertStatement, MergeStatement, UpdateStatement } from '../syntax/ast/statement';
import type { BoundExpression } from '../plan/expression';
import type { OutputColumn } from '../plan/node';
import type { DeletePlan, InsertPlan, MergePlan, SelectPlan, UpdatePlan } from '../plan/statement';
import type { BindContext } from './bind-context';
import { bindInsertStatement } from './dml/insert';
import { bindMergeStatement } from './dml/merge';
import { bindDeleteStatement, bindUpdateStatement } from './dml/update-delete';
import { expressionsIn } from './expression/bind-expression';
import { maskedDml, maskedSelect, maskedValue } from './masking';
import { makeScope, scopeTable } from './scope';
import { checkDrawsOfValue, checkSequenceDraws } from './sequence-draws';
import { requireHints } from './statement-hints';
import { environmentOf } from './services';
import { bindSelectStatement } from './select/bind-query';

function checked<S extends Parameters<typeof checkSequenceDraws>[0]>(statement: S): S {
  checkSequenceDraws(statement);
  return statement;
}

/** The plan, once it is clear that the statement's hints let there be one. */
function hinted<P>(plan: P, ...of: Parameters<typeof requireHints>): P {
  requireHints(...of);
  return plan;
}

/** A SELECT's plan. */
export const bindSelect = (statement: SelectStatement, context: BindContext): SelectPlan => hinted(maskedSelect(bindSelectStatement(checked(statement), environmentOf(context))), statement, context);
/** An INSERT's plan; for INSERT ... EXEC use bindInsertTarget. */
export const bindInsert = (statement: InsertStatement, context: BindContext): InsertPlan => hinted(maskedDml(bindInsertStatement(checked(statement), environmentOf(context)), context), statement, context);
/** The plan of an INSERT whose rows come from elsewhere: its source is the CTE reference -1 over the columns. */
export const bindInsertTarget = (statement: InsertStatement, context: BindContext, columns: readonly OutputColumn[], nulls: 'kept' | 'default' = 'kept'): InsertPlan =>
  maskedDml(bindInsertStatement(statement, environmentOf(context), { columns, nulls }), context);
/** An UPDATE's plan. */
export const bindUpdate = (statement: UpdateStatement, context: BindContext): UpdatePlan => hinted(maskedDml(bindUpdateStatement(checked(statement), environmentOf(context)), context), statement, context);
/** A DELETE's plan. */
export const bindDelete = (statement: DeleteStatement, context: BindContext): DeletePlan => hinted(maskedDml(bindDeleteStatement(checked(statement), environmentOf(context)), context), statement, context);
/** A MERGE's plan. */
export const bindMerge = (statement: MergeStatement, context: BindContext): MergePlan => hinted(maskedDml(bindMergeStatement(checked(statement), environmentOf(context)), context), statement, context);

function checkedValue(expression: Expression): Expression {
  checkDrawsOfValue(expression);
  return expression;
}

const rowScope = (row: readonly OutputColumn[]): ReturnType<typeof makeScope> => makeScope(undefined, row, row.length === 0 ? [] : [scopeTable('', row)]);

/** A value outside any query (SET, PRINT, an argument), or over `row`; subqueries are allowed. */
export const bindScalar = (expression: Expression, context: BindContext, row: readonly OutputColumn[] = []): BoundExpression =>
  maskedValue(expressionsIn(environmentOf(context), rowScope(row), 'other').bind(checkedValue(expression)));

/** A condition outside any query (IF, WHILE), or over `row`; raises 4145 for a value. */
export const bindPredicate = (expression: Expression, context: BindContext, row: readonly OutputColumn[] = []): BoundExpression =>
  expressionsIn(environmentOf(context), rowScope(row), 'other').predicate(expression);

export { unknownTable } from './environment';
export { bindDataType } from './expression/data-type';
