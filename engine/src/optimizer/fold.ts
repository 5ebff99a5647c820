// Light constant folding: conversions and comparisons of constants, comparisons with NULL, AND and OR with constants, arms of CASE that no row
// reaches. Never raises: what would fail is left to run.
import type { BoundExpression, ConstantExpression } from '../plan/expression';
import type { PlanNode } from '../plan/node';
import { comparator } from '../types/compare';
import { converter, dependsOnDateOrder, dependsOnRounding } from '../types/conversion/convert';
import { BIT, type SqlType } from '../types/sql-type';
import type { Value } from '../types/value';
import { conjunctsOf } from './conjuncts';

const truth = (value: 0 | 1 | null): BoundExpression => ({ kind: 'constant', value, type: BIT, isNullable: value === null });

function foldConvert(e: Extract<BoundExpression, { kind: 'convert' }>): BoundExpression {
  const { operand, type } = e;
  if (operand.kind !== 'constant' || !e.isImplicit || e.style) return e;
  if (operand.value === null) return { kind: 'constant', value: null, type, isNullable: true };
  try {
    const value = converter(operand.type, type, { isTry: e.isTry })(operand.value);
    // What loses digits is left to the session that runs the plan: NUMERIC_ROUNDABORT decides.
    if (dependsOnRounding(operand.type, type)) converter(operand.type, type, { roundAbort: true })(operand.value);
    return isReadOtherwise(operand, type, value) ? e : { kind: 'constant', value, type, isNullable: e.isTry };
  } catch {
    return e;
  }
}

const OTHERS = ['dmy', 'ymd', 'ydm', 'myd', 'dym', 'mdy Deutsch', 'mdy 日本語'] as const;

/** Whether the text is another date, or none, or the date another text under another DATEFORMAT or language: then the session that runs the plan decides. */
function isReadOtherwise(text: ConstantExpression, type: SqlType, value: Value): boolean {
  if (!dependsOnDateOrder(text.type, type)) return false;
  const compare = comparator(type);
  return OTHERS.some((dateOrder) => {
    const other = converter(text.type, type, { isTry: true, dateOrder })(text.value);
    return other === null || value === null ? other !== value : compare(other, value) !== 0;
  });
}

function holds(operator: Extract<BoundExpression, { kind: 'compare' }>['operator'], order: number): boolean {
  switch (operator) {
    case '=': return order === 0;
    case '<>': return order !== 0;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}

function foldCompare(e: Extract<BoundExpression, { kind: 'compare' }>): BoundExpression {
  const { left, right, operandType } = e;
  if ([left, right].some((side) => side.kind === 'constant' && side.value === null)) return truth(null);
  if (left.kind !== 'constant' || right.kind !== 'constant') return e;
  const [a, b]: [Value, Value] = [left.value, right.value];
  if (left.type.name !== operandType.name || right.type.name !== operandType.name) return e;
  return truth(holds(e.operator, comparator(operandType)(a, b)) ? 1 : 0);
}

function foldLogical(e: Extract<BoundExpression, { kind: 'logical' }>): BoundExpression {
  const [neutral, decisive] = e.operator === 'and' ? [1, 0] : [0, 1];
  const isConstant = (o: BoundExpression, value: number): boolean => o.kind === 'constant' && o.value === value;
  if (e.operands.some((o) => isConstant(o, decisive))) return truth(decisive as 0 | 1);
  const rest = e.operands.filter((o) => !isConstant(o, neutral));
  const [first] = rest;
  if (!first) return truth(neutral as 0 | 1);
  return rest.length === 1 ? first : rest.length === e.operands.length ? e : { ...e, operands: rest };
}

function foldCase(e: Extract<BoundExpression, { kind: 'case' }>): BoundExpression {
  const live = e.branches.filter(({ when }) => when.kind !== 'constant' || when.value === 1);
  const sure = live.find(({ when }) => when.kind === 'constant');
  const branches = sure ? live.slice(0, live.indexOf(sure)) : live;
  if (branches.length === e.branches.length) return e;
  const otherwise = sure ? sure.then : e.otherwise;
  return branches.length > 0 ? { ...e, branches, otherwise } : otherwise ?? { kind: 'constant', value: null, type: e.type, isNullable: true };
}

/** A condition that holds for no row. */
const isNeverTrue = (e: BoundExpression): boolean => e.kind === 'constant' && e.value !== 1;

/** A filter that one of its conditions lets no row through asks for nothing else. */
export const foldFilter = (plan: PlanNode): PlanNode =>
  (plan.kind === 'filter' && conjunctsOf(plan.predicate).some(isNeverTrue) ? { ...plan, predicate: truth(0) } : plan);

/** The expression, its operands already folded, as a constant where it is one. */
export function fold(e: BoundExpression): BoundExpression {
  switch (e.kind) {
    case 'convert': return foldConvert(e);
    case 'case': return foldCase(e);
    case 'compare': return foldCompare(e);
    case 'logical': return foldLogical(e);
    case 'not': return e.operand.kind === 'constant' ? truth(e.operand.value === null ? null : e.operand.value === 0 ? 1 : 0) : e;
    case 'is-null': return e.operand.kind === 'constant' ? truth((e.operand.value === null) !== e.isNegated ? 1 : 0) : e;
    default: return e;
  }
}
