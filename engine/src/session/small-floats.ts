// Floats that are written smaller than float goes are taken for 0, of which a text is told before anything of it runs (337). Reads trees alone.
import type { Statement } from '../syntax/ast/statement';
import { visitTree } from '../syntax/visit-tree';
import { isTooSmall } from '../types/literal';
import type { Frame } from './frame';
import type { SessionState } from './state';

/** Only a text with such an exponent is looked through. */
const SMALL_EXPONENT = /e-\d*[1-9]\d\d/i;

/** Tells of each of the text's floats that is too small, branches that are never taken included. */
export function tellSmallFloats(state: SessionState, frame: Frame, text: string, statements: readonly Statement[]): void {
  if (!SMALL_EXPONENT.test(text)) return;
  visitTree(statements, (kind, node) => {
    const { literal, text: written, at } = node as { literal?: unknown; text?: unknown; at?: { line: number } };
    if (kind !== 'literal' || literal !== 'float' || typeof written !== 'string' || !isTooSmall(written)) return;
    const warning = `Warning: the floating point value '${written}' is too small. It will be interpreted as 0.`;
    state.sink.info({ number: 337, state: 1, severity: 0, text: warning, procedure: frame.procedureName, line: at?.line ?? 1 });
  });
}
