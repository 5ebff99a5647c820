// Puts the rows of a table-valued parameter into a table variable, by position.
import { bindInsertTarget } from '../../binder/bind-statement';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../errors/not-supported';
import { isSqlError, raise, withFollower, type SqlError } from '../../errors/sql-error';
import { compileDml } from '../../exec/execute-dml';
import { optimize } from '../../optimizer/optimize';
import type { DmlPlan } from '../../plan/statement';
import { parseBatch } from '../../syntax/parse';
import { bracketed } from '../../syntax/print';
import type { TableValue } from '../../tds/session-port';
import { requireConversion, storeConverter, type Conversion } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { Frame, TableVariable } from '../frame';
import { bindIn } from '../plan-cache';
import { StatementContext } from '../surroundings/execution';
import type { GivenRows } from './match-arguments';
import type { SessionState } from '../state';
import { asLevelTells } from '../truncation';
import { conversionSettings } from '../settings';

/** Fills `table`. Raises 500 when the number of columns differs; what is wrong with a row or a type is followed by 8061 (8062 without a name). */
export function fillTable(state: SessionState, frame: Frame, table: TableVariable, given: GivenRows): void {
  const { value, name } = given;
  const columns = table.definition.columns;
  if (value.columns.length !== columns.length) throw raise(Messages.TableParameterColumns, { given: value.columns.length, wanted: columns.length });
  const named = name === undefined ? table : { ...table, definition: { ...table.definition, name } };
  try {
    insertAll(state, frame, named, value);
  } catch (caught) {
    const error = asLevelTells(state, frame, caught);
    if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER) throw error;
    throw withFollower(error, notConforming(error, given));
  }
}

function notConforming({ number, state }: SqlError, { name, position }: GivenRows): SqlError {
  const error = name === undefined ? raise(Messages.UnnamedTableValueConforms, { position, number, state }) : raise(Messages.TableValueConforms, { name, number, state });
  error.line = 1;
  return error;
}

/** True for the error of rows that do not fit a table-valued parameter. */
export const isTableValueError = ({ number }: SqlError): boolean => number === Messages.TableValueConforms.number || number === Messages.UnnamedTableValueConforms.number;

function insertAll(state: SessionState, frame: Frame, table: TableVariable, value: TableValue): void {
  const columns = table.definition.columns;
  const hasRules = table.definition.checks.length > 0 || columns.some((column) => column.computed);
  if (hasRules || value.columns.some((column) => column.isDefault)) return insertGiven(state, frame, table, value);
  const converters = columns.map((column, i) => columnConverter(value.columns[i]?.type ?? column.type, column, { table, frame }));
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

/** Converts a column's values for the table; raises 206 and 257 as an INSERT does. */
function columnConverter(from: SqlType, { type, name }: { readonly type: SqlType; readonly name: string }, { table, frame }: { readonly table: TableVariable; readonly frame: Frame }): Conversion {
  requireConversion(from, type, false);
  return storeConverter(from, type, { table: table.definition.name, column: name }, conversionSettings(frame.settings));
}

const VARIABLE = '@rows';
const SOURCE_CTE = -1;

/** With default columns, checks or computed columns: an INSERT of what is given, so that identities, defaults and the rest come of themselves. What the session knows of its identities stays. */
function insertGiven(state: SessionState, frame: Frame, table: TableVariable, value: TableValue): void {
  const given = value.columns.flatMap(({ type, isDefault }, at) => (isDefault ? [] : [{ at, type, name: table.definition.columns[at]?.name ?? '' }]));
  if (given.length === 0) throw notSupported('a table-valued parameter with default columns only');
  const names = given.map(({ name }) => bracketed([name])).join(', ');
  const [statement] = parseBatch(`INSERT ${VARIABLE} (${names}) EXEC ${VARIABLE}`, { quotedIdentifier: true }).statements;
  if (statement?.kind !== 'insert') throw new EngineBug('the INSERT of a table-valued parameter did not parse');
  const inside: Frame = { ...frame, variables: new Map([[VARIABLE, { ...table, isReadOnly: false }]]) };
  const plan = optimize(bindInsertTarget(statement, bindIn(state, inside), given.map(({ name, type }) => ({ name, type, isNullable: true })))) as DmlPlan;
  const context = new StatementContext(state, inside);
  context.cteRows.set(SOURCE_CTE, value.rows.map((row) => given.map(({ at }) => row[at] ?? null)));
  const before = { lastIdentity: state.lastIdentity, batchIdentity: state.batchIdentity };
  compileDml(plan, false).execute(context);
  Object.assign(state, before);
}
