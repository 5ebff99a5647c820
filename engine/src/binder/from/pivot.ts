// PIVOT and UNPIVOT, rewritten: PIVOT groups by the columns left over, UNPIVOT applies a row for each column.
import { isSqlError, raise, withFollower, type SqlError } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { ObjectName } from '../../syntax/ast/common';
import type { FunctionCall } from '../../syntax/ast/expression';
import type { PivotTable, UnpivotTable } from '../../syntax/ast/query';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import type { AggregateCall, AggregateNode, OutputColumn, PlanNode } from '../../plan/node';
import { columnsOf } from '../../plan/rewrite';
import type { NameRules } from '../../types/text/collation';
import { converter } from '../../types/conversion/convert';
import { messageTypeName } from '../../types/format-type';
import { INT, isCharacter, nvarchar, type SqlType } from '../../types/sql-type';
import { isIncomparable } from '../expression/comparable';
import { expressionsIn } from '../expression/bind-expression';
import { constant, convertTo } from '../expression/conversion';
import { compare, isNotNull } from '../expression/predicates';
import { aggregateSignature } from '../function-signatures';
import { findColumn, makeScope, scopeTable, unknownColumn, type ScopeColumn } from '../scope';
import type { BoundSource, SourceContext } from './source';

const reference = (column: ScopeColumn, row: readonly OutputColumn[]): BoundExpression => {
  const { ordinal, name } = column;
  const shape = row[ordinal];
  if (!shape) throw unknownColumn([name]);
  return rowColumn({ ...shape, name }, ordinal);
};

function columnNamed(source: BoundSource, { parts }: ObjectName, names: NameRules): BoundExpression {
  const scope = makeScope(undefined, source.node.columns, source.tables);
  const found = findColumn(scope, parts, names);
  if (!found) throw unknownColumn(parts);
  return reference(found.column, source.node.columns);
}

const visibleColumns = (source: BoundSource): readonly ScopeColumn[] => source.tables.flatMap((t) => t.columns.filter((c) => !c.isHidden));

/** Names compare without the blanks at their ends. */
const isSameTrimmed = (a: string, b: string, { isSame }: NameRules): boolean => isSame(a.trimEnd(), b.trimEnd());

/** Raises 8156 for a name that comes twice, behind 265 where one of the two is a column of the source that is left. */
function requireNames(kept: readonly string[], added: readonly string[], { operator, alias, names }: { readonly operator: string; readonly alias: string; readonly names: NameRules }): void {
  const all = [...kept, ...added];
  const at = all.findIndex((name, i) => all.some((other, j) => j < i && isSameTrimmed(other, name, names)));
  if (at < 0) return;
  const column = all[at] ?? '';
  const twice = raise(Messages.ColumnTwice, { column, name: alias });
  const isTaken = at >= kept.length && kept.some((name) => isSameTrimmed(name, column, names));
  throw isTaken ? withFollower(raise(Messages.PivotNameTaken, { column, operator }), twice) : twice;
}

/** The aggregate of a PIVOT. Raises 195 for a function that is none, 406 for CHECKSUM_AGG, 208 for one in a schema. */
function requireAggregate({ name: { parts } }: FunctionCall): { readonly name: string; readonly resultType: (argument: SqlType) => SqlType } {
  const name = (parts.at(-1) ?? '').toUpperCase();
  if (parts.length > 1) throw raise(Messages.InvalidObjectName, { name: parts.join('.') }, 214);
  const signature = aggregateSignature(name);
  if (!signature) throw raise(Messages.UnknownFunction, { name: parts.at(-1) ?? '' });
  if (name === 'CHECKSUM_AGG') throw raise(Messages.PivotAggregate, { name });
  return { name, resultType: signature.resultType };
}

/** source PIVOT (f(a) FOR b IN ([x], [y])) AS alias. */
export function bindPivot(node: PivotTable, source: BoundSource, at: SourceContext): BoundSource {
  const { columns: row } = source.node;
  const { names } = at.env.context;
  const { name, resultType } = requireAggregate(node.aggregate);
  const [argumentTree] = node.aggregate.args;
  if (!argumentTree) throw raise(Messages.SyntaxNear, { token: name });
  const argument = expressionsIn(at.env, makeScope(at.outer, row, source.tables), 'aggregate').bind(argumentTree);
  const pivot = columnNamed(source, node.column, names);
  const consumed = new Set([...columnsOf(argument), ...columnsOf(pivot)]);
  const kept = visibleColumns(source).filter((c) => !consumed.has(c.ordinal));
  requireNames(kept.map((c) => c.name), node.values.map((v) => v.name), { operator: 'PIVOT', alias: node.alias.name, names });
  const keys = kept.map((c) => reference(c, row));
  for (const [i, { type }] of keys.entries()) if (isIncomparable(type)) throw raise(Messages.PivotNotComparable, { what: 'PIVOT grouping', column: kept[i]?.name ?? '', type: messageTypeName(type) });
  const type = resultType(argument.type);
  const aggregates = node.values.map((value): AggregateCall => ({
    name, extra: [], isDistinct: node.aggregate.isDistinct, orderBy: [], type, isSilent: name !== 'APPROX_COUNT_DISTINCT',
    argument: { kind: 'case', branches: [{ when: compare('=', pivot, pivotValue(value.name, pivot.type, at)), then: argument }], type: argument.type, isNullable: true },
  }));
  const columns: OutputColumn[] = [
    ...keys.map((k) => ({ name: k.kind === 'column' ? k.name : '', type: k.type, isNullable: k.isNullable })),
    ...node.values.map((v) => ({ name: v.name, type, isNullable: true })),
  ];
  const grouped = groupedBy(keys, { kind: 'aggregate', input: source.node, keys, aggregates, isScalar: false, columns });
  return { node: grouped, tables: [scopeTable(node.alias.name, columns)] };
}

/** Over no rows there is no row, also where no column is left to group by: then all rows have the same key, which is not put out. */
function groupedBy(keys: readonly BoundExpression[], node: AggregateNode): PlanNode {
  if (keys.length > 0) return node;
  const key = { name: '', type: INT, isNullable: false };
  const expressions = node.columns.map((column, i) => rowColumn(column, i + 1));
  return { kind: 'project', input: { ...node, keys: [constant(1, INT)], columns: [key, ...node.columns] }, expressions, columns: node.columns };
}

const literal = (text: string, at: SourceContext): BoundExpression => constant(text, nvarchar(Math.max(1, text.length), at.env.context.collation));

/** A name in a PIVOT's list as a value of the column. Raises 8114 and 473 for one that is none; which dates a text means is the session's to say. */
function pivotValue(text: string, type: SqlType, at: SourceContext): BoundExpression {
  const value = literal(text, at);
  if (isCharacter(type) || type.name === 'sql_variant') return value;
  try {
    const converted = converter(value.type, type)(text);
    return isTemporal(type) ? value : constant(converted, type);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    if (isTemporal(type) && isDateOfAnotherOrder(text, value.type, type)) return value;
    throw notAValue(text, value.type, type);
  }
}

const notAValue = (text: string, from: SqlType, to: SqlType): SqlError =>
  withFollower(raise(Messages.ConversionError, { from: from.name, to: messageTypeName(to) }), raise(Messages.PivotValueInvalid, { value: text }));

const isTemporal = ({ name }: SqlType): boolean => name.startsWith('date') || name === 'smalldatetime';
const isDateOfAnotherOrder = (text: string, from: SqlType, to: SqlType): boolean => converter(from, to, { isTry: true, dateOrder: 'dmy' })(text) !== null;

/** The one type that all columns of an UNPIVOT have: lengths and scales count (8167). */
function commonType(inputs: readonly BoundExpression[]): SqlType {
  const [{ type: first }, ...rest] = inputs as readonly [BoundExpression, ...BoundExpression[]];
  const other = rest.find(({ type }) => type.name !== first.name || type.length !== first.length || type.precision !== first.precision || type.scale !== first.scale);
  if (other) throw raise(Messages.UnpivotTypes, { column: other.kind === 'column' ? other.name : '' });
  return first;
}

/** Raises 277 for a column that the list has twice. */
function requireOnce(columns: readonly ObjectName[], rules: NameRules): void {
  const names = columns.map(({ parts }) => parts.at(-1) ?? '');
  const twice = names.find((name, i) => names.some((other, j) => j < i && isSameTrimmed(other, name, rules)));
  if (twice !== undefined) throw raise(Messages.UnpivotColumnTwice, { column: twice });
}

/** source UNPIVOT (value FOR name IN (a, b)) AS alias. */
export function bindUnpivot(node: UnpivotTable, source: BoundSource, at: SourceContext): BoundSource {
  const { names } = at.env.context;
  requireOnce(node.columns, names);
  const inputs = node.columns.map((c) => columnNamed(source, c, names));
  const type = commonType(inputs);
  const taken = new Set(inputs.flatMap((i) => [...columnsOf(i)]));
  const kept = visibleColumns(source).filter((c) => !taken.has(c.ordinal));
  requireNames(kept.map((c) => c.name), [node.valueColumn.name, node.nameColumn.name], { operator: 'UNPIVOT', alias: node.alias.name, names });
  const value: OutputColumn = { name: node.valueColumn.name, type, isNullable: true };
  const label: OutputColumn = { name: node.nameColumn.name, type: nvarchar(128, at.env.context.collation), isNullable: true };
  const width = source.node.columns.length;
  const rows = inputs.map((input) => [convertTo(asOuter(input), type), convertTo(literal(input.kind === 'column' ? input.name : '', at), label.type)]);
  const joined = [...source.node.columns, value, label];
  const apply: PlanNode = {
    kind: 'nested-loop', join: 'inner', isApply: true, left: source.node, right: { kind: 'values', rows, columns: [value, label] }, columns: joined,
    predicate: isNotNull({ kind: 'column', ordinal: width, name: value.name, type, isNullable: true }),
  };
  const shapes = kept.map((c) => source.node.columns[c.ordinal] ?? value);
  const columns: OutputColumn[] = [
    ...kept.map((c, i) => ({ name: c.name, type: shapes[i]?.type ?? type, isNullable: shapes[i]?.isNullable ?? true })),
    { ...value, isNullable: inputs.some((i) => i.isNullable) },
    label,
  ];
  const expressions = [...kept.map((c) => reference(c, joined)), ...[width, width + 1].map((ordinal) => reference({ name: joined[ordinal]?.name ?? '', ordinal, isHidden: false }, joined))];
  return { node: { kind: 'project', input: apply, expressions, columns }, tables: [scopeTable(node.alias.name, columns)] };
}

const asOuter = (e: BoundExpression): BoundExpression => (e.kind === 'column' ? { ...e, kind: 'outer', depth: 1 } : e);
