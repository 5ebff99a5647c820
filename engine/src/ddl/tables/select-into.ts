// The table that SELECT ... INTO makes: columns as the query gives them, no keys, no defaults.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { SelectPlan } from '../../plan/statement';
import type { TableHandle } from '../../transaction/row-access';
import { putTable, requireNewTable } from './create-table';
import { requireDistinctColumns } from './column-builder';
import { sameName } from '../../types/text/collation';
import { plainText } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';
import { isTemporaryName, placeOf } from '../objects/object-names';
import { defaultPlacement } from '../databases/placement';
import { requireRowFits } from './row-size';
import { emptyTable } from './table-builder';
import { siteOf } from '../objects/table-site';

/** Creates the table, empty, and opens it. Raises 1038, 2705, 2714. */
export function createTableFor(ddl: DdlContext, into: NonNullable<SelectPlan['into']>): TableHandle {
  const place = placeOf(ddl, { parts: into.parts, at: { line: 1, offset: 0 } });
  requireNewTable(ddl, place);
  // Alias types belong to a database: a table of another one, tempdb too, has the types behind them.
  const isElsewhere = siteOf(ddl, place).database !== ddl.database;
  const columns = into.columns.map((column, i): Column => {
    if (column.name === '') throw raise(Messages.MissingName, {}, 5);
    return {
      columnId: i + 1,
      name: column.name,
      type: storedType(column.type, place.database.header.name),
      isNullable: column.identity ? false : column.isNullable,
      ...(column.userTypeId === undefined || isElsewhere ? {} : { userTypeId: column.userTypeId }),
      ...(column.identity ? { identity: { seed: column.identity.seed, increment: column.identity.increment } } : {}),
      isRowGuid: false,
      isHidden: false,
      isSparse: false,
    };
  });
  requireDistinctColumns(place.name, columns, place.database.catalog.names);
  const placement = defaultPlacement(place);
  const definition: TableDefinition = {
    ...emptyTable(siteOf(ddl, place)), ...(placement ? { placement } : {}), columns, maxColumnId: columns.length, ...(isTemporaryName(place.name) ? { isTemporary: true } : {}),
  };
  requireRowFits(definition);
  putTable(ddl, place, definition);
  return ddl.openTable(place.databaseId, definition);
}

/** A string of length 0 (an empty literal) becomes a column of length 1, as SQL Server makes it. */
function storedType(type: Column['type'], target: string): Column['type'] {
  const stored = plainText(type);
  if (stored.xmlSchema) {
    const { database, ...xmlSchema } = stored.xmlSchema;
    if (database !== undefined && !sameName(database, target)) throw notSupported('SELECT INTO a table of another database with typed xml');
    return { ...stored, xmlSchema };
  }
  return stored.length === 0 ? { ...stored, length: 1 } : stored;
}
