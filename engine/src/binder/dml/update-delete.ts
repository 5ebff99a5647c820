// UPDATE and DELETE.
import type { DeleteStatement, UpdateStatement } from '../../syntax/ast/statement';
import type { DeletePlan, UpdatePlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindAssignments } from './assignments';
import { bindChangeSource, type ChangeSource } from './change-source';
import { bindOutputs } from './output';
import { bindTarget } from './table-rules';
import { noteWrite, type WriteEvent } from './target';

/** What UPDATE and DELETE plans share. */
function common(statement: UpdateStatement | DeleteStatement, source: ChangeSource, event: WriteEvent): Omit<DeletePlan, 'kind'> {
  const { target, env, bound } = source;
  const { carried, insteadOf } = target;
  const outputs = bindOutputs(statement.outputs, { env, target, events: [event], isMerge: false, sources: { row: bound.node.columns, tables: bound.tables } });
  return {
    target: target.ref, source: source.node, targetOffset: carried.offset, targetWidth: target.definition.columns.length, rowIdOrdinal: carried.rowIdOrdinal, ...(insteadOf ? { insteadOf } : {}),
    outputs, shape: bindTarget(target, env, event === 'update' ? { viewCheck: carried.check, outputs } : {}),
  };
}

/** An UPDATE's plan. */
export function bindUpdateStatement(statement: UpdateStatement, env: Environment): UpdatePlan {
  const source = bindChangeSource(statement, env, 'update');
  const bound = bindAssignments(expressionsIn(source.env, source.scope, 'other'), statement.assignments, source.target);
  noteWrite(source.target, 'update', source.env, bound.assignments.map((assignment) => assignment.ordinal));
  return { kind: 'update', ...common(statement, source, 'update'), ...bound };
}

/** A DELETE's plan. */
export function bindDeleteStatement(statement: DeleteStatement, env: Environment): DeletePlan {
  const source = bindChangeSource(statement, env, 'delete');
  noteWrite(source.target, 'delete', source.env);
  return { kind: 'delete', ...common(statement, source, 'delete') };
}
