// Rows of joins: left values then right values, or NULLs for the side that found no match.
import type { Row, Value } from '../../types/value';

/** The values of both rows, left first. */
export const joinRows = (left: Row, right: Row): Row => [...left, ...right];

/** A row of `width` NULLs. */
export const nullRow = (width: number): Row => new Array<Value>(width).fill(null);
