// What a scan of a system view asks for: the values that its predicate lets one column have, so that the view need not make every row.
// The predicate is tested on the rows all the same; knows no view.
import type { BoundExpression } from '../../plan/expression';
import type { VirtualScan } from '../../plan/node';
import { valueKey } from '../../types/compare';
import { isCharacter, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { NO_ROW, type Compiler } from '../compiled';
import type { ExecutionContext, Sought } from '../context';

interface Wanted { readonly type: SqlType; readonly values: readonly BoundExpression[] }

/** The first column that the predicate holds to a list of values; undefined where it asks for none. */
export function compileSought(node: VirtualScan, compiler: Compiler): ((context: ExecutionContext) => Sought) | undefined {
  if (!node.predicate) return undefined;
  for (const [ordinal, { name }] of node.columns.entries()) {
    const wanted = wantedOf(node.predicate, ordinal);
    if (!wanted || !(isCharacter(wanted.type) || wanted.type.name === 'int')) continue;
    const keyOf = valueKey(wanted.type);
    const values = wanted.values.map((value) => compiler.expression(value));
    return (context) => {
      const keys = new Set(values.flatMap((evaluate) => keyFor(evaluate(NO_ROW, context), keyOf)));
      return { column: name, has: (value) => value !== null && keys.has(keyOf(value)) };
    };
  }
  return undefined;
}

const keyFor = (value: Value, keyOf: ReturnType<typeof valueKey>): readonly (string | number | bigint)[] => (value === null ? [] : [keyOf(value)]);

function wantedOf(predicate: BoundExpression, ordinal: number): Wanted | undefined {
  switch (predicate.kind) {
    case 'logical': return predicate.operator === 'and' ? firstOf(predicate.operands, ordinal) : everyOf(predicate.operands, ordinal);
    case 'compare': {
      if (predicate.operator !== '=') return undefined;
      const value = isColumn(predicate.left, ordinal) ? predicate.right : isColumn(predicate.right, ordinal) ? predicate.left : undefined;
      return value && isGiven(value) ? { type: predicate.operandType, values: [value] } : undefined;
    }
    case 'in-list': return !predicate.isNegated && isColumn(predicate.operand, ordinal) && predicate.items.every(isGiven) ? { type: predicate.operandType, values: predicate.items } : undefined;
    default: return undefined;
  }
}

function firstOf(operands: readonly BoundExpression[], ordinal: number): Wanted | undefined {
  for (const operand of operands) {
    const wanted = wantedOf(operand, ordinal);
    if (wanted) return wanted;
  }
  return undefined;
}

function everyOf(operands: readonly BoundExpression[], ordinal: number): Wanted | undefined {
  const all = operands.flatMap((operand) => wantedOf(operand, ordinal) ?? []);
  const [first] = all;
  if (!first || all.length < operands.length || all.some(({ type }) => type.name !== first.type.name || type.collation !== first.type.collation)) return undefined;
  return { type: first.type, values: all.flatMap(({ values }) => values) };
}

const isColumn = (e: BoundExpression, ordinal: number): boolean =>
  e.kind === 'column' ? e.ordinal === ordinal : e.kind === 'convert' && e.isImplicit && !e.isTry && isCharacter(e.type) && isColumn(e.operand, ordinal);

/** A value that is there before the first row and the same for every row. */
function isGiven(e: BoundExpression): boolean {
  return e.kind === 'constant' || e.kind === 'variable' || e.kind === 'outer' || (e.kind === 'convert' && e.isImplicit && e.style === undefined && isGiven(e.operand));
}
