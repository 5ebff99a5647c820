// Sources written in place: derived tables, VALUES, the rows of an OUTPUT clause.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { DerivedTable, DmlTable, ValuesTable } from '../../syntax/ast/query';
import type { Expression } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import { expressionsIn } from '../expression/bind-expression';
import { collationMark } from '../expression/collation-label';
import { convertTo, isStorableNull, unify } from '../expression/conversion';
import { makeScope, scopeTable } from '../scope';
import { requireNested } from './nested-statement';
import { derivedColumns, type BoundSource, type SourceContext } from './source';

/** (query) AS alias(columns). */
export function bindDerived(source: DerivedTable, at: SourceContext): BoundSource {
  const alias = source.alias.name;
  const written = { name: alias, names: at.written ?? [], isDerivedTable: true as const, ...(source.columns.length > 0 ? { columns: source.columns.map((c) => c.name) } : {}) };
  const bound = at.env.services.bindQuery({ statement: source.query, env: at.env, outer: at.outer, use: 'derived', carry: at.target === source, ...(at.target === source ? { written } : {}) });
  const columns = derivedColumns({ name: alias, columns: source.columns }, bound.columns, at.env.context.names);
  return { node: bound.node, tables: [{ ...scopeTable(alias, columns), carried: bound.carried }] };
}

/** Below another row's value an integer literal is an int, whatever its digits: beside 2.5 it takes numeric(11,1). */
const asRowValue = (cell: BoundExpression): BoundExpression => (cell.kind === 'constant' ? { ...cell, literalDigits: undefined } : cell);

/** Rows of one width and one type per column; raises 10709. */
export function unifyRows(rows: readonly (readonly BoundExpression[])[]): { readonly rows: readonly (readonly BoundExpression[])[]; readonly columns: readonly OutputColumn[] } {
  const [first = []] = rows;
  if (rows.some((r) => r.length !== first.length)) throw raise(Messages.NotSupportedRowConstructor, {});
  const columns = first.map((_, i): OutputColumn => {
    const cells = rows.flatMap((r) => r.slice(i, i + 1));
    const nullMark = cells.every(isStorableNull) ? { isUntypedNull: true as const } : {};
    return { name: '', type: unify(cells.map(asRowValue), 'UNION'), isNullable: cells.some((c) => c.isNullable), madeBy: 'rows', ...nullMark, ...collationMark(cells) };
  });
  const converted = rows.length === 1 ? rows : rows.map((r) => r.map((cell, i) => { const type = columns[i]?.type; return type ? convertTo(cell, type) : cell; }));
  return { rows: converted, columns };
}

/** (VALUES (...), (...)) AS alias(columns). */
export function bindValuesTable(source: ValuesTable, at: SourceContext): BoundSource {
  const b = expressionsIn(at.env, makeScope(at.outer, [], []), 'other');
  const { rows, columns } = unifyRows(source.rows.map((r: readonly Expression[]) => r.map((e) => b.bind(e))));
  const shown = derivedColumns({ name: source.alias.name, columns: source.columns }, columns, at.env.context.names);
  return { node: { kind: 'values', rows, columns: shown }, tables: [scopeTable(source.alias.name, shown)] };
}

/** (INSERT/UPDATE/DELETE/MERGE ... OUTPUT ...) AS alias(columns). */
export function bindDmlTable(source: DmlTable, at: SourceContext): BoundSource {
  requireNested(source, at);
  const plan = at.env.services.bindDml(source.statement, { ...at.env, isNested: true });
  const [output] = plan.outputs;
  if (!output) throw raise(Messages.NestedDmlNeedsOutput, {});
  const columns = derivedColumns({ name: source.alias.name, columns: source.columns }, output.columns, at.env.context.names);
  const node: PlanNode = { kind: 'dml', plan, columns };
  return { node, tables: [scopeTable(source.alias.name, columns)] };
}
