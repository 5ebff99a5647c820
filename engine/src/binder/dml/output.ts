// OUTPUT: inserted, deleted, the other sources and $action as one row, and the table that INTO names.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { BoundExpression } from '../../plan/expression';
import { mapExpression } from '../../plan/rewrite';
import type { OutputClause } from '../../syntax/ast/statement';
import type { OutputColumn } from '../../plan/node';
import type { OutputPlan } from '../../plan/statement';
import { INT, nvarchar } from '../../types/sql-type';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { asNullable } from '../from/source';
import { columnsOfTable } from '../from/scan';
import { makeScope, shiftTable, type ScopeTable } from '../scope';
import { bindItems, outputColumn } from '../select/select-items';
import { bindInto } from './output-into';
import { writtenName, type WriteEvent, type WriteTarget } from './target';

/** What OUTPUT is bound over. `sources`: the statement's row and its names besides the target, for UPDATE, DELETE and MERGE. */
export interface OutputRequest {
  readonly env: Environment; readonly target: WriteTarget; readonly events: readonly WriteEvent[]; readonly isMerge: boolean;
  readonly sources: { readonly row: readonly OutputColumn[]; readonly tables: readonly ScopeTable[] };
}

const ACTION = '$action';
/** Stands in the row for every column of a view that is none of its table's. */
const DERIVED: OutputColumn = { name: '', type: INT, isNullable: true, isHidden: true };

function half(name: 'inserted' | 'deleted', target: WriteTarget, { start, derived }: { readonly start: number; readonly derived: number }): ScopeTable {
  const { baseOrdinals } = target.carried;
  const columns = target.visible.columns.map((c, i) => {
    const base = baseOrdinals[i];
    return { name: c.name, ordinal: base === undefined ? derived : start + base, isHidden: c.isHidden };
  });
  return { name, isAlias: true, columns, definition: target.definition, isQualifiedOnly: true };
}

function outputScope({ env, target, events, isMerge, sources }: OutputRequest): ReturnType<typeof makeScope> {
  const own = columnsOfTable(target.definition.columns);
  const width = own.length;
  const side = isMerge || target.insteadOf ? own.map(asNullable) : own;
  const row = [...side, ...side, ...sources.row, ...(isMerge ? [{ name: ACTION, type: nvarchar(10, env.context.collation), isNullable: false }] : []), DERIVED];
  const derived = row.length - 1;
  const halves = [
    ...(events.some((e) => e !== 'delete') ? [half('inserted', target, { start: 0, derived })] : []),
    ...(events.some((e) => e !== 'insert') ? [half('deleted', target, { start: width, derived })] : []),
  ];
  const others = sources.tables.filter((t) => t !== target.visible).map((t) => shiftTable(t, 2 * width));
  const action: ScopeTable = { name: '', isAlias: true, columns: [{ name: ACTION, ordinal: 2 * width + sources.row.length, isHidden: true }] };
  return makeScope(undefined, row, [...halves, ...others, ...(isMerge ? [action] : [])]);
}

/** Binds the OUTPUT clauses; raises 334 for rows to the client from a table with a trigger. */
export function bindOutputs(clauses: readonly OutputClause[], request: OutputRequest): readonly OutputPlan[] {
  if (clauses.length === 0) return [];
  const scope = outputScope(request);
  return clauses.map((clause) => {
    const { items, assignments } = bindItems(expressionsIn(request.env, scope, 'output'), clause.items);
    if (assignments) throw raise(Messages.AssignmentWithRetrieval, {});
    const columns = items.map((i) => outputColumn(i, scope.row));
    const expressions = items.map((i) => i.expression);
    for (const expression of expressions) requireNoDerived(expression, scope.row.length - 1);
    if (!clause.into) {
      requireNoTrigger(request);
      return { columns, expressions };
    }
    return { columns, ...bindInto(clause, clause.into, expressions, request.env) };
  });
}

function requireNoDerived(expression: BoundExpression, derived: number): void {
  mapExpression(expression, (e, depth) => {
    if (e.kind === 'column' && depth === 0 && e.ordinal === derived) throw notSupported('OUTPUT of a column that a view computes or takes from another table');
    return undefined;
  });
}

function requireNoTrigger({ env, target, events }: OutputRequest): void {
  if (target.ref.kind !== 'base') return;
  const { objectId } = target.definition;
  const has = events.some((e) => env.context.hasTrigger(target.databaseId, objectId, e, 'after') || env.context.hasTrigger(target.databaseId, objectId, e, 'instead of'));
  if (has) throw raise(Messages.OutputWithTrigger, { table: writtenName(target) });
}
