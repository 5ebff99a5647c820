// The rows that UPDATE and DELETE work on: FROM with the target in it, WHERE, TOP.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { TableSource } from '../../syntax/ast/query';
import type { DeleteStatement, UpdateStatement } from '../../syntax/ast/statement';
import type { PlanNode } from '../../plan/node';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindFrom } from '../from/bind-from';
import { hasNested } from '../from/nested-statement';
import type { BoundSource } from '../from/source';
import { makeScope, type Scope } from '../scope';
import { insideStatement, withTop } from './surroundings';
import { findTarget, insteadOfView, replaceSource, requireNoIndexHints, tableTarget, targetSource, viewTarget, withTargetHints, writtenName, type WriteEvent, type WriteTarget } from './target';

/** The bound rows, the target among them, and the names in force over them. */
export interface ChangeSource { readonly node: PlanNode; readonly target: WriteTarget; readonly scope: Scope; readonly bound: BoundSource; readonly env: Environment }

function sourcesOf(statement: UpdateStatement | DeleteStatement, env: Environment): { readonly from: readonly TableSource[]; readonly target: TableSource } {
  const own = targetSource(statement.target);
  if (statement.from.length === 0) return { from: [own], target: own };
  const found = findTarget(statement.target, statement.from, env);
  if (!found) return { from: [own, ...statement.from], target: own };
  const target = withTargetHints(found, statement.target);
  return { from: target === found ? statement.from : replaceSource(statement.from, found, target), target };
}

/** Binds what an UPDATE or DELETE reads. */
export function bindChangeSource(statement: UpdateStatement | DeleteStatement, outerEnv: Environment, event: WriteEvent): ChangeSource {
  if (statement.currentOf !== undefined) throw notSupported('WHERE CURRENT OF in this place');
  if (hasNested(statement.from)) throw raise(Messages.NestedInChange, {});
  const env = insideStatement(statement, outerEnv);
  requireNoIndexHints(statement.target);
  const { from, target: source } = sourcesOf(statement, env);
  const view = insteadOfView(source, event, env);
  if (view && (from.length > 1 || from.some((s) => s.kind === 'join'))) {
    throw raise(event === 'update' ? Messages.UpdateOfJoinedView : Messages.DeleteOfJoinedView, { name: view.view.name });
  }
  const written = statement.kind === 'update' ? statement.assignments.flatMap((a) => a.column?.parts.at(-1) ?? []) : [];
  const bound = bindFrom(from, { env, outer: undefined, ...(view ? {} : { target: source, written }) });
  const target = view ? viewTarget(view, viewTable(bound, source)) : tableTarget(bound, event, env);
  if (event === 'update') requireReadOnce(target, bound);
  const scope = makeScope(undefined, bound.node.columns, bound.tables);
  const where = statement.where && expressionsIn(env, scope, 'where').predicate(statement.where);
  const filtered: PlanNode = where ? { kind: 'filter', input: bound.node, predicate: where, columns: bound.node.columns } : bound.node;
  const word = statement.target.kind === 'table' ? statement.target.name.parts.at(-1) : undefined;
  return { node: withTop(filtered, statement.top, env), target: { ...target, word }, scope, bound, env };
}

/** Raises 4415: rows that WITH CHECK OPTION checks are those of a table that FROM has once. */
function requireReadOnce(target: WriteTarget, { tables }: BoundSource): void {
  const { definition: { objectId }, databaseName, carried, visible } = target;
  const isAgain = tables.some((t) => t !== visible && t.definition?.objectId === objectId && t.databaseName === databaseName);
  if (carried.check && isAgain) throw raise(Messages.ViewCheckedTwice, { name: writtenName(target) });
}

function viewTable(bound: BoundSource, source: TableSource): BoundSource['tables'][number] {
  const name = source.kind === 'table' ? source.alias?.name ?? source.name.parts.at(-1) : undefined;
  const table = bound.tables.find((t) => t.name === name);
  if (!table) throw raise(Messages.InvalidObjectName, { name: name ?? '' });
  return table;
}
