// Casts between static types: which there are, and what SQL Server says of the others.
import { Messages } from '../errors/catalogue';
import { castAtomic } from '../types/xsd/cast';
import type { XQueryExpression } from './expression';
import type { XQueryParser } from './parser';
import { valuesOf } from './typed-path';
import { derivesFrom, familyOf } from '../types/xsd/atomic-types';
import { atomic, atomized, isSingleton, occurrenceOf, typeText, type StaticType } from './static-type';

const NUMBERS: readonly string[] = ['decimal', 'float', 'double', 'boolean'];

/** `cast as`, or a constructor function: raises 2365, and 9319 for a literal that the type does not take. */
export function castTo(p: XQueryParser, written: XQueryExpression, to: string, target: StaticType): XQueryExpression {
  const operand = valuesOf(p, written);
  const from = atomized(operand.type);
  const refuse = (): Error => p.fail(Messages.XQueryExplicitConversion, { from: typeText(from), to: typeText(target) });
  if (from.kind === 'empty' || !isSingleton(from)) throw refuse();
  if (from.kind === 'atomic' && !areCastable(from.name, to)) throw refuse();
  if (operand.kind === 'literal' && castAtomic(operand.item, to) === undefined) throw p.fail(Messages.XQueryStaticValue, { value: String(operand.item.value) });
  return { kind: 'cast', operand, to, type: atomic(to, derivesFrom(from.kind === 'atomic' ? from.name : '', to) ? occurrenceOf(from) : '?') };
}

const TEMPORAL: readonly string[] = ['dateTime', 'date', 'time'];

function areCastable(from: string, to: string): boolean {
  const [a, b] = [familyOf(from), familyOf(to)];
  const isText = (family: string): boolean => family === 'untyped' || family === 'string';
  if (isText(a) || isText(b) || a === b) return true;
  return (NUMBERS.includes(a) && NUMBERS.includes(b)) || (a === 'dateTime' && TEMPORAL.includes(b)) || (a === 'date' && b === 'dateTime');
}
