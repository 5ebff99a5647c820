// Text to bound plan over the sample world, for the binder's and the optimizer's tests.
import type { BindContext } from '../../../src/binder/bind-context';
import { bindSelect } from '../../../src/binder/bind-statement';
import { bindDml, environmentOf } from '../../../src/binder/services';
import { optimize } from '../../../src/optimizer/optimize';
import { isSqlError } from '../../../src/errors/sql-error';
import type { DmlPlan, SelectPlan } from '../../../src/plan/statement';
import { explain } from '../../../src/plan/explain';
import { parseBatch } from '../../../src/syntax/parse';
import { formatType } from '../../../src/types/format-type';
import { sampleContext } from './sample-world';

/** The first statement's bound plan. */
export function bound(sql: string, more: Partial<BindContext> = {}): SelectPlan | DmlPlan {
  const [statement] = parseBatch(sql, { quotedIdentifier: true }).statements;
  switch (statement?.kind) {
    case 'select': return bindSelect(statement, sampleContext(more));
    case 'insert': case 'update': case 'delete': case 'merge': return bindDml(statement, environmentOf(sampleContext(more)));
    default: throw new Error(`no plan for ${statement?.kind ?? 'nothing'}`);
  }
}

/** A SELECT's plan. */
export function boundSelect(sql: string, more: Partial<BindContext> = {}): SelectPlan {
  const plan = bound(sql, more);
  if (plan.kind !== 'select') throw new Error('not a SELECT');
  return plan;
}

const nodeOf = (plan: SelectPlan | DmlPlan): SelectPlan['node'] => (plan.kind === 'select' ? plan.node : plan.source);
const dedented = (text: string): string => text.split('\n').map((line) => line.trimEnd()).join('\n');

/** The bound plan as text. */
export const explained = (sql: string): string => dedented(explain(nodeOf(bound(sql))));
/** The optimized plan as text. */
export const optimized = (sql: string): string => dedented(explain(nodeOf(optimize(bound(sql)))));

/** Output columns as `name type[ null]`. */
export const columnsOf = (sql: string): readonly string[] => boundSelect(sql).node.columns.map((c) => `${c.name} ${formatType(c.type)}${c.isNullable ? ' null' : ''}`);

/** The number of the error that binding raises; 0 if it raises none. */
export function errorOf(sql: string, more: Partial<BindContext> = {}): number {
  try {
    bound(sql, more);
    return 0;
  } catch (error) {
    if (isSqlError(error)) return error.number;
    throw error;
  }
}
