// The rows of an INSERT and which of their values goes into which column; DEFAULT cells become the column's default.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import type { InsertSource } from '../../syntax/ast/statement';
import { isBareNull, isDefaultWord } from '../../syntax/word-literals';
import type { Column } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { ColumnAssignment } from '../../plan/statement';
import { constant, convertTo, isStorableNull } from '../expression/conversion';
import { unifyRows } from '../from/rowsets';
import { columnAt } from '../select/order-by';
import { storable } from './assignments';
import { isGenerated, requireCount, type Place } from './insert-columns';
import { defaultValue } from './table-rules';

/** Rows and, by position, the columns they fill; generated columns given as DEFAULT are left out. */
export interface InsertRows { readonly source: PlanNode; readonly assignments: readonly ColumnAssignment[] }

function bindCell(tree: Expression, column: Column, { target, b }: Place): BoundExpression {
  const isNull = isBareNull(tree);
  if ((isNull || isDefaultWord(tree)) && column.identity && !target.insteadOf) throw raise(Messages.DefaultForIdentity, {});
  if (isNull) return constant(null, column.type);
  if (!isDefaultWord(tree)) return b.bind(tree);
  const value = defaultValue(column, b.env, target.databaseId);
  return convertTo(value, column.type);
}

function bindValues(rows: readonly (readonly Expression[])[], place: Place): InsertRows {
  const [first = []] = rows;
  if (rows.some((r) => r.length !== first.length)) throw raise(Messages.NotSupportedRowConstructor, {});
  requireCount(first.length, place.columns, place.target, 'values');
  const { ordinals } = place.columns;
  const { columns: definitions } = place.target.definition;
  const isLeftOut = (i: number): boolean => {
    const column = definitions[ordinals[i] ?? -1];
    return (
      column !== undefined &&
      isGenerated(column) &&
      rows.every((r) => {
        const cell = r[i];
        return cell !== undefined && (isDefaultWord(cell) || isBareNull(cell));
      })
    );
  };
  const kept = [...first.keys()].filter((i) => place.target.insteadOf || !isLeftOut(i));
  const cells = rows.map((r) => kept.flatMap((i) => {
    const [tree, column] = [r[i], definitions[ordinals[i] ?? -1]];
    return tree && column ? [bindCell(tree, column, place)] : [];
  }));
  const unified = unifyRows(cells);
  const source: PlanNode = { kind: 'values', ...unified };
  return { source, assignments: assign(unified.columns, kept.map((i) => ordinals[i] ?? -1), place) };
}

/** Each source column into its target column; raises 206, 257, 273 and 13536. */
export function assign(columns: readonly OutputColumn[], ordinals: readonly number[], { target }: Place): readonly ColumnAssignment[] {
  return ordinals.flatMap((ordinal, i): readonly ColumnAssignment[] => {
    const column = target.definition.columns[ordinal];
    const value = columnAt(columns, i);
    if (!column) return [];
    if (!target.insteadOf) {
      if (column.type.name === 'timestamp') {
        if (isStorableNull(value)) return [];
        throw raise(Messages.CannotInsertTimestamp, {});
      }
      if (column.generated) throw raise(Messages.CannotInsertGenerated, { table: `${target.databaseName}.${target.schemaName}.${target.definition.name}` });
    }
    return [{ ordinal, value: storable(value, column.type) }];
  });
}

/** Binds an INSERT's rows. */
export function bindRows(source: Exclude<InsertSource, { kind: 'execute' }>, place: Place): InsertRows {
  switch (source.kind) {
    case 'values': return bindValues(source.rows, place);
    case 'default-values': return { source: { kind: 'one-row', columns: [] }, assignments: [] };
    case 'select': {
      const bound = place.b.env.services.bindQuery({ statement: source.query, env: place.b.env, use: 'insert' });
      requireCount(bound.columns.length, place.columns, place.target, 'select');
      return { source: bound.node, assignments: assign(bound.columns, place.columns.ordinals, place) };
    }
  }
}
