// Ties the families together: the one Compiler. Knows no expression, operator or statement itself.
import type { Compiler } from './compiled';
import { compileDmlPlan } from './dml/dml-dispatch';
import { compileExpressionNode, compilePredicateNode } from './expressions/expression-dispatch';
import { lenient } from './expressions/absorb';
import { compilePlanNode } from './operators/operator-dispatch';

/** Compiles any part of a plan for SET ANSI_WARNINGS OFF with ARITHABORT OFF. */
const lenientCompiler: Compiler = {
  expression: expression => lenient(expression, compileExpressionNode(expression, lenientCompiler)),
  predicate: expression => compilePredicateNode(expression, lenientCompiler),
  query: node => compilePlanNode(node, lenientCompiler),
  dml: plan => compileDmlPlan(plan, lenientCompiler),
};

/** The compiler for a statement: lenient where its settings say so. */
export const compilerFor = (isLenient: boolean): Compiler => (isLenient ? lenientCompiler : compiler);

/** Compiles any part of a plan. */
export const compiler: Compiler = {
  expression: expression => compileExpressionNode(expression, compiler),
  predicate: expression => compilePredicateNode(expression, compiler),
  query: node => compilePlanNode(node, compiler),
  dml: plan => compileDmlPlan(plan, compiler),
};
