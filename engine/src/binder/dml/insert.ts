// INSERT: its target, its rows, its OUTPUT.
import { EngineBug } from '../../errors/engine-bug';
import type { InsertSource, InsertStatement } from '../../syntax/ast/statement';
import type { OutputColumn } from '../../plan/node';
import type { ColumnAssignment, InsertPlan } from '../../plan/statement';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { makeCase } from '../expression/conditional';
import { isNull } from '../expression/predicates';
import { bindSource } from '../from/bind-from';
import { foldHints, requireInsertHints } from '../from/hints';
import { insertColumns, requireCount, requireIdentity, type Place } from './insert-columns';
import { assign, bindRows, type InsertRows } from './insert-rows';
import { requirePlainTarget } from './nested-target';
import { bindOutputs } from './output';
import { makeScope } from '../scope';
import { shareDraws } from './shared-draws';
import { insideStatement, withTop } from './surroundings';
import { bindTarget, defaultValue, remainingDefaults } from './table-rules';
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

/** Rows that come from elsewhere (INSERT ... EXEC, a bulk load); a column's default may stand for its NULLs. */
interface GivenRows { readonly columns: readonly OutputColumn[]; readonly nulls: 'kept' | 'default' }

function givenRows({ columns, nulls }: GivenRows, place: Place): InsertRows {
  const assignments = assign(columns, place.columns.ordinals, place);
  return { source: { kind: 'cte-reference', cteId: -1, columns }, assignments: nulls === 'default' ? assignments.map((a) => defaultForNull(a, place)) : assignments };
}

function defaultForNull(assignment: ColumnAssignment, { target, b }: Place): ColumnAssignment {
  const column = target.definition.columns[assignment.ordinal];
  if (!column?.default) return assignment;
  return { ...assignment, value: makeCase([{ when: isNull(assignment.value), then: defaultValue(column, b.env, target.databaseId) }], assignment.value, true) };
}

function requireOwnRows(source: InsertSource): Exclude<InsertSource, { kind: 'execute' }> {
  if (source.kind === 'execute') throw new EngineBug('INSERT ... EXEC bound without its rows');
  return source;
}

/** An INSERT's plan. `given`: rows that are read through CTE -1. */
export function bindInsertStatement(statement: InsertStatement, outerEnv: Environment, given?: GivenRows): InsertPlan {
  const env = insideStatement(statement, outerEnv);
  const target = insertTarget(statement, env);
  requirePlainTarget(statement, target, env);
  const columns = insertColumns(statement.columns, target, env.context.names);
  noteWrite(target, 'insert', env);
  const place = { columns, target, b: expressionsIn(env, makeScope(undefined, [], []), 'other') };
  if (given) requireCount(given.columns.length, columns, target, 'execute');
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
