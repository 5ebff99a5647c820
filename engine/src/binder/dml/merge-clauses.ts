// The WHEN clauses of MERGE: their conditions and what they do to the target.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import type { MergeAction, MergeClause } from '../../syntax/ast/statement';
import { isBareNull, isDefaultWord } from '../../syntax/word-literals';
import type { ColumnAssignment, MergePlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { convertTo } from '../expression/conversion';
import type { ExpressionBinder } from '../expression/expression-binder';
import type { Scope } from '../scope';
import { bindAssignments, storable } from './assignments';
import { insertColumns, isGenerated, requireCount, requireIdentity } from './insert-columns';
import { defaultValue, remainingDefaults } from './table-rules';
import type { WriteTarget } from './target';

type PlanClause = MergePlan['clauses'][number];

/** A MERGE's target and the names its clauses may use. */
export interface Merging { readonly env: Environment; readonly target: WriteTarget; readonly both: Scope; readonly sourceOnly: Scope; readonly targetOnly: Scope }

/** Binds one WHEN clause. */
export function bindClause(clause: MergeClause, merging: Merging): PlanClause {
  const scope = clause.when === 'matched' ? merging.both : clause.when === 'not-matched' ? merging.sourceOnly : merging.targetOnly;
  const condition = clause.condition && expressionsIn(merging.env, scope, 'when').predicate(clause.condition);
  const action = bindAction(clause.action, expressionsIn(merging.env, scope, 'other'), merging);
  return { when: clause.when, ...(condition ? { condition } : {}), action };
}

function bindAction(action: MergeAction, b: ExpressionBinder, { env, target }: Merging): PlanClause['action'] {
  switch (action.kind) {
    case 'delete': return { kind: 'delete' };
    case 'update': {
      if (action.assignments.some((a) => a.column && a.variable !== undefined)) throw raise(Messages.MergeVariableAndColumn, {});
      const { assignments, variables } = bindAssignments(b, action.assignments, target);
      return { kind: 'update', assignments, variables };
    }
    case 'insert': {
      const columns = insertColumns(action.columns, target, b.env.context.names);
      const assignments = action.values === 'default' ? [] : insertValues(b, action.values, columns, target);
      requireIdentity(columns, target, env);
      return { kind: 'insert', assignments, defaults: remainingDefaults(target, new Set(assignments.map((a) => a.ordinal)), env), explicitIdentity: columns.explicitIdentity };
    }
  }
}

function insertValues(b: ExpressionBinder, values: readonly Expression[], columns: ReturnType<typeof insertColumns>, target: WriteTarget): readonly ColumnAssignment[] {
  requireCount(values.length, columns, target, 'values');
  return columns.ordinals.flatMap((ordinal, i): readonly ColumnAssignment[] => {
    const [tree, column] = [values[i], target.definition.columns[ordinal]];
    if (!tree || !column) return [];
    const isDefault = isDefaultWord(tree);
    if (isGenerated(column)) {
      if (isDefault || isBareNull(tree)) return [];
      if (column.generated) throw raise(Messages.CannotInsertGenerated, { table: `${target.databaseName}.${target.schemaName}.${target.definition.name}` });
      throw raise(Messages.CannotInsertTimestamp, {});
    }
    if (isDefault && column.identity) throw raise(Messages.DefaultForIdentity, {});
    const value = isDefault ? convertTo(defaultValue(column, b.env, target.databaseId), column.type) : b.bind(tree);
    return [{ ordinal, value: storable(value, column.type) }];
  });
}

function requireAction(when: MergeClause['when'], action: MergeAction['kind'], clause: string): void {
  if (when === 'not-matched' && action !== 'insert') throw raise(Messages.MergeActionNotInsert, { action: action.toUpperCase() });
  if (when !== 'not-matched' && action === 'insert') throw raise(Messages.MergeInsertMatched, { clause });
}

/** Raises 10710 and 10711 for actions that their clause cannot have, 10714 and 5324 where the clauses of one kind do not go together. */
export function requireClauseOrder(clauses: readonly MergeClause[]): void {
  const names = { matched: 'MATCHED', 'not-matched': 'NOT MATCHED', 'not-matched-by-source': 'NOT MATCHED BY SOURCE' } as const;
  for (const when of ['matched', 'not-matched', 'not-matched-by-source'] as const) {
    const own = clauses.filter((c) => c.when === when);
    for (const { action } of own) requireAction(when, action.kind, `WHEN ${names[when]}`);
    const [first, second] = own;
    if (!first || !second) continue;
    if (first.action.kind === second.action.kind || own.length > 2) throw raise(Messages.MergeActionTwice, { action: `WHEN ${names[when]}`, clause: second.action.kind.toUpperCase() });
    if (!first.condition) throw raise(Messages.MergeClauseOrder, { clause: `WHEN ${names[when]}` });
  }
}
