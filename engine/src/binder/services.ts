// The doors between binders, hung: makes the environment that one statement is bound in.
import type { DmlStatement } from '../syntax/ast/statement';
import type { DmlPlan } from '../plan/statement';
import type { BindContext } from './bind-context';
import { bindInsertStatement } from './dml/insert';
import { bindMergeStatement } from './dml/merge';
import { bindDeleteStatement, bindUpdateStatement } from './dml/update-delete';
import type { Environment, Services } from './environment';
import { expressionsIn } from './expression/bind-expression';
import { bindQuery } from './select/bind-query';

const DEFAULT_MAX_RECURSION = 100;

function makeServices(): Services {
  let cteId = 0;
  return {
    bindQuery, bindDml,
    bindValue: (expression, env, scope) => expressionsIn(env, scope, 'other').bind(expression),
    bindCondition: (expression, env, scope) => expressionsIn(env, scope, 'check').predicate(expression),
    nextCteId: () => cteId++,
  };
}

/** Any DML statement's plan. */
export function bindDml(statement: DmlStatement, env: Environment): DmlPlan {
  switch (statement.kind) {
    case 'insert': return bindInsertStatement(statement, env);
    case 'update': return bindUpdateStatement(statement, env);
    case 'delete': return bindDeleteStatement(statement, env);
    case 'merge': return bindMergeStatement(statement, env);
  }
}

/** A fresh environment for one statement. */
export const environmentOf = (context: BindContext): Environment => ({ context, services: makeServices(), ctes: [], expansionDepth: 0, maxRecursion: DEFAULT_MAX_RECURSION });
