// IDENTITY(type [, seed, increment]) in the list of a SELECT ... INTO: a numbered column that gets the property. Does not know how the table is made.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Expression, FunctionCall } from '../../syntax/ast/expression';
import type { OrderItem, QuerySpecification, SelectItem, SelectStatement } from '../../syntax/ast/query';
import { parseDataType, parseExpression } from '../../syntax/parse';
import { printDefinition } from '../../syntax/print';
import type { NameRules } from '../../types/text/collation';

/** The call in the list and the place of its item. */
export interface IdentityItem { readonly call: FunctionCall; readonly index: number }

const identityCall = (item: SelectItem): FunctionCall | undefined => {
  if (item.kind !== 'expression' || item.expression.kind !== 'call') return undefined;
  const { name, over, isStar } = item.expression;
  return name.parts.length === 1 && name.parts[0]?.toUpperCase() === 'IDENTITY' && !over && !isStar ? item.expression : undefined;
};

/** The list's IDENTITY(), undefined where there is none. Raises 177 without INTO, 8109 for a second one. */
export function identityItem({ items, into, isDistinct }: QuerySpecification): IdentityItem | undefined {
  const found = items.flatMap((item, index) => { const call = identityCall(item); return call ? [{ call, index }] : []; });
  const [first, second] = found;
  if (!first) return undefined;
  if (!into) throw raise(Messages.IdentityFunctionWithoutInto, {});
  if (second) throw raise(Messages.SecondIdentityInto, { table: into.parts.at(-1) ?? '' });
  if (isDistinct) throw notSupported('IDENTITY() in SELECT DISTINCT');
  return first;
}

/** The statement with the call written as numbers from the seed on, in the order of its ORDER BY. */
export function numberedStatement(statement: SelectStatement, query: QuerySpecification, { call, index }: IdentityItem, names: NameRules): SelectStatement {
  const [seed, increment] = seedOf(call);
  const number = parseExpression(`${BigInt(seed) - BigInt(increment)} + ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) * ${increment}`);
  const ordered = statement.orderBy.length === 0 ? number : withOrder(number, statement.orderBy.map((item) => ({ ...item, expression: orderValue(item.expression, query.items, names) })));
  const numbers: Expression = { kind: 'cast', operand: ordered, type: parseDataType(typeText(call)), isTry: false, at: call.at };
  const items = query.items.map((item, i) => (i === index && item.kind === 'expression' ? { ...item, expression: numbers } : item));
  return { ...statement, query: { ...query, items } };
}

/** Seed and increment as written; both are given or none is. Raises 102 for another number of arguments. */
export function seedOf(call: FunctionCall): readonly [string, string] {
  const [, seed, increment] = call.args;
  if (call.args.length === 1) return ['1', '1'];
  if (!seed || !increment || call.args.length > 3) throw raise(Messages.SyntaxNear, { token: ')' });
  return [wholeNumber(seed), wholeNumber(increment)];
}

function wholeNumber(value: Expression): string {
  const text = printDefinition(value).replace(/[()\s]/g, '');
  if (!/^-?\d+$/.test(text)) throw notSupported('IDENTITY() with a seed or increment that is no whole number');
  return text;
}

/** `decimal(10, 0)` is parsed as a call, `int` as a column. */
function typeText(call: FunctionCall): string {
  const [type] = call.args;
  if (type?.kind === 'column') return type.parts.map((part) => `[${part.replaceAll(']', ']]')}]`).join('.');
  if (type?.kind === 'call') return `${type.name.parts.join('.')}(${type.args.map(wholeNumber).join(', ')})`;
  throw raise(Messages.SyntaxNear, { token: 'IDENTITY' });
}

function withOrder(number: Expression, orderBy: readonly OrderItem[]): Expression {
  if (number.kind === 'binary') return { ...number, left: withOrder(number.left, orderBy), right: withOrder(number.right, orderBy) };
  if (number.kind === 'call' && number.over) return { ...number, over: { ...number.over, orderBy } };
  return number;
}

/** What an ORDER BY item of the statement means inside a window: an alias and a column's number are the item's expression. */
function orderValue(expression: Expression, items: readonly SelectItem[], names: NameRules): Expression {
  if (expression.kind === 'literal') throw notSupported('IDENTITY() with ORDER BY a column number');
  const name = expression.kind === 'column' && expression.parts.length === 1 ? expression.parts[0] : undefined;
  const item = items.find((each) => name !== undefined && each.kind === 'expression' && each.alias !== undefined && names.isSame(each.alias.name, name));
  if (item && identityCall(item)) throw notSupported('ORDER BY the column of IDENTITY()');
  return item?.kind === 'expression' ? item.expression : expression;
}
