// Arithmetic under SET ANSI_WARNINGS OFF and ARITHABORT OFF: what overflows or divides by zero is NULL.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { Value } from '../../types/value';
import type { Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';

const CAN_FAIL = new Set<BoundExpression['kind']>(['arithmetic', 'negate', 'convert', 'call']);
/** Overflows and divisions by zero. */
export const ARITHMETIC_ERRORS = numbersOf(Messages.IntegerOverflowForType, Messages.FloatOverflow, Messages.ArithmeticOverflow, Messages.DivideByZero);

/** What `compute` gives; NULL for an overflow or a division by zero, which the context hears of. */
export function absorbing(context: ExecutionContext, compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    if (!isSqlError(error) || !ARITHMETIC_ERRORS.has(error.number)) throw error;
    context.noteAbsorbed(error.number === Messages.DivideByZero.number ? 'division' : 'overflow');
    return null;
  }
}

/** The compiled expression, where it computes something, absorbing what goes wrong. */
export const lenient = (expression: BoundExpression, evaluate: Evaluate): Evaluate =>
  (CAN_FAIL.has(expression.kind) ? (row, context) => absorbing(context, () => evaluate(row, context)) : evaluate);
