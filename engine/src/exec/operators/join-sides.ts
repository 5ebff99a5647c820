// What every join does with the rows of its left side: each meets those that its right side has for it, however that finds them.
import type { HashJoin, NestedLoopJoin } from '../../plan/node';
import type { BoundExpression } from '../../plan/expression';
import type { Row } from '../../types/value';
import { iterate, NO_ROWS, type CompiledQuery, type Compiler, type RowIterator, type Test } from '../compiled';
import type { ExecutionContext } from '../context';
import { joinRows, nullRow } from './joined-row';

/** The left side of a join, and which pairs it lets pass. */
export interface JoinSides {
  readonly left: CompiledQuery; readonly test: Test | undefined; readonly join: NestedLoopJoin['join'];
  readonly leftNulls: Row; readonly rightNulls: Row;
}
/** The right rows for one left row: `openFor` gives those at hand, which may grow, `pull` each one behind them. `all`: every row that there is, whatever the left. */
export interface RightSide { openFor(left: Row): readonly Row[]; pull(): Row | undefined; all(): readonly Row[] }

/** Compiles the left side of a join with the condition over pairs. */
export const compileSides = ({ left, right, join }: NestedLoopJoin | HashJoin, condition: BoundExpression | undefined, compiler: Compiler): JoinSides => ({
  left: compiler.query(left), test: condition && compiler.predicate(condition), join, leftNulls: nullRow(left.columns.length), rightNulls: nullRow(right.columns.length),
});

/** Opens a join over the rows of `right`. */
export const openJoin = (sides: JoinSides, right: RightSide, context: ExecutionContext): RowIterator =>
  (sides.join === 'semi' || sides.join === 'anti' ? openSemi(sides, right, context) : openOuter(sides, right, context));

function openOuter({ left, test, join, leftNulls, rightNulls }: JoinSides, right: RightSide, context: ExecutionContext): RowIterator {
  const leftRows = left.open(context);
  const keepsLeft = join === 'left' || join === 'full';
  const keepsRight = join === 'right' || join === 'full';
  const matched = new Set<Row>();
  let current: Row | undefined;
  let atHand: readonly Row[] = [];
  let position = 0;
  let isMatched = false;
  let rest: RowIterator | undefined;
  const next = (): Row | undefined => {
    while (!rest) {
      if (!current) {
        current = leftRows.next();
        if (!current) { rest = keepsRight ? iterate(right.all().filter(row => !matched.has(row))) : NO_ROWS; break; }
        isMatched = false;
        atHand = right.openFor(current);
        position = 0;
      }
      for (let row = atHand[position++] ?? right.pull(); row !== undefined; row = atHand[position++] ?? right.pull()) {
        context.rowPassed();
        const joined = joinRows(current, row);
        if (test && !test(joined, context)) continue;
        isMatched = true;
        if (keepsRight) matched.add(row);
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

function openSemi({ left, test, join }: JoinSides, right: RightSide, context: ExecutionContext): RowIterator {
  const leftRows = left.open(context);
  const wantsMatch = join === 'semi';
  const hasMatch = (row: Row): boolean => {
    const atHand = right.openFor(row);
    let position = 0;
    for (let other = atHand[position++] ?? right.pull(); other !== undefined; other = atHand[position++] ?? right.pull()) {
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
