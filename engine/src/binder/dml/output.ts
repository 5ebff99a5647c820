// OUTPUT: inserted, deleted, the other sources and $action as one row, and the table that INTO names.
import { raise, withFollower, type SqlError } from '../../errors/sql-error';
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

/** A column of `inserted` that is none of the table's: it stands behind the row, and what it is takes its place once the items are bound. */
interface Derived { readonly name: string; readonly expression: BoundExpression | 'other' | undefined }

/** Of a view under an INSTEAD OF trigger nobody makes the new row of an UPDATE. */
const hasNoNewRow = ({ target, events, isMerge }: OutputRequest): boolean => target.insteadOf?.table !== undefined && (isMerge || events.includes('update'));

function derivedColumns(request: OutputRequest): readonly Derived[] {
  const { visible, carried } = request.target;
  return visible.columns.map(({ name }, i) => ({ name, expression: hasNoNewRow(request) ? 'other' : carried.derived?.[i] }));
}

interface Halves { readonly request: OutputRequest; readonly width: number; readonly derivedAt: number }

function half(name: 'inserted' | 'deleted', { request, width, derivedAt }: Halves): ScopeTable {
  const { target } = request;
  const start = name === 'inserted' ? 0 : width;
  const isMissing = name === 'inserted' && hasNoNewRow(request);
  const columns = target.visible.columns.map((c, i) => {
    const base = target.carried.baseOrdinals[i];
    // What a row was before, the statement's own row holds.
    const other = name === 'inserted' ? derivedAt + i : 2 * width + c.ordinal;
    return { name: c.name, ordinal: base === undefined || isMissing ? other : start + base, isHidden: c.isHidden };
  });
  return { name, isAlias: true, columns, definition: target.definition, columnNames: target.visible.columnNames, isQualifiedOnly: true, isOfLanguage: true, notes: target.visible.notes };
}

interface OutputNames { readonly scope: ReturnType<typeof makeScope>; readonly derived: readonly Derived[]; readonly derivedAt: number }

function outputScope(request: OutputRequest): OutputNames {
  const { env, target, events, isMerge, sources } = request;
  const own = columnsOfTable(target.definition.columns);
  const width = own.length;
  const sideWithout = (event: WriteEvent): readonly OutputColumn[] => (target.insteadOf || (isMerge && events.includes(event)) ? own.map(asNullable) : own);
  const derived = derivedColumns(request);
  const shapes = derived.map(({ expression }): OutputColumn => ({ name: '', type: typeof expression === 'object' ? expression.type : INT, isNullable: true, isHidden: true }));
  const action: OutputColumn = { name: ACTION, type: nvarchar(10, env.context.collation), isNullable: false, madeBy: 'rows' };
  const known = [...sideWithout('delete'), ...sideWithout('insert'), ...sources.row, ...(isMerge ? [action] : [])];
  const places = { request, width, derivedAt: known.length };
  const halves = [...(events.some((e) => e !== 'delete') ? [half('inserted', places)] : []), ...(events.some((e) => e !== 'insert') ? [half('deleted', places)] : [])];
  const others = sources.tables.filter((t) => t !== target.visible).map((t) => ({ ...shiftTable(t, 2 * width), isQualifiedOnly: !isMerge }));
  const actions: ScopeTable = { name: '', isAlias: true, columns: [{ name: ACTION, ordinal: 2 * width + sources.row.length, isHidden: true }] };
  return { scope: makeScope(undefined, [...known, ...shapes], [...halves, ...others, ...(isMerge ? [actions] : [])]), derived, derivedAt: known.length };
}

/** Binds the OUTPUT clauses; raises 404 for new values of another table than the one written to, 334 for rows to the client from a table with a trigger. */
export function bindOutputs(clauses: readonly OutputClause[], request: OutputRequest): readonly OutputPlan[] {
  if (clauses.length === 0) return [];
  const names = outputScope(request);
  const { scope } = names;
  return clauses.map((clause) => {
    const { items, assignments } = bindItems(expressionsIn(request.env, scope, 'output'), clause.items);
    if (assignments) throw raise(Messages.AssignmentWithRetrieval, {});
    const columns = items.map((i) => outputColumn(i, scope.row));
    const expressions = withDerived(items.map((i) => i.expression), names);
    if (!clause.into) {
      requireNoTrigger(request);
      return { columns, expressions };
    }
    return { columns, ...bindInto(clause, clause.into, expressions, request.env) };
  });
}

/** The expressions with what stands for columns that a view computes. Raises 404, for each column, where one is another table's. */
function withDerived(expressions: readonly BoundExpression[], { derived, derivedAt }: OutputNames): readonly BoundExpression[] {
  const refused: SqlError[] = [];
  const filled = expressions.map((expression) => mapExpression(expression, (e, depth) => {
    const column = e.kind === 'column' && depth === 0 && e.ordinal >= derivedAt ? derived[e.ordinal - derivedAt] : undefined;
    if (!column) return undefined;
    if (column.expression === undefined) throw notSupported('OUTPUT of the new value of a column that a query computes from other rows or tables');
    if (column.expression !== 'other') return column.expression;
    refused.push(raise(Messages.InsertedOfOtherTable, { column: column.name }));
    return e;
  }));
  const [first, ...others] = refused;
  if (first) throw others.reduce((before, error) => withFollower(before, error), first);
  return filled;
}

function requireNoTrigger({ env, target, events }: OutputRequest): void {
  if (target.ref.kind !== 'base') return;
  const { objectId } = target.definition;
  const has = events.some((e) => env.context.hasTrigger(target.databaseId, objectId, e, 'after') || env.context.hasTrigger(target.databaseId, objectId, e, 'instead of'));
  if (has) throw raise(Messages.OutputWithTrigger, { table: writtenName(target) });
}
