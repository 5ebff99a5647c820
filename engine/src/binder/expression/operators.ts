// Arithmetic, concatenation, signs and literals.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { BinaryExpression, CollateExpression, Literal, UnaryExpression } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { arithmeticType, isConcatenation } from '../../types/conversion/combine';
import { negate, negateType } from '../../types/arithmetic';
import { collationIn } from '../../types/text/collation';
import { binaryLiteral, literalDigits, moneyLiteral, numericLiteral, stringLiteral } from '../../types/literal';
import { messageTypeName } from '../../types/format-type';
import { INT, isApproximate, isCharacter, isDecimal, isInteger, type SqlType } from '../../types/sql-type';
import { passedCollation } from './collation-label';
import { constant, convertTo, isNullLiteral, isStorableNull, TRUTH } from './conversion';
import type { ExpressionBinder } from './expression-binder';

/** A constant as its text says. */
export function bindLiteral(literal: Literal, collation: string): BoundExpression {
  switch (literal.literal) {
    case 'integer': case 'decimal': case 'float': {
      const made = numericLiteral(literal.text);
      return { kind: 'constant', value: made.value, type: made.type, isNullable: false, literalDigits: literal.literal === 'integer' ? literalDigits(made) : undefined };
    }
    case 'money': return { kind: 'constant', ...moneyLiteral(literal.text), isNullable: false };
    case 'binary': return { kind: 'constant', ...binaryLiteral(literal.text), isNullable: false };
    case 'string': case 'national-string': return { kind: 'constant', ...stringLiteral(literal.text, literal.literal === 'national-string', collation), isNullable: false };
    case 'null': return constant(null, INT);
    case 'default': throw raise(Messages.SyntaxNearKeyword, { keyword: 'DEFAULT' });
  }
}

const digitsOf = (e: BoundExpression): number | undefined => (e.kind === 'constant' ? e.literalDigits : undefined);

/** a + b and kin; + of strings joins them; `<<` and `>>` are LEFT_SHIFT and RIGHT_SHIFT. */
export function bindBinary(b: ExpressionBinder, node: BinaryExpression): BoundExpression {
  const { operator, at } = node;
  if (operator === '<<' || operator === '>>') {
    const name = { parts: [operator === '<<' ? 'LEFT_SHIFT' : 'RIGHT_SHIFT'], at };
    return b.bind({ kind: 'call', name, args: [node.left, node.right], isStar: false, isDistinct: false, at });
  }
  let left = b.bind(node.left);
  let right = b.bind(node.right);
  if (isStorableNull(left)) left = convertTo(left, right.type);
  if (isStorableNull(right)) right = convertTo(right, left.type);
  const joinsNull = operator === '+' && b.env.context.concatNullYieldsNull === false && isConcatenation(left.type, right.type);
  return joinsNull ? makeBinary('+', orEmpty(left), orEmpty(right)) : makeBinary(operator, left, right);
}

/** NULL as the empty string that SET CONCAT_NULL_YIELDS_NULL OFF takes it for. */
function orEmpty(operand: BoundExpression): BoundExpression {
  const empty = isCharacter(operand.type) ? constant('', operand.type) : constant(new Uint8Array(0), operand.type);
  return { kind: 'case', branches: [{ when: { kind: 'is-null', operand, isNegated: false, ...TRUTH }, then: empty }], otherwise: operand, type: operand.type, isNullable: false };
}

const isBitwise = (operator: string): boolean => operator === '&' || operator === '|' || operator === '^';

/** The operator over bound operands. */
export function makeBinary(operator: Exclude<BinaryExpression['operator'], '<<' | '>>'>, left: BoundExpression, right: BoundExpression): BoundExpression {
  if (operator === '+' && isConcatenation(left.type, right.type)) return concatenate(left, right);
  const type = arithmeticType(operator, left.type, right.type, { left: digitsOf(left), right: digitsOf(right) });
  // Exact numbers can overflow, which may end in NULL: even a sum of constants is said to be nullable.
  const isNullable = !(isBitwise(operator) || isApproximate(type)) || left.isNullable || right.isNullable;
  return { kind: 'arithmetic', operator, left, right, type, isNullable };
}

function concatenate(left: BoundExpression, right: BoundExpression): BoundExpression {
  const joined = arithmeticType('+', left.type, right.type);
  const type: SqlType = isCharacter(joined) ? { ...joined, collation: passedCollation([left, right], 'add', joined) } : joined;
  const widened = (e: BoundExpression): BoundExpression => (e.type.name === type.name ? e : convertTo(e, { ...type, length: type.length === 'max' ? 'max' : e.type.length }));
  return { kind: 'concat', left: widened(left), right: widened(right), type, isNullable: left.isNullable || right.isNullable };
}

/** One more than the largest int: its minus is an int again. */
const INT_BOUND = 2_147_483_648n;

/** -a, +a, ~a; the minus of a constant is a constant. */
export function bindUnary(b: ExpressionBinder, node: UnaryExpression): BoundExpression {
  const operand = b.bind(node.operand);
  if (node.operator === '+') return operand;
  if (node.operator === '~') {
    if (!isInteger(operand.type)) throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(operand.type), operator: "'~'" });
    return { kind: 'negate', operator: '~', operand, type: operand.type, isNullable: operand.isNullable };
  }
  const type = negateType(operand.type);
  if (operand.kind === 'constant' && operand.value === INT_BOUND && isDecimal(operand.type) && (operand.type.scale ?? 0) === 0) return constant(-Number(INT_BOUND), INT);
  if (operand.kind === 'constant' && operand.value !== null) return { ...operand, value: negate(operand.type)(operand.value), type };
  return { kind: 'negate', operator: '-', operand, type, isNullable: operand.isNullable };
}

/** x COLLATE name. */
export function bindCollate(b: ExpressionBinder, node: CollateExpression): BoundExpression {
  if (node.operand.kind === 'collate') throw raise(Messages.CollateTwice, {});
  const operand = b.bind(node.operand);
  const name = collationIn(b.env.context.collation, node.collation);
  if (!isCharacter(operand.type)) {
    if (isNullLiteral(operand)) throw notSupported('COLLATE on NULL');
    throw raise(Messages.CollateOnNonText, { type: messageTypeName(operand.type) });
  }
  return { kind: 'collate', operand, type: { ...operand.type, collation: name }, isNullable: operand.isNullable };
}
