// FOR JSON over a bound query: names, and the type of its text. FOR XML is for-xml.ts's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { ForJson } from '../../syntax/ast/query';
import type { AutoLevel, PlanNode } from '../../plan/node';
import { JSON_TEXT, nvarchar } from '../../types/sql-type';
import type { ScopeTable } from '../scope';
import { autoLevels, type ForInput } from './auto-levels';
import type { BoundItem } from './select-items';

const JSON_COLUMN = 'JSON_F52E2B61-18A1-11d1-B105-00805F49916B';

/** The query's rows as one JSON text. Without its array it is JSON only for a single row, and therefore counts as any text. */
export function bindForJson(clause: ForJson, input: ForInput): PlanNode {
  const { node, columns } = input;
  const { mode, root, includeNulls, withoutArrayWrapper } = clause;
  if (root !== undefined && withoutArrayWrapper) throw raise(Messages.ForJsonRootOfNoArray, {});
  const levels = mode === 'auto' ? jsonLevels(input) : [];
  if (columns.some((c) => c.name === '')) throw raise(Messages.ForJsonUnnamed, {});
  return {
    kind: 'for-json', input: node, names: columns.map((c) => c.name), ...(root === undefined ? {} : { root }), includeNulls, withoutArrayWrapper, isAuto: mode === 'auto',
    ...(levels.length > 1 ? { levels } : {}), columns: [{ name: JSON_COLUMN, type: withoutArrayWrapper ? nvarchar('max') : JSON_TEXT, isNullable: true }],
  };
}

/** The tables. Rows of functions are of none, and a set operation has one level, as groups of one table's columns have. Raises 13600 where there is no table. */
function jsonLevels(input: ForInput): readonly AutoLevel[] {
  const { scope, items, selected = [] } = input;
  if (!scope || !items) return [];
  const tables = scope.tables.filter((table) => !table.isRowset);
  if (tables.length === 0) throw raise(Messages.ForJsonAutoNeedsTable, {});
  if (input.isGrouped && tables.filter((table) => isShown(table, selected)).length < 2) return [];
  return autoLevels({ ...input, scope: { ...scope, tables } }, 'FOR JSON AUTO');
}

const isShown = ({ columns }: ScopeTable, selected: readonly BoundItem[]): boolean =>
  selected.some(({ expression }) => expression.kind === 'column' && columns.some(({ ordinal }) => ordinal === expression.ordinal));
