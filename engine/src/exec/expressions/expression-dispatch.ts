// One switch over the kinds of bound expressions. What each does is in this folder's other files.
import type { BoundExpression } from '../../plan/expression';
import type { Compiler, Evaluate, Test } from '../compiled';
import { compileCompare, compileCompareTest, compileDistinct } from './compare';
import { compileColumn, compileConstant, compileNextValue, compileOuterColumn, compileSystemVariable, compileUpdatedColumn, compileVariable } from './leaf';
import { compileMask } from './mask';
import { compileArithmetic, compileAtTimeZone, compileCall, compileCase, compileCollate, compileConcat, compileConvert, compileNegate } from './operation';
import { compileInList, compileIsNull, compileIsNullTest, compileLike, compileLogical, compileLogicalTest, compileNot } from './predicate';
import { compileExists, compileInSubquery, compileQuantified, compileScalarSubquery } from './subquery';
import { compileUserFunction } from './user-function';
import { compileXmlMethod } from './xml-method';

/** Compiles one expression node. */
export function compileExpressionNode(expression: BoundExpression, compiler: Compiler): Evaluate {
  switch (expression.kind) {
    case 'constant': return compileConstant(expression);
    case 'column': return compileColumn(expression);
    case 'outer': return compileOuterColumn(expression);
    case 'variable': return compileVariable(expression);
    case 'system-variable': return compileSystemVariable(expression);
    case 'call': return compileCall(expression, compiler);
    case 'user-function': return compileUserFunction(expression, compiler);
    case 'arithmetic': return compileArithmetic(expression, compiler);
    case 'concat': return compileConcat(expression, compiler);
    case 'negate': return compileNegate(expression, compiler);
    case 'convert': return compileConvert(expression, compiler);
    case 'case': return compileCase(expression, compiler);
    case 'next-value': return compileNextValue(expression);
    case 'at-time-zone': return compileAtTimeZone(expression, compiler);
    case 'collate': return compileCollate(expression, compiler);
    case 'mask': return compileMask(expression, compiler);
    case 'xml-method': return compileXmlMethod(expression, compiler);
    case 'scalar-subquery': return compileScalarSubquery(expression, compiler);
    case 'compare': return compileCompare(expression, compiler);
    case 'logical': return compileLogical(expression, compiler);
    case 'not': return compileNot(expression, compiler);
    case 'is-null': return compileIsNull(expression, compiler);
    case 'is-distinct': return compileDistinct(expression, compiler);
    case 'in-list': return compileInList(expression, compiler);
    case 'like': return compileLike(expression, compiler);
    case 'exists': return compileExists(expression, compiler);
    case 'in-subquery': return compileInSubquery(expression, compiler);
    case 'quantified': return compileQuantified(expression, compiler);
    case 'updated-column': return compileUpdatedColumn(expression);
  }
}

/** Compiles a predicate node into a test; frequent kinds skip the three-valued form. */
export function compilePredicateNode(expression: BoundExpression, compiler: Compiler): Test {
  switch (expression.kind) {
    case 'compare': return compileCompareTest(expression, compiler);
    case 'logical': return compileLogicalTest(expression, compiler);
    case 'is-null': return compileIsNullTest(expression, compiler);
    default: {
      const evaluate = compiler.expression(expression);
      return (row, context) => evaluate(row, context) === 1;
    }
  }
}
