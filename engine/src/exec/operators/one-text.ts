// What FOR JSON and FOR XML make of a query: one text of all its rows, written when it is first asked for.
import type { OutputColumn } from '../../plan/node';
import type { Row } from '../../types/value';
import type { CompiledQuery, RowIterator } from '../compiled';

interface Writing {
  readonly columns: readonly OutputColumn[];
  write(rows: RowIterator): RowIterator;
  /** The text counts as a row of its own, as a value does; otherwise what counts are the rows in it. */
  readonly isValue: boolean;
}

/** The text of a query's rows. */
export const asOneText = (source: CompiledQuery, { columns, write, isValue }: Writing): CompiledQuery => ({
  columns,
  open: (context) => {
    let text: RowIterator | undefined;
    let read = 0;
    const run = (): RowIterator => {
      const rows = source.open(context);
      const next = (): Row | undefined => {
        const row = rows.next();
        if (row !== undefined) read++;
        return row;
      };
      return write({ next });
    };
    const next = (): Row | undefined => (text ??= run()).next();
    return isValue ? { next } : { next, rowsBehind: () => read };
  },
});
