// OVER (PARTITION BY ... ORDER BY ... ROWS ...), and ORDER BY lists, which queries share.
import type { FrameBound, WindowFrame, WindowSpecification } from '../ast/expression';
import type { OrderItem } from '../ast/query';
import type { Parser } from './grammar';

/** `ORDER BY a, b DESC`; ORDER is the next word. */
export function parseOrderBy(p: Parser): OrderItem[] {
  p.expectWord('ORDER', 'BY');
  return p.list(() => {
    const expression = p.value();
    const isDescending = p.acceptWord('DESC');
    if (!isDescending) p.acceptWord('ASC');
    return { expression, isDescending };
  });
}

/** `OVER (...)`; OVER is the next word. */
export function parseOver(p: Parser): WindowSpecification {
  p.expectWord('OVER');
  if (!p.isSymbol('(')) throw p.refuse('the WINDOW clause (OVER with a window name)');
  p.expectSymbol('(');
  const partitionBy = p.acceptSequence('PARTITION', 'BY') ? p.list(() => p.value()) : [];
  const orderBy = p.isWord('ORDER') ? parseOrderBy(p) : [];
  if (partitionBy.length === 0 && orderBy.length === 0 && p.isWord('ROWS', 'RANGE')) throw p.unexpected();
  const frame = p.isWord('ROWS', 'RANGE') ? parseFrame(p) : undefined;
  p.expectSymbol(')');
  return { partitionBy, orderBy, frame };
}

function parseFrame(p: Parser): WindowFrame {
  const unit = p.advance().upper === 'ROWS' ? 'rows' : 'range';
  if (!p.acceptWord('BETWEEN')) return { unit, start: parseBound(p), end: { kind: 'current-row' } };
  const start = parseBound(p);
  p.expectWord('AND');
  return { unit, start, end: parseBound(p) };
}

function parseBound(p: Parser): FrameBound {
  if (p.acceptSequence('CURRENT', 'ROW')) return { kind: 'current-row' };
  if (p.acceptWord('UNBOUNDED')) {
    return { kind: p.expectOneOf('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'unbounded-preceding' : 'unbounded-following' };
  }
  const count = p.value();
  return { kind: p.expectOneOf('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'preceding' : 'following', count };
}
