// Operators without an input: one empty row, no row, VALUES, and a DML statement whose OUTPUT rows are read as a table.
import type { DmlNode, EmptyNode, OneRow, ValuesNode } from '../../plan/node';
import type { Row } from '../../types/value';
import { iterate, NO_ROWS, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';

/** One row of no columns, a new one each time: sequences give one value per row. */
export function compileOneRow({ columns }: OneRow): CompiledQuery {
  return {
    columns,
    open: () => {
      let row: Row | undefined = [];
      return {
        next: () => {
          const current = row;
          row = undefined;
          return current;
        },
      };
    },
  };
}

/** No rows. */
export function compileEmpty({ columns }: EmptyNode): CompiledQuery {
  return { columns, open: () => NO_ROWS };
}

/** Rows of expressions; each row is evaluated when it is pulled. */
export function compileValues({ columns, rows }: ValuesNode, compiler: Compiler): CompiledQuery {
  const compiled = rows.map(row => row.map(expression => compiler.expression(expression)));
  return {
    columns,
    open: context => {
      let index = 0;
      return {
        next: () => {
          const row = compiled[index++];
          if (!row) return undefined;
          const input: Row = [];
          return row.map(evaluate => evaluate(input, context));
        },
      };
    },
  };
}

/** The statement runs when the first row is asked for. */
export function compileDmlNode({ columns, plan }: DmlNode, compiler: Compiler): CompiledQuery {
  const statement = compiler.dml(plan);
  return {
    columns,
    open: context => {
      let rows: RowIterator | undefined;
      return { next: () => (rows ??= iterate(statement.execute(context).outputRows ?? [])).next() };
    },
  };
}
