// What stands behind an opening parenthesis: a query or something else. Reads nothing, only looks.
import type { Cursor } from './cursor';
import { isIdentifier } from './names';

/** Whether the `(` at `distance` opens a query: `(SELECT`, `((SELECT ...) UNION ...`. With `allowBare`, also `((SELECT ...))`. */
export function isQueryAhead(p: Cursor, distance = 0, allowBare = false): boolean {
  const depth = openingParentheses(p, distance);
  if (depth === 0 || !p.isWordAt(distance + depth, 'SELECT')) return false;
  for (let inner = depth; inner > 1; inner--) {
    const behind = closingOf(p, distance + inner - 1) + 1;
    const isSetOperation = p.isWordAt(behind, 'UNION', 'EXCEPT', 'INTERSECT');
    if (!isSetOperation && !(allowBare && p.isSymbolAt(behind, ')'))) return false;
  }
  return true;
}

function openingParentheses(p: Cursor, distance: number): number {
  let depth = 0;
  while (p.isSymbolAt(distance + depth, '(')) depth++;
  return depth;
}

/** The distance of the parenthesis that closes the one at `distance`, or of the end. */
function closingOf(p: Cursor, distance: number): number {
  let depth = 0;
  for (let ahead = distance; ; ahead++) {
    const token = p.peek(ahead);
    if (token.kind === 'end' || token.kind === 'error') return ahead;
    if (token.kind !== 'symbol') continue;
    depth += token.upper === '(' ? 1 : token.upper === ')' ? -1 : 0;
    if (depth === 0) return ahead;
  }
}

/** Whether a WINDOW clause stands here, `WINDOW w AS (`: the word is no reserved one, and a fine alias otherwise. */
export const isWindowClause = (p: Cursor): boolean => p.speaks('WINDOW clause') && p.isWord('WINDOW') && isIdentifier(p, 1) && p.isWordAt(2, 'AS') && p.isSymbolAt(3, '(');
