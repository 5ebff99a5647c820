// PIVOT and UNPIVOT, rewritten: PIVOT groups by the columns left over, UNPIVOT applies a row for each column.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { PivotTable, UnpivotTable } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { AggregateCall, OutputColumn, PlanNode } from '../../plan/node';
import { columnsOf } from '../../plan/rewrite';
import { sameName } from '../../types/collation';
import { nvarchar, type SqlType } from '../../types/sql-type';
import { expressionsIn } from '../expression/bind-expression';
import { constant, convertTo } from '../expression/conversion';
import { compare, isNull } from '../expression/predicates';
import { aggregateSignature } from '../function-signatures';
import { findColumn, makeScope, scopeTable, unknownColumn, type ScopeColumn } from '../scope';
import type { BoundSource, SourceContext } from './source';

const reference = (column: ScopeColumn, row: readonly OutputColumn[]): BoundExpression => {
  const { ordinal, name } = column;
  const shape = row[ordinal];
  if (!shape) throw unknownColumn([name]);
  return { kind: 'column', ordinal, name, type: shape.type, isNullable: shape.isNullable };
};

function columnNamed(source: BoundSource, name: string): BoundExpression {
  const scope = makeScope(undefined, source.node.columns, source.tables);
  const found = findColumn(scope, [name]);
  if (!found) throw unknownColumn([name]);
  return reference(found.column, source.node.columns);
}

const visibleColumns = (source: BoundSource): readonly ScopeColumn[] => source.tables.flatMap((t) => t.columns.filter((c) => !c.isHidden));

function requireOnce(names: readonly string[], alias: string): void {
  const twice = names.find((name, i) => names.some((other, j) => j < i && sameName(other, name)));
  if (twice !== undefined) throw raise(Messages.ColumnTwice, { column: twice, name: alias });
}

/** source PIVOT (f(a) FOR b IN ([x], [y])) AS alias. */
export function bindPivot(node: PivotTable, source: BoundSource, at: SourceContext): BoundSource {
  const { columns: row } = source.node;
  const name = (node.aggregate.name.parts[0] ?? '').toUpperCase();
  const signature = aggregateSignature(name);
  const [argumentTree] = node.aggregate.args;
  if (!signature || !argumentTree) throw raise(Messages.SyntaxNear, { token: name });
  requireOnce(node.values.map((v) => v.name), node.alias.name);
  const argument = expressionsIn(at.env, makeScope(at.outer, row, source.tables), 'aggregate').bind(argumentTree);
  const pivot = columnNamed(source, node.column.name);
  const consumed = new Set([...columnsOf(argument), ...columnsOf(pivot)]);
  const keys = visibleColumns(source).filter((c) => !consumed.has(c.ordinal)).map((c) => reference(c, row));
  const taken = node.values.find((value) => keys.some((key) => key.kind === 'column' && sameName(key.name, value.name)));
  if (taken) throw raise(Messages.PivotColumnTaken, { column: taken.name });
  const type = signature.resultType(argument.type);
  const isCount = name.startsWith('COUNT');
  const aggregates = node.values.map((value): AggregateCall => ({
    name, extra: [], isDistinct: node.aggregate.isDistinct, orderBy: [], type, isNullable: !isCount, isSilent: true,
    argument: { kind: 'case', branches: [{ when: compare('=', pivot, literal(value.name, at)), then: argument }], type: argument.type, isNullable: true },
  }));
  const columns: OutputColumn[] = [
    ...keys.map((k) => ({ name: k.kind === 'column' ? k.name : '', type: k.type, isNullable: k.isNullable })),
    ...node.values.map((v) => ({ name: v.name, type, isNullable: !isCount })),
  ];
  const aggregate: PlanNode = { kind: 'aggregate', input: source.node, keys, aggregates, isScalar: keys.length === 0, columns };
  return { node: aggregate, tables: [scopeTable(node.alias.name, columns)] };
}

const literal = (text: string, at: SourceContext): BoundExpression => constant(text, nvarchar(Math.max(1, text.length), at.env.context.collation));

/** The one type that all columns of an UNPIVOT have: lengths and scales count (8167). */
function commonType(inputs: readonly BoundExpression[]): SqlType {
  const [{ type: first }, ...rest] = inputs as readonly [BoundExpression, ...BoundExpression[]];
  const other = rest.find(({ type }) => type.name !== first.name || type.length !== first.length || type.precision !== first.precision || type.scale !== first.scale);
  if (other) throw raise(Messages.UnpivotTypes, { column: other.kind === 'column' ? other.name : '' });
  return first;
}

/** source UNPIVOT (value FOR name IN (a, b)) AS alias. */
export function bindUnpivot(node: UnpivotTable, source: BoundSource, at: SourceContext): BoundSource {
  const inputs = node.columns.map((c) => columnNamed(source, c.name));
  const type = commonType(inputs);
  const taken = new Set(inputs.flatMap((i) => [...columnsOf(i)]));
  const kept = visibleColumns(source).filter((c) => !taken.has(c.ordinal));
  const value: OutputColumn = { name: node.valueColumn.name, type, isNullable: true };
  const label: OutputColumn = { name: node.nameColumn.name, type: nvarchar(128, at.env.context.collation), isNullable: false };
  const width = source.node.columns.length;
  const rows = inputs.map((input, i) => [convertTo(asOuter(input), type), convertTo(literal(node.columns[i]?.name ?? '', at), label.type)]);
  const joined = [...source.node.columns, value, label];
  const apply: PlanNode = {
    kind: 'nested-loop', join: 'inner', isApply: true, left: source.node, right: { kind: 'values', rows, columns: [value, label] }, columns: joined,
    predicate: isNull({ kind: 'column', ordinal: width, name: value.name, type, isNullable: true }, true),
  };
  const columns = [...kept.map((c) => ({ name: c.name, type: source.node.columns[c.ordinal]?.type ?? type, isNullable: source.node.columns[c.ordinal]?.isNullable ?? true })), { ...value, isNullable: false }, label];
  const expressions = [...kept.map((c) => reference(c, joined)), ...[width, width + 1].map((ordinal) => reference({ name: joined[ordinal]?.name ?? '', ordinal, isHidden: false }, joined))];
  return { node: { kind: 'project', input: apply, expressions, columns }, tables: [scopeTable(node.alias.name, columns)] };
}

const asOuter = (e: BoundExpression): BoundExpression => (e.kind === 'column' ? { ...e, kind: 'outer', depth: 1 } : e);
