// Implicit conversions written out, and the one type of several expressions. Raises 206 and 257.
import type { BoundExpression } from '../../plan/expression';
import { commonTypeOf } from '../../types/conversion/combine';
import { requireConversion } from '../../types/conversion/convert';
import { BIT, INT, isCharacter, isDecimal, numeric, plainText, type SqlType } from '../../types/sql-type';
import { passedCollation, resolveCollation } from './collation-label';

/** A NULL written as such: it takes any type. */
export const isNullLiteral = (e: BoundExpression): boolean => e.kind === 'constant' && e.value === null;

/** A parameter whose type is yet to be found: like a NULL it takes any. */
export const isUndeclared = (e: BoundExpression): boolean => e.kind === 'constant' && e.parameter !== undefined;

/** A NULL written as such, here or in the query that the column comes from: it takes any type where it meets one. */
export const isStorableNull = (e: BoundExpression): boolean => isNullLiteral(e) || (e.kind === 'column' && e.isUntypedNull === true);

/** A constant of the type. */
export const constant = (value: Extract<BoundExpression, { kind: 'constant' }>['value'], type: SqlType): BoundExpression =>
  ({ kind: 'constant', value, type, isNullable: value === null });

/** A predicate's own type fields. */
export const TRUTH = { type: BIT, isNullable: true } as const;

/** Joins conditions with AND; undefined for none. */
export function conjunction(operands: readonly BoundExpression[]): BoundExpression | undefined {
  if (operands.length < 2) return operands[0];
  return { kind: 'logical', operator: 'and', operands: operands.flatMap((o) => (o.kind === 'logical' && o.operator === 'and' ? o.operands : [o])), ...TRUTH };
}

/** True when a value of `from` is already held as one of `to`. */
function isHeldAs(from: SqlType, to: SqlType): boolean {
  if (isDecimal(from) && isDecimal(to)) return from.scale === to.scale && (from.precision ?? 18) <= (to.precision ?? 18);
  if (from.name !== to.name) return false;
  switch (from.name) {
    case 'varchar': case 'nvarchar': case 'varbinary': return to.length === 'max' || (from.length !== 'max' && (from.length ?? 1) <= (to.length ?? 1));
    case 'char': case 'nchar': case 'binary': case 'vector': return from.length === to.length;
    case 'time': case 'datetime2': case 'datetimeoffset': return (from.scale ?? 7) === (to.scale ?? 7);
    default: return true;
  }
}

/** The expression as a value of `type`, through an implicit conversion where one is needed. */
export function convertTo(expression: BoundExpression, type: SqlType): BoundExpression {
  if (isUndeclared(expression)) return { ...expression, type };
  if (isStorableNull(expression) && expression.type !== type) return constant(null, type);
  if (isHeldAs(expression.type, type)) return expression;
  requireConversion(expression.type, type, false);
  return { kind: 'convert', operand: expression, isTry: false, isImplicit: true, type, isNullable: expression.isNullable };
}

/** The type that all of them come to; NULLs without a type yield, and an integer literal beside a decimal counts by its digits. */
export function typeOfAll(expressions: readonly BoundExpression[]): SqlType {
  const typed = expressions.filter((e) => !isStorableNull(e));
  const hasDecimal = typed.some((e) => isDecimal(e.type));
  const [first, ...rest] = typed.map((e) => (hasDecimal && e.kind === 'constant' && e.literalDigits !== undefined ? numeric(e.literalDigits, 0) : e.type));
  if (!first) return expressions[0]?.type ?? INT;
  return plainText(commonTypeOf([first, ...rest]));
}

/** The one type of several expressions that an operation compares. */
export const unify = (expressions: readonly BoundExpression[], operation: string): SqlType => collated(expressions, (strings) => resolveCollation(strings, operation));

/** The one type of several expressions, one of which an operation passes on. */
export const unifyPassed = (expressions: readonly BoundExpression[], operation: string): SqlType => collated(expressions, (strings, type) => passedCollation(strings, operation, type));

function collated(expressions: readonly BoundExpression[], collationOf: (strings: readonly BoundExpression[], type: SqlType) => string | undefined): SqlType {
  const type = typeOfAll(expressions);
  if (!isCharacter(type)) return type;
  const collation = collationOf(expressions.filter((e) => isCharacter(e.type)), type);
  return collation === type.collation ? type : { ...type, collation };
}
