// Nested loops: every kind of join, with or without a predicate. With APPLY the right side is opened anew under each
// left row; otherwise its rows are pulled once and kept.
import type { NestedLoopJoin } from '../../plan/node';
import type { Row } from '../../types/value';
import type { CompiledQuery, Compiler, RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileSides, openJoin, type RightSide } from './join-sides';

const NONE: readonly Row[] = [];

/** Compiles a nested-loop join. */
export function compileNestedLoop(node: NestedLoopJoin, compiler: Compiler): CompiledQuery {
  const sides = compileSides(node, node.predicate, compiler);
  const right = compiler.query(node.right);
  return { columns: node.columns, open: context => openJoin(sides, node.isApply ? appliedSide(right, context) : keptSide(right, context), context) };
}

/** Right rows that do not depend on the left: pulled when first needed, then read again from memory. */
function keptSide(right: CompiledQuery, context: ExecutionContext): RightSide {
  const kept: Row[] = [];
  let source: RowIterator | undefined;
  const pull = (): Row | undefined => {
    const row = (source ??= right.open(context)).next();
    if (row !== undefined) kept.push(row);
    return row;
  };
  return {
    openFor: () => kept,
    pull,
    all: () => {
      while (pull() !== undefined);
      return kept;
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
      return NONE;
    },
    pull: () => {
      outerRows.push(outer);
      try {
        return (rows ??= right.open(context)).next();
      } finally {
        outerRows.pop();
      }
    },
    all: () => NONE,
  };
}
