// Expressions back to text, in the form SQL Server stores for CHECK, DEFAULT and computed columns: [a]>(0) AND [b]<(10).
// Not a pretty-printer of batches: what such a definition cannot hold is refused.
import { notSupported } from '../errors/not-supported';
import type { DataTypeName, ObjectName } from './ast/common';
import type { BinaryExpression, CaseExpression, Expression, FunctionCall, InList, Literal, LogicalExpression, UnaryExpression, WindowSpecification } from './ast/expression';
import { printDatepart, systemTypeName, takesDatepart } from './print-names';

interface Style {
  /** Filters of indexes keep IN; other definitions spell it out. */
  readonly keepsIn: boolean;
}

/** How strongly an operator binds, for the parentheses around operands. */
enum Level { Or, And, Not, Comparison, Additive, Multiplicative, Primary }

const DEFINITION: Style = { keepsIn: false };
const FILTER: Style = { keepsIn: true };
const NILADIC: Readonly<Record<string, string>> = {
  CURRENT_TIMESTAMP: 'getdate()', CURRENT_USER: 'user_name()', SESSION_USER: 'user_name()', USER: 'user_name()', SYSTEM_USER: 'suser_sname()',
};

/** Functions that are stored as DATEPART. */
const PARTS_OF_DATES = new Set(['YEAR', 'MONTH', 'DAY']);

/** A definition as the catalogue stores it: canonical, in parentheses. */
export const printDefinition = (expression: Expression): string => `(${print(expression, DEFINITION)})`;

/** An index's filter as sys.indexes stores it: like a definition, but IN stays IN. */
export const printFilterDefinition = (expression: Expression): string => `(${print(expression, FILTER)})`;

/** The canonical form without the outer parentheses. */
export const printExpression = (expression: Expression): string => print(expression, DEFINITION);

function print(expression: Expression, style: Style): string {
  switch (expression.kind) {
    case 'literal': return printLiteral(expression);
    case 'column': return bracketed(expression.parts);
    case 'variable':
    case 'system-variable': return expression.name;
    case 'parenthesized': return print(expression.operand, style);
    case 'unary': return printUnary(expression, style);
    case 'binary': return printBinary(expression, style);
    case 'collate': return `(${print(expression.operand, style)}) collate ${expression.collation}`;
    case 'at-time-zone': return `${operand(expression.operand, expression.operand.kind === 'at-time-zone' ? Level.Additive : Level.Primary, style)} AT TIME ZONE ${operand(expression.zone, Level.Primary, style)}`;
    case 'call': return printCall(expression, style);
    case 'cast':
      if (expression.parse) throw notSupported('PARSE in a stored definition');
      if (expression.isTry) return `TRY_CAST(${print(expression.operand, style)} AS ${printDataType(expression.type)})`;
      return printConversion(false, expression.type, [expression.operand], style);
    case 'convert': return printConversion(expression.isTry, expression.type, expression.style === undefined ? [expression.operand] : [expression.operand, expression.style], style);
    case 'case': return printCase(expression, style);
    case 'next-value': return `NEXT VALUE FOR ${bracketed(expression.sequence.parts)}${expression.over === undefined ? '' : printOver(expression.over, style)}`;
    case 'method': return `${operand(expression.target, Level.Primary, style)}${expression.isStatic ? '::' : '.'}[${expression.method}](${printList(expression.args, style)})`;
    case 'subquery':
    case 'exists':
    case 'in-subquery':
    case 'quantified': throw notSupported('a subquery in a stored definition');
    default: return printPredicate(expression, style);
  }
}

type Predicate = Extract<Expression, { kind: 'comparison' | 'logical' | 'not' | 'is-null' | 'is-distinct' | 'between' | 'in-list' | 'like' }>;

function printPredicate(expression: Predicate, style: Style): string {
  const side = (node: Expression): string => operand(node, Level.Additive, style);
  const compared = (node: Expression): string => operand(node, Level.Multiplicative, style);
  switch (expression.kind) {
    case 'comparison': return `${compared(expression.left)}${expression.operator}${compared(expression.right)}`;
    case 'logical': return printLogical(expression, style);
    case 'not': return `NOT ${operand(expression.operand, Level.Not, style)}`;
    case 'is-null': return `${side(expression.operand)} IS ${expression.isNegated ? 'NOT ' : ''}NULL`;
    case 'is-distinct': return `${side(expression.left)} IS ${expression.isNegated ? 'NOT ' : ''}DISTINCT FROM ${side(expression.right)}`;
    case 'between': {
      const [tested, low, high] = [compared(expression.operand), compared(expression.low), compared(expression.high)];
      const within = `${tested}>=${low} AND ${tested}<=${high}`;
      return expression.isNegated ? `NOT (${within})` : within;
    }
    case 'in-list': return printIn(expression, style);
    case 'like': {
      const escape = expression.escape === undefined ? '' : ` escape ${side(expression.escape)}`;
      return `${expression.isNegated ? 'NOT ' : ''}${side(expression.operand)} like ${side(expression.pattern)}${escape}`;
    }
  }
}

/** x IN (a, b) is stored as x=b OR x=a, x NOT IN (a, b) as NOT of that. */
function printIn(expression: InList, style: Style): string {
  const level = style.keepsIn ? Level.Additive : Level.Multiplicative;
  const tested = operand(expression.operand, level, style);
  const items = expression.items.map((item) => operand(item, level, style));
  if (style.keepsIn) return `${tested}${expression.isNegated ? ' NOT' : ''} IN (${items.join(', ')})`;
  const among = items.map((item) => `${tested}=${item}`).reverse().join(' OR ');
  if (!expression.isNegated) return among;
  return items.length === 1 ? `NOT ${among}` : `NOT (${among})`;
}

function printLogical(expression: LogicalExpression, style: Style): string {
  const own = expression.operator === 'and' ? Level.And : Level.Or;
  // The tree leans left: a chain on the right was in parentheses, and keeps them.
  return `${operand(expression.left, own, style)} ${expression.operator.toUpperCase()} ${operand(expression.right, own + 1, style)}`;
}

/** A signed number is one constant, (-1), and -0 is (0); before anything else a minus has a blank before it. */
function printUnary(expression: UnaryExpression, style: Style): string {
  const text = operand(expression.operand, Level.Primary, style);
  if (!isSignedNumber(expression)) return `${expression.operator === '-' ? ' -' : expression.operator}${text}`;
  return expression.operator === '+' || text === '(0)' ? text : `(-${text.slice(1, -1)})`;
}

function isSignedNumber(expression: UnaryExpression): boolean {
  const { operand: number, operator } = expression;
  return operator !== '~' && number.kind === 'literal' && ['integer', 'decimal', 'float', 'money'].includes(number.literal);
}

const levelOfOperator = (operator: BinaryExpression['operator']): Level => (operator === '*' || operator === '/' || operator === '%' ? Level.Multiplicative : Level.Additive);

/** SQL Server puts nested operations in parentheses but for those that bind more strongly: ([a]+[b])+[c]*[d]. */
function printBinary(expression: BinaryExpression, style: Style): string {
  const above: Level = levelOfOperator(expression.operator) + 1;
  return `${operand(expression.left, above, style)}${expression.operator}${operand(expression.right, above, style)}`;
}

function operand(expression: Expression, least: Level, style: Style): string {
  const text = print(expression, style);
  return levelOf(expression, style) < least ? `(${text})` : text;
}

function levelOf(expression: Expression, style: Style): Level {
  switch (expression.kind) {
    case 'parenthesized': return levelOf(expression.operand, style);
    case 'logical': return expression.operator === 'and' ? Level.And : Level.Or;
    case 'between': return expression.isNegated ? Level.Not : Level.And;
    case 'in-list': return levelOfIn(expression, style);
    case 'not': return Level.Not;
    case 'like': return expression.isNegated ? Level.Not : Level.Comparison;
    case 'comparison':
    case 'is-null':
    case 'is-distinct': return Level.Comparison;
    case 'binary': return levelOfOperator(expression.operator);
    case 'at-time-zone': return Level.Additive;
    case 'unary': return isSignedNumber(expression) || expression.operator === '~' ? Level.Primary : Level.Additive;
    default: return Level.Primary;
  }
}

function levelOfIn({ isNegated, items }: InList, { keepsIn }: Style): Level {
  if (keepsIn) return Level.Comparison;
  if (isNegated) return Level.Not;
  return items.length === 1 ? Level.Comparison : Level.Or;
}

const INT_MAXIMUM = 2147483647n;
const MONEY_DIGITS = 4;

/** Numbers are written from their values: what is no int has a point, a float all its digits, money four behind the point. */
function printNumber({ literal, text }: Literal): string {
  const plain = text.replace(/^0+(?=\d)/, '').replace(/^\./, '0.');
  switch (literal) {
    case 'integer': return BigInt(plain) > INT_MAXIMUM ? `${plain}.` : plain;
    case 'float': return Number(text).toExponential(16).replace(/e([+-])(\d+)$/, (_, sign: string, digits: string) => `e${sign}${digits.padStart(3, '0')}`);
    case 'money': {
      const [whole = '0', fraction = ''] = plain.split('.');
      return `$${whole}.${fraction.padEnd(MONEY_DIGITS, '0')}`;
    }
    default: return plain;
  }
}

function printLiteral(literal: Literal): string {
  switch (literal.literal) {
    case 'string': return `'${literal.text.replaceAll("'", "''")}'`;
    case 'national-string': return `N'${literal.text.replaceAll("'", "''")}'`;
    case 'binary': return `0x${literal.text}`;
    case 'null': return 'NULL';
    case 'default': return 'DEFAULT';
    default: return `(${printNumber(literal)})`;
  }
}

function printCall(call: FunctionCall, style: Style): string {
  const { parts } = call.name;
  const name = parts[0] ?? '';
  const upper = name.toUpperCase();
  if (parts.length === 1 && upper === 'IIF') return printIif(call, style);
  if (parts.length === 1 && PARTS_OF_DATES.has(upper) && call.args.length === 1) return `datepart(${upper.toLowerCase()},${printList(call.args, style)})`;
  const niladic = NILADIC[upper];
  if (parts.length === 1 && call.args.length === 0 && niladic !== undefined) return niladic;
  const first = call.args[0];
  const isDated = parts.length === 1 && takesDatepart(upper) && first?.kind === 'column' && first.parts.length === 1;
  const args = isDated ? [printDatepart(first.parts[0] ?? ''), ...call.args.slice(1).map((arg) => print(arg, style))] : call.args.map((arg) => print(arg, style));
  const inside = call.isStar ? '*' : `${call.isDistinct ? 'DISTINCT ' : ''}${args.join(',')}`;
  return `${parts.length === 1 ? name.toLowerCase() : bracketed(parts)}(${inside})${call.over === undefined ? '' : printOver(call.over, style)}`;
}

function printIif(call: FunctionCall, style: Style): string {
  const [when, then, otherwise] = call.args;
  if (when === undefined || then === undefined) throw notSupported('IIF without arguments in a stored definition');
  return printCase({ kind: 'case', branches: [{ when, then }], otherwise, at: call.at }, style);
}

function printCase(expression: CaseExpression, style: Style): string {
  const head = expression.operand === undefined ? '' : ` ${print(expression.operand, style)}`;
  const branches = expression.branches.map(({ when, then }) => ` when ${print(when, style)} then ${print(then, style)}`).join('');
  return `case${head}${branches}${expression.otherwise === undefined ? ' ' : ` else ${print(expression.otherwise, style)}`} end`;
}

function printConversion(isTry: boolean, type: DataTypeName, args: readonly Expression[], style: Style): string {
  const [value] = args;
  if (isTry && value && args.length === 1) return `TRY_CAST(${print(value, style)} AS ${printDataType(type)})`;
  return `${isTry ? 'TRY_CONVERT' : 'CONVERT'}(${printDataType(type)},${printList(args, style)})`;
}

function printOver(over: WindowSpecification, style: Style): string {
  if (over.base !== undefined) throw notSupported('named windows in a stored definition');
  if (over.frame !== undefined) throw notSupported('window frames in a stored definition');
  const partition = over.partitionBy.length === 0 ? [] : [`PARTITION BY ${printList(over.partitionBy, style)}`];
  const order = over.orderBy.map((item) => `${print(item.expression, style)}${item.isDescending ? ' DESC' : ''}`).join(',');
  return ` OVER (${[...partition, ...(order === '' ? [] : [`ORDER BY ${order}`])].join(' ')})`;
}

const printList = (expressions: readonly Expression[], style: Style): string => expressions.map((expression) => print(expression, style)).join(',');

/** A name in brackets, `[dbo].[T]`; a part that is left out stays out. */
export const bracketed = (parts: ObjectName['parts']): string => parts.map((part) => (part === '' ? '' : `[${part.replaceAll(']', ']]')}]`)).join('.');

/** A data type as definitions have it: `[nvarchar](max)`, `[dbo].[T]`. */
export function printDataType(type: DataTypeName): string {
  const [only = '', ...more] = type.name.parts;
  const systemName = more.length === 0 ? systemTypeName(only) : undefined;
  const name = bracketed(systemName === undefined ? type.name.parts : [systemName]);
  if (type.xmlSchema) return `${name}(${type.xmlSchema.isDocument ? 'DOCUMENT ' : 'CONTENT '}${bracketed(type.xmlSchema.name.parts)})`;
  return type.args.length === 0 ? name : `${name}(${type.args.join(',')})`;
}
