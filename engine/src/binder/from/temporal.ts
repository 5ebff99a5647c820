// FOR SYSTEM_TIME: a temporal table and its history as one union, each with the clause's condition on the period.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { TableHint, TemporalClause } from '../../syntax/ast/query';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { SqlType } from '../../types/sql-type';
import { conjunction, convertTo } from '../expression/conversion';
import { compare } from '../expression/predicates';
import type { TimeSpan } from '../environment';
import { makeScope } from '../scope';
import { foldHints } from './hints';
import { makeScan, type BaseTable } from './scan';
import type { SourceContext } from './source';

interface Period { readonly start: BoundExpression; readonly end: BoundExpression }

function period(table: BaseTable): { readonly period: Period; readonly type: SqlType } {
  const ids = table.definition.period ?? table.definition.temporal;
  const find = (columnId: number | undefined): BoundExpression => {
    const ordinal = table.definition.columns.findIndex((c) => c.columnId === columnId);
    const column = table.definition.columns[ordinal];
    if (!column) throw raise(Messages.NotTemporal, { name: table.definition.name });
    return rowColumn(column, ordinal);
  };
  const start = find(ids?.startColumnId);
  return { period: { start, end: find(ids?.endColumnId) }, type: start.type };
}

function conditions(kind: TemporalClause['kind'], { start, end }: Period, first: BoundExpression | undefined, second: BoundExpression | undefined): readonly BoundExpression[] {
  const hasDuration = compare('<>', start, end);
  if (!first) return [hasDuration];
  if (kind === 'as-of') return [compare('<=', start, first), compare('>', end, first)];
  if (!second) return [hasDuration];
  switch (kind) {
    case 'from-to': return [compare('<', start, second), compare('>', end, first), hasDuration];
    case 'between': return [compare('<=', start, second), compare('>', end, first), hasDuration];
    case 'contained-in': return [compare('>=', start, first), compare('<=', end, second), hasDuration];
    default: return [hasDuration];
  }
}

/** The rows of a system-versioned table that the clause asks for; raises 13544 for a table that is not versioned. */
export function bindTemporal(span: TimeSpan, table: BaseTable, hints: readonly TableHint[], at: SourceContext): { readonly node: PlanNode; readonly columns: readonly OutputColumn[] } {
  const { temporal } = table.definition;
  if (!temporal) throw raise(Messages.NotTemporal, { name: `${table.databaseName}.${table.schemaName}.${table.definition.name}` });
  span.reached.isReached = true;
  const history = at.env.context.resolveTableById?.(table.databaseId, temporal.historyObjectId);
  if (history?.kind !== 'table') throw notSupported('FOR SYSTEM_TIME without a history table at hand');
  const { period: bounds, type } = period(table);
  const scope = makeScope(at.outer, [], []);
  const moment = (e: TemporalClause['first']): BoundExpression | undefined => e && convertTo(at.env.services.bindValue(e, span.env, scope), { ...type, scale: 7 });
  const predicate = conjunction(conditions(span.clause.kind, bounds, moment(span.clause.first), moment(span.clause.second)));
  const { locks, indexes } = foldHints(hints);
  if (indexes.length > 0) throw notSupported('index hints beside FOR SYSTEM_TIME');
  const read = (part: BaseTable): PlanNode => {
    const node = makeScan({ table: part, locks: { ...at.env.inheritedHints, ...locks }, purpose: 'read', emitsRowId: false, env: at.env });
    return predicate ? { kind: 'filter', input: node, predicate, columns: node.columns } : node;
  };
  const current = read(table);
  return { node: { kind: 'union-all', inputs: [current, read(history)], columns: current.columns }, columns: current.columns };
}
