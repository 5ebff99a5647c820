// INSERT: its target, its rows, its OUTPUT.
import { EngineBug } from '../../errors/engine-bug';
import type { InsertSource, InsertStatement } from '../../syntax/ast/statement';
import type { OutputColumn } from '../../plan/node';
import type { InsertPlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindSource } from '../from/bind-from';
import { foldHints, requireInsertHints } from '../from/hints';
import { insertColumns, requireCount, requireIdentity, type Place } from './insert-columns';
import { assign, bindRows, type InsertRows } from './insert-rows';
import { requirePlainTarget } from './nested-target';
import { bindOutputs } from './output';
import { makeScope } from '../scope';
import { shareDraws } from './shared-draws';
import { insideStatement, withTop } from './surroundings';
import { bindTarget, remainingDefaults } from './table-rules';
import { insteadOfView, noteWrite, requireNoIndexHints, tableTarget, targetSource, viewTarget, type WriteTarget } from './target';

function insertTarget(statement: InsertStatement, env: Environment): WriteTarget {
  requireNoIndexHints(statement.target);
  if (statement.target.kind === 'table') requireInsertHints(statement.target.hints);
  const source = targetSource(statement.target);
  const view = insteadOfView(source, 'insert', env);
  const bound = bindSource(source, { env, outer: undefined, ...(view ? {} : { target: source, written: statement.columns?.map((c) => c.name) ?? [] }) });
  const [visible] = bound.tables;
  if (view && visible) return viewTarget(view, visible);
  return tableTarget(bound, 'insert', env);
}

/** The hints of a target that is read by nobody: what they lock is left to the INSERT itself. */
const hintsOf = ({ target }: InsertStatement): Pick<InsertPlan, 'hints'> => (target.kind === 'table' && target.hints.length > 0 ? { hints: foldHints(target.hints).locks } : {});

const givenRows = (columns: readonly OutputColumn[], place: Place): InsertRows =>
  ({ source: { kind: 'cte-reference', cteId: -1, columns }, assignments: assign(columns, place.columns.ordinals, place) });

function requireOwnRows(source: InsertSource): Exclude<InsertSource, { kind: 'execute' }> {
  if (source.kind === 'execute') throw new EngineBug('INSERT ... EXEC bound without its rows');
  return source;
}

/** An INSERT's plan. `given`: the columns of rows that come from elsewhere (INSERT ... EXEC), read through CTE -1. */
export function bindInsertStatement(statement: InsertStatement, outerEnv: Environment, given?: readonly OutputColumn[]): InsertPlan {
  const env = insideStatement(statement, outerEnv);
  const target = insertTarget(statement, env);
  requirePlainTarget(statement, target, env);
  const columns = insertColumns(statement.columns, target, env.context.names);
  noteWrite(target, 'insert', env);
  const place = { columns, target, b: expressionsIn(env, makeScope(undefined, [], []), 'other') };
  if (given) requireCount(given.length, columns, target, 'execute');
  const rows = given ? givenRows(given, place) : bindRows(requireOwnRows(statement.source), place);
  requireIdentity(columns, target, env);
  const assigned = new Set(rows.assignments.map((a) => a.ordinal));
  const { source, defaults } = shareDraws({ source: rows.source, defaults: remainingDefaults(target, assigned, env) });
  const outputs = bindOutputs(statement.outputs, { env, target, events: ['insert'], isMerge: false, sources: { row: [], tables: [] } });
  return {
    kind: 'insert', target: target.ref, source: withTop(source, statement.top, env), assignments: rows.assignments, defaults, ...(target.insteadOf ? { insteadOf: target.insteadOf } : {}),
    outputs, explicitIdentity: columns.explicitIdentity, statement: 'INSERT', shape: bindTarget(target, env, { viewCheck: target.carried.check, outputs }), ...hintsOf(statement),
  };
}
