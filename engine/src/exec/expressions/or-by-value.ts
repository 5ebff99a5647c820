// A long OR whose operands each ask one column for a constant, such as (a = 1 AND b = 'x') OR (a = 2 AND b = 'y') OR ...: only the operands
// that ask for the row's own value are evaluated, all others being FALSE. Knows no three-valued logic but that.
import type { BoundExpression, ComparePredicate, LogicalPredicate } from '../../plan/expression';
import { valueKey } from '../../types/compare';
import type { Row, Value } from '../../types/value';
import type { Compiler } from '../compiled';
import type { ExecutionContext } from '../context';

/** Below it, looking a value up saves nothing. */
const FEWEST_OPERANDS = 8;

type Key = ReturnType<ReturnType<typeof valueKey>>;

/** What an operand asks for: the column's expression beside the constant. */
interface Question { readonly compare: ComparePredicate; readonly asked: BoundExpression; readonly value: Value }

/** Gives the positions of the operands that may hold for a row; undefined where all must be asked (the value is NULL). */
export type OperandsFor = (row: Row, context: ExecutionContext) => readonly number[] | undefined;

const NONE: readonly number[] = [];

/** Chooses an OR's operands by a row's value; undefined where the OR is short or of another shape. */
export function operandsByValue(expression: LogicalPredicate, compiler: Compiler): OperandsFor | undefined {
  if (expression.operator !== 'or' || expression.operands.length < FEWEST_OPERANDS) return undefined;
  const questions = expression.operands.map(questionsOf);
  const choices = (questions[0] ?? []).flatMap(({ compare, asked }) => chosen(questions, compare, asked) ?? []);
  const best = choices.reduce<Choice | undefined>((a, b) => (a && a.byKey.size >= b.byKey.size ? a : b), undefined);
  if (!best || best.byKey.size < FEWEST_OPERANDS / 2) return undefined;
  const { byKey, keyOf } = best;
  const evaluate = compiler.expression(best.asked);
  return (row, context) => {
    const value = evaluate(row, context);
    return value === null ? undefined : (byKey.get(keyOf(value)) ?? NONE);
  };
}

interface Choice { readonly asked: BoundExpression; readonly keyOf: ReturnType<typeof valueKey>; readonly byKey: ReadonlyMap<Key, readonly number[]> }

function chosen(questions: readonly (readonly Question[])[], { operandType }: ComparePredicate, asked: BoundExpression): Choice | undefined {
  const keyOf = valueKey(operandType);
  const byKey = new Map<Key, number[]>();
  for (const [position, ofOperand] of questions.entries()) {
    const question = ofOperand.find((q) => ordinalOf(q.asked) === ordinalOf(asked) && isSameType(q.compare.operandType, operandType));
    if (!question) return undefined;
    // A comparison with NULL is never TRUE, and its operand UNKNOWN at most: that is not FALSE.
    if (question.value === null) return undefined;
    const key = keyOf(question.value);
    byKey.set(key, [...(byKey.get(key) ?? []), position]);
  }
  return { asked, keyOf, byKey };
}

const isSameType = (a: ComparePredicate['operandType'], b: ComparePredicate['operandType']): boolean => a.name === b.name && a.collation === b.collation && a.scale === b.scale;

/** The column that an expression is, under a conversion or not. */
function ordinalOf(e: BoundExpression): number | undefined {
  return e.kind === 'column' ? e.ordinal : e.kind === 'convert' && e.isImplicit && !e.isTry ? ordinalOf(e.operand) : undefined;
}

function questionsOf(operand: BoundExpression): readonly Question[] {
  if (operand.kind === 'logical' && operand.operator === 'and') return operand.operands.flatMap(questionsOf);
  if (operand.kind !== 'compare' || operand.operator !== '=') return [];
  const { left, right } = operand;
  if (right.kind === 'constant' && ordinalOf(left) !== undefined) return [{ compare: operand, asked: left, value: right.value }];
  return left.kind === 'constant' && ordinalOf(right) !== undefined ? [{ compare: operand, asked: right, value: left.value }] : [];
}
