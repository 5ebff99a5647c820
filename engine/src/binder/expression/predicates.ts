// Conditions: comparisons, LIKE, IN, BETWEEN, NULL tests.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Between, Comparison, ComparisonOperator, Expression, InList, IsDistinctFrom, Like } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { messageTypeName } from '../../types/format-type';
import { isBinary, isCharacter, isUnicode, nvarchar, varchar, type SqlType } from '../../types/sql-type';
import { isBytesBesideDate, requireNoNumberBesideDate } from '../../types/conversion/combine';
import { requireOperandType } from './comparable';
import { resolveCollation } from './collation-label';
import { conjunction, convertTo, isNullLiteral, isStorableNull, TRUTH, unify } from './conversion';
import type { ExpressionBinder } from './expression-binder';

const OPERATION: Readonly<Record<ComparisonOperator, string>> = {
  '=': 'equal to', '<>': 'not equal to', '<': 'less than', '<=': 'less than or equal to', '>': 'greater than', '>=': 'greater than or equal to',
};
const UNCOMPARABLE = new Set(['text', 'ntext', 'image']);
/** A time becomes one of these in CASE and UNION, and yet is compared with none. */
const OF_A_DAY = new Set(['datetime', 'smalldatetime']);

function requireComparable(left: BoundExpression, right: BoundExpression, operator: string): void {
  const isXml = (e: BoundExpression): boolean => e.type.name === 'xml' || isNullLiteral(e);
  if (left.type.name === 'xml' || right.type.name === 'xml') throw isXml(left) && isXml(right) ? raise(Messages.XmlNotComparable, {}) : incompatible(left, right, operator);
  for (const { type } of [left, right]) requireOperandType(type, operator);
  if (!isStorableNull(left) && !isStorableNull(right)) requireNoNumberBesideDate(left.type, right.type);
  const names = [left.type.name, right.type.name];
  const isTimeBesideDay = names.includes('time') && names.some((name) => OF_A_DAY.has(name));
  if (isTimeBesideDay || isBytesBesideDate(left.type, right.type) || isLargeBesideText(left, right)) throw incompatible(left, right, operator);
}

/** text, ntext and image are incompatible with what could be compared as text or bytes; beside other types the conversion is refused. */
function isLargeBesideText(left: BoundExpression, right: BoundExpression): boolean {
  const isTextOrBytes = (e: BoundExpression): boolean => isStorableNull(e) || isCharacter(e.type) || isBinary(e.type);
  return [left, right].some((e) => UNCOMPARABLE.has(e.type.name)) && isTextOrBytes(left) && isTextOrBytes(right);
}

const incompatible = (left: BoundExpression, right: BoundExpression, operator: string): Error =>
  raise(Messages.IncompatibleOperands, { left: messageTypeName(left.type), right: messageTypeName(right.type), operator });

/** The type in which an operand is compared with others. */
export function comparisonType(operator: ComparisonOperator, operands: readonly [BoundExpression, ...BoundExpression[]]): SqlType {
  return comparableType(OPERATION[operator], operands);
}

/** A datetime is compared with all of its thirds of a millisecond, however few digits the other operand has. */
function comparableType(operation: string, [operand, ...others]: readonly [BoundExpression, ...BoundExpression[]]): SqlType {
  for (const other of others) requireComparable(operand, other, operation);
  const type = unify([operand, ...others], operation);
  const isScaled = type.name === 'datetime2' || type.name === 'datetimeoffset';
  return isScaled && [operand, ...others].some((e) => e.type.name === 'datetime') ? { ...type, scale: 7 } : type;
}

/** left operator right over bound operands, both brought to one type. */
export function compare(operator: ComparisonOperator, left: BoundExpression, right: BoundExpression): BoundExpression {
  const operandType = comparisonType(operator, [left, right]);
  return { kind: 'compare', operator, left: convertTo(left, operandType), right: convertTo(right, operandType), operandType, ...TRUTH };
}

/** a = b and kin. */
export const bindComparison = (b: ExpressionBinder, node: Comparison): BoundExpression => compareByNulls(b, node.operator, b.bind(node.left), b.bind(node.right));

/** `compare` as the session has it: under SET ANSI_NULLS OFF `= NULL` and `<> NULL`, written or in a variable, are tests for NULL. */
export function compareByNulls(b: ExpressionBinder, operator: ComparisonOperator, left: BoundExpression, right: BoundExpression): BoundExpression {
  const plain = compare(operator, left, right);
  if (b.env.context.ansiNulls !== false || (operator !== '=' && operator !== '<>')) return plain;
  const [tested, other] = isNullOrVariable(right) ? [right, left] : [left, right];
  if (!isNullOrVariable(tested)) return plain;
  const whenNull = conjunction([isNull(tested), operator === '<>' ? isNotNull(other) : isNull(other)]) ?? plain;
  const otherwise = conjunction([isNotNull(tested), plain]) ?? plain;
  return { kind: 'logical', operator: 'or', operands: [whenNull, otherwise], ...TRUTH };
}

const isNullOrVariable = (e: BoundExpression): boolean => e.kind === 'variable' || isNullLiteral(e);

/** a [NOT] BETWEEN b AND c. */
export function bindBetween(b: ExpressionBinder, node: Between): BoundExpression {
  const operand = b.bind(node.operand);
  const both = conjunction([compare('>=', operand, b.bind(node.low)), compare('<=', operand, b.bind(node.high))]) ?? operand;
  return node.isNegated ? { kind: 'not', operand: both, ...TRUTH } : both;
}

/** a [NOT] IN (b, c). */
export function bindInList(b: ExpressionBinder, node: InList): BoundExpression {
  const operand = b.bind(node.operand);
  const items = node.items.map((item) => b.bind(item));
  const operandType = comparisonType('=', [operand, ...items]);
  if (b.env.context.ansiNulls === false && items.some(isNullOrVariable)) {
    const tests: BoundExpression = { kind: 'logical', operator: 'or', operands: items.map((item) => compareByNulls(b, '=', operand, item)), ...TRUTH };
    return node.isNegated ? { kind: 'not', operand: tests, ...TRUTH } : tests;
  }
  const [only] = items;
  if (only && items.length === 1) return compare(node.isNegated ? '<>' : '=', operand, only);
  return { kind: 'in-list', operand: convertTo(operand, operandType), items: items.map((i) => convertTo(i, operandType)), operandType, isNegated: node.isNegated, ...TRUTH };
}

/** a IS [NOT] DISTINCT FROM b. */
export function bindDistinct(b: ExpressionBinder, node: IsDistinctFrom): BoundExpression {
  const left = b.bind(node.left);
  const right = b.bind(node.right);
  const operandType = comparableType('is distinct from', [left, right]);
  return { kind: 'is-distinct', left: convertTo(left, operandType), right: convertTo(right, operandType), operandType, isNegated: node.isNegated, ...TRUTH };
}

const NO_LIKE = new Set(['xml', 'image', 'sql_variant', 'vector', 'geometry', 'geography']);

function asText(e: BoundExpression, position: number): BoundExpression {
  if (isCharacter(e.type)) return e;
  if (NO_LIKE.has(e.type.name)) throw raise(Messages.ArgumentTypeInvalid, { type: e.type.name, position, name: 'like' }, e.type.name === 'sql_variant' ? 1 : 6);
  return convertTo(e, e.type.length === 'max' ? nvarchar('max') : varchar(8000));
}

/** a [NOT] LIKE pattern [ESCAPE c]. */
export function bindLike(b: ExpressionBinder, node: Like): BoundExpression {
  const operand = asText(b.bind(node.operand), 1);
  const pattern = asText(b.bind(node.pattern), 2);
  const escape = node.escape && asText(b.bind(node.escape), 3);
  const collation = resolveCollation([operand, pattern], 'like') ?? b.env.context.collation;
  return { kind: 'like', operand, pattern, escape, collation, isUnicode: isUnicode(operand.type) || isUnicode(pattern.type), isNegated: node.isNegated, ...TRUTH };
}

/** a AND b AND c as one node, and likewise OR. */
export function bindLogical(b: ExpressionBinder, operator: 'and' | 'or', left: Expression, right: Expression): BoundExpression {
  const operands: BoundExpression[] = [];
  const gather = (e: Expression): void => {
    if (e.kind === 'logical' && e.operator === operator) { gather(e.left); gather(e.right); }
    else operands.push(b.predicate(e));
  };
  gather(left);
  gather(right);
  return { kind: 'logical', operator, operands, ...TRUTH };
}

/** True for conditions of the syntax tree. */
export function isConditionTree(e: Expression): boolean {
  switch (e.kind) {
    case 'comparison': case 'logical': case 'not': case 'is-null': case 'is-distinct': case 'between': case 'in-list': case 'in-subquery': case 'like': case 'exists': case 'quantified': return true;
    case 'parenthesized': return isConditionTree(e.operand);
    case 'call': return e.name.parts.length === 1 && e.name.parts[0]?.toUpperCase() === 'UPDATE';
    default: return false;
  }
}

/** a IS NULL over a bound operand. */
export const isNull = (operand: BoundExpression): BoundExpression => ({ kind: 'is-null', operand, isNegated: false, ...TRUTH });
/** a IS NOT NULL over a bound operand. */
export const isNotNull = (operand: BoundExpression): BoundExpression => ({ kind: 'is-null', operand, isNegated: true, ...TRUTH });

