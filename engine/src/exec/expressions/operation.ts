// Operators and calls that make a value from values: arithmetic, concatenation, conversion, CASE, functions.
import type {
  ArithmeticExpression, AtTimeZoneExpression, CallExpression, CaseExpression, CollateMark, ConcatExpression, ConvertExpression, NegateExpression,
} from '../../plan/expression';
import { arithmetic, bitNot, digitsLost, losesDigits, negate } from '../../types/arithmetic';
import { isSameCodePage } from '../../types/text/code-page';
import { converter, dependsOnDateOrder, dependsOnRounding, type Conversion, type ConversionSettings } from '../../types/conversion/convert';
import { isBinary, isCharacter, isUnicode, varchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { evaluateAll, type Compiler, type Evaluate } from '../compiled';
import { conversionSettingsOf } from '../functions/function-context';
import { scalarFunctionImplementation, type ScalarImplementation } from '../functions/scalar-functions';

/** + - * / % & | ^ on numbers: NULL where either side is. */
export function compileArithmetic(expression: ArithmeticExpression, compiler: Compiler): Evaluate {
  const left = compiler.expression(expression.left);
  const right = compiler.expression(expression.right);
  const operate = arithmetic(expression.operator, expression.left.type, expression.right.type, expression.type);
  const isCut = losesDigits(expression.operator, expression.left.type, expression.right.type, expression.type);
  return (row, context) => {
    const l = left(row, context);
    if (l === null) return null;
    const r = right(row, context);
    if (r === null) return null;
    const result = operate(l, r);
    if (isCut && context.functions.numericRoundAbort) throw digitsLost(expression.type);
    return result;
  };
}

/** Concatenation of strings or binaries, cut to the result's length. */
export function compileConcat(expression: ConcatExpression, compiler: Compiler): Evaluate {
  const left = compiler.expression(expression.left);
  const right = compiler.expression(expression.right);
  const length = typeof expression.type.length === 'number' ? expression.type.length : Infinity;
  const join = isBinary(expression.type) ? joinBytes : joinText;
  return (row, context) => {
    const l = left(row, context);
    if (l === null) return null;
    const r = right(row, context);
    return r === null ? null : join(l, r, length);
  };
}

function joinText(left: Value, right: Value, length: number): Value {
  const text = (left as string) + (right as string);
  return text.length > length ? text.slice(0, length) : text;
}

function joinBytes(left: Value, right: Value, length: number): Value {
  const [l, r] = [left as Uint8Array, right as Uint8Array];
  const bytes = new Uint8Array(l.length + r.length);
  bytes.set(l);
  bytes.set(r, l.length);
  return bytes.length > length ? bytes.subarray(0, length) : bytes;
}

/** Unary minus and bitwise NOT. */
export function compileNegate(expression: NegateExpression, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const operate = expression.operator === '-' ? negate(expression.operand.type) : bitNot(expression.operand.type);
  return (row, context) => {
    const value = operand(row, context);
    return value === null ? null : operate(value);
  };
}

/** CAST, CONVERT, TRY_ forms and implicit conversions. */
export function compileConvert(expression: ConvertExpression, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const { style } = expression;
  if (style && style.kind !== 'constant') return compileDynamicStyle(expression, compiler);
  if (style?.value === null) return () => null;
  const number = style && Number(style.value);
  const convert = conversionOf(expression, number);
  if (dependsOnDateOrder(expression.operand.type, expression.type)) return compileDateReading(expression, operand, number);
  const strict = dependsOnRounding(expression.operand.type, expression.type) ? conversionOf(expression, number, { roundAbort: true }) : convert;
  return (row, context) => {
    const value = operand(row, context);
    return value === null ? null : (strict !== convert && context.functions.numericRoundAbort ? strict : convert)(value);
  };
}

// How '01/02/2020' reads depends on the DATEFORMAT of the session that runs the plan. A literal is read once for each.
function compileDateReading(expression: ConvertExpression, operand: Evaluate, style: number | undefined): Evaluate {
  const usual = conversionOf(expression, style);
  const known = expression.operand.kind === 'constant' ? new Map<string, Value>() : undefined;
  return (row, context) => {
    const { dateFormat } = context.functions;
    const before = known?.get(dateFormat);
    if (before !== undefined) return before;
    const value = operand(row, context);
    const read = value === null ? null : (dateFormat === 'mdy' ? usual : conversionOf(expression, style, { dateOrder: dateFormat }))(value);
    known?.set(dateFormat, read);
    return read;
  };
}

function compileDynamicStyle(expression: ConvertExpression, compiler: Compiler): Evaluate {
  const operand = compiler.expression(expression.operand);
  const styleOf = expression.style ? compiler.expression(expression.style) : () => null;
  return (row, context) => {
    const value = operand(row, context);
    const style = styleOf(row, context);
    return value === null || style === null ? null : conversionOf(expression, Number(style), conversionSettingsOf(context.functions))(value);
  };
}

const conversionOf = ({ operand, type, isTry }: ConvertExpression, style: number | undefined, settings: ConversionSettings = {}): Conversion =>
  converter(operand.type, type, { ...settings, style, isTry });

/** COLLATE: a non-Unicode text goes into the collation's code page. */
export function compileCollate({ operand, type }: CollateMark, compiler: Compiler): Evaluate {
  const evaluate = compiler.expression(operand);
  if (!isCharacter(type) || isUnicode(type) || isSameCodePage(operand.type.collation, type.collation)) return evaluate;
  const convert = converter(operand.type, varchar('max', type.collation));
  return (row, context) => convert(evaluate(row, context));
}

/** CASE: the first branch that is TRUE; later ones are not evaluated. */
export function compileCase(expression: CaseExpression, compiler: Compiler): Evaluate {
  const branches = expression.branches.map(({ when, then }) => ({ test: compiler.predicate(when), value: compiler.expression(then) }));
  const otherwise = expression.otherwise && compiler.expression(expression.otherwise);
  return (row, context) => {
    for (const branch of branches) if (branch.test(row, context)) return branch.value(row, context);
    return otherwise ? otherwise(row, context) : null;
  };
}

/** A built-in function. */
export function compileCall(expression: CallExpression, compiler: Compiler): Evaluate {
  const args = expression.args.map(arg => compiler.expression(arg));
  const call = scalarFunctionImplementation(expression.name, expression.args.map(arg => arg.type), expression.type);
  const [only, other] = args;
  if (expression.name.toUpperCase() === 'ISNULL' && only && other) return lazily(only, other, call);
  if (args.length === 1 && only) return (row, context) => call([only(row, context)], context.functions);
  return (row, context) => call(evaluateAll(args, row, context), context.functions);
}

/** ISNULL asks for its replacement only where there is something to replace. */
function lazily(first: Evaluate, replacement: Evaluate, call: ScalarImplementation): Evaluate {
  return (row, context) => {
    const value = first(row, context);
    return call([value, value === null ? replacement(row, context) : null], context.functions);
  };
}

/** AT TIME ZONE is a function with a syntax of its own. */
export function compileAtTimeZone({ operand, zone, ...bound }: AtTimeZoneExpression, compiler: Compiler): Evaluate {
  return compileCall({ ...bound, kind: 'call', name: 'AT TIME ZONE', args: [operand, zone] }, compiler);
}
