// NEXT VALUE FOR in a row and in the default of a column that the row leaves out: one draw for both. Draws nothing itself.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression, NextValueExpression } from '../../plan/expression';
import { mapExpression } from '../../plan/rewrite';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { ColumnAssignment } from '../../plan/statement';

/** An INSERT's rows and the defaults of the columns that they leave out. */
export interface RowsAndDefaults { readonly source: PlanNode; readonly defaults: readonly ColumnAssignment[] }

function drawsIn(expression: BoundExpression): readonly NextValueExpression[] {
  const draws: NextValueExpression[] = [];
  mapExpression(expression, (e) => {
    if (e.kind === 'next-value') draws.push(e);
    return undefined;
  });
  return draws;
}

const isSame = (a: NextValueExpression, b: NextValueExpression): boolean => a.databaseId === b.databaseId && a.objectId === b.objectId;

/** Lets defaults read what the row has drawn from the same sequence; raises 11731 where several rows are listed. */
export function shareDraws({ source, defaults }: RowsAndDefaults): RowsAndDefaults {
  const rows = source.kind === 'values' ? source.rows : source.kind === 'project' ? [source.expressions] : [];
  const drawn = rows.flatMap((row) => row.flatMap(drawsIn));
  const shared = defaults.flatMap(({ value }) => drawsIn(value)).filter((draw, i, all) => drawn.some((other) => isSame(draw, other)) && all.findIndex((other) => isSame(draw, other)) === i);
  if (shared.length === 0) return { source, defaults };
  if (source.kind === 'values' && source.rows.length > 1) throw raise(Messages.NextValueInRowConstructor, {});
  const first = source.columns.length;
  const read = (draw: NextValueExpression): BoundExpression | undefined => {
    const position = shared.findIndex((other) => isSame(draw, other));
    return position < 0 ? undefined : { kind: 'column', ordinal: first + position, name: '', type: draw.type, isNullable: false };
  };
  return { source: withColumns(source, shared), defaults: defaults.map((one) => ({ ...one, value: mapExpression(one.value, (e) => (e.kind === 'next-value' ? read(e) : undefined)) })) };
}

function withColumns(source: PlanNode, draws: readonly NextValueExpression[]): PlanNode {
  const columns: readonly OutputColumn[] = [...source.columns, ...draws.map(({ type }) => ({ name: '', type, isNullable: false }))];
  if (source.kind === 'values') return { ...source, columns, rows: source.rows.map((row) => [...row, ...draws]) };
  return source.kind === 'project' ? { ...source, columns, expressions: [...source.expressions, ...draws] } : source;
}
