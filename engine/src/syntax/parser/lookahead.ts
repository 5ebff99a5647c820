// What stands behind an opening parenthesis: a query or something else. Reads nothing, only looks.
import type { Cursor } from './cursor';
import { isIdentifier } from './names';

const isSetOperationAt = (p: Cursor, distance: number): boolean => p.isWordAt(distance, 'UNION', 'EXCEPT', 'INTERSECT');

/** Whether a `(` that opens a query stands here: `(SELECT`, `((SELECT ...) UNION ...`. What `((SELECT ...))` is, an expression may decide. */
export const isQueryAhead = (p: Cursor): boolean => opensQuery(p, (behind) => isSetOperationAt(p, behind));

/** The same where nothing but a query can be: `((SELECT ...))` is one, too. */
export const isNestedQueryAhead = (p: Cursor): boolean => opensQuery(p, (behind) => isSetOperationAt(p, behind) || p.isSymbolAt(behind, ')'));

/** `goesOn`: whether what stands behind an inner query leaves the whole one. */
function opensQuery(p: Cursor, goesOn: (behind: number) => boolean): boolean {
  let depth = 0;
  while (p.isSymbolAt(depth, '(')) depth++;
  if (depth === 0 || !p.isWordAt(depth, 'SELECT')) return false;
  for (let inner = depth; inner > 1; inner--) if (!goesOn(closingOf(p, inner - 1) + 1)) return false;
  return true;
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
