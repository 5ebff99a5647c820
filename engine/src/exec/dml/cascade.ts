// ON DELETE / ON UPDATE actions: what happens to child rows when their parents' keys go or change, and then to theirs.
import type { ForeignKey, ReferentialAction } from '../../catalog/definitions';
import type { StoredRow, TableHandle } from '../../transaction/row-access';
import { storeConverter } from '../../types/conversion/convert';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { openById } from './constraints';
import { prepareLookup } from './key-lookup';
import { exactText, fullName, ordinalsOf, pick } from './table-columns';
import type { RowChange, TableWriter } from './table-writer';
import { conversionSettingsOf } from '../functions/function-context';

type KeyValues = readonly Value[];
/** A parent's key that went (`to` undefined) or became another. */
interface KeyChange { readonly from: KeyValues; readonly to?: KeyValues }
/** What a cascade works with. */
export interface CascadeSite { readonly context: ExecutionContext; readonly compiler: Compiler; writerOf(table: TableHandle): TableWriter; follow(writer: TableWriter): void }

/** Follows the changes of one table into every table that refers to it. */
export function cascadeFrom({ handle }: TableWriter, changes: readonly RowChange[], site: CascadeSite): void {
  if (handle.isVariable || handle.isSessionLocal || !changes.some(change => change.before)) return;
  for (const { table, foreignKey } of site.context.foreignKeysTo(handle.databaseId, handle.definition.objectId)) {
    if (foreignKey.isDisabled || (foreignKey.onDelete === 'NO_ACTION' && foreignKey.onUpdate === 'NO_ACTION')) continue;
    const ordinals = ordinalsOf(handle.definition, foreignKey.referencedColumnIds);
    const deleted = changes.flatMap(change => keyChange(change, ordinals, 'delete'));
    const updated = changes.flatMap(change => keyChange(change, ordinals, 'update'));
    const open = (): TableHandle => openById(handle.databaseId, table.objectId, table.name, site.context);
    if (deleted.length > 0 && foreignKey.onDelete !== 'NO_ACTION') act({ action: foreignKey.onDelete, isDelete: true, foreignKey, child: open(), keys: deleted }, site);
    if (updated.length > 0 && foreignKey.onUpdate !== 'NO_ACTION') act({ action: foreignKey.onUpdate, isDelete: false, foreignKey, child: open(), keys: updated }, site);
  }
}

function keyChange({ before, after }: RowChange, ordinals: readonly number[], event: 'delete' | 'update'): KeyChange[] {
  if (!before || (event === 'delete') !== !after) return [];
  const from = pick(before, ordinals);
  if (from.includes(null)) return [];
  if (!after) return [{ from }];
  const to = pick(after, ordinals);
  return to.every((value, i) => exactText(value) === exactText(from[i] ?? null)) ? [] : [{ from, to }];
}

interface Action { readonly action: ReferentialAction; readonly isDelete: boolean; readonly foreignKey: ForeignKey; readonly child: TableHandle; readonly keys: readonly KeyChange[] }

function act(action: Action, site: CascadeSite): void {
  const { child, foreignKey, keys } = action;
  const found: StoredRow[] = [];
  prepareLookup({ table: child, columnIds: foreignKey.columnIds, purpose: 'update' }, site.context).visit(keys.map(key => key.from), row => found.push(row) > 0);
  if (found.length === 0) return;
  const writer = site.writerOf(child);
  writer.cascading(action.action === 'CASCADE' && action.isDelete ? () => { for (const { rowId, values } of found) writer.delete(rowId, values); } : () => setKeys(writer, found, action, site));
  site.follow(writer);
}

function setKeys(writer: TableWriter, found: readonly StoredRow[], action: Action, site: CascadeSite): void {
  const ordinals = ordinalsOf(action.child.definition, action.foreignKey.columnIds);
  const newKeyOf = compileNewKey(action, ordinals, site);
  writer.updateAll(found.map(({ rowId, values }) => ({ rowId, before: values, after: withKey(values, ordinals, newKeyOf(values)) })), ordinals);
}

function withKey(row: Row, ordinals: readonly number[], key: KeyValues): Value[] {
  const changed = [...row];
  ordinals.forEach((ordinal, i) => { changed[ordinal] = key[i] as Value; });
  return changed;
}

function compileNewKey({ action, child, foreignKey, keys }: Action, ordinals: readonly number[], site: CascadeSite): (row: Row) => KeyValues {
  if (action === 'SET_NULL') return () => ordinals.map(() => null);
  if (action === 'SET_DEFAULT') {
    const defaults = foreignKey.columnIds.map((columnId, i) => defaultValue(child, columnId, ordinals[i] as number, site));
    return () => defaults;
  }
  const keyOf = compileRowKey(ordinals.flatMap(ordinal => child.definition.columns[ordinal]?.type ?? []));
  const byOldKey = new Map<Key, KeyValues>(keys.map(({ from, to }) => [keyOf(from), to ?? from]));
  return row => {
    const old = pick(row, ordinals);
    return byOldKey.get(keyOf(old)) ?? old;
  };
}

function defaultValue(child: TableHandle, columnId: number, ordinal: number, { context, compiler }: CascadeSite): Value {
  const expression = context.defaultOf(child.databaseId, child.definition.objectId, columnId);
  const column = child.definition.columns[ordinal];
  if (!expression || !column) return null;
  return storeConverter(expression.type, column.type, { table: fullName(child), column: column.name }, conversionSettingsOf(context.functions))(compiler.expression(expression)(NO_ROW, context));
}
