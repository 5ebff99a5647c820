// The columns of a bulk load: those that `insert bulk` names, and those that the rows then come with.
import type { ResolvedTable } from '../../binder/bind-context';
import { bindDataType, unknownTable } from '../../binder/bind-statement';
import { findColumn } from '../../catalog/columns';
import type { Column } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import type { InsertBulk } from '../../syntax/ast/statement';
import type { BulkRows } from '../../tds/session-port';
import { isBinary, isCharacter, isNumber, type SqlType } from '../../types/sql-type';
import type { NameRules } from '../../types/text/collation';
import { compiled, type bindIn } from '../plan-cache';

type Bind = ReturnType<typeof bindIn>;

/** False for a column that the table lacks. Raises 208, 264, 271 and 2715, as what is wrong with a statement before it runs. */
export function requireLoadable(bind: Bind, statement: InsertBulk): boolean {
  return compiled(() => {
    const table = bind.resolveTable(statement.table.parts);
    if (table === undefined) throw unknownTable(statement.table.parts);
    if (table.kind !== 'table') return true;
    const columns = columnsNamed(table.definition, statement, bind.inDatabase(table.databaseId).names);
    requireEachOnce(columns);
    statement.columns.forEach(({ type }, i) => declaredType(bind, type, i + 1));
    return !columns.includes(undefined);
  });
}

const columnsNamed = (table: { readonly columns: readonly Column[] }, { columns }: InsertBulk, names: NameRules): readonly (Column | undefined)[] =>
  columns.map(({ name }) => findColumn(table, name.name, names));

function requireEachOnce(columns: readonly (Column | undefined)[]): void {
  columns.forEach((column, i) => {
    if (column && columns.indexOf(column) < i) throw raise(Messages.ColumnSetTwice, { column: column.name });
    if (column?.computed) throw raise(Messages.CannotModifyComputed, { column: column.name });
  });
}

/** Of 2715: a column of `insert bulk`. */
const STATE_BULK = 2;

function declaredType(bind: Bind, type: InsertBulk['columns'][number]['type'], position: number): SqlType {
  try {
    return bindDataType(type, bind, 'column').type;
  } catch (error) {
    if (!isSqlError(error) || error.number !== Messages.CannotFindDataType.number) throw error;
    throw raise(Messages.CannotFindDataType, { position, name: type.name.parts.join('.') }, STATE_BULK);
  }
}

/** Of 4804: the rows have more or fewer columns than were named. */
const STATE_WIDTH = 3;
/** Of 4816: text of limited length for a column without a limit. */
const STATE_UNLIMITED = 2;

/** Raises 4804 and 4816 for rows that do not come as was said, or may hold NULLs where the table may not and the other way round. */
export function requireSentColumns(bind: Bind, table: ResolvedTable | undefined, { statement, bulk }: { readonly statement: InsertBulk; readonly bulk: BulkRows }): void {
  compiled(() => {
    if (bulk.columns.length === 0) throw raise(Messages.BulkEndsEarly, {});
    if (bulk.columns.length !== statement.columns.length) throw raise(Messages.BulkEndsEarly, {}, STATE_WIDTH);
    if (table?.kind !== 'table') return;
    columnsNamed(table.definition, statement, bind.inDatabase(table.databaseId).names).forEach((column, i) => {
      const [sent, declared] = [bulk.columns[i], statement.columns[i]];
      if (!column || !sent || !declared) return;
      const type = declaredType(bind, declared.type, i + 1);
      if (sent.isNullable !== column.isNullable || familyOf(sent.type) !== familyOf(type)) throw raise(Messages.BulkColumnType, { position: i + 1 });
      if (column.type.length === 'max' && type.length !== 'max' && familyOf(type) === familyOf(column.type)) throw raise(Messages.BulkColumnType, { position: i + 1 }, STATE_UNLIMITED);
    });
  });
}

/** Text of every kind is one, since clients send xml as text. */
function familyOf(type: SqlType): string {
  if (isCharacter(type) || type.name === 'xml') return 'text';
  if (isNumber(type)) return 'number';
  return isBinary(type) || type.name === 'timestamp' ? 'binary' : '';
}
