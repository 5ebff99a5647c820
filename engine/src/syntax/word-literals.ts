// The words among the literals of a tree: NULL and DEFAULT. What they mean where they stand is not known here.
import type { Expression } from './ast/expression';

/** The word DEFAULT. */
export const isDefaultWord = (e: Expression): boolean => e.kind === 'literal' && e.literal === 'default';

/** The word NULL without parentheses around it. */
export const isBareNull = (e: Expression): boolean => e.kind === 'literal' && e.literal === 'null';

/** NULL as a word: it has no type of its own, as CAST(NULL AS int) has. */
export const isNullWord = (e: Expression): boolean => (e.kind === 'parenthesized' ? isNullWord(e.operand) : isBareNull(e));
