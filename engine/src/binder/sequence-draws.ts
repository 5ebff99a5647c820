// Where NEXT VALUE FOR may not stand. Looked at over the whole statement, since a refusal depends on what stands around it and after it.
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import type { Expression, FunctionCall, NextValueFor } from '../syntax/ast/expression';
import type { FunctionTable, JoinedTable, QueryExpression, SelectStatement } from '../syntax/ast/query';
import type { DeleteStatement, InsertStatement, MergeStatement, UpdateStatement } from '../syntax/ast/statement';
import { visitTree } from '../syntax/visit-tree';
import { foldName } from '../types/text/collation';
import { aggregateSignature } from './function-signatures';

/** What is wrong with a place, in the order in which it is told where several apply. */
const RESTRICTIONS = ['nested', 'rowset', 'aggregate', 'combined', 'ordered', 'clause', 'limited', 'conditional', 'merge', 'context'] as const;
type Restriction = (typeof RESTRICTIONS)[number];
/** What stands around a place. `drawn`: where a select list's own draws are noted. */
interface Around { readonly restrictions: ReadonlySet<Restriction>; readonly drawn?: NextValueFor[] }

const NOWHERE: Around = { restrictions: new Set() };
const CONDITIONAL = new Set(['IIF', 'COALESCE', 'ISNULL', 'NULLIF']);
const REFUSALS: Readonly<Record<Restriction, () => SqlError>> = {
  nested: () => raise(Messages.NextValueNested, {}), rowset: () => raise(Messages.NextValueInRowset, {}), aggregate: () => raise(Messages.NextValueInAggregate, {}), combined: () => raise(Messages.NextValueCombined, {}),
  ordered: () => raise(Messages.NextValueOrdered, {}), clause: () => raise(Messages.NextValueNotAllowed, {}), limited: () => raise(Messages.NextValueLimited, {}),
  conditional: () => raise(Messages.NextValueConditional, {}), merge: () => raise(Messages.NextValueInMerge, {}), context: () => raise(Messages.NextValueContext, {}),
};

/** Raises the error of the first NEXT VALUE FOR that stands where it may not. */
export function checkSequenceDraws(statement: SelectStatement | InsertStatement | UpdateStatement | DeleteStatement | MergeStatement): void {
  switch (statement.kind) {
    case 'select': return checkSelect(statement, NOWHERE);
    case 'insert':
      if (statement.source.kind === 'select') checkSelect(statement.source.query, NOWHERE);
      if (statement.source.kind === 'values') check(statement.source.rows, NOWHERE);
      break;
    case 'update': check(statement.assignments, NOWHERE); break;
    case 'merge':
      check(statement.source, NOWHERE);
      check(statement.on, within(NOWHERE, 'clause'));
      check(statement.clauses, within(NOWHERE, 'merge'));
  }
  check(statement.with, NOWHERE);
  check([statement.top, statement.outputs, 'where' in statement ? statement.where : undefined], within(NOWHERE, 'clause'));
}

/** The same for a value outside any query. */
export const checkDrawsOfValue = (expression: Expression): void => check(expression, NOWHERE);

/** Raises the error of any NEXT VALUE FOR in a value that has no place for one at all (PRINT). */
export const refuseDrawsInValue = (expression: Expression): void => check(expression, within(NOWHERE, 'context'));

/** Raises the error of any NEXT VALUE FOR in a view's query, a function's body or what it returns, a computed column, a check or a table type. */
export const refuseDrawsInBody = (tree: object): void => check(tree, within(NOWHERE, 'nested'));

/** Raises 11739 for any NEXT VALUE FOR in a statement that SET ROWCOUNT limits. */
export const refuseDrawsUnderRowCount = (statement: object): void => visitTree(statement, (kind) => {
  if (kind === 'next-value') throw raise(Messages.NextValueLimited, {});
});

const within = (around: Around, ...more: readonly Restriction[]): Around =>
  (more.every((one) => around.restrictions.has(one)) ? around : { ...around, restrictions: new Set([...around.restrictions, ...more]) });

function checkSelect(statement: SelectStatement, around: Around): void {
  check(statement.with, around);
  const ordered = statement.orderBy.length > 0 ? within(around, 'ordered') : around;
  checkQuery(statement.query, statement.offset || statement.fetch ? within(ordered, 'limited') : ordered);
  check([statement.orderBy, statement.offset, statement.fetch], within(around, 'clause'));
}

function checkQuery(query: QueryExpression, around: Around): void {
  if (query.kind === 'set-operation') {
    checkQuery(query.left, within(around, 'combined'));
    return checkQuery(query.right, within(around, 'combined'));
  }
  const distinct = query.isDistinct ? within(around, 'combined') : around;
  const here = query.top ? within(distinct, 'limited') : distinct;
  const drawn: NextValueFor[] = [];
  check(query.items, { ...here, drawn });
  requireOneOrder(drawn);
  check(query.from, NOWHERE);
  check([query.top?.count, query.where, query.groupBy, query.having, query.tail], within(here, 'clause'));
}

function check(node: unknown, around: Around): void {
  if (Array.isArray(node)) return node.forEach((one) => check(one, around));
  if (typeof node !== 'object' || node === null) return;
  switch ((node as { readonly kind?: unknown }).kind) {
    case 'next-value': return checkDraw(node as NextValueFor, around);
    case 'select':
      if (isQuery(node)) return checkSelect(node, within(around, 'nested'));
      return Object.values(node).forEach((part) => check(part, around));
    case 'values': return Object.values(node).forEach((part) => check(part, within(around, 'nested')));
    case 'function-table': return check((node as FunctionTable).call, within(around, 'rowset'));
    case 'call': return checkCall(node as FunctionCall, around);
    case 'case': return Object.values(node).forEach((part) => check(part, within(around, 'conditional')));
    case 'join': {
      const { left, right, on } = node as JoinedTable;
      check([left, right], around);
      return check(on, within(around, 'clause'));
    }
    default: return Object.values(node).forEach((part) => check(part, around));
  }
}

function checkCall(call: FunctionCall, around: Around): void {
  const name = (call.name.parts.at(-1) ?? '').toUpperCase();
  const more: readonly Restriction[] = call.name.parts.length > 1 ? [] : aggregateSignature(name) ? ['aggregate'] : CONDITIONAL.has(name) ? ['conditional'] : [];
  check(call.args, within(around, ...more));
  check([call.over, call.withinGroup], within(around, 'clause'));
}

function checkDraw(node: NextValueFor, around: Around): void {
  const found = RESTRICTIONS.find((one) => around.restrictions.has(one) && (one !== 'ordered' || node.over === undefined));
  if (found) throw REFUSALS[found]();
  around.drawn?.push(node);
}

const orderOf = ({ over }: NextValueFor): string => JSON.stringify(over, (key, value: unknown) => (key === 'at' ? undefined : value)) ?? '';
const sequenceOf = ({ sequence }: NextValueFor): string => foldName(sequence.parts.join('.'));

/** Raises 11727 for one sequence that is drawn from in two orders. */
function requireOneOrder(draws: readonly NextValueFor[]): void {
  const differs = draws.some((draw) => draws.some((other) => sequenceOf(other) === sequenceOf(draw) && orderOf(other) !== orderOf(draw)));
  if (differs) throw raise(Messages.NextValueOrders, {});
}

/** A whole SELECT, not the source of an INSERT that holds one. */
const isQuery = (node: object): node is SelectStatement => 'orderBy' in node;
