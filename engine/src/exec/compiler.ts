// Ties the families together: the one Compiler. Knows no expression, operator or statement itself.
import type { Compiler } from './compiled';
import { compileDmlPlan } from './dml/dml-dispatch';
import { compileExpressionNode, compilePredicateNode } from './expressions/expression-dispatch';
import { compilePlanNode } from './operators/operator-dispatch';

/** Compiles any part of a plan. */
export const compiler: Compiler = {
  expression: expression => compileExpressionNode(expression, compiler),
  predicate: expression => compilePredicateNode(expression, compiler),
  query: node => compilePlanNode(node, compiler),
  dml: plan => compileDmlPlan(plan, compiler),
};
