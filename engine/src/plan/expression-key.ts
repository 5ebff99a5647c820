// One text for each bound expression, so that two can be told to be the same. Knows nothing of what they mean.
import type { BoundExpression } from './expression';

const LEFT_OUT = new Set(['definition', 'indexFilters', 'isNullable']);

/** Equal texts mean expressions of equal structure over equal columns. */
export function expressionKey(expression: BoundExpression): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (LEFT_OUT.has(key)) return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
}

/** True when both have the same structure. */
export const sameExpression = (left: BoundExpression, right: BoundExpression): boolean =>
  left === right || (left.kind === right.kind && expressionKey(left) === expressionKey(right));
