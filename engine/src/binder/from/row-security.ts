// Row-level security: the filter predicates of a table or view below everything that a query does with its rows, and its block predicates
// over a row that is written. A predicate's function is expanded in its place; the tables that it reads show all of their rows.
import type { BlockOperation, SecurityPredicate } from '../../catalog/definitions';
import { operationsOf, type PredicateInForce } from '../../catalog/security-policies';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise, withFollower } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import { columnsOf, isCorrelated, shiftOuter } from '../../plan/rewrite';
import { BIT } from '../../types/sql-type';
import { insideBody, type Environment } from '../environment';
import { parsedSelect } from '../parsed-text';
import { makeScope, scopeTable } from '../scope';

/** What predicates stand over: a table or view, its name for errors, and its columns as its rows have them. */
export interface Guarded {
  readonly databaseId: number;
  readonly databaseName: string;
  readonly schemaName: string;
  readonly name: string;
  readonly objectId: number;
  readonly columns: readonly OutputColumn[];
}

/** A condition that a write must meet; `ordinals` are the columns that it reads. */
export interface BoundBlock { readonly operation: BlockOperation; readonly condition: BoundExpression; readonly ordinals: readonly number[] }

const predicatesOver = ({ databaseId, objectId }: Guarded, env: Environment): readonly PredicateInForce[] =>
  (env.isInPredicate ? [] : (env.context.predicatesOn?.(databaseId, objectId) ?? []));

/** The rows that the filter predicates let through. */
export function visibleRows(node: PlanNode, guarded: Guarded, env: Environment): PlanNode {
  const conditions = predicatesOver(guarded, env).filter(({ predicate }) => predicate.type === 'FILTER').map((one) => bindInForce(one, guarded, env));
  return conditions.reduce<PlanNode>((input, predicate) => ({ kind: 'filter', input, predicate, columns: node.columns, isGuard: true }), node);
}

/** The block predicates, one for each operation that they guard against. */
export function bindBlocks(guarded: Guarded, env: Environment): readonly BoundBlock[] {
  return predicatesOver(guarded, env).filter(({ predicate }) => predicate.type === 'BLOCK').flatMap((one) => {
    const condition = bindInForce(one, guarded, env);
    return operationsOf(one.predicate).map((operation) => ({ operation, condition, ordinals: [...columnsOf(condition)] }));
  });
}

/** A schema-bound policy's function and what it reads are asked of nobody; another's are, and may have changed since (33512). */
function bindInForce({ policy, predicate }: PredicateInForce, guarded: Guarded, env: Environment): BoundExpression {
  const bind = (): BoundExpression => bindPredicate(predicate, { guarded, schemaId: policy.schemaId }, env);
  if (policy.isSchemaBound) return env.context.uses ? env.context.uses.unasked(bind) : bind();
  try {
    return bind();
  } catch (error) {
    if (!isSqlError(error)) throw error;
    throw withFollower(error, raise(Messages.PredicateUnbound, { name: `${guarded.databaseName}.${guarded.schemaName}.${guarded.name}` }));
  }
}

/** A predicate's condition over the row of what it guards. Raises what the call of its function raises. */
export function bindPredicate(
  { definition }: Pick<SecurityPredicate, 'definition'>,
  { guarded, schemaId }: { readonly guarded: Guarded; readonly schemaId: number },
  env: Environment,
): BoundExpression {
  const inside: Environment = { ...insideBody(env, guarded.databaseId, schemaId), isInPredicate: true, inheritedHints: undefined };
  const statement = parsedSelect(`SELECT 1 AS [x] FROM ${definition.slice(1, -1)} AS [p]`, inside.context);
  const outer = makeScope(undefined, guarded.columns, [scopeTable(guarded.name, guarded.columns)]);
  const { node } = inside.services.bindQuery({ statement, env: inside, outer, use: 'exists' });
  return conditionOf(node) ?? { kind: 'exists', plan: node, isCorrelated: isCorrelated(node), type: BIT, isNullable: false };
}

/** What a query without tables asks of the row outside: its rows are there where its conditions hold. Undefined for any other query. */
function conditionOf(plan: PlanNode, conditions: readonly BoundExpression[] = []): BoundExpression | undefined {
  switch (plan.kind) {
    case 'project': return plan.expressions.every((e) => e.kind === 'constant' || e.kind === 'column') ? conditionOf(plan.input, conditions) : undefined;
    case 'filter': return plan.input.kind === 'one-row' || plan.input.kind === 'filter' ? conditionOf(plan.input, [plan.predicate, ...conditions]) : undefined;
    case 'one-row': {
      const [first, ...rest] = conditions.map(outside);
      if (!first) return { kind: 'constant', value: 1, type: BIT, isNullable: false };
      return rest.length === 0 ? first : { kind: 'logical', operator: 'and', operands: [first, ...rest], type: BIT, isNullable: true };
    }
    default: return undefined;
  }
}

/** A subquery's condition as the row outside has it. */
const outside = (condition: BoundExpression): BoundExpression => shiftOuter(condition, -1);
