// sp_tableoption: where values of a table would lie. What it says is kept to be shown; no result depends on it.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { parseObjectName } from '../../syntax/parse';
import type { DdlContext } from '../objects/ddl-context';
import { findTable } from '../objects/object-names';
import { replaceObject } from '../objects/table-change';

/** An option and its value as the caller wrote them. */
export interface TableOption { readonly table: string; readonly name: string; readonly value: string }

const LARGE_VALUES = 'large value types out of row';
/** What cannot be turned on here, and is off: locks of bulk loads and formats of rows that there are none of. */
const ONLY_OFF: ReadonlySet<string> = new Set(['table lock on bulk load', 'text in row', 'vardecimal storage format']);
const SWITCH: ReadonlyMap<string, boolean> = new Map([['1', true], ['on', true], ['true', true], ['0', false], ['off', false], ['false', false]]);

/** Raises 15388. */
export function setTableOption(ddl: DdlContext, option: TableOption): void {
  const parts = parseObjectName(option.table);
  const found = parts.length === 0 ? undefined : findTable(ddl, { parts, at: { line: 1, offset: 0 } });
  if (!found) throw raise(Messages.NoSuchUserTable, { name: option.table });
  const name = option.name.trim().toLowerCase();
  const isOn = SWITCH.get(option.value.trim().toLowerCase());
  if (isOn === undefined || (name !== LARGE_VALUES && (isOn || !ONLY_OFF.has(name)))) throw notSupported(`sp_tableoption '${option.name}', '${option.value}'`);
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const { isOutOfRow = false } = found.object;
  if (name === LARGE_VALUES && isOutOfRow !== isOn) replaceObject(ddl, found.database, found.object, { ...found.object, isOutOfRow: isOn });
}
