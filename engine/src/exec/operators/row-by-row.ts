// Operators that pass rows on one at a time: filter, project, distinct, union all, intersect, except.
import type { DistinctNode, FilterNode, ProjectNode, SetOperationNode, UnionAllNode } from '../../plan/node';
import { evaluateAll, NO_ROWS, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import { compileRowKey, type Key } from '../row-key';

/** Keeps rows for which the predicate is TRUE. */
export function compileFilter({ columns, input, predicate }: FilterNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const test = compiler.predicate(predicate);
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      return {
        next: () => {
          let row = rows.next();
          while (row !== undefined && !test(row, context)) row = rows.next();
          return row;
        },
      };
    },
  };
}

/** Computes new rows. */
export function compileProject({ columns, input, expressions }: ProjectNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const evaluators = expressions.map(expression => compiler.expression(expression));
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      return {
        next: () => {
          const row = rows.next();
          if (row === undefined) return undefined;
          return evaluateAll(evaluators, row, context);
        },
      };
    },
  };
}

/** Keeps the first of rows that are equal in every column; NULLs are equal. */
export function compileDistinct({ columns, input }: DistinctNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input);
  const keyOf = compileRowKey(input.columns.map(column => column.type));
  return {
    columns,
    open: context => {
      const rows = source.open(context);
      const seen = new Set<Key>();
      return {
        next: () => {
          for (let row = rows.next(); row !== undefined; row = rows.next()) {
            const key = keyOf(row);
            if (seen.has(key)) continue;
            seen.add(key);
            return row;
          }
          return undefined;
        },
      };
    },
  };
}

/** Rows of every input, one input after the other; an input is opened when its turn comes. */
export function compileUnionAll({ columns, inputs }: UnionAllNode, compiler: Compiler): CompiledQuery {
  const sources = inputs.map(input => compiler.query(input));
  return {
    columns,
    open: context => {
      let index = 0;
      let rows: RowIterator = NO_ROWS;
      const next = (): ReturnType<RowIterator['next']> => {
        for (;;) {
          const row = rows.next();
          if (row !== undefined) return row;
          const source = sources[index];
          if (!source) return undefined;
          index++;
          rows = source.open(context);
        }
      };
      return { next };
    },
  };
}

/** INTERSECT and EXCEPT: distinct rows of the left input that are, or are not, in the right one, which is read first. NULLs are equal. */
export function compileSetOperation(node: SetOperationNode, compiler: Compiler): CompiledQuery {
  const left = compiler.query(node.left);
  const right = compiler.query(node.right);
  const keyOf = compileRowKey(node.columns.map(column => column.type));
  const wantsMember = node.operator === 'intersect';
  return {
    columns: node.columns,
    open: context => {
      const rightKeys = new Set<Key>();
      const rightRows = right.open(context);
      for (let row = rightRows.next(); row !== undefined; row = rightRows.next()) rightKeys.add(keyOf(row));
      const rows = left.open(context);
      const given = new Set<Key>();
      return {
        next: () => {
          for (let row = rows.next(); row !== undefined; row = rows.next()) {
            const key = keyOf(row);
            if (rightKeys.has(key) !== wantsMember || given.has(key)) continue;
            given.add(key);
            return row;
          }
          return undefined;
        },
      };
    },
  };
}
