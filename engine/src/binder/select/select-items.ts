// The select list: stars expanded, names given, assignments told from output.
import { mapTelling, numbersOf, raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Expression } from '../../syntax/ast/expression';
import type { SelectItem } from '../../syntax/ast/query';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import type { OutputColumn } from '../../plan/node';
import { foldName, type NameRules } from '../../types/text/collation';
import { requireConversion } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import { collationMark } from '../expression/collation-label';
import { requireDistinctType } from '../expression/comparable';
import { constant, isStorableNull, isUndeclared } from '../expression/conversion';
import type { ExpressionBinder } from '../expression/expression-binder';
import { makeBinary } from '../expression/operators';
import { findColumn, matchesQualifier, type Scope, type ScopeColumn } from '../scope';

/** One output expression with its name. */
export interface BoundItem { readonly expression: BoundExpression; readonly name: string }
/** `@v = expression` of a select list. */
export interface BoundAssignment { readonly variable: string; readonly type: SqlType; readonly expression: BoundExpression }
/** A bound select list: output, or assignments. */
export interface BoundItems { readonly items: readonly BoundItem[]; readonly assignments?: readonly BoundAssignment[] }

/** The name an expression gives its column: a column's as written, none otherwise. */
function impliedName(expression: Expression, b: ExpressionBinder): string {
  if (expression.kind === 'parenthesized') return impliedName(expression.operand, b);
  if (expression.kind !== 'column') return '';
  const last = expression.parts.at(-1) ?? '';
  return last.startsWith('$') ? findColumn(b.scope, expression.parts, b.env.context.names)?.column.name ?? last : last;
}

const columnItem = (column: ScopeColumn, scope: Scope): BoundItem => {
  const shape = scope.row[column.ordinal];
  if (!shape) throw raise(Messages.InvalidColumnName, { name: column.name });
  if (shape.type.isXmlNode) throw raise(Messages.XmlNodesColumn, { name: column.name });
  return { name: column.name, expression: rowColumn({ ...shape, name: column.name }, column.ordinal) };
};

type Star = Extract<SelectItem, { kind: 'star' }>;

const tablesNamed = ({ qualifier }: Star, scope: Scope, names: NameRules) =>
  (qualifier.length === 0 ? scope.tables.filter((t) => !t.isQualifiedOnly) : scope.tables.filter((t) => matchesQualifier(t, qualifier, names)));

/** The columns of `*` or `t.*`; raises 263 and 107. */
function expandStar(b: ExpressionBinder, star: Star): readonly BoundItem[] {
  const { scope } = b;
  const tables = tablesNamed(star, scope, b.env.context.names);
  if (tables.length === 0) {
    if (star.qualifier.length > 0) return expandOuterStar(b, star);
    throw raise(Messages.MustSpecifyTable, {});
  }
  return tables.flatMap((t) => t.columns.filter((c) => !c.isHidden).map((c) => {
    t.notes?.note(c.name);
    return columnItem(c, scope);
  }));
}

/** `t.*` over a table of a query around this one, the innermost that has it. */
function expandOuterStar(b: ExpressionBinder, star: Star): readonly BoundItem[] {
  const { qualifier, at } = star;
  for (let outer = b.scope.parent; outer; outer = outer.parent) {
    const columns = tablesNamed(star, outer, b.env.context.names).flatMap((t) => t.columns.filter((c) => !c.isHidden));
    if (columns.length > 0) return columns.map(({ name }) => ({ name, expression: b.bind({ kind: 'column', parts: [...qualifier, name], at }) }));
  }
  throw raise(Messages.PrefixNotMatched, { prefix: qualifier.join('.') });
}

function bindAssignment(b: ExpressionBinder, item: Extract<SelectItem, { kind: 'assign' }>): BoundAssignment {
  const type = b.env.context.variableType(item.variable);
  if (!type) throw raise(Messages.MustDeclareVariable, { name: item.variable });
  const value = b.bind(item.expression);
  const variable = foldName(item.variable);
  const current: BoundExpression = { kind: 'variable', name: variable, type, isNullable: true };
  const computed = item.operator === '=' ? value : makeBinary(item.operator.slice(0, -1) as '+', current, value);
  const expression = isStorableNull(computed) ? constant(null, type) : computed;
  requireConversion(expression.type, type, false);
  return { variable, type, expression };
}

/** Names that mean nothing, or more than one thing. */
const NAMES = numbersOf(Messages.InvalidColumnName, Messages.MultiPartNotBound, Messages.AmbiguousColumn);

/** Binds a select list; raises 141 where assignments and output mix, 421 for a type that DISTINCT cannot take. */
export function bindItems(b: ExpressionBinder, list: readonly SelectItem[], isDistinct = false): BoundItems {
  const assignments = list.flatMap((item) => (item.kind === 'assign' ? [bindAssignment(b, item)] : []));
  if (assignments.length > 0 && assignments.length < list.length) throw raise(Messages.AssignmentWithRetrieval, {});
  if (assignments.length > 0) return { items: [], assignments };
  const items = mapTelling(list, NAMES, (item) => bindItem(b, item)).flat();
  if (isDistinct) for (const { expression } of items) requireDistinctType(expression.type);
  return { items };
}

function bindItem(b: ExpressionBinder, item: SelectItem): readonly BoundItem[] {
  switch (item.kind) {
    case 'star': return expandStar(b, item);
    case 'expression': return [{ expression: b.bind(item.expression), name: item.alias?.name ?? impliedName(item.expression, b) }];
    case 'assign': throw raise(Messages.AssignmentWithRetrieval, {});
  }
}

/** An expression of a derived table is none of the query around it. */
const seenFromOutside = (madeBy: NonNullable<OutputColumn['madeBy']>): OutputColumn['madeBy'] => (madeBy === 'expression' ? 'rows' : madeBy);

/** The output column of an item over `row`: a plain column keeps what is known of it. */
export function outputColumn({ expression, name }: BoundItem, row: readonly OutputColumn[]): OutputColumn {
  const { type, isNullable } = expression;
  const source = expression.kind === 'column' ? row[expression.ordinal] : undefined;
  const madeBy = expression.kind === 'column' ? source?.madeBy && seenFromOutside(source.madeBy) : 'expression';
  return {
    name,
    type,
    isNullable,
    ...(source?.isIdentity ? { isIdentity: true } : {}),
    ...(source?.isComputed ? { isComputed: true } : {}),
    ...(source?.userTypeId === undefined ? {} : { userTypeId: source.userTypeId }),
    ...(source?.isBase ? { isBase: true } : {}),
    ...(isStorableNull(expression) && !isUndeclared(expression) ? { isUntypedNull: true } : {}),
    ...collationMark([expression]),
    ...(madeBy ? { madeBy } : {}),
  };
}
