// INSERT BULK ... ORDER: the client's promise that its rows come in the order of the clustered index. A promise about anything else is ignored.
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BulkRows } from '../../tds/session-port';
import { sameName } from '../../types/text/collation';
import { compareNullsFirst } from '../../types/compare';
import { converter } from '../../types/conversion/convert';
import { isCharacter, nvarchar } from '../../types/sql-type';
import type { Row } from '../../types/value';

interface Promised { readonly column: string; readonly isDescending: boolean }

/** The columns of an `ORDER (a ASC, b DESC)` option; undefined for any other option. */
function promisedOrder(option: string): readonly Promised[] | undefined {
  const list = /^ORDER\s*\((.*)\)$/is.exec(option)?.[1];
  return list?.split(',').map((part) => {
    const match = /^\s*(.*?)(?:\s+(ASC|DESC))?\s*$/is.exec(part);
    return { column: (match?.[1] ?? '').replace(/^\[(.*)\]$|^"(.*)"$/s, '$1$2'), isDescending: match?.[2]?.toUpperCase() === 'DESC' };
  });
}

function isClusteredOrder(table: TableDefinition, promised: readonly Promised[]): boolean {
  const key = table.indexes.find((index) => index.isClustered)?.columns ?? [];
  return key.length > 0 && key.length === promised.length && key.every((part, i) => {
    const column = table.columns.find((c) => c.columnId === part.columnId);
    // Text is sorted once more by the server, whose collation the client need not know.
    return column !== undefined && !isCharacter(column.type) && sameName(column.name, promised[i]?.column ?? '') && part.isDescending === promised[i]?.isDescending;
  });
}

/** Raises 4819 if the options promise the order of the table's clustered index and the rows come otherwise. */
export function requirePromisedOrder(table: TableDefinition, options: readonly string[], bulk: BulkRows): void {
  const promised = options.map(promisedOrder).find((order) => order !== undefined);
  if (!promised || !isClusteredOrder(table, promised)) return;
  const keys = promised.flatMap(({ column, isDescending }) => {
    const ordinal = bulk.columns.findIndex((c) => sameName(c.name, column));
    const type = bulk.columns[ordinal]?.type;
    return type ? [{ ordinal, isDescending, compare: compareNullsFirst(type), print: converter(type, nvarchar('max')) }] : [];
  });
  if (keys.length < promised.length) return;
  const compare = (left: Row, right: Row): number => {
    for (const { ordinal, isDescending, compare: compareValues } of keys) {
      const difference = compareValues(left[ordinal] ?? null, right[ordinal] ?? null);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  };
  const text = (row: Row): string => keys.map(({ ordinal, print }) => print(row[ordinal] ?? null) ?? 'NULL').join(', ');
  for (const [i, row] of bulk.rows.entries()) {
    const next = bulk.rows[i + 1];
    if (next && compare(row, next) > 0) throw raise(Messages.BulkOrder, { first: text(row), second: text(next) });
  }
}
