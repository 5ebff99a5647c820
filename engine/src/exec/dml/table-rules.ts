// A target table's own rules, compiled: computed columns, CHECK constraints, the check option of the view written through.
import { notSupported } from '../../errors/not-supported';
import type { BlockOperation } from '../../catalog/definitions';
import type { TargetShape } from '../../plan/statement';
import type { TableHandle } from '../../transaction/row-access';
import type { Compiler, Evaluate, Test } from '../compiled';
import type { ExecutionContext } from '../context';

/** What a new row must satisfy and what is derived from it. */
export interface TableRules {
  readonly checks: readonly { readonly name: string; readonly columnName?: string; readonly ordinals: readonly number[]; readonly evaluate: Evaluate }[];
  readonly computed: readonly { readonly ordinal: number; readonly evaluate: Evaluate }[];
  readonly viewCheck?: Test;
  readonly blocks?: readonly Block[];
}

/** A block predicate; `ordinals` are the columns that it reads. */
export interface Block { readonly operation: BlockOperation; readonly ordinals: readonly number[]; readonly allows: Test }

/** Compiles a shape. */
export function compileRules(shape: TargetShape, compiler: Compiler): TableRules {
  return {
    checks: shape.checks.map(({ name, columnName, ordinals, condition }) => ({ name, columnName, ordinals, evaluate: compiler.expression(condition) })),
    computed: shape.computed.map(({ ordinal, value }) => ({ ordinal, evaluate: compiler.expression(value) })),
    viewCheck: shape.viewCheck && compiler.predicate(shape.viewCheck),
    blocks: shape.blocks?.map(({ operation, ordinals, condition }) => ({ operation, ordinals, allows: compiler.predicate(condition) })),
  };
}

const NO_RULES: TableRules = { checks: [], computed: [] };

/** The rules of a table that is not the statement's own target; bound and compiled once a statement. */
export function rulesOf({ databaseId, definition, isVariable }: TableHandle, context: ExecutionContext, compiler: Compiler): TableRules {
  if (definition.checks.length === 0 && !definition.columns.some(column => column.computed)) return NO_RULES;
  if (isVariable) throw notSupported('OUTPUT INTO a table variable with CHECK constraints or computed columns');
  const known = context.subqueryCache.get(definition) as TableRules | undefined;
  if (known) return known;
  const rules = compileRules(context.shapeOf(databaseId, definition.objectId), compiler);
  context.subqueryCache.set(definition, rules);
  return rules;
}
