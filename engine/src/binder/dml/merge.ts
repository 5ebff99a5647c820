// MERGE: source joined with target; what each WHEN clause does is merge-clauses.ts's.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TableSource } from '../../syntax/ast/query';
import type { MergeAction, MergeStatement } from '../../syntax/ast/statement';
import type { MergePlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindSource } from '../from/bind-from';
import { hasNested } from '../from/nested-statement';
import { joinTables, sharedName, type BoundSource } from '../from/source';
import { makeScope, type Scope } from '../scope';
import { topCount } from '../select/order-by';
import { bindClause, requireClauseOrder } from './merge-clauses';
import { joinKind, joinSides, withPresence, withRowNumbers } from './merge-source';
import { bindOutputs } from './output';
import { insideStatement } from './surroundings';
import { bindTarget } from './table-rules';
import { insteadOfView, noteWrite, requireNoHistory, tableTarget, targetName, targetSource, viewTarget, type WriteEvent, type WriteTarget } from './target';

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

type TriggeredView = NonNullable<ReturnType<typeof insteadOfView>>;

/** What a MERGE writes to, before it is joined: a view whose INSTEAD OF triggers take all actions, or a source with a table behind it. */
interface Written { readonly source: BoundSource; readonly view: TriggeredView | undefined }

function bindWritten(statement: MergeStatement, events: readonly WriteEvent[], env: Environment): Written {
  const tree = targetOf(statement);
  const views = events.map((event) => insteadOfView(tree, event, env));
  const view = views.find((one) => one !== undefined);
  if (!view) return { view, source: bindSource(tree, { env, outer: undefined, target: tree, written: statement.clauses.flatMap((c) => writtenBy(c.action)) }) };
  if (views.includes(undefined)) throw raise(Messages.MergeTriggersOfSome, { name: targetName(statement.target) });
  return { view, source: withRowNumbers(bindSource(tree, { env, outer: undefined })) };
}

/** The target in the joined row. Raises 5316 for a table some of whose actions a trigger takes. */
function writeTarget(
  statement: MergeStatement,
  { view }: Written,
  joined: BoundSource,
  at: { readonly env: Environment; readonly events: readonly WriteEvent[]; readonly first: number },
): WriteTarget {
  const visible = joined.tables[at.first];
  if (view && visible) {
    const { carried, ...target } = viewTarget(view, visible);
    return { ...target, carried: { ...carried, rowIdOrdinal: joined.node.columns.length - 1 } };
  }
  const targets = at.events.map((event) => tableTarget(joined, event, at.env));
  const [target] = targets;
  const taken = targets.find((one) => one.insteadOf);
  if (taken && targets.some((one) => !one.insteadOf)) throw raise(Messages.MergeTriggersOfSome, { name: targetName(statement.target) });
  return target ?? tableTarget(joined, 'update', at.env);
}

/** A MERGE's plan. */
export function bindMergeStatement(statement: MergeStatement, outerEnv: Environment): MergePlan {
  requireClauseOrder(statement.clauses);
  if (hasNested([statement.source])) throw raise(Messages.NestedInUsing, {});
  const env = insideStatement(statement, outerEnv);
  const source = withPresence(bindSource(statement.source, { env, outer: undefined }));
  const events = [...new Set(statement.clauses.map((c) => EVENTS[c.action.kind]))];
  const bound = bindWritten(statement, events, env);
  const written = bound.source;
  const joined = joinSides(joinKind(statement.clauses), source, written);
  if (sharedName(source.tables, written.tables, env.context.names)) throw raise(Messages.MergeSameNames, {});
  const tables = joinTables(source, written, env.context.names);
  for (const { carried } of written.tables) if (carried) requireNoHistory(carried, 'merge');
  const target = writeTarget(statement, bound, { node: joined, tables }, { env, events, first: source.tables.length });
  const scopeOf = (list: typeof tables): Scope => makeScope(undefined, joined.columns, list);
  const both = scopeOf(tables);
  const on = expressionsIn(env, makeScope(undefined, [...source.node.columns, ...written.node.columns], tables), 'on').predicate(statement.on);
  const merging = { env, target, both, sourceOnly: scopeOf(tables.slice(0, source.tables.length)), targetOnly: scopeOf(tables.slice(source.tables.length)) };
  const clauses = statement.clauses.map((c) => bindClause(c, merging));
  for (const { action } of clauses) noteWrite(target, action.kind, env, action.kind === 'update' ? action.assignments.map((a) => a.ordinal) : []);
  const top = statement.top && topCount(expressionsIn(env, makeScope(undefined, [], []), 'other'), statement.top);
  const outputs = bindOutputs(statement.outputs, { env, target, events, isMerge: true, sources: { row: joined.columns, tables } });
  return {
    kind: 'merge',
    ...(top ? { top } : {}),
    ...(statement.top?.isPercent ? { isPercent: true as const } : {}),
    target: target.ref,
    source: { ...joined, predicate: on },
    targetOffset: target.carried.offset,
    targetWidth: target.definition.columns.length,
    rowIdOrdinal: target.carried.rowIdOrdinal,
    sourcePresentOrdinal: source.node.columns.length - 1,
    clauses,
    ...(target.insteadOf ? { insteadOf: target.insteadOf } : {}),
    outputs,
    shape: bindTarget(target, env, { viewCheck: target.carried.check, outputs }),
  };
}
