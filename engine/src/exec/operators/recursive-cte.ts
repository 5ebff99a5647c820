// Recursive common table expressions, level by level. While a level is computed, the rows of the level before are
// what the reference inside reads.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { CteReference, RecursiveCte } from '../../plan/node';
import type { Row } from '../../types/value';
import { drain, iterate, type CompiledQuery, type Compiler } from '../compiled';
import type { ExecutionContext } from '../context';

/** Rows of the anchor, then of each recursion until one yields none; 530 past `maxRecursion` (0: no limit). */
export function compileRecursiveCte(node: RecursiveCte, compiler: Compiler): CompiledQuery {
  const anchor = compiler.query(node.anchor);
  const recursive = compiler.query(node.recursive);
  return {
    columns: node.columns,
    open: context => {
      let level: readonly Row[] | undefined;
      let depth = 0;
      let position = 0;
      const nextLevel = (): readonly Row[] => {
        if (!level) return drain(anchor.open(context));
        const rows = runLevel(recursive, node.cteId, level, context);
        if (rows.length > 0 && ++depth > node.maxRecursion && node.maxRecursion > 0) throw raise(Messages.MaxRecursion, { limit: node.maxRecursion });
        return rows;
      };
      return {
        next: () => {
          while (!level || position === level.length) {
            if (level?.length === 0) return undefined;
            context.rowPassed();
            level = nextLevel();
            position = 0;
          }
          return level[position++];
        },
      };
    },
  };
}

// A whole level at once: another reference to the same CTE may be under way.
function runLevel(recursive: CompiledQuery, cteId: number, level: readonly Row[], context: ExecutionContext): readonly Row[] {
  const before = context.cteRows.get(cteId);
  context.cteRows.set(cteId, level);
  try {
    return drain(recursive.open(context));
  } finally {
    if (before) context.cteRows.set(cteId, before);
    else context.cteRows.delete(cteId);
  }
}

/** The rows of the level before. */
export function compileCteReference({ columns, cteId }: CteReference): CompiledQuery {
  return { columns, open: context => iterate(context.cteRows.get(cteId) ?? []) };
}
