// Implicit conversions written out, and the one type of several expressions. Raises 206, 257 and the collation conflicts.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { BoundExpression } from '../../plan/expression';
import { commonType } from '../../types/combine';
import { requireConversion } from '../../types/convert';
import { BIT, INT, isCharacter, isDecimal, numeric, type SqlType } from '../../types/sql-type';

/** A NULL written as such: it takes any type. */
export const isNullLiteral = (e: BoundExpression): boolean => e.kind === 'constant' && e.value === null;

/** A NULL written as such, here or in every row of the VALUES list that the column comes from: it may be stored as any type. */
export const isStorableNull = (e: BoundExpression): boolean => isNullLiteral(e) || (e.kind === 'column' && e.isUntypedNull === true);

/** A constant of the type. */
export const constant = (value: Extract<BoundExpression, { kind: 'constant' }>['value'], type: SqlType): BoundExpression =>
  ({ kind: 'constant', value, type, isNullable: value === null });

/** A predicate's own type fields. */
export const TRUTH = { type: BIT, isNullable: true } as const;

/** The constant conditions. */
export const always = (isTrue: boolean): BoundExpression => ({ kind: 'constant', value: isTrue ? 1 : 0, type: BIT, isNullable: false });

/** Joins conditions with AND; undefined for none. */
export function conjunction(operands: readonly BoundExpression[]): BoundExpression | undefined {
  if (operands.length < 2) return operands[0];
  return { kind: 'logical', operator: 'and', operands: operands.flatMap((o) => (o.kind === 'logical' && o.operator === 'and' ? o.operands : [o])), ...TRUTH };
}

/** True when a value of `from` is already held as one of `to`. */
export function isHeldAs(from: SqlType, to: SqlType): boolean {
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
  if (isNullLiteral(expression)) return constant(null, type);
  if (isHeldAs(expression.type, type)) return expression;
  requireConversion(expression.type, type, false);
  return { kind: 'convert', operand: expression, isTry: false, isImplicit: true, type, isNullable: expression.isNullable };
}

/** The type that all of them come to; NULL literals yield, and an integer literal beside a decimal counts by its digits. */
export function typeOfAll(expressions: readonly BoundExpression[]): SqlType {
  const typed = expressions.filter((e) => !isNullLiteral(e));
  const hasDecimal = typed.some((e) => isDecimal(e.type));
  const [first, ...rest] = typed.map((e) => (hasDecimal && e.kind === 'constant' && e.literalDigits !== undefined ? numeric(e.literalDigits, 0) : e.type));
  if (!first) return expressions[0]?.type ?? INT;
  return rest.reduce<SqlType>(commonType, first);
}

/** How strongly an expression holds its collation: 0 coercible default, 1 implicit (a column), 2 explicit (COLLATE). */
interface CollationLabel { readonly strength: 0 | 1 | 2; readonly collation?: string }

const NONE: CollationLabel = { strength: 0 };

function label(e: BoundExpression): CollationLabel {
  if (!isCharacter(e.type)) return NONE;
  const own = (strength: 0 | 1 | 2): CollationLabel => ({ strength, collation: e.type.collation });
  switch (e.kind) {
    case 'column': case 'outer': case 'scalar-subquery': return own(1);
    case 'collate': return own(2);
    case 'convert': return isCharacter(e.operand.type) ? label(e.operand) : own(0);
    case 'call': return strongest(e.args) ?? own(0);
    case 'concat': return strongest([e.left, e.right]) ?? own(0);
    case 'case': return strongest([...e.branches.map((b) => b.then), ...(e.otherwise ? [e.otherwise] : [])]) ?? own(0);
    default: return own(0);
  }
}

const strongest = (parts: readonly BoundExpression[]): CollationLabel | undefined =>
  parts.map(label).filter((l) => l.strength > 0).reduce<CollationLabel | undefined>((best, l) => (best && best.strength >= l.strength ? best : l), undefined);

/** The collation of an operation over these strings; two different ones of equal strength raise 468. */
export function resolveCollation(expressions: readonly BoundExpression[], operation: string): string | undefined {
  let chosen: CollationLabel | undefined;
  for (const e of expressions) {
    const next = label(e);
    if (next.collation === undefined) continue;
    if (!chosen || next.strength > chosen.strength) chosen = next;
    else if (next.strength === chosen.strength && next.strength > 0 && next.collation !== chosen.collation) {
      throw raise(Messages.CollationConflict, { left: next.collation, right: chosen.collation ?? '', operation });
    }
  }
  return chosen?.collation ?? expressions.find((e) => e.type.collation !== undefined)?.type.collation;
}

/** The one type of several expressions, with the collation their operation has. */
export function unify(expressions: readonly BoundExpression[], operation: string): SqlType {
  const type = typeOfAll(expressions);
  if (!isCharacter(type)) return type;
  const collation = resolveCollation(expressions.filter((e) => isCharacter(e.type)), operation);
  return collation === type.collation ? type : { ...type, collation };
}
