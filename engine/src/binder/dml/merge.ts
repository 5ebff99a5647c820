// MERGE: source joined with target; what each WHEN clause does is merge-clauses.ts's.
import { notSupported } from '../../errors/not-supported';
import type { TableSource } from '../../syntax/ast/query';
import type { MergeAction, MergeStatement } from '../../syntax/ast/statement';
import type { MergePlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindSource } from '../from/bind-from';
import { joinTables } from '../from/source';
import { makeScope, type Scope } from '../scope';
import { topCount } from '../select/order-by';
import { bindClause, requireClauseOrder } from './merge-clauses';
import { joinKind, joinSides, withPresence } from './merge-source';
import { bindOutputs } from './output';
import { insideStatement } from './surroundings';
import { bindShape } from './table-rules';
import { requireNoHistory, tableTarget, targetSource, type WriteEvent } from './target';

const EVENTS: Readonly<Record<MergeAction['kind'], WriteEvent>> = { insert: 'insert', update: 'update', delete: 'delete' };

function targetOf({ target, targetAlias }: MergeStatement): TableSource {
  const source = targetSource(target);
  if (!targetAlias || (source.kind !== 'table' && source.kind !== 'table-variable')) return source;
  return { ...source, alias: targetAlias };
}

function writtenBy(action: MergeAction): readonly string[] {
  if (action.kind === 'delete') return [];
  return action.kind === 'update' ? action.assignments.flatMap((a) => a.column?.parts.at(-1) ?? []) : action.columns?.map((c) => c.name) ?? [];
}

/** A MERGE's plan. */
export function bindMergeStatement(statement: MergeStatement, outerEnv: Environment): MergePlan {
  requireClauseOrder(statement.clauses);
  const env = insideStatement(statement, outerEnv);
  const source = withPresence(bindSource(statement.source, { env, outer: undefined }));
  const targetTree = targetOf(statement);
  const written = bindSource(targetTree, { env, outer: undefined, target: targetTree, written: statement.clauses.flatMap((c) => writtenBy(c.action)) });
  const events = [...new Set(statement.clauses.map((c) => EVENTS[c.action.kind]))];
  const joined = joinSides(joinKind(statement.clauses), source, written);
  const tables = joinTables(source, written);
  for (const { carried } of written.tables) if (carried) requireNoHistory(carried, 'merge');
  const target = tableTarget({ node: joined, tables }, events[0] ?? 'update', env);
  if (target.insteadOf) throw notSupported('MERGE into a target with an INSTEAD OF trigger');
  const scopeOf = (list: typeof tables): Scope => makeScope(undefined, joined.columns, list);
  const both = scopeOf(tables);
  const on = expressionsIn(env, makeScope(undefined, [...source.node.columns, ...written.node.columns], tables), 'on').predicate(statement.on);
  const merging = { env, target, both, sourceOnly: scopeOf(tables.slice(0, source.tables.length)), targetOnly: scopeOf(tables.slice(source.tables.length)) };
  const top = statement.top && topCount(expressionsIn(env, makeScope(undefined, [], []), 'other'), statement.top);
  return {
    kind: 'merge', ...(top ? { top } : {}), ...(statement.top?.isPercent ? { isPercent: true as const } : {}), target: target.ref, source: { ...joined, predicate: on }, targetOffset: target.carried.offset, rowIdOrdinal: target.carried.rowIdOrdinal,
    sourcePresentOrdinal: source.node.columns.length - 1, clauses: statement.clauses.map((c) => bindClause(c, merging)),
    outputs: bindOutputs(statement.outputs, { env, target, events, isMerge: true, sources: { row: joined.columns, tables } }), shape: bindShape(target, env, target.carried.check),
  };
}
