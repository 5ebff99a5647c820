// FOR JSON and FOR XML over a bound query: names, and which columns hold JSON or XML already.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { ForJson, ForXml } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import { nvarchar, XML } from '../../types/sql-type';
import type { BoundItem } from './select-items';
import type { Scope } from '../scope';

/** A query as FOR sees it; `items` and `scope` where it is no set operation. */
export interface ForInput { readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly items?: readonly BoundItem[]; readonly scope?: Scope }

const JSON_COLUMN = 'JSON_F52E2B61-18A1-11d1-B105-00805F49916B';
const XML_COLUMN = 'XML_F52E2B61-18A1-11d1-B105-00805F49916B';
const JSON_FUNCTIONS = new Set(['JSON_QUERY', 'JSON_OBJECT', 'JSON_ARRAY']);

function holdsJson(e: BoundExpression | undefined): boolean {
  if (e?.kind === 'scalar-subquery') return e.plan.kind === 'for-json';
  return e?.kind === 'call' && JSON_FUNCTIONS.has(e.name);
}

function requireOneTable(scope: Scope | undefined, feature: string): void {
  if (!scope || scope.tables.length > 1) throw notSupported(`${feature} over several tables`);
}

/** The query's rows as one JSON text. */
export function bindForJson(clause: ForJson, { node, columns, items, scope }: ForInput): PlanNode {
  const { mode, root, includeNulls, withoutArrayWrapper } = clause;
  if (mode === 'auto') requireOneTable(scope, 'FOR JSON AUTO');
  if (columns.some((c) => c.name === '')) throw raise(Messages.ForJsonUnnamed, {});
  return {
    kind: 'for-json', input: node, names: columns.map((c) => c.name), isJson: columns.map((_, i) => holdsJson(items?.[i]?.expression)),
    ...(root === undefined ? {} : { root }), includeNulls, withoutArrayWrapper, columns: [{ name: JSON_COLUMN, type: nvarchar('max'), isNullable: true }],
  };
}

/** The query's rows as one XML text. */
export function bindForXml(clause: ForXml, { node, columns, scope }: ForInput): PlanNode {
  const { mode, element, root, isType, elements, xsinil } = clause;
  if (mode === 'explicit') throw notSupported('FOR XML EXPLICIT');
  if (mode === 'auto') requireOneTable(scope, 'FOR XML AUTO');
  const tag = element ?? (mode === 'auto' ? scope?.tables[0]?.name ?? 'row' : 'row');
  return {
    kind: 'for-xml', input: node, mode: mode === 'path' ? 'path' : 'raw', element: tag, ...(root === undefined ? {} : { root }),
    names: columns.map((c) => c.name), isXml: columns.map((c) => c.type.name === 'xml'), elements, xsinil,
    columns: [{ name: XML_COLUMN, type: isType ? XML : nvarchar('max'), isNullable: true }],
  };
}
