// Conditions taken apart at their ANDs and moved between rows: which side of a join each reads, how it reads there.
import type { BoundExpression } from '../plan/expression';
import type { PlanNode } from '../plan/node';
import { columnsOf, mapExpression, shiftColumns } from '../plan/rewrite';
import { BIT } from '../types/sql-type';

/** The parts of a condition that must all hold; none for TRUE. */
export const conjunctsOf = (condition: BoundExpression | undefined): readonly BoundExpression[] => {
  if (!condition || (condition.kind === 'constant' && condition.value === 1)) return [];
  return condition.kind === 'logical' && condition.operator === 'and' ? condition.operands.flatMap((o) => conjunctsOf(o)) : [condition];
};

/** One condition of several; undefined for none. */
export function allOf(parts: readonly BoundExpression[]): BoundExpression | undefined {
  return parts.length < 2 ? parts[0] : { kind: 'logical', operator: 'and', operands: parts, type: BIT, isNullable: true };
}

/** The rows for which the conditions hold. */
export function filtered(input: PlanNode, parts: readonly BoundExpression[]): PlanNode {
  const predicate = allOf(parts);
  return predicate ? { kind: 'filter', input, predicate, columns: input.columns } : input;
}

/** Which side of a join (left is `width` columns wide) an expression reads. */
export type Side = 'left' | 'right' | 'both' | 'none';

/** See Side. */
export function sideOf(expression: BoundExpression, width: number): Side {
  const ordinals = [...columnsOf(expression)];
  if (ordinals.length === 0) return 'none';
  if (ordinals.every((o) => o < width)) return 'left';
  return ordinals.every((o) => o >= width) ? 'right' : 'both';
}

/** A condition over the right side alone, as its own row sees it. */
export const overRight = (expression: BoundExpression, width: number): BoundExpression => shiftColumns(expression, -width);

/** Equal keys of two sides, each over its own row. */
export interface KeyPair { readonly left: BoundExpression; readonly right: BoundExpression; readonly type: Extract<BoundExpression, { kind: 'compare' }>['operandType'] }

/** The key pair that a conjunct of a join condition is, if it is one. */
export function keyPair(conjunct: BoundExpression, width: number): KeyPair | undefined {
  if (conjunct.kind !== 'compare' || conjunct.operator !== '=') return undefined;
  const { left, right, operandType: type } = conjunct;
  const [a, b] = [sideOf(left, width), sideOf(right, width)];
  if (a === 'left' && b === 'right') return { left, right: overRight(right, width), type };
  return a === 'right' && b === 'left' ? { left: right, right: overRight(left, width), type } : undefined;
}

const UNSTEADY = new Set(['NEWID', 'RAND', 'NEWSEQUENTIALID', 'CRYPT_GEN_RANDOM', 'ENCRYPTBYPASSPHRASE']);

/** True when evaluating once is the same as evaluating for every row. */
export function isSteady(expression: BoundExpression): boolean {
  let steady = true;
  mapExpression(expression, (e) => {
    if (e.kind === 'next-value' || e.kind === 'user-function' || (e.kind === 'call' && UNSTEADY.has(e.name))) steady = false;
    return undefined;
  });
  return steady;
}
