// Puts the rows of a table-valued parameter into a table variable, by position.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TableValue } from '../../tds/session-port';
import { storeConverter } from '../../types/convert';
import type { Value } from '../../types/value';
import type { TableVariable } from '../frame';
import type { SessionState } from '../state';

/** Fills `table`. Raises 500 when the number of columns differs, 2628, 515, 2627. */
export function fillTable(state: SessionState, table: TableVariable, value: TableValue): void {
  const columns = table.definition.columns;
  if (value.columns.length !== columns.length) throw raise(Messages.TableParameterColumns, { given: value.columns.length, wanted: columns.length });
  const converters = columns.map((column, i) => storeConverter(value.columns[i]?.type ?? column.type, column.type, { table: table.definition.name, column: column.name }));
  const handle = { databaseId: 2, databaseName: 'tempdb', schemaName: '', definition: table.definition, store: table.store, filters: new Map(), isVariable: true, isSessionLocal: true };
  for (const row of value.rows) {
    const converted = columns.map((column, i): Value => {
      const cell = converters[i]?.(row[i] ?? null) ?? null;
      if (cell === null && !column.isNullable) throw raise(Messages.CannotInsertNull, { column: column.name, table: table.definition.name, statement: 'INSERT' });
      return cell;
    });
    state.transaction.insert(handle, converted);
  }
}
