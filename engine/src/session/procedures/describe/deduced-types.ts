// Which type an undeclared parameter has by the place where it stands (sp_describe_undeclared_parameters (Transact-SQL), Parameter Selection Algorithm).
// Reads bound statements in which such a parameter is a NULL that knows its name. Places of which the algorithm tells no type are refused.
import type { Column, Parameter } from '../../../catalog/definitions';
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import { isValueArgument, type BoundExpression, type UserFunctionExpression } from '../../../plan/expression';
import type { PlanNode, TableRef } from '../../../plan/node';
import { mapNode, mapOperands } from '../../../plan/rewrite';
import type { ColumnAssignment, DmlPlan, InsertPlan, SelectPlan } from '../../../plan/statement';
import type { SqlType } from '../../../types/sql-type';
import { foldName } from '../../../types/text/collation';
import { typeOfOperand } from './operand-type';

/** What is known of a parameter. `formalName`: the parameter of a module that it is given for. */
export interface Deduction { readonly type: SqlType; readonly userTypeId?: number; readonly formalName?: string; readonly isOutput?: boolean }

/** What statements are looked up in, and what was found, by folded name. */
export interface Deductions {
  readonly found: Map<string, Deduction>;
  columnsOf(target: TableRef): readonly Column[];
  parametersOf(databaseId: number, objectId: number): readonly Parameter[];
}

/** The error of a place that says nothing of a parameter's type. */
export const notDeduced = (name: string): Error => notSupported(`deducing the type of ${name} where it stands`);

/** The parameter that an expression is, through implicit conversions. */
function parameterIn(e: BoundExpression): string | undefined {
  if (e.kind === 'convert' && e.isImplicit) return parameterIn(e.operand);
  return e.kind === 'constant' ? e.parameter : undefined;
}

/** The parameters that an expression has as operands: what it is depends on them. */
function openParameters(e: BoundExpression): readonly string[] {
  switch (e.kind) {
    case 'arithmetic': case 'concat': return [...openParameters(e.left), ...openParameters(e.right)];
    case 'negate': return openParameters(e.operand);
    case 'convert': return e.isImplicit ? openParameters(e.operand) : [];
    case 'constant': return e.parameter === undefined ? [] : [e.parameter];
    default: return [];
  }
}

/** Deduces the parameters in an expression. `target`: what its value is assigned to or compared with. Raises 11503 and 11507. */
function deduceIn(e: BoundExpression, target: Deduction | undefined, at: Deductions): void {
  switch (e.kind) {
    case 'constant':
      if (e.parameter === undefined) return;
      if (!target) throw notDeduced(e.parameter);
      at.found.set(foldName(e.parameter), target);
      return;
    case 'compare': return deduceSides(e.left, e.right, e.operator === '=' || e.operator === '<>', at);
    case 'in-list': return e.items.forEach((item) => deduceSides(e.operand, item, true, at));
    case 'convert': return deduceIn(e.operand, e.isImplicit ? target : { type: e.type }, at);
    case 'user-function': return deduceArguments(e, at);
    case 'arithmetic': case 'concat': case 'negate': return deduceOperand(e, target, at);
    default: mapOperands(e, (operand) => { deduceOwn(operand, at); return operand; }, (plan) => { deducePlan(plan, at); return plan; });
  }
}

/** An operand of anything else: parameters within functions and conditions below it have places of their own. */
function deduceOwn(operand: BoundExpression, at: Deductions): void {
  const [name] = openParameters(operand);
  if (name !== undefined) throw notDeduced(name);
  deduceIn(operand, undefined, at);
}

function deduceSides(left: BoundExpression, right: BoundExpression, isEquality: boolean, at: Deductions): void {
  requireOne([...openParameters(left), ...openParameters(right)]);
  for (const [side, other] of [[left, right], [right, left]] as const) {
    const target = { type: ownType(other) };
    if (parameterIn(side) !== undefined && !isEquality) deduceOperand(side, target, at);
    else deduceIn(side, target, at);
  }
}

/** The type of an expression before it is brought to another. */
const ownType = (e: BoundExpression): SqlType => (e.kind === 'convert' && e.isImplicit ? ownType(e.operand) : e.type);

function requireOne([first, second]: readonly string[]): void {
  if (first !== undefined && second !== undefined) throw raise(Messages.ParameterBesideParameter, { first, second });
}

/** A parameter within arithmetic, or beside <, >, <= and >=: the type that asks for the least conversion. */
function deduceOperand(e: BoundExpression, target: Deduction | undefined, at: Deductions): void {
  const open = openParameters(e);
  requireOne(open);
  const [name] = open;
  if (name !== undefined) at.found.set(foldName(name), { type: typeOfOperand(e, name, target?.type) });
  eachLeaf(e, (leaf) => { if (parameterIn(leaf) === undefined) deduceIn(leaf, undefined, at); });
}

function eachLeaf(e: BoundExpression, visit: (leaf: BoundExpression) => void): void {
  if (e.kind === 'arithmetic' || e.kind === 'concat') [e.left, e.right].forEach((side) => eachLeaf(side, visit));
  else if (e.kind === 'negate' || (e.kind === 'convert' && e.isImplicit)) eachLeaf(e.operand, visit);
  else visit(e);
}

function deduceArguments({ databaseId, objectId, args }: UserFunctionExpression, at: Deductions): void {
  const parameters = at.parametersOf(databaseId, objectId);
  args.forEach((argument, i) => {
    const parameter = parameters[i];
    if (parameter && isValueArgument(argument)) deduceIn(argument, targetOf(parameter), at);
  });
}

/** What an argument of a module is given for. */
export const targetOf = ({ name, type, userTypeId }: Parameter): Deduction => ({ type, formalName: name, ...(userTypeId === undefined ? {} : { userTypeId }) });

function deducePlan(plan: PlanNode, at: Deductions): void {
  if (plan.kind === 'top' && !plan.isPercent) {
    const name = parameterIn(plan.count);
    if (name !== undefined) at.found.set(foldName(name), { type: plan.count.type });
    else deduceOwn(plan.count, at);
    return deducePlan(plan.input, at);
  }
  if (plan.kind === 'table-function' && plan.user) {
    const { user } = plan;
    return deduceArguments({ kind: 'user-function', ...user, args: plan.args, type: { name: 'int' }, isNullable: true }, at);
  }
  mapNode(plan, (e) => { deduceIn(e, undefined, at); return e; }, (input) => { deducePlan(input, at); return input; });
}

/** Deduces the parameters of a query. */
export function deduceInSelect(plan: SelectPlan, at: Deductions): void {
  for (const { expression, type } of plan.assignments ?? []) deduceIn(expression, { type }, at);
  deducePlan(plan.node, at);
}

/** Deduces the parameters of an INSERT, UPDATE or DELETE. */
export function deduceInDml(plan: DmlPlan, at: Deductions): void {
  if (plan.kind === 'merge') throw notSupported('deducing the types of parameters in MERGE');
  if (plan.kind === 'insert') return deduceInInsert(plan, at);
  if (plan.kind === 'update') deduceAssignments(plan.assignments, plan.target, at);
  deducePlan(plan.source, at);
}

function deduceAssignments(assignments: readonly ColumnAssignment[], target: TableRef, at: Deductions): void {
  const columns = at.columnsOf(target);
  for (const { ordinal, value } of assignments) deduceIn(value, assigned(columns[ordinal]), at);
}

const assigned = (column: Column | undefined): Deduction | undefined =>
  column && { type: column.type, ...(column.userTypeId === undefined ? {} : { userTypeId: column.userTypeId }) };

/** VALUES: each cell is assigned to the column that takes it. */
function deduceInInsert({ source, assignments, target }: InsertPlan, at: Deductions): void {
  if (source.kind !== 'values') return deducePlan(source, at);
  const columns = at.columnsOf(target);
  for (const row of source.rows) row.forEach((cell, i) => deduceIn(cell, assigned(columns[assignments[i]?.ordinal ?? -1]), at));
}
