// FOR JSON over a bound query: names, and which columns hold JSON already. FOR XML is for-xml.ts's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { ForJson } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { PlanNode } from '../../plan/node';
import { nvarchar } from '../../types/sql-type';
import { autoLevels, type ForInput } from './auto-levels';

const JSON_COLUMN = 'JSON_F52E2B61-18A1-11d1-B105-00805F49916B';
const JSON_FUNCTIONS = new Set(['JSON_QUERY', 'JSON_OBJECT', 'JSON_OBJECT::ABSENT', 'JSON_ARRAY', 'JSON_ARRAY::NULL']);

function holdsJson(e: BoundExpression | undefined): boolean {
  if (e?.kind === 'scalar-subquery') return e.plan.kind === 'for-json';
  return e?.kind === 'call' && JSON_FUNCTIONS.has(e.name);
}

/** The query's rows as one JSON text. */
export function bindForJson(clause: ForJson, input: ForInput): PlanNode {
  const { node, columns, items } = input;
  const { mode, root, includeNulls, withoutArrayWrapper } = clause;
  if (root !== undefined && withoutArrayWrapper) throw raise(Messages.ForJsonRootOfNoArray, {});
  const levels = mode === 'auto' ? autoLevels(input, 'FOR JSON AUTO') : [];
  if (columns.some((c) => c.name === '')) throw raise(Messages.ForJsonUnnamed, {});
  return {
    kind: 'for-json', input: node, names: columns.map((c) => c.name), isJson: columns.map((_, i) => holdsJson(items?.[i]?.expression)),
    ...(root === undefined ? {} : { root }), includeNulls, withoutArrayWrapper, ...(levels.length > 1 ? { levels } : {}), columns: [{ name: JSON_COLUMN, type: nvarchar('max'), isNullable: true }],
  };
}
