// FOR JSON and FOR XML over a bound query: names, and which columns hold JSON or XML already.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { ForJson, ForXml } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { AutoLevel, OutputColumn, PlanNode } from '../../plan/node';
import { nvarchar, XML } from '../../types/sql-type';
import type { BoundItem } from './select-items';
import type { Scope, ScopeTable } from '../scope';

/** A query as FOR sees it; `items` and `scope` where it is no set operation. */
export interface ForInput { readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly items?: readonly BoundItem[]; readonly scope?: Scope; readonly isGrouped?: boolean }

const JSON_COLUMN = 'JSON_F52E2B61-18A1-11d1-B105-00805F49916B';
const XML_COLUMN = 'XML_F52E2B61-18A1-11d1-B105-00805F49916B';
const JSON_FUNCTIONS = new Set(['JSON_QUERY', 'JSON_OBJECT', 'JSON_OBJECT::ABSENT', 'JSON_ARRAY', 'JSON_ARRAY::NULL']);

function holdsJson(e: BoundExpression | undefined): boolean {
  if (e?.kind === 'scalar-subquery') return e.plan.kind === 'for-json';
  return e?.kind === 'call' && JSON_FUNCTIONS.has(e.name);
}

/** The tables of FOR ... AUTO in the order in which the select list comes to them; what is no column of a table goes to the innermost so far. */
function autoLevels({ columns, items, scope, isGrouped }: ForInput, feature: string): readonly AutoLevel[] {
  if (!scope || !items || scope.tables.length === 0) throw notSupported(`${feature} without tables`);
  if (isGrouped && scope.tables.length > 1) throw notSupported(`${feature} over several tables with GROUP BY`);
  const levels: { readonly table: ScopeTable | undefined; readonly ordinals: number[] }[] = [];
  columns.forEach((_, i) => {
    const expression = items[i]?.expression;
    const table = expression?.kind === 'column' ? scope.tables.find((t) => t.columns.some((c) => c.ordinal === expression.ordinal)) : undefined;
    const known = levels.find((level) => level.table === table) ?? (table ? undefined : levels.at(-1));
    if (known) known.ordinals.push(i);
    else levels.push({ table, ordinals: [i] });
  });
  const [first, second, ...rest] = levels;
  const merged = first && second && !first.table ? [{ table: second.table, ordinals: [...first.ordinals, ...second.ordinals] }, ...rest] : levels;
  return merged.map(({ table, ordinals }) => ({ name: table?.writtenName ?? table?.name ?? scope.tables[0]?.name ?? 'row', ordinals }));
}

/** The query's rows as one JSON text. */
export function bindForJson(clause: ForJson, input: ForInput): PlanNode {
  const { node, columns, items } = input;
  const { mode, root, includeNulls, withoutArrayWrapper } = clause;
  const levels = mode === 'auto' ? autoLevels(input, 'FOR JSON AUTO') : [];
  if (columns.some((c) => c.name === '')) throw raise(Messages.ForJsonUnnamed, {});
  return {
    kind: 'for-json', input: node, names: columns.map((c) => c.name), isJson: columns.map((_, i) => holdsJson(items?.[i]?.expression)),
    ...(root === undefined ? {} : { root }), includeNulls, withoutArrayWrapper, ...(levels.length > 1 ? { levels } : {}), columns: [{ name: JSON_COLUMN, type: nvarchar('max'), isNullable: true }],
  };
}

/** The query's rows as one XML text. */
export function bindForXml(clause: ForXml, input: ForInput): PlanNode {
  const { node, columns } = input;
  const { mode, element, root, isType, elements, xsinil } = clause;
  if (mode === 'explicit') throw notSupported('FOR XML EXPLICIT');
  const levels = mode === 'auto' ? autoLevels(input, 'FOR XML AUTO') : [];
  const tag = element ?? levels[0]?.name ?? 'row';
  return {
    kind: 'for-xml', input: node, mode: mode === 'path' ? 'path' : 'raw', element: tag, ...(root === undefined ? {} : { root }),
    names: columns.map((c) => c.name), isXml: columns.map((c) => c.type.name === 'xml'), elements, xsinil,
    ...(levels.length > 1 ? { levels } : {}), columns: [{ name: XML_COLUMN, type: isType ? XML : nvarchar('max'), isNullable: true }],
  };
}
