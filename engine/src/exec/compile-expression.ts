// The door to compiled expressions. What each kind of expression does is in expressions/.
import type { BoundExpression } from '../plan/expression';
import type { Evaluate, Test } from './compiled';
import { compilerFor } from './compiler';

/** Compiles an expression; predicates evaluate to 1, 0 or null (UNKNOWN). `isLenient`: arithmetic that fails is NULL. */
export const compileExpression = (expression: BoundExpression, isLenient = false): Evaluate => compilerFor(isLenient).expression(expression);

/** Compiles a predicate into a test that is true only where it is TRUE. */
export const compilePredicate = (expression: BoundExpression, isLenient = false): Test => compilerFor(isLenient).predicate(expression);
