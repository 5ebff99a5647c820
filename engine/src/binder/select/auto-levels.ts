// The levels of FOR XML AUTO and FOR JSON AUTO: the tables in the order in which the select list comes to them.
import { notSupported } from '../../errors/not-supported';
import type { AutoLevel, OutputColumn, PlanNode } from '../../plan/node';
import type { BoundItem } from './select-items';
import { calledName, type Scope, type ScopeTable } from '../scope';

/** A query as FOR sees it; `items`, `selected` (as they were before rows were grouped) and `scope` where it is no set operation. */
export interface ForInput {
  readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly items?: readonly BoundItem[]; readonly selected?: readonly BoundItem[]; readonly scope?: Scope; readonly isGrouped?: boolean;
}

interface Level { readonly table: ScopeTable | undefined; readonly ordinals: number[]; readonly keys: number[] }

/** The tables; what is no column of a table goes to that of the table column before it. */
export function autoLevels({ columns, items, scope, isGrouped }: ForInput, feature: string): readonly AutoLevel[] {
  if (!scope || !items || scope.tables.length === 0) throw notSupported(`${feature} without tables`);
  if (isGrouped && scope.tables.length > 1) throw notSupported(`${feature} over several tables with GROUP BY`);
  const levels: Level[] = [];
  let last: Level | undefined;
  columns.forEach((_, i) => {
    const expression = items[i]?.expression;
    const table = expression?.kind === 'column' ? scope.tables.find((t) => t.columns.some((c) => c.ordinal === expression.ordinal)) : undefined;
    const known: Level = levels.find((level) => level.table === table && table) ?? (table ? undefined : last) ?? { table, ordinals: [], keys: [] };
    if (!levels.includes(known)) levels.push(known);
    known.ordinals.push(i);
    if (table) known.keys.push(i);
    last = known;
  });
  const [first, second, ...rest] = levels;
  const merged = first && second && !first.table ? [{ ...second, ordinals: [...first.ordinals, ...second.ordinals] }, ...rest] : levels;
  return merged.map(({ table, ordinals, keys }) => ({ name: table ? calledName(table) : scope.tables[0]?.name ?? 'row', ordinals, keys }));
}
