// OVER (PARTITION BY ... ORDER BY ... ROWS ...), the WINDOW clause, and ORDER BY lists, which queries share.
import type { FrameBound, Literal, WindowFrame, WindowSpecification } from '../../ast/expression';
import type { NamedWindow, OrderItem } from '../../ast/query';
import type { Parser } from '../grammar';
import { isWindowClause } from '../lookahead';
import { isIdentifier, parseIdentifier } from '../names';

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

/** `OVER (...)` or `OVER window`; OVER is the next word. */
export function parseOver(p: Parser): WindowSpecification {
  p.expectWord('OVER');
  if (p.speaks('WINDOW clause') && !p.isSymbol('(')) return { base: parseIdentifier(p).name, partitionBy: [], orderBy: [] };
  return parseWindow(p, false);
}

/** `WINDOW w AS (...), v AS (w ...)` if it stands here. */
export function acceptWindows(p: Parser): NamedWindow[] | undefined {
  if (!isWindowClause(p)) return undefined;
  p.advance();
  return p.list(() => {
    const name = parseIdentifier(p);
    p.expectWord('AS');
    return { name, window: parseWindow(p, true) };
  });
}

/** `(base PARTITION BY ... ORDER BY ... ROWS ...)`; a definition may hold a base alone, or nothing but a frame. */
function parseWindow(p: Parser, isDefinition: boolean): WindowSpecification {
  p.expectSymbol('(');
  const isElement = p.isSequence('PARTITION', 'BY') || p.isWord('ORDER', 'ROWS', 'RANGE');
  const base = p.speaks('WINDOW clause') && !isElement && isIdentifier(p) ? parseIdentifier(p).name : undefined;
  const partitionBy = p.acceptSequence('PARTITION', 'BY') ? p.list(() => p.value()) : [];
  const orderBy = p.isWord('ORDER') ? parseOrderBy(p) : [];
  const isBare = partitionBy.length === 0 && orderBy.length === 0;
  if (isBare && !isDefinition && (base === undefined ? p.isWord('ROWS', 'RANGE') : p.isSymbol(')'))) throw p.unexpected();
  const frame = p.isWord('ROWS', 'RANGE') ? parseFrame(p) : undefined;
  p.expectSymbol(')');
  return { ...(base === undefined ? {} : { base }), partitionBy, orderBy, frame };
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
  if (p.current.literal !== 'integer') throw p.unexpected();
  const { text, at } = p.advance();
  const count: Literal = { kind: 'literal', literal: 'integer', text, at };
  return { kind: p.expectOneOf('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'preceding' : 'following', count };
}
