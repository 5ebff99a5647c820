// Nested loops: every kind of join, with or without a predicate. With APPLY the right side is opened anew under each
// left row; otherwise its rows are pulled once and kept.
import type { NestedLoopJoin } from '../../plan/node';
import type { Row } from '../../types/value';
import { NO_ROWS, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileSides, openJoin, type RightSide } from './join-sides';

/** Compiles a nested-loop join. */
export function compileNestedLoop(node: NestedLoopJoin, compiler: Compiler): CompiledQuery {
  const sides = compileSides(node, node.predicate, compiler);
  const right = compiler.query(node.right);
  return { columns: node.columns, open: context => openJoin(sides, node.isApply ? appliedSide(right, context) : keptSide(right, context), context) };
}

/** Right rows that do not depend on the left: pulled when first needed, then read again from memory. */
function keptSide(right: CompiledQuery, context: ExecutionContext): RightSide {
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
    unmatched: () => NO_ROWS,
  };
}
