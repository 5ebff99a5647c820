// The functions of XQuery that SQL Server has. What they take has been checked by the parser.
import { compareAtomic, compute, doubleOf, doubleValue, booleanValue, decimalValue, integerValue, parseDouble, textValue, toWhole, type Atomic } from '../types/xsd/atomic';
import type { XQueryExpression } from './expression';
import { atomize, isNode, isTrue, textOfItem, type Evaluate, type Focus, type Items } from './items';
import { familyOf } from '../types/xsd/atomic-types';
import type { StaticType } from './static-type';

/** What a call gives. */
export function callFunction(name: string, args: readonly XQueryExpression[], focus: Focus, evaluate: Evaluate): Items {
  const values = args.map((arg) => evaluate(arg, focus));
  const [first = []] = values;
  switch (name) {
    case 'count': return [integerValue(first.length)];
    case 'empty': return [booleanValue(first.length === 0)];
    case 'data': return first.map(atomize);
    case 'distinct-values': return distinct(first);
    case 'sum': case 'avg': case 'min': case 'max': return aggregate(name, first.map(atomize), args[0]?.type);
    case 'not': return [booleanValue(!isTrue(first))];
    case 'true': case 'false': return [booleanValue(name === 'true')];
    case 'position': return [integerValue(focus.position)];
    case 'last': return [integerValue(focus.size)];
    case 'number': return first.flatMap((item) => number(textOfItem(item)));
    case 'local-name': return [textValue(first.map((item) => (isNode(item) && 'local' in item ? item.local : '')).join(''))];
    case 'namespace-uri': return [textValue(first.map((item) => (isNode(item) && 'uri' in item ? item.uri : '')).join(''), 'xs:anyURI')];
    case 'round': case 'floor': case 'ceiling': return first.flatMap((item) => whole(name, atomize(item)));
    default: return textFunction(name, values);
  }
}

function textFunction(name: string, values: readonly Items[]): Items {
  const text = (i: number): string => (values[i] ?? []).map(textOfItem).join('');
  switch (name) {
    case 'contains': return [booleanValue(text(0).includes(text(1)))];
    case 'concat': return [textValue(values.map((_, i) => text(i)).join(''))];
    case 'substring': return substring(text(0), values.slice(1));
    case 'string-length': return [integerValue(Array.from(text(0)).length)];
    case 'upper-case': return [textValue(text(0).toUpperCase())];
    case 'lower-case': return [textValue(text(0).toLowerCase())];
    default: return [textValue(text(0))];
  }
}

function number(text: string): Items {
  const value = parseDouble(text.trim());
  return value === undefined ? [] : [doubleValue(value)];
}

function whole(name: 'round' | 'floor' | 'ceiling', value: Atomic): Items {
  if (familyOf(value.type) !== 'untyped') return [toWhole(name, value)];
  const double = doubleOf(value);
  return double === undefined ? [] : [toWhole(name, doubleValue(double))];
}

function substring(text: string, bounds: readonly Items[]): Items {
  const numbers = bounds.map(([item]) => (item ? doubleOf(atomize(item)) : undefined));
  const [start, length] = numbers;
  if (start === undefined || (bounds.length > 1 && length === undefined)) return [];
  const from = Math.floor(start + 0.5);
  const to = length === undefined ? Infinity : from + Math.floor(length + 0.5);
  return [textValue(Array.from(text).filter((_, i) => i + 1 >= from && i + 1 < to).join(''))];
}

function distinct(items: Items): Items {
  const kept: Atomic[] = [];
  for (const value of items.map(atomize)) if (!kept.some((k) => compareAtomic(k, value) === 0)) kept.push(familyOf(value.type) === 'untyped' ? textValue(String(value.value)) : value);
  return kept;
}

// Text without a type is taken as doubles, and left out where it is none.
function aggregate(name: 'sum' | 'avg' | 'min' | 'max', values: readonly Atomic[], type: StaticType | undefined): Items {
  const isUntyped = type === undefined || type.kind === 'node' || (type.kind === 'atomic' && familyOf(type.name) === 'untyped');
  const numbers = values.flatMap((value) => {
    if (familyOf(value.type) !== 'untyped') return [value];
    const double = doubleOf(value);
    return double === undefined ? [] : [doubleValue(double)];
  });
  const [first, ...rest] = numbers;
  if (!first) return name !== 'sum' ? [] : [isUntyped ? doubleValue(0) : decimalValue(0n, 'xs:integer')];
  if (name === 'min' || name === 'max') return [rest.reduce((best, value) => ((compareAtomic(value, best) ?? 0) * (name === 'min' ? 1 : -1) < 0 ? value : best), first)];
  const sum = rest.reduce<Atomic | undefined>((before, value) => (before ? compute('+', before, value) : before), first);
  if (!sum) return [];
  if (name === 'sum') return [sum];
  return [average(sum, numbers.length)];
}

function average(sum: Atomic, count: number): Atomic {
  return typeof sum.value === 'bigint' ? decimalValue(sum.value / BigInt(count)) : doubleValue(Number(sum.value) / count, sum.type);
}
