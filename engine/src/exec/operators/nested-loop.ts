// Nested loops: every kind of join, with or without a predicate. With APPLY the right side is opened anew under each
// left row; otherwise its rows are pulled once and kept.
import type { NestedLoopJoin } from '../../plan/node';
import type { Row } from '../../types/value';
import type { CompiledQuery, Compiler, RowIterator, Test } from '../compiled';
import type { ExecutionContext } from '../context';
import { joinRows, nullRow } from './joined-row';

interface LoopParts {
  readonly left: CompiledQuery; readonly right: CompiledQuery; readonly test: Test | undefined; readonly join: NestedLoopJoin['join'];
  readonly leftNulls: Row; readonly rightNulls: Row;
}
/** The right rows for one left row; `openFor` starts them. */
interface RightSide { openFor(left: Row): void; next(): Row | undefined; noteMatch(): void; unmatched(): RowIterator }

/** Compiles a nested-loop join. */
export function compileNestedLoop(node: NestedLoopJoin, compiler: Compiler): CompiledQuery {
  const parts: LoopParts = {
    left: compiler.query(node.left), right: compiler.query(node.right), test: node.predicate && compiler.predicate(node.predicate), join: node.join,
    leftNulls: nullRow(node.left.columns.length), rightNulls: nullRow(node.right.columns.length),
  };
  return {
    columns: node.columns,
    open: context => {
      const right = node.isApply ? appliedSide(parts.right, context) : keptSide(parts, context);
      return node.join === 'semi' || node.join === 'anti' ? openSemi(parts, right, context) : openJoin(parts, right, context);
    },
  };
}

function openJoin({ left, test, join, leftNulls, rightNulls }: LoopParts, right: RightSide, context: ExecutionContext): RowIterator {
  const leftRows = left.open(context);
  const keepsLeft = join === 'left' || join === 'full';
  const keepsRight = join === 'right' || join === 'full';
  let current: Row | undefined;
  let isMatched = false;
  let rest: RowIterator | undefined;
  const next = (): Row | undefined => {
    while (!rest) {
      if (!current) {
        current = leftRows.next();
        if (!current) { rest = keepsRight ? right.unmatched() : { next: () => undefined }; break; }
        isMatched = false;
        right.openFor(current);
      }
      for (let row = right.next(); row !== undefined; row = right.next()) {
        context.rowPassed();
        const joined = joinRows(current, row);
        if (test && !test(joined, context)) continue;
        isMatched = true;
        if (keepsRight) right.noteMatch();
        return joined;
      }
      const ended = current;
      current = undefined;
      if (keepsLeft && !isMatched) return joinRows(ended, rightNulls);
    }
    const row = rest.next();
    return row && joinRows(leftNulls, row);
  };
  return { next };
}

function openSemi({ left, test, join }: LoopParts, right: RightSide, context: ExecutionContext): RowIterator {
  const leftRows = left.open(context);
  const wantsMatch = join === 'semi';
  const hasMatch = (row: Row): boolean => {
    right.openFor(row);
    for (let other = right.next(); other !== undefined; other = right.next()) {
      context.rowPassed();
      if (!test || test(joinRows(row, other), context)) return true;
    }
    return false;
  };
  return {
    next: () => {
      let row = leftRows.next();
      while (row !== undefined && hasMatch(row) !== wantsMatch) row = leftRows.next();
      return row;
    },
  };
}

/** Right rows that do not depend on the left: pulled when first needed, then read again from memory. */
function keptSide({ right }: LoopParts, context: ExecutionContext): RightSide {
  const kept: Row[] = [];
  const matched = new Set<number>();
  let source: RowIterator | undefined;
  let position = 0;
  const next = (): Row | undefined => {
    if (position === kept.length) {
      const row = (source ??= right.open(context)).next();
      if (row === undefined) return undefined;
      kept.push(row);
    }
    return kept[position++];
  };
  return {
    openFor: () => { position = 0; },
    next,
    noteMatch: () => { matched.add(position - 1); },
    unmatched: () => {
      position = 0;
      return {
        next: () => {
          let row = next();
          while (row !== undefined && matched.has(position - 1)) row = next();
          return row;
        },
      };
    },
  };
}

/** Right rows that depend on the left row: it is their nearest outer row whenever they are pulled. */
function appliedSide(right: CompiledQuery, context: ExecutionContext): RightSide {
  const { outerRows } = context;
  let outer: Row = [];
  let rows: RowIterator | undefined;
  return {
    openFor: left => {
      outer = left;
      rows = undefined;
    },
    next: () => {
      outerRows.push(outer);
      try {
        return (rows ??= right.open(context)).next();
      } finally {
        outerRows.pop();
      }
    },
    noteMatch: () => undefined,
    unmatched: () => ({ next: () => undefined }),
  };
}
