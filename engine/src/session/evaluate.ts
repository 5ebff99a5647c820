// Values of expressions outside queries: IF, WHILE, SET, PRINT, arguments. Those with subqueries run as statements, since they may wait.
import { bindPredicate, bindScalar } from '../binder/bind-statement';
import { compileExpression, compilePredicate } from '../exec/compile-expression';
import { optimizeExpression } from '../optimizer/optimize';
import { LockWait } from '../locking/lock-wait';
import type { BoundExpression } from '../plan/expression';
import type { Expression } from '../syntax/ast/expression';
import { isNullWord } from '../syntax/word-literals';
import { assignConverter, type Conversion } from '../types/conversion/convert';
import type { SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import { StatementContext } from './surroundings/execution';
import { requireXmlSettings } from './surroundings/wrong-settings';
import type { Frame } from './frame';
import type { Run } from './outcome';
import { absorbsArithmetic, conversionSettings } from './settings';
import { absorbing } from '../exec/expressions/absorb';
import type { SessionState } from './state';
import { planned } from './plan-cache';
import { runStatement } from './statement';

interface CompiledScalar { readonly type: SqlType; readonly run: (row: Row, context: StatementContext) => Value; readonly touchesRows: boolean }
interface CompiledCondition { readonly run: (row: Row, context: StatementContext) => boolean; readonly touchesRows: boolean }
const NO_ROW: Row = [];

/** A value with its type, which says nothing where it is the word NULL. */
interface TypedValue { readonly type: SqlType; readonly value: Value; readonly isNullWord: boolean }

/** The value of an expression. */
export function* evaluateTyped(state: SessionState, frame: Frame, expression: Expression): Run<TypedValue> {
  requireXmlSettings(frame.settings, expression, 'SELECT');
  const compiled = yield* whenFree(state, frame, () => compileScalar(state, frame, expression));
  const run = ({ type, run: evaluate }: CompiledScalar): TypedValue =>
    ({ type, value: withWarnings(state, frame, (context) => evaluate(NO_ROW, context)), isNullWord: isNullWord(expression) });
  // Compiled again for each run: what it reads may have been altered while it waited for a lock.
  return compiled.touchesRows ? yield* runStatement(state, frame, () => run(compileScalar(state, frame, expression))) : run(compiled);
}

/** The value of an expression assigned to `target`: too long strings are cut. */
export function* evaluateAs(state: SessionState, frame: Frame, expression: Expression, target: SqlType): Run<Value> {
  const given = yield* evaluateTyped(state, frame, expression);
  if (given.isNullWord) return null;
  const { type, value } = given;
  const convert = assignmentIn(frame, type, target);
  return absorbsArithmetic(frame.settings) ? withWarnings(state, frame, (context) => absorbing(context, () => convert(value))) : convert(value);
}

/** The conversion of an assignment to a variable or parameter, under the frame's settings. */
export const assignmentIn = (frame: Frame, from: SqlType, to: SqlType): Conversion => assignConverter(from, to, conversionSettings(frame.settings));

/** Is the condition TRUE? */
export function* evaluatePredicate(state: SessionState, frame: Frame, condition: Expression): Run<boolean> {
  requireXmlSettings(frame.settings, condition, 'CONDITIONAL');
  const compiled = yield* whenFree(state, frame, () => compileCondition(state, frame, condition));
  const holds = ({ run }: CompiledCondition): boolean => withWarnings(state, frame, (context) => run(NO_ROW, context));
  return compiled.touchesRows ? yield* runStatement(state, frame, () => holds(compileCondition(state, frame, condition))) : holds(compiled);
}

function withWarnings<T>(state: SessionState, frame: Frame, run: (context: StatementContext) => T): T {
  const context = new StatementContext(state, frame);
  const result = run(context);
  context.sendWarnings();
  return result;
}

/** Looks names up or compiles at once, or after waiting for the schema lock of what is named. */
export function* whenFree<T>(state: SessionState, frame: Frame, compile: () => T): Run<T> {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof LockWait)) throw error;
  }
  return yield* runStatement(state, frame, compile);
}

/** Binds without running: compile errors come out, as they do before a batch runs. */
export function compileScalar(state: SessionState, frame: Frame, expression: Expression): CompiledScalar {
  return planned(state, frame, expression, (bind) => {
    const bound = optimizeExpression(bindScalar(expression, bind));
    return { type: bound.type, run: compileExpression(bound, absorbsArithmetic(frame.settings)), touchesRows: touchesRows(bound) };
  });
}

/** The compiled form of a condition. */
export function compileCondition(state: SessionState, frame: Frame, condition: Expression): CompiledCondition {
  return planned(state, frame, condition, (bind) => {
    const bound = optimizeExpression(bindPredicate(condition, bind));
    return { run: compilePredicate(bound, absorbsArithmetic(frame.settings)), touchesRows: touchesRows(bound) };
  });
}

/** Anything that reads rows or runs modules. A scan over the bound tree's plain data. */
function touchesRows(bound: BoundExpression): boolean {
  const stack: unknown[] = [bound];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== 'object' || node === null) continue;
    const kind = 'kind' in node ? node.kind : undefined;
    if (kind === 'user-function' || kind === 'next-value' || 'plan' in node) return true;
    if (kind !== 'constant') stack.push(...Object.values(node));
  }
  return false;
}
