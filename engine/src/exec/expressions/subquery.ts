// Subqueries in expressions. A subquery's nearest outer row is the row of the expression around it;
// one that reads no outer row is evaluated once a statement.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { ExistsPredicate, InSubqueryPredicate, QuantifiedPredicate, ScalarSubquery } from '../../plan/expression';
import { valueKey } from '../../types/compare';
import type { Row, Value } from '../../types/value';
import type { CompiledQuery, Compiler, Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { pairTest } from './compare';
import { negated } from './predicate';

type Compute<T> = (row: Row, context: ExecutionContext) => T;

/** (SELECT ...): NULL for no row, 512 for more than one. */
export function compileScalarSubquery(expression: ScalarSubquery, compiler: Compiler): Evaluate {
  const query = compiler.query(expression.plan);
  return oncePerStatement(expression, (row, context) => {
    let value: Value | undefined;
    visitRows(query, row, context, found => {
      if (value !== undefined) throw raise(Messages.SubqueryManyValues, {});
      value = found[0] as Value;
      return true;
    });
    return value ?? null;
  });
}

/** EXISTS (SELECT ...): stops at the first row. */
export function compileExists(expression: ExistsPredicate, compiler: Compiler): Evaluate {
  const query = compiler.query(expression.plan);
  return oncePerStatement(expression, (row, context) => {
    let found = 0;
    visitRows(query, row, context, () => {
      found = 1;
      return false;
    });
    return found;
  });
}

/** [NOT] IN (SELECT ...): a NULL among the rows makes a miss UNKNOWN. */
export function compileInSubquery(expression: InSubqueryPredicate, compiler: Compiler): Evaluate {
  const contains = expression.isCorrelated ? compileCorrelatedIn(expression, compiler) : compileInSet(expression, compiler);
  return expression.isNegated ? (row, context) => negated(contains(row, context)) : contains;
}

function compileInSet(expression: InSubqueryPredicate, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const query = compiler.query(expression.plan);
  const keyOf = valueKey(expression.operandType);
  const setOf = oncePerStatement(expression, (row, context) => {
    const keys = new Set<unknown>();
    let isEmpty = true;
    visitRows(query, row, context, found => {
      isEmpty = false;
      const value = found[0] as Value;
      keys.add(value === null ? null : keyOf(value));
      return true;
    });
    return { keys, isEmpty };
  });
  return (row, context) => {
    const { keys, isEmpty } = setOf(row, context);
    if (isEmpty) return 0;
    const value = operand(row, context);
    if (value === null) return null;
    return keys.has(keyOf(value)) ? 1 : keys.has(null) ? null : 0;
  };
}

function compileCorrelatedIn(expression: InSubqueryPredicate, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const query = compiler.query(expression.plan);
  const equal = pairTest('=', expression.operandType);
  return (row, context) => {
    const value = operand(row, context);
    let truth: Value = 0;
    visitRows(query, row, context, found => {
      const candidate = found[0] as Value;
      if (value === null || candidate === null) truth = null;
      else if (equal(value, candidate)) truth = 1;
      return truth !== 1 && value !== null;
    });
    return truth;
  };
}

/** x > ALL (SELECT ...), x = ANY (SELECT ...). */
export function compileQuantified(expression: QuantifiedPredicate, compiler: Compiler): Evaluate {
  const left = compiler.expression(expression.left);
  const query = compiler.query(expression.plan);
  const test = pairTest(expression.operator, expression.operandType);
  const settled = expression.quantifier === 'any' ? 1 : 0;
  const valuesOf = oncePerStatement(expression, (row, context) => {
    const values: Value[] = [];
    visitRows(query, row, context, found => values.push(found[0] as Value) > 0);
    return values;
  });
  return (row, context) => {
    const value = left(row, context);
    let outcome: Value = 1 - settled;
    for (const candidate of valuesOf(row, context)) {
      if (value === null || candidate === null) outcome = null;
      else if ((test(value, candidate) ? 1 : 0) === settled) return settled;
    }
    return outcome;
  };
}

/** Pulls the subquery's rows under `row` until `visit` returns false. */
function visitRows(query: CompiledQuery, row: Row, context: ExecutionContext, visit: (found: Row) => boolean): void {
  context.outerRows.push(row);
  try {
    const rows = query.open(context);
    for (let found = rows.next(); found !== undefined; found = rows.next()) if (!visit(found)) return;
  } finally {
    context.outerRows.pop();
  }
}

function oncePerStatement<T>(node: { readonly isCorrelated: boolean }, compute: Compute<T>): Compute<T> {
  if (node.isCorrelated) return compute;
  return (row, context) => {
    const { subqueryCache } = context;
    if (subqueryCache.has(node)) return subqueryCache.get(node) as T;
    const result = compute(row, context);
    subqueryCache.set(node, result);
    return result;
  };
}
