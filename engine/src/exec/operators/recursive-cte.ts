// Recursive common table expressions, row by row, as SQL Server's stack of rows has it: the row found last is the next one that the
// recursive part works on, and it is all that the reference inside reads meanwhile.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { CteReference, RecursiveCte } from '../../plan/node';
import type { Row } from '../../types/value';
import { drain, iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import type { ExecutionContext } from '../context';

interface Found { readonly row: Row; readonly depth: number }

/** Rows of the anchor, then those of each recursion until none is left; 530 past `maxRecursion` (0: no limit). */
export function compileRecursiveCte(node: RecursiveCte, compiler: Compiler): CompiledQuery {
  const anchor = compiler.query(node.anchor);
  const recursive = compiler.query(node.recursive);
  const below = ({ row, depth }: Found, context: ExecutionContext): readonly Found[] => {
    const rows = runOn(recursive, node.cteId, row, context);
    if (rows.length > 0 && depth >= node.maxRecursion && node.maxRecursion > 0) throw raise(Messages.MaxRecursion, { limit: node.maxRecursion });
    return rows.map(found => ({ row: found, depth: depth + 1 }));
  };
  return {
    columns: node.columns,
    open: context => {
      let batch: readonly Found[] | undefined;
      let position = 0;
      const stack: Found[] = [];
      const more = (): readonly Found[] | undefined => {
        if (!batch) return drain(anchor.open(context)).map(row => ({ row, depth: 0 }));
        const next = stack.pop();
        context.rowPassed();
        return next && below(next, context);
      };
      return {
        next: () => {
          while (!batch || position === batch.length) {
            const found = more();
            if (!found) return undefined;
            for (const one of found) stack.push(one);
            batch = found;
            position = 0;
          }
          return batch[position++]?.row;
        },
      };
    },
  };
}

// All that one row gives at once: another reference to the same CTE may be under way.
function runOn(recursive: CompiledQuery, cteId: number, row: Row, context: ExecutionContext): readonly Row[] {
  const before = context.cteRows.get(cteId);
  context.cteRows.set(cteId, [row]);
  try {
    return drain(recursive.open(context));
  } finally {
    if (before) context.cteRows.set(cteId, before);
    else context.cteRows.delete(cteId);
  }
}

/** The row that the recursive part works on. */
export function compileCteReference({ columns, cteId }: CteReference): CompiledQuery {
  return { columns, open: (context): RowIterator => iterate(context.cteRows.get(cteId) ?? []) };
}
