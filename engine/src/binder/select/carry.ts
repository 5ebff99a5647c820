// Writing through a query: which base column stands behind each output column, and what the query asks of a row.
import type { BoundExpression } from '../../plan/expression';
import { isOfStartingRow, mapExpression } from '../../plan/rewrite';
import { conjunction } from '../expression/conversion';
import type { WrittenThrough } from '../environment';
import type { BoundSource } from '../from/source';
import type { CarriedTable, ScopeTable } from '../scope';
import { notUpdatable } from './not-updatable';
import type { BoundItem } from './select-items';

/** The base column behind an ordinal of the source's row, if any. */
function baseOrdinal(ordinal: number, table: ScopeTable, carried: CarriedTable): number | undefined {
  const width = carried.definition.columns.length;
  const visible = table.columns.findIndex((c) => c.ordinal === ordinal);
  if (visible >= 0) return carried.baseOrdinals[visible];
  return ordinal >= carried.offset && ordinal < carried.offset + width ? ordinal - carried.offset : undefined;
}

/** An expression of its own behind the ordinal of a visible column. */
function derivedBehind(ordinal: number, table: ScopeTable, carried: CarriedTable): BoundExpression | undefined {
  const derived = carried.derived?.[table.columns.findIndex((c) => c.ordinal === ordinal)];
  return derived === 'other' ? undefined : derived;
}

/** A condition over the source's row as one over the base table's row; undefined where it reads more. */
function overBase(condition: BoundExpression, table: ScopeTable, carried: CarriedTable): BoundExpression | undefined {
  let isMapped = true;
  const mapped = mapExpression(condition, (e, depth) => {
    if (!isOfStartingRow(e, depth)) return undefined;
    const ordinal = baseOrdinal(e.ordinal, table, carried);
    const derived = ordinal === undefined && depth === 0 ? derivedBehind(e.ordinal, table, carried) : undefined;
    if (derived) return derived;
    if (ordinal === undefined) isMapped = false;
    return { ...e, ordinal: ordinal ?? 0 };
  });
  return isMapped ? mapped : undefined;
}

/** What an item is over the base table's row. */
function derivedItem({ expression }: BoundItem, from: BoundSource, table: ScopeTable, carried: CarriedTable): BoundExpression | 'other' | undefined {
  const own = overBase(expression, table, carried);
  if (own || expression.kind !== 'column') return own;
  const { ordinal } = expression;
  const isOther =
    from.tables.some((other) => other !== table && other.columns.some((c) => c.ordinal === ordinal)) ||
    carried.derived?.[table.columns.findIndex((c) => c.ordinal === ordinal)] === 'other';
  return isOther ? 'other' : undefined;
}

/** The carried table of a query over its one source, with offsets still in the source's row. */
export function carriedThrough(from: BoundSource, where: BoundExpression | undefined, items: readonly BoundItem[], written: WrittenThrough | undefined): CarriedTable {
  const table = from.tables.find((t) => t.carried);
  const carried = table?.carried;
  if (!table || !carried) throw notUpdatable('grouped', written);
  const baseOrdinals = items.map(({ expression }) => (expression.kind === 'column' ? baseOrdinal(expression.ordinal, table, carried) : undefined));
  const own = where && overBase(where, table, carried);
  const filter = conjunction([...(carried.filter ? [carried.filter] : []), ...(own ? [own] : [])]);
  const derived = items.map((item, i) => (baseOrdinals[i] === undefined ? derivedItem(item, from, table, carried) : undefined));
  return { ...carried, baseOrdinals, derived, filter };
}
